// What is done, and what is believed: two columns that are never mixed.
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Assumption, Band, Control, Field, PlaceOf, PolicyOf, Precondition } from "./contract";
import { isShare, unitOf } from "./line_and_number_style";
import { slide, type Slide } from "./slider";
import type { State } from "./address";

export interface Columns {
  policies: HTMLElement;
  beliefs: HTMLElement;
  /** Show a state that came from elsewhere: the address, a reset. */
  show(place: PlaceOf, state: State): void;
}

export interface Moves {
  policy(id: string): void;
  baseline(id: string): void;
  branch(name: "operates" | "collapses"): void;
  control(id: string, value: number | undefined, settled: boolean): void;
  belief(id: string, value: number | undefined, settled: boolean): void;
  odds(kind: string, field: string, value: number | string | null | undefined, settled: boolean): void;
  forget(what: "controls" | "beliefs"): void;
  account(id: string): void;
  preset(policy: string, baseline: string): void;
}

/** So many assumptions stand in sight; the others are folded away. */
const FIRST = 10;

interface Found {
  one: Assumption;
  row: HTMLElement;
}

const titleOf = (place: PlaceOf, id: string): string => place.policies.find((one) => one.id === id)?.title ?? id;

/** From the least to the most of all readings. */
function endsOf(bands: Record<string, Band>): [number, number] | undefined {
  const ends = Object.values(bands).flatMap((band) => [band[0], band[band.length - 1]]).filter((v): v is number => typeof v === "number");
  return ends.length ? [Math.min(...ends), Math.max(...ends)] : undefined;
}

