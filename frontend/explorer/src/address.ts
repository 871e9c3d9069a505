// The question in the page's address, after the #: it is never sent to a server as such, and reopens exactly.
import type { Branch, Changes, Question } from "./contract";

export type Screen = "answer" | "carry" | "trust";

export interface State extends Question {
  screen: Screen;
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_./:-]{0,119}$/;
const ACCOUNT = /^[a-z][a-z_]{0,39}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SCREENS: Screen[] = ["answer", "carry", "trust"];
const BRANCHES: Branch[] = ["operates", "collapses"];

/** `#haiti/offer-6000?c.mission.troops=6000&a.replacement_share=0.2&p.consent.odds=0.5&against=haiti/no-mission` */
export function written(state: State, usual?: { baseline: string }): string {
  const parts: string[] = [];
  const add = (key: string, value: unknown) => parts.push(`${part(key)}=${part(String(value))}`);
  for (const [name, value] of sorted(state.controls)) add(`c.${name}`, value);
  for (const [name, value] of sorted(state.assumptions)) add(`a.${name}`, value);
  for (const [kind, changes] of sorted(state.preconditions))
    for (const [what, value] of sorted(changes)) add(`p.${kind}.${what}`, value ?? "none");
  if (state.baseline && state.baseline !== usual?.baseline) add("against", state.baseline);
  if (state.branch !== "operates") add("if", state.branch);
  if (state.structure) add("account", state.structure);
  if (state.seed !== undefined) add("seed", state.seed);
  if (state.members !== undefined) add("members", state.members);
  if (state.screen !== "answer") add("page", state.screen);
  return `#${part(state.place)}${state.policy ? `/${part(state.policy.replace(`${state.place}/`, ""))}` : ""}${parts.length ? `?${parts.join("&")}` : ""}`;
}

/** Reads an address; what is no name or no number is left out, for an address is written by anyone. */
export function read(hash: string): Partial<State> {
  const [where = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const cut = where.indexOf("/");
  const place = decoded(cut < 0 ? where : where.slice(0, cut));
  const policy = cut < 0 ? "" : decoded(where.slice(cut + 1));
  const state: Partial<State> & Pick<State, "controls" | "assumptions" | "preconditions"> = {
    controls: Object.create(null),
    assumptions: Object.create(null),
    preconditions: Object.create(null),
  };
  if (NAME.test(place)) state.place = place;
  if (state.place && NAME.test(policy)) state.policy = `${place}/${policy}`;
  for (const pair of query.split("&").slice(0, 300)) {
    const at = pair.indexOf("=");
    if (at < 1) continue;
    const [key, text] = [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
    const value = text.trim() === "" ? NaN : Number(text);
    if (key === "page" && SCREENS.includes(text as Screen)) state.screen = text as Screen;
    else if (key === "if" && BRANCHES.includes(text as Branch)) state.branch = text as Branch;
    else if (key === "account" && ACCOUNT.test(text)) state.structure = text;
    else if (key === "against" && NAME.test(text)) state.baseline = text;
    else if ((key === "seed" || key === "members") && Number.isSafeInteger(value) && value > 0) state[key] = value;
    const name = key.slice(2);
    if (!NAME.test(name)) continue;
    if (key.startsWith("c.") && Number.isFinite(value)) state.controls[name] = value;
    else if (key.startsWith("a.") && Number.isFinite(value)) state.assumptions[name] = value;
    else if (key.startsWith("p.")) {
      const dot = name.lastIndexOf(".");
      const known = Number.isFinite(value) ? value : DAY.test(text) ? text : text === "none" ? null : undefined;
      if (dot > 0 && known !== undefined) (state.preconditions[name.slice(0, dot)] ??= Object.create(null) as Changes)[name.slice(dot + 1)] = known;
    }
  }
  return state;
}

const sorted = <T>(all: Record<string, T>): [string, T][] => Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));

/** Readable where an address may be: a slash or a colon needs no code after the #. */
const part = (text: string): string => encodeURIComponent(text).replace(/%2F/g, "/").replace(/%3A/g, ":");

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
