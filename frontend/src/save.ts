// A saved picture stands alone: title, stamps, rights figures and where it comes from are in it.
import { INK, MUTED, PAPER, RULE } from "./look";
import type { Picture } from "./payload";
import type { Desk, View } from "./stage";
import { FONT, SPACE, make } from "./svg";
import { lines, wrap } from "./text";

const WIDE = 960;
const EDGE = 28;

/** The picture as a file of its own: drawn again, at one width for everybody. */
export function composed(picture: Picture, view: View, desk: Desk): SVGSVGElement {
  const { payload, speech } = desk;
  const inner = WIDE - 2 * EDGE;
  const chart = view.draw({ width: inner, mode: "file" });
  const tall = Number(chart.getAttribute("height"));
  const whole = make("svg", { xmlns: SPACE, width: WIDE, "font-family": FONT, role: "img" });
  whole.append(make("title", {}, picture.title));
  if (picture.caption) whole.append(make("desc", {}, picture.caption));
  const paper = make("rect", { x: 0, y: 0, width: WIDE, height: 10, fill: PAPER });
  whole.append(paper);
  let y = EDGE;
  const write = (text: string, size: number, how: Record<string, string | number> = {}, bold = false) => {
    const all = wrap(text, inner, size, bold);
    whole.append(lines(all, EDGE, y + size, size, { fill: INK, ...(bold ? { "font-weight": 650 } : {}), ...how }));
    y += all.length * size * 1.28 + 4;
  };
  const where = [payload.place, payload.run?.period].filter(Boolean).join(", ");
  if (where) write(where, 12, { fill: MUTED });
  write(picture.title, 21, {}, true);
  const moment = view.moment?.();
  if (moment) write(moment, 14, { fill: MUTED });
  if (picture.caption) write(picture.caption, 12.5, { fill: MUTED });
  y += 8;
  chart.setAttribute("x", String(EDGE));
  chart.setAttribute("y", String(y));
  chart.removeAttribute("role");
  chart.removeAttribute("aria-label");
  whole.append(chart);
  y += tall + 10;
  const rule = () => {
    whole.append(make("line", { x1: EDGE, x2: WIDE - EDGE, y1: y, y2: y, stroke: RULE }));
    y += 8;
  };
  if (picture.rights?.length) {
    rule();
    write(speech.say("rights"), 12.5, {}, true);
    for (const one of picture.rights) write(one, 12);
    y += 4;
  }
  rule();
  if (payload.title) write(payload.title, 11, { fill: MUTED });
  if (payload.provenance) write(payload.provenance, 11, { fill: MUTED });
  y += EDGE - 8;
  whole.setAttribute("viewBox", `0 0 ${WIDE} ${Math.ceil(y)}`);
  whole.setAttribute("height", String(Math.ceil(y)));
  paper.setAttribute("height", String(Math.ceil(y)));
  return whole;
}

const text = (svg: SVGSVGElement): string => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;

function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const nameFor = (picture: Picture): string => `tregua-${picture.id.replace(/[^\w-]+/g, "-").slice(0, 60)}`;

export function saveSvg(picture: Picture, view: View, desk: Desk): void {
  hand(new Blob([text(composed(picture, view, desk))], { type: "image/svg+xml" }), `${nameFor(picture)}.svg`);
}

export async function savePng(picture: Picture, view: View, desk: Desk): Promise<void> {
  const svg = composed(picture, view, desk);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * Number(svg.getAttribute("width"));
  canvas.height = 2 * Number(svg.getAttribute("height"));
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("this browser could not make the PNG");
  hand(blob, `${nameFor(picture)}.png`);
}
