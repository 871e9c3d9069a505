// What the server says and is asked: names for the forms of the API's document, from which api_types.ts is made.
import type { components } from "./api_types";

type Forms = components["schemas"];
/** A form of which the page leaves some out, or narrows some. */
type Narrowed<Form, Own> = Omit<Form, keyof Own> & Own;

/** The quantiles over the draws: low, lower quarter, middle, upper quarter, high. */
export type Band = (number | null)[];
export type Branch = "operates" | "collapses";
export type LineId = Forms["LineTold"]["id"];
export type Belief = Forms["LineTold"]["beliefs"];
export type Side = Forms["Total"]["side"];
export type Changes = Record<string, number | string | null>;

/** Written into the page by the server. */
export interface Boot {
  lang: string;
  locale: string;
  languages: { id: string; name: string; draft: boolean }[];
  place: string;
  version: string;
  words: Record<string, string>;
}

export type PlacesOf = Pick<Forms["Places"], "places" | "limits">;
export type Control = Forms["Control"];
export type Field = Narrowed<Forms["FieldTold"], { value: number | null }>;
export type Precondition = Narrowed<Forms["ConditionTold"], { fields: Field[]; dates: { min: string; max: string } }>;
export type Odds = Forms["OddsTold"];
export type PolicyOf = Narrowed<Forms["PolicyTold"], { preconditions: Precondition[] }>;
export type Assumption = Forms["AssumptionTold"];
export type OutcomeOf = Forms["Outcome"];
export type Area = Forms["Area"];
export type SourceOf = Forms["SourceTold"];
export type PlaceOf = Narrowed<Forms["Described"], { policies: PolicyOf[] }>;

export type Question = Narrowed<
  Forms["Question"],
  {
    baseline: string;
    branch: Branch;
    controls: Record<string, number>;
    assumptions: Record<string, number>;
    preconditions: Record<string, Changes>;
    structure?: string;
    parts?: string[];
    bands?: string[];
    totals?: string[];
  }
>;

export type Line = Forms["LineTold"];
export type Total = Narrowed<
  Forms["Total"],
  {
    lines: Partial<Record<LineId, Band>>;
    difference: Partial<Record<Belief, Band>>;
    lower: Partial<Record<Belief, number | null>>;
    by_structure: Record<string, Partial<Record<Belief, Band>>>;
  }
>;
export type AnswerPage = Forms["AnswerPage"];
export type PolicyShown = Forms["PolicyForm"];
export type Mark = Forms["MarkForm"];
export type Estimated = Forms["Figure"];
export type PoliciesAsked = Narrowed<Forms["AskPolicies"], { branch: Branch; assumptions: Record<string, number>; structure?: string; seed?: number }>;
export type Clock = Narrowed<Forms["Clock"], { preconditions: Precondition[] }>;
export type Run = Forms["RunTold"];

/** The parts that a question may leave out are empty, not null. */
export type Answer = Narrowed<
  Forms["Answer"],
  {
    bands: Record<string, Partial<Record<LineId, Band[]>>>;
    authors?: Partial<Record<LineId, Record<string, number[]>>>;
    totals: Total[];
    map?: Narrowed<Forms["Map"], { layers: Record<string, Partial<Record<LineId, Band[]>>> }>;
    clock?: Clock;
    pause_ms?: number;
    answer?: AnswerPage;
    runs?: Run[];
  }
>;

export type Problem = Partial<Forms["ToldProblem"]>;
export type Job<Result = Answer> = Narrowed<Forms["Job"], { result?: Result }>;
export type Files = Narrowed<Forms["Files"], { commands: Record<"compare" | "run", string> }>;

export type Trust = Forms["Trust"];
export type Score = Forms["Score"];
export type Forecast = Forms["Forecast"];
export type Case = Forms["Case"];
export type MadeOf = Forms["ConditionSource"];
export type Condition = Narrowed<Forms["Condition"], { sources: Record<"from" | "to", MadeOf> }>;
export type Transfer = Narrowed<Forms["Transfer"], { conditions: Condition[] }>;
/** What a job computed as sentences, tables and pictures: the difference between two places, or an effect by its parts. */
export type CarriedOver = Forms["CarriedOver"] | Forms["Reasons"];
