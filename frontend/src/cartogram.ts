// Circles for territories: at the true centroids, and moved apart until none hides another (after Dorling, 1996).

export interface Placed {
  /** The true centroid. */
  home: [number, number];
  /** Where the circle stands when it is moved. */
  moved: [number, number];
  r: number;
}

export interface Site {
  lon: number;
  lat: number;
  people: number;
}

/** Place circles in a box of the given size; areas are in proportion to people. No chance in it: same in, same out. */
export function cartogram(sites: Site[], width: number, height: number): Placed[] {
  if (!sites.length) return [];
  const middle = sites.reduce((sum, s) => sum + s.lat, 0) / sites.length;
  // A degree of longitude is shorter away from the equator.
  const flat = sites.map((s) => [s.lon * Math.cos((middle * Math.PI) / 180), -s.lat] as [number, number]);
  const span = Math.max(1e-6, extent(flat.map((p) => p[0])), extent(flat.map((p) => p[1])));
  const at = flat.map((p) => [(p[0] - flat[0]![0]) / span, (p[1] - flat[0]![1]) / span] as [number, number]);
  const home = at.map((p) => [...p] as [number, number]);
  const raw = sites.map((s) => Math.sqrt(Math.max(0, s.people)));
  const total = raw.reduce((sum, r) => sum + Math.PI * r * r, 0) || 1;
  const radius = raw.map((r) => Math.max(0.012, r * Math.sqrt(0.4 / total)));
  for (let turn = 0; turn < 700; turn++) {
    const pull = turn < 500 ? 0.02 : 0; // towards home at first, then apart only
    for (let i = 0; i < at.length; i++) for (const k of [0, 1] as const) at[i]![k] += (home[i]![k] - at[i]![k]) * pull;
    for (let i = 1; i < at.length; i++)
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [at[i]![0] - at[j]![0], at[i]![1] - at[j]![1]];
        const far = Math.hypot(dx, dy);
        const need = (radius[i]! + radius[j]!) * 1.05;
        if (far >= need) continue;
        // Two at one point part in a direction of their own.
        const way = far < 1e-9 ? [Math.cos(2.4 * i), Math.sin(2.4 * i)] : [dx / far, dy / far];
        // The smaller circle gives way to the larger.
        const share = radius[j]! ** 2 / (radius[i]! ** 2 + radius[j]! ** 2);
        for (const k of [0, 1] as const) {
          at[i]![k] += way[k]! * (need - far) * share;
          at[j]![k] -= way[k]! * (need - far) * (1 - share);
        }
      }
  }
  // One scale for both places, so that only the circles move.
  const xs = [...at, ...home].flatMap((p, i) => [p[0] - radius[i % at.length]!, p[0] + radius[i % at.length]!]);
  const ys = [...at, ...home].flatMap((p, i) => [p[1] - radius[i % at.length]!, p[1] + radius[i % at.length]!]);
  const zoom = Math.min((width - 4) / extent(xs), (height - 4) / extent(ys));
  const shift = (p: [number, number]): [number, number] => [
    width / 2 + (p[0] - (Math.min(...xs) + Math.max(...xs)) / 2) * zoom,
    height / 2 + (p[1] - (Math.min(...ys) + Math.max(...ys)) / 2) * zoom,
  ];
  return at.map((p, i) => ({ home: shift(home[i]!), moved: shift(p), r: radius[i]! * zoom }));
}

const extent = (values: number[]): number => Math.max(...values) - Math.min(...values);
