/** One stop of the tab key for a row of marks: arrow keys move among them, Enter or a space opens one. */
export function roving(marks: SVGElement[], open: (i: number, mark: SVGElement) => void, focus?: (i: number) => void): void {
  marks.forEach((mark, i) => {
    mark.setAttribute("tabindex", i === 0 ? "0" : "-1");
    mark.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const target =
        event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : step ? (i + step + marks.length) % marks.length : -1;
      if (target >= 0) {
        mark.setAttribute("tabindex", "-1");
        marks[target]!.setAttribute("tabindex", "0");
        marks[target]!.focus();
      } else if (event.key === "Enter" || event.key === " ") open(i, mark);
      else return;
      event.preventDefault();
    });
    mark.addEventListener("click", () => open(i, mark));
    if (focus) mark.addEventListener("focus", () => focus(i));
  });
}
