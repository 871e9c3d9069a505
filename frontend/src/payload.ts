// What the page's data hold; written by the Python side, `tregua.report`. Names here are the contract.

export type Quantity = number | null;

export interface Policy {
  id: string;
  title: string;
  short: string;
  sentence?: string;
  baseline?: boolean;
  stamps?: string[];
  scenario?: string;
  hash?: string;
}

export interface Observed {
  from: string;
  to: string;
  value: number;
  low: Quantity;
  high: Quantity;
  label: string;
  source?: string;
  url?: string;
  published?: string;
  grade?: string;
  policies?: string[];
  source_id?: string;
}

interface Common {
  id: string;
  title: string;
  caption?: string;
  unit?: string;
  tone?: Tone;
  rights?: string[];
  stamps?: string[];
}

export type Tone = "violence" | "rights" | "plain";

export interface FanPanel {
  policy: string;
  label?: string;
  quantiles?: Quantity[][];
  /** Readings that are never pooled: each with its own fan. */
  series?: Series[];
  observed?: Observed[];
}

export interface Series {
  id: string;
  label: string;
  quantiles: Quantity[][];
}

export interface FanPicture extends Common {
  kind: "fan";
  levels: number[];
  dates?: string[];
  panels: FanPanel[];
  baseline?: string | null;
  observed?: Observed[];
  top?: number | null;
}

export interface Axis {
  label: string;
  unit?: string;
  scale?: "linear" | "log";
}

export type Range = [Quantity, Quantity, Quantity];

export interface Point {
  policy: string;
  panel?: string;
  x: Range;
  y: Range;
  size: Range;
}

export interface TradeoffPicture extends Common {
  kind: "tradeoff";
  x: Axis;
  y: Axis;
  size: Axis;
  points: Point[];
  better?: string;
}

export interface Territory {
  id: string;
  name: string;
  region: string;
  lon: number;
  lat: number;
  people: number;
  model_only?: boolean;
}

export interface Layer {
  id: string;
  label: string;
  unit?: string;
  scale: "share" | "count";
  tone?: Tone;
  policies: Record<string, Quantity[][]>;
}

export interface MapPicture extends Common {
  kind: "map";
  territories: Territory[];
  links: [number, number][];
  dates: string[];
  layers: Layer[];
  /** Printed on each panel: what the picture is not. */
  mark?: string;
  policy?: string;
  /** Where to begin, and who is told where the reader has gone: the explorer draws a map anew with every answer. */
  at?: number;
  home?: boolean;
  kept?: (state: { policy: string; at: number; home: boolean }) => void;
}

export interface StackPicture extends Common {
  kind: "stack";
  parts: { id: string; label: string; colour?: string }[];
  rows: { policy: string; label?: string; values: Quantity[]; low?: Quantity; high?: Quantity }[];
}

export interface IntervalRow {
  label: string;
  policy?: string | null;
  group?: string | null;
  mid: Quantity;
  low: Quantity;
  high: Quantity;
  tone?: Tone;
  hollow?: boolean;
}

export interface IntervalsPicture extends Common {
  kind: "intervals";
  log?: boolean;
  zero?: boolean;
  groups?: { id: string; label: string; colour?: string }[];
  rows: IntervalRow[];
}

export type Picture = FanPicture | TradeoffPicture | MapPicture | StackPicture | IntervalsPicture;

export type Facts = Record<string, string | number | null | undefined>;

export interface Source {
  title?: string;
  value?: string | number;
  unit?: string;
  period?: string;
  source?: string;
  url?: string;
  published?: string;
  grade?: string;
  disagrees?: { value?: string | number; source?: string; url?: string }[];
  note?: string;
}

export interface Payload {
  schema: number;
  lang: string;
  locale: string;
  title?: string;
  place?: string;
  provenance?: string;
  words: Record<string, string>;
  policies: Policy[];
  dates: string[];
  pictures: Picture[];
  figures?: Record<string, Facts>;
  /** What a figure does not say itself. */
  run?: Facts;
  sources?: Record<string, Source>;
}
