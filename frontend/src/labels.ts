// Labels that do not lie on each other or on the marks.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

/**
 * Find a free place for each mark's label, in the order given: beside, above, below, then the corners; with `corners`, those
 * first (where ranges cross the marks).
 * Returns null for a mark without one. `within` bounds the labels; `taken` are boxes to keep clear of.
 */
export function placeLabels(
  marks: { x: number; y: number; r: number; width: number; height: number }[],
  within: Box,
  taken: Box[] = [],
  corners = false,
): (Box | null)[] {
  const full: Box[] = [...taken, ...marks.map((m) => ({ x: m.x - m.r, y: m.y - m.r, width: 2 * m.r, height: 2 * m.r }))];
  return marks.map((m, i) => {
    const d = m.r + 3;
    const c = m.r * 0.72 + 2;
    const [w, h] = [m.width, m.height];
    const beside: [number, number][] = [
      [m.x + d, m.y - h / 2],
      [m.x - d - w, m.y - h / 2],
      [m.x - w / 2, m.y - d - h],
      [m.x - w / 2, m.y + d],
    ];
    const around: [number, number][] = [
      [m.x + c, m.y - c - h],
      [m.x + c, m.y + c],
      [m.x - c - w, m.y - c - h],
      [m.x - c - w, m.y + c],
    ];
    const candidates: [number, number][] = [
      ...(corners ? around : beside),
      ...(corners ? beside : around),
    ];
    // Further off, in all directions: such a label needs a line that leads to its mark.
    for (const far of [10, 20, 32, 46])
      for (let k = 0; k < 16; k++) {
        const [dx, dy] = [Math.cos((k * Math.PI) / 8 - 0.6), Math.sin((k * Math.PI) / 8 - 0.6)];
        const reach = m.r + far;
        candidates.push([m.x + dx * (reach + w / 2) - w / 2, m.y + dy * (reach + h / 2) - h / 2]);
      }
    for (const [x, y] of candidates) {
      const box = { x, y, width: w, height: h };
      const inside =
        x >= within.x && y >= within.y && x + w <= within.x + within.width && y + h <= within.y + within.height;
      // Its own circle stands at taken.length + i; a label may touch that one only.
      if (inside && full.every((other, k) => k === taken.length + i || apart(box, other))) {
        full.push(box);
        return box;
      }
    }
    return null;
  });
}