export function columns(speech: Speech, ask: Asker, moves: Moves): Columns {
  const { say } = speech;
  const policies = element("section", { class: "column done", "aria-labelledby": "h-done" });
  const beliefs = element("section", { class: "column held", "aria-labelledby": "h-held" });
  let built = "";
  let slides = new Map<string, Slide>();
  let days = new Map<string, HTMLInputElement>();
  let dates = { start: "", end: "" };
  let accounts: HTMLInputElement[] = [];
  let choose: HTMLSelectElement[] = [];
  let branches: HTMLInputElement[] = [];
  let forgets: { what: "controls" | "beliefs"; button: HTMLButtonElement }[] = [];

  function head(id: string, title: string, text: string, what: "controls" | "beliefs"): HTMLElement {
    const button = element("button", { type: "button", class: "tv-button" }, say(what === "controls" ? "reset_controls" : "reset_beliefs"));
    button.addEventListener("click", () => moves.forget(what));
    forgets.push({ what, button });
    return element("div", { class: "column-head" }, element("h2", { id }, title), element("p", {}, text), button);
  }

  function build(place: PlaceOf, policy: PolicyOf): void {
    [slides, days, choose, branches, forgets] = [new Map(), new Map(), [], [], []];
    dates = { start: policy.start, end: policy.end };
    policies.replaceChildren(
      head("h-done", say("done"), say("done_text"), "controls"),
      ...(place.presets.length ? [presets(place)] : []),
      pick("policy", say("policy"), place, (id) => moves.policy(id)),
      element("p", { class: "sentence" }, policy.sentence),
      ...(policy.conditional ? [branchSwitch()] : []),
      pick("baseline", say("against"), place, (id) => moves.baseline(id)),
      ...groups(policy.controls),
    );
    const ranked = place.assumptions.filter((one) => one.effect).sort((a, b) => b.effect!.total - a.effect!.total);
    const [first, others] = [ranked.slice(0, FIRST), [...ranked.slice(FIRST), ...place.assumptions.filter((one) => !one.effect)]];
    const rows: Found[] = [];
    const listed = (all: Assumption[]) => all.map((one) => ({ one, row: belief(one) })).map((found) => (rows.push(found), found.row));
    const top = element("div", {}, element("h3", {}, say("by_effect")), element("p", { class: "quiet" }, say("by_effect_text", { policy: titleOf(place, place.measured.policy), version: place.measured.version })), ...listed(first));
    const rest = element("details", { class: "others" }, element("summary", {}, say("all_beliefs", { n: String(others.length) })), ...listed(others));
    beliefs.replaceChildren(
      head("h-held", say("held"), say("held_text"), "beliefs"),
      search(rows, rest),
      account(place),
      top,
      ...(policy.preconditions.length ? [politics(policy)] : []),
      rest,
    );
  }

  /** One search over all assumptions: those that are folded away are opened where they match. */
  function search(rows: Found[], rest: HTMLDetailsElement): HTMLElement {
    const find = element("input", { type: "search", id: "find-belief" });
    const found = element("output", { for: "find-belief", class: "quiet" });
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLocaleLowerCase();
      let hits = 0;
      for (const { one, row } of rows) {
        const hit = `${one.meaning} ${one.id} ${one.source}`.toLocaleLowerCase().includes(wanted);
        row.hidden = !hit;
        hits += Number(hit);
      }
      if (wanted) rest.open = true;
      found.textContent = wanted ? say("found_n", { n: String(hits), of: String(rows.length) }) : "";
    });
    return element("div", { class: "pick" }, element("label", { for: find.id }, say("find_belief")), find, found);
  }

  /** The causal account comes first: it moves the answer more than any number. */
  function account(place: PlaceOf): HTMLElement {
    const set = element("fieldset", { class: "branches accounts" }, element("legend", {}, say("account")));
    accounts = [{ id: "", title: say("all_accounts"), meaning: say("all_accounts_text") }, ...place.accounts].map((one) => {
      const input = element("input", { type: "radio", name: "account", value: one.id });
      input.addEventListener("change", () => moves.account(one.id));
      set.append(element("label", { title: one.meaning }, input, element("span", {}, one.title)));
      return input;
    });
    const effect = place.measured.account;
    if (effect) set.append(shareOf(effect));
    return set;
  }

  /** How much of the variance of an outcome goes with an input, as a bar and in words. */
  function shareOf(effect: NonNullable<Assumption["effect"]>): HTMLElement {
    const bar = make("svg", { class: "effect-bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(make("rect", { x: 0, y: 0, width: 100, height: 4, class: "rail" }), make("rect", { x: 0, y: 0, width: 100 * effect.total, height: 4, class: "fill" }));
    const range = say("range", { low: speech.percent(effect.low), high: speech.percent(effect.high) });
    return element("p", { class: "effect" }, bar, say("effect_of", { share: speech.percent(effect.total), range, outcome: effect.title }));
  }

  function presets(place: PlaceOf): HTMLElement {
    const box = element("div", { class: "presets", role: "group", "aria-label": say("begin_with") }, element("span", {}, say("begin_with")));
    for (const one of place.presets) {
      const button = element("button", { type: "button", class: "tv-button", title: `${titleOf(place, one.policy)} / ${titleOf(place, one.baseline)}` }, one.title);
      button.addEventListener("click", () => moves.preset(one.policy, one.baseline));
      box.append(button);
    }
    return box;
  }

  function pick(key: "policy" | "baseline", label: string, place: PlaceOf, chosen: (id: string) => void): HTMLElement {
    const select = element("select", { id: `pick-${key}` });
    const [now, later] = [element("optgroup", { label: say("from_offer", { day: place.start }) }), element("optgroup", { label: say("from_today") })];
    // Two policies can be compared where both have the same dates.
    for (const one of place.policies) {
      const late = one.start !== place.start || one.end !== place.end;
      if (key === "baseline" && (one.start !== dates.start || one.end !== dates.end)) continue;
      (late ? later : now).append(element("option", { value: one.id }, one.title));
    }
    select.append(...[now, later].filter((group) => group.childElementCount));
    select.addEventListener("change", () => chosen(select.value));
    select.dataset.key = key;
    choose.push(select);
    return element("div", { class: "pick" }, element("label", { for: select.id }, label), select);
  }

  function branchSwitch(): HTMLElement {
    const set = element("fieldset", { class: "branches" }, element("legend", {}, say("shown_if")));
    for (const name of ["operates", "collapses"] as const) {
      const input = element("input", { type: "radio", name: "branch", value: name });
      input.addEventListener("change", () => moves.branch(name));
      branches.push(input);
      set.append(element("label", {}, input, say(name === "operates" ? "operates" : "collapses")));
    }
    return set;
  }

  function groups(controls: Control[]): HTMLElement[] {
    if (!controls.length) return [element("p", { class: "quiet" }, say("no_controls"))];
    return [...new Set(controls.map((one) => one.group))].map((group) =>
      element("div", { class: "group", role: "group", "aria-label": group }, element("h3", {}, group), ...controls.filter((one) => one.group === group).map(control)),
    );
  }

  function control(of: Control): HTMLElement {
    const made = slide(
      { key: `c.${of.id}`, label: of.label, unit: unitOf(speech, of.unit), min: of.min, max: of.max, step: of.step, rest: of.value, scale: of.scale, share: isShare(of.unit) },
      speech,
      (value, settled) => moves.control(of.id, value, settled),
      (from) => ask.control(from, of),
    );
    slides.set(`c.${of.id}`, made);
    return made.row;
  }

  function belief(of: Assumption): HTMLElement {
    // What was learnt is what the answer rests on; where nothing was, the prior is.
    const prior = endsOf(of.interval);
    const learnt = of.learnt ? endsOf(of.learnt) : undefined;
    const held = learnt ?? prior;
    const share = isShare(of.unit);
    const figure = (v: number) => (share ? speech.percent(v) : speech.number(v));
    const unit = unitOf(speech, of.unit);
    const one = held && held[0] === held[1];
    const whole = one ? say("fixed_at", { value: unit ? `${figure(held[0])} ${unit}` : figure(held[0]) }) : held ? say(learnt ? "learnt_range" : "whole_range", { low: figure(held[0]), high: unit ? `${figure(held[1])} ${unit}` : figure(held[1]) }) : "";
    const made = slide(
      { key: `a.${of.id}`, label: of.meaning, unit, min: of.min, max: of.max, step: of.step, rest: of.value, scale: of.scale, prior, learnt, atRest: whole, share, below: of.effect ? shareOf(of.effect) : undefined },
      speech,
      (value, settled) => moves.belief(of.id, value, settled),
      (from) => ask.assumption(from, of),
    );
    made.row.querySelector("label")!.append(" ", element("span", { class: `grade grade-${of.grade}`, title: say("grade_of", { grade: of.grade }) }, of.grade));
    slides.set(`a.${of.id}`, made);
    return made.row;
  }

  function politics(policy: PolicyOf): HTMLElement {
    const box = element("div", { class: "politics" }, element("h3", {}, say("politics")), element("p", { class: "quiet" }, say("politics_text")));
    for (const one of policy.preconditions) {
      const [main, more] = [one.fields.filter((f) => f.id === "odds"), one.fields.filter((f) => f.id !== "odds")];
      box.append(
        element(
          "div",
          { class: "precondition", role: "group", "aria-label": one.title },
          element("h4", {}, one.title),
          ...main.map((f) => field(one, f)),
          dateOf(one),
          ...(more.length ? [element("details", {}, element("summary", {}, say("more_odds")), ...more.map((f) => field(one, f)))] : []),
        ),
      );
    }
    return box;
  }

  function field(one: Precondition, of: Field): HTMLElement {
    const rest = of.value ?? (of.id.endsWith("odds") ? 1 : of.min);
    const made = slide(
      {
        key: `p.${one.kind}.${of.id}`, label: of.label, unit: unitOf(speech, of.unit), min: of.min, max: of.max, step: of.step, rest,
        share: isShare(of.unit), atRest: of.value === null ? say("not_set") : undefined,
      },
      speech,
      (value, settled) => moves.odds(one.kind, of.id, value, settled),
      (from) => ask.precondition(from, one),
    );
    slides.set(`p.${one.kind}.${of.id}`, made);
    return made.row;
  }

  function dateOf(one: Precondition): HTMLElement {
    const id = `d-${one.kind}`;
    const input = element("input", { type: "date", id, min: one.dates.min, max: one.dates.max });
    input.addEventListener("change", () => {
      if (input.value && !input.validity.valid) return;
      const usual = one.date ?? "";
      moves.odds(one.kind, "date", input.value === usual ? undefined : input.value || null, true);
    });
    days.set(one.kind, input);
    return element("div", { class: "date" }, element("label", { for: id }, say("on_day")), input);
  }

  return {
    policies,
    beliefs,
    show(place, state) {
      const policy = place.policies.find((one) => one.id === state.policy)!;
      const key = `${place.id} ${policy.id}`;
      if (key !== built) build(place, policy);
      built = key;
      for (const [name, one] of slides) {
        const path = name.slice(2);
        const cut = path.lastIndexOf(".");
        const value = name.startsWith("c.")
          ? state.controls[path]
          : name.startsWith("a.")
            ? state.assumptions[path]
            : state.preconditions[path.slice(0, cut)]?.[path.slice(cut + 1)];
        one.set(typeof value === "number" ? value : undefined);
      }
      for (const one of policy.preconditions) {
        const changed = state.preconditions[one.kind]?.date;
        days.get(one.kind)!.value = changed === undefined ? (one.date ?? "") : ((changed as string | null) ?? "");
      }
      for (const select of choose) select.value = select.dataset.key === "policy" ? state.policy : state.baseline;
      for (const input of accounts) input.checked = input.value === (state.structure ?? "");
      for (const input of branches) input.checked = input.value === state.branch;
      for (const { what, button } of forgets)
        button.hidden = !Object.keys(what === "controls" ? state.controls : { ...state.assumptions, ...state.preconditions }).length;
    },
  };
}
