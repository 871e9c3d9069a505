// What the server says and is told; docs/reference/api.md is the contract.

/** The 5, 25, 50, 75 and 95 % quantiles over the draws. */
export type Band = (number | null)[];

/** Written into the page by the server. */
export interface Boot {
  lang: string;
  locale: string;
  languages: { id: string; name: string; draft: boolean }[];
  place: string;
  version: string;
  words: Record<string, string>;
}

export interface PlacesOf {
  places: { id: string; title: string; sentence: string; own: boolean }[];
  limits: { members: number; draws: number };
}

export interface Control {
  id: string;
  group: string;
  label: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  step: number;
  scale: "linear" | "log";
  source?: string | null;
  url?: string | null;
  grade?: string | null;
  note?: string | null;
  /** The day on which it was known, where that is said. */
  known?: string | null;
}

export interface Field {
  id: string;
  label: string;
  unit: string;
  min: number;
  max: number;
  step: number;
  value: number | null;
}

export interface Precondition {
  kind: string;
  title: string;
  sentence: string;
  odds: number;
  date: string | null;
  given_by?: string | null;
  source?: string | null;
  url?: string | null;
  grade?: string | null;
  note?: string | null;
  fields: Field[];
  dates: { min: string; max: string };
}

export interface Odds {
  starts: number;
  lasts: number;
  lasts_if_started?: number | null;
  by?: Record<string, string | null>;
  sentence: string;
}

export interface PolicyOf {
  id: string;
  title: string;
  sentence: string;
  sentences: string[];
  notes?: string | null;
  conditional: boolean;
  comparable: boolean;
  controls: Control[];
  odds: Odds | null;
  preconditions: Precondition[];
  leans?: { weakest: string; on: string[] } | null;
}

export interface Assumption {
  id: string;
  symbol?: string;
  unit: string;
  meaning: string;
  prior: string;
  interval: Record<string, Band>;
  /** What the place's record says of it, where that has been learnt: low, middle, high by reading. */
  learnt?: Record<string, Band> | null;
  value: number;
  min: number;
  max: number;
  step: number;
  scale: "linear" | "log";
  grade: string;
  source: string;
  url?: string | null;
  published?: string | null;
  disagree?: string | null;
  travels?: string | null;
  note?: string | null;
  turning: boolean;
}

export type Side = "violence" | "rights" | "consent" | "money" | "aftermath";

export interface OutcomeOf {
  id: string;
  title: string;
  unit: string;
  side: Side;
  kind: string;
}

export interface Area {
  id: string;
  title: string;
  region: string;
  lat: number;
  lon: number;
  people: number;
  neighbours?: string[];
  model_only?: boolean;
}

export interface SourceOf {
  id?: string;
  title: string;
  value: string;
  unit?: string;
  period?: string;
  source: string;
  url?: string | null;
  published?: string | null;
  grade?: string | null;
  disagrees?: { value?: string | number; source?: string; url?: string }[];
  note?: string | null;
}

export interface PlaceOf {
  id: string;
  title: string;
  sentence: string;
  start: string;
  end: string;
  as_of: string;
  months: string[];
  basis: string;
  opening: { place: string; policy: string; baseline: string };
  policies: PolicyOf[];
  assumptions: Assumption[];
  outcomes: OutcomeOf[];
  authors: { id: string; title: string; colour: string }[];
  territories: Area[];
  evidence: SourceOf[];
  trust: string[];
  not_modelled: { what: string; why: string }[];
}

export type Branch = "operates" | "collapses";
export type LineId = "baseline-default" | "policy-default" | "baseline-yours" | "policy-yours";
export type Belief = "default" | "yours";
export type Changes = Record<string, number | string | null>;

export interface Question {
  place: string;
  policy: string;
  baseline: string;
  branch: Branch;
  controls: Record<string, number>;
  assumptions: Record<string, number>;
  preconditions: Record<string, Changes>;
  members?: number;
  seed?: number;
  /** The hand is still on the slider: fewer draws, and only the parts named. */
  dragging?: boolean;
  parts?: string[];
  /** Outcomes and totals wanted; all where none are named. */
  bands?: string[];
  totals?: string[];
}

export interface Line {
  id: LineId;
  role: "baseline" | "policy";
  beliefs: Belief;
  policy: string;
  title: string;
  branch: string;
  label: string;
  sentences: string[];
}

export interface Total {
  id: string;
  title: string;
  unit: string;
  side: Side;
  reading: string;
  reading_title: string;
  lines: Partial<Record<LineId, Band>>;
  difference: Partial<Record<Belief, Band>>;
  lower: Partial<Record<Belief, number | null>>;
  rests_on: string[];
}

