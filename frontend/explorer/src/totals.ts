// All the numbers of an answer in one table: rights beside violence, each to be asked where it comes from.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Answer, Side } from "./contract";
import { titleOf } from "./figures";
import { LINES, earned, gapOf, isShare, number, partsOf, triple, type Triple } from "./line_and_number_style";
import { saving } from "./saving";
import type { Cell } from "./table_file";
import type { Named } from "./shared_pictures";

const SIDES: Side[] = ["violence", "rights", "aftermath", "consent", "money"];

export function totals(answer: Answer, names: Named, speech: Speech, ask: Asker, source: () => { place: string; provenance: string }): HTMLElement {
  const { say } = speech;
  const lines = LINES.filter((id) => answer.lines.some((line) => line.id === id));
  const beliefs = (["default", "yours"] as const).filter((one) => answer.totals.some((total) => total.difference[one]));
  const head = element("tr", {}, element("th", { scope: "col" }, say("outcome")));
  // The differences first: they are what is asked for, and the last to be out of sight where the room is small.
  for (const one of beliefs) head.append(element("th", { scope: "col" }, say(one === "yours" ? "difference_yours" : "difference")));
  for (const id of lines) head.append(element("th", { scope: "col" }, names[id] ?? id));
  const table = element("table", { class: "totals" }, element("thead", {}, head));
  for (const side of SIDES) {
    const rows = answer.totals.filter((total) => total.side === side);
    if (!rows.length) continue;
    const body = element("tbody", { class: `side-${side}` }, element("tr", { class: "group" }, element("th", { colspan: 1 + lines.length + beliefs.length, scope: "rowgroup" }, say(`side_${side}`))));
    for (const total of rows) {
      const share = isShare(total.unit);
      const sure = (of: Triple | null, error: string) => (share ? of : earned(of, total.error[error]));
      const title = titleOf(total, speech);
      const unit = share || !total.unit ? "" : total.unit;
      const row = element("tr", {}, element("th", { scope: "row" }, title, ...(unit ? [" ", element("span", { class: "unit" }, unit)] : [])));
      const cell = ([middle, range]: [string, string], label: string) => {
        const text = range ? `${middle} (${range})` : middle;
        const told = number("", (from) => ask.total(from, total, `${title}: ${text}`), say("ask"));
        told.append(middle, ...(range ? [" ", element("span", { class: "range" }, range)] : []));
        told.setAttribute("aria-label", `${title}, ${label}: ${text}`);
        row.append(element("td", { "data-label": label }, range ? told : middle));
      };
      for (const one of beliefs) cell(gapOf(speech, sure(triple(total.difference[one]), `difference-${one}`), share), say(one === "yours" ? "difference_yours" : "difference"));
      for (const id of lines) cell(partsOf(speech, sure(triple(total.lines[id]), id), share), names[id] ?? id);
      body.append(row);
    }
    table.append(body);
  }
  return element(
    "div",
    {},
    element("p", { class: "quiet" }, say("totals_text", { n: String(answer.draws) })),
    element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": say("totals") }, table),
    saving({ title: say("totals"), rows: () => file(answer, names), draw: null, source }, speech),
  );
}

/** Each figure of each line, low, middle and high, and its Monte Carlo error. */
function file(answer: Answer, names: Named): Cell[][] {
  const rows: Cell[][] = [["id", "reading", "unit", "line", "low", "middle", "high", "monte_carlo_error"]];
  for (const total of answer.totals) {
    for (const line of answer.lines) rows.push([total.id, total.reading, total.unit, names[line.id] ?? line.id, ...(triple(total.lines[line.id]) ?? [null, null, null]), total.error[line.id] ?? null]);
    for (const belief of ["default", "yours"] as const) {
      const gap = triple(total.difference[belief]);
      if (gap) rows.push([total.id, total.reading, total.unit, `difference (${belief})`, ...gap, total.error[`difference-${belief}`] ?? null]);
    }
  }
  return rows;
}
