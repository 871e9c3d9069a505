// The two buttons below every chart: its figures as CSV, its picture as PNG with title and source line.
import { composed } from "../../src/save";
import type { Picture } from "../../src/payload";
import type { Desk, View } from "../../src/stage";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import { download, downloadCsv, fileName, type Cell } from "./table_file";

export interface Savable {
  title: string;
  rows(): Cell[][];
  /** Draws the picture at a width; null where there is none to be saved. */
  draw: ((width: number) => SVGSVGElement) | null;
  caption?: string;
  /** Place, period, and where it comes from. */
  source(): { place: string; provenance: string };
}

export function saving(of: Savable, speech: Speech, names?: { csv?: boolean; png?: boolean }): HTMLElement {
  const bar = element("div", { class: "saving" });
  const button = (format: string, run: () => unknown) => {
    const made = element("button", { type: "button", class: "save" }, format);
    made.setAttribute("aria-label", `${format}: ${of.title}`);
    made.addEventListener("click", () => void run());
    bar.append(made);
  };
  if (names?.csv !== false) button("CSV", () => downloadCsv(of.rows(), of.title));
  if (of.draw && names?.png !== false) button("PNG", () => png(of, speech));
  return bar;
}

async function png(of: Savable, speech: Speech): Promise<void> {
  const { place, provenance } = of.source();
  const picture = { id: of.title, kind: "fan", title: of.title, caption: of.caption } as unknown as Picture;
  const view: View = { controls: null, draw: ({ width }) => of.draw!(width) };
  const desk = { payload: { schema: 1, lang: "", locale: "", place, provenance, words: {}, policies: [], dates: [], pictures: [] }, speech } as unknown as Desk;
  const svg = composed(picture, view, desk);
  svg.querySelectorAll("[visibility=hidden], [fill=transparent]").forEach((one) => one.remove());
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * Number(svg.getAttribute("width"));
  canvas.height = 2 * Number(svg.getAttribute("height"));
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) download(blob, `${fileName(of.title)}.png`);
}
