import { FONT, make, type Attributes } from "./svg";

let canvas: CanvasRenderingContext2D | null | undefined;

/** The width of a text, in pixels; a fair guess where nothing can be drawn. */
export function widthOf(text: string, size: number, bold = false): number {
  if (canvas === undefined)
    canvas = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (!canvas) return text.length * size * (bold ? 0.58 : 0.54);
  canvas.font = `${bold ? 650 : 400} ${size}px ${FONT}`;
  return canvas.measureText(text).width;
}

/** Lines no wider than `room`, broken at spaces; with `most`, the last line ends in an ellipsis if text is left. */
export function wrap(text: string, room: number, size: number, bold = false, most = 99): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || widthOf(longer, size, bold) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line) lines.push(line);
  const cut = lines.map((one) => clip(one, room, size, bold));
  if (cut.length <= most) return cut;
  return [...cut.slice(0, most - 1), clip(`${lines[most - 1]}…`, room, size, bold, true)];
}

/** A text that fits, cut with an ellipsis if it must be. */
export function clip(text: string, room: number, size: number, bold = false, always = false): string {
  if (widthOf(text, size, bold) <= room) return text;
  let kept = text.replace(/…$/, "");
  while (kept.length > 1 && widthOf(`${kept}…`, size, bold) > room) kept = kept.slice(0, -1);
  return always || kept.length < text.length ? `${kept.trimEnd()}…` : kept;
}

/** Lines of text as one element, the first baseline at y. */
export function lines(all: string[], x: number, y: number, size: number, how: Attributes = {}): SVGTextElement {
  const node = make("text", { "font-size": size, ...how });
  all.forEach((line, i) => node.append(make("tspan", { x, y: y + i * size * 1.28 }, line)));
  return node;
}