export interface Clock {
  conditional: boolean;
  branch: string;
  odds: Odds | null;
  preconditions: (Precondition & { changed: boolean })[];
  planned?: Record<string, number> | null;
}

export interface Run {
  beliefs: Belief;
  digest: string;
  command: string;
  alone?: { digest: string; command: string } | null;
}

export interface Answer {
  kind: "quick" | "exact";
  marked: string;
  draws: number;
  /** How long to wait before asking again: the server has others to answer. */
  pause_ms?: number;
  seed: number;
  months: string[];
  lines: Line[];
  bands: Record<string, Partial<Record<LineId, Band[]>>>;
  authors?: Partial<Record<LineId, Record<string, number[]>>>;
  totals: Total[];
  map?: { level: string; model_only: boolean; months?: string[]; areas: Area[]; layers: Record<string, Partial<Record<LineId, (number | null)[][]>>> };
  clock?: Clock;
  stamps: string[];
  provenance: { version: string; place_hash: string; as_of: string; basis: string; scenarios: Record<string, string> };
  members?: number;
  runs?: Run[];
}

export interface Problem {
  file?: string;
  where?: string;
  found?: string;
  expected?: string;
  hint?: string;
}

export interface Job<Result = Answer> {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  of: number;
  position?: number | null;
  members: number;
  seed: number;
  links: { self: string; events: string; report?: string };
  result?: Result;
  error?: { title: string; problems: Problem[] };
}

export interface Files {
  files: { name: string; text: string }[];
  commands: { compare: string; run: string };
}

export interface Seen {
  id: string;
  period: string;
  start: string;
  end: string;
  value: number;
  /** What is counted over a period, by the month. */
  month?: number | null;
  model: (number | null)[];
  inside: boolean;
  known: boolean;
}

/** One count of a forecast: how often it lay in the range, and how the forecast fared beside simple ones. */
export interface Score {
  kind: "politics" | "supplied";
  series: string;
  title: string;
  main: boolean;
  n: number;
  coverage: Record<string, number | null>;
  worse: boolean;
  compared: { id: string; title: string; verdict: string }[];
}

/** A forecast from a date in the past, scored on what came. */
export interface Forecast {
  id: string;
  as_of: string;
  until: string;
  made: string;
  version: string;
  shared: string;
  main: string;
  /** Of the main count, by the month. */
  unit: string;
  scores: Score[];
  windows: { id: string; period: string; start: string; end: string; value: number | null; remainder: boolean; model: Band; supplied: Band; inside: boolean }[];
}

/** Where something was done: how killing changed and how it was forecast to, as logs of after over before. */
export interface Case {
  case: string;
  months: number;
  observed: number | null;
  low: number | null;
  median: number | null;
  high: number | null;
  inside: boolean;
  right_sign: boolean;
  outside_fit: boolean;
  title: string;
  source: string;
  url: string;
  published: string;
  grade: string;
  note: string;
}

export interface Trust {
  place: string;
  scored: boolean;
  sentences: string[];
  basis: string;
  forecasts: Forecast[];
  cases: Case[];
  tested: { made: string; version: string; parameters: string };
  sources: Record<string, SourceOf>;
  against: {
    policy: string;
    label: string;
    inside: number;
    of: number;
    months: string[];
    series: { id: string; title: string; flow: boolean; unit: string; bands: Band[]; seen: Seen[] }[];
  } | null;
}

interface Held {
  prior: string;
  interval: Record<string, Band>;
  learnt: Record<string, Band> | null;
  set_by: string;
  source: string;
  url: string;
  published: string;
  disagree: string;
}

/** Where a condition of a place comes from. */
export interface MadeOf {
  source: string;
  url: string;
  published: string;
  grade: string;
  disagree: string;
}

/** Something shared out: the difference between two places, or an effect by its parts. */
export interface CarriedOver {
  kind: "transfer" | "why";
  members: number;
  draws: number;
  seed: number;
  command: string;
  version: string;
  sentences: string[];
  tables: { title: string; note: string; head: string[]; rows: { text: string; range?: string; what?: string; unit?: string; scenario?: string }[][] }[];
  pictures: { title: string; svg: string }[];
  foot: string[];
}

export interface Transfer {
  from: { id: string; title: string };
  to: { id: string; title: string };
  sentences: string[];
  command?: string;
  assumptions: { id: string; meaning: string; unit: string; scope: string; travels: string; grade: string; from: Held | null; to: Held | null; same: boolean }[];
  policies: { id: string; title: string; weakest: string; worst: number; leans_on: string[]; sentence: string }[];
  conditions: { id: string; title: string; unit: string; from: number | null; to: number | null; ratio: number | null; sources: Record<"from" | "to", MadeOf> }[];
}
