// Shapes with presentation attributes alone: a picture looks the same in the page, in print and as a file of its own.

export const SPACE = "http://www.w3.org/2000/svg";
export const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif';

export type Attributes = Record<string, string | number | null | undefined>;

export function make<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...inside: (SVGElement | string)[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined)
      node.setAttribute(name, typeof value === "number" ? short(value) : value);
  node.append(...inside);
  return node;
}

/** A coordinate to a hundredth. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  node.append(...inside);
  return node;
}
