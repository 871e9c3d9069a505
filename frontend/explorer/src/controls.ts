// What is done, and what is believed: two columns that are never mixed.
import { element } from "../../src/svg";
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
}

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
  let dates = new Map<string, HTMLInputElement>();
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
    [slides, dates, choose, branches, forgets] = [new Map(), new Map(), [], [], []];
    policies.replaceChildren(
      head("h-done", say("done"), say("done_text"), "controls"),
      pick("policy", say("policy"), place, (id) => moves.policy(id)),
      element("p", { class: "sentence" }, policy.sentence),
      ...(policy.conditional ? [branchSwitch()] : []),
      pick("baseline", say("against"), place, (id) => moves.baseline(id)),
      ...groups(policy.controls),
    );
    const turning = place.assumptions.filter((one) => one.turning);
    const others = place.assumptions.filter((one) => !one.turning);
    beliefs.replaceChildren(
      head("h-held", say("held"), say("held_text"), "beliefs"),
      element("h3", {}, say("turning")),
      ...turning.map(belief),
      ...(policy.preconditions.length ? [politics(policy)] : []),
      rest(others),
    );
  }

  function pick(key: "policy" | "baseline", label: string, place: PlaceOf, chosen: (id: string) => void): HTMLElement {
    const select = element("select", { id: `pick-${key}` });
    for (const one of place.policies)
      if (one.comparable) select.append(element("option", { value: one.id }, one.title));
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
    const whole = held ? say(learnt ? "learnt_range" : "whole_range", { low: figure(held[0]), high: unit ? `${figure(held[1])} ${unit}` : figure(held[1]) }) : "";
    const made = slide(
      { key: `a.${of.id}`, label: of.meaning, unit, min: of.min, max: of.max, step: of.step, rest: of.value, scale: of.scale, prior, learnt, atRest: whole, share },
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
    dates.set(one.kind, input);
    return element("div", { class: "date" }, element("label", { for: id }, say("on_day")), input);
  }

  function rest(others: Assumption[]): HTMLElement {
    const list = element("div", {});
    const find = element("input", { type: "search", id: "find-belief" });
    const box = element(
      "details",
      { class: "others" },
      element("summary", {}, say("all_beliefs", { n: String(others.length) })),
      element("div", { class: "pick" }, element("label", { for: find.id }, say("find")), find),
      list,
    );
    const rows = others.map((one) => ({ one, row: belief(one) }));
    list.append(...rows.map(({ row }) => row));
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLocaleLowerCase();
      for (const { one, row } of rows) row.hidden = !`${one.meaning} ${one.id} ${one.source}`.toLocaleLowerCase().includes(wanted);
    });
    return box;
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
        dates.get(one.kind)!.value = changed === undefined ? (one.date ?? "") : ((changed as string | null) ?? "");
      }
      for (const select of choose) select.value = select.dataset.key === "policy" ? state.policy : state.baseline;
      for (const input of branches) input.checked = input.value === state.branch;
      for (const { what, button } of forgets)
        button.hidden = !Object.keys(what === "controls" ? state.controls : { ...state.assumptions, ...state.preconditions }).length;
    },
  };
}
