// Does it carry over? What was learnt in one place, held against another.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Server } from "./api";
import type { MadeOf, Transfer } from "./contract";
import { wide, worked } from "./worked";
import { figureOf, isShare, number, rangeOf, triple } from "./line_and_number_style";

type Inside = Node | string;
type Held = Transfer["assumptions"][number]["from"];

export interface CarryScreen {
  root: HTMLElement;
  /** End the job that runs, if any. */
  stop(): void;
}

export async function carryScreen(a: string, b: string, all: { id: string; title: string }[], speech: Speech, server: Server, ask: Asker, chosen: (from: string) => void): Promise<CarryScreen> {
  const { say } = speech;
  const found = await server.transfer(a, b);
  const hint = say("ask");
  const pick = element("select", { id: "carry-from" });
  for (const one of all) if (one.id !== b) pick.append(element("option", { value: one.id }, one.title));
  pick.value = a;
  pick.addEventListener("change", () => chosen(pick.value));
  const weakest = found.assumptions.map((one) => one.grade).sort().at(-1) ?? "";
  const words = { work: "carry_work", text: say("carry_work_text", { n: "12" }), more: "carry_more", found: "carry_found" };
  const { shipped } = found;
  const before = shipped ? { note: say(shipped.current ? "shipped_on" : "shipped_before", { day: shipped.made, n: String(shipped.result.members) }), result: shipped.result } : undefined;
  const job = worked(() => server.carry(a, b), words, found.command ?? "", weakest, speech, server, ask, before);
  const root = element(
    "div",
    { class: "text-screen" },
    element("p", { class: "kicker" }, say("nav_carry")),
    element("h1", {}, say("carry_question", { from: found.from.title, to: found.to.title })),
    element("div", { class: "pick" }, element("label", { for: "carry-from" }, say("carry_from")), pick),
    element("div", { class: "lead" }, ...found.sentences.map((one) => element("p", {}, one))),
    job.root,
  );
  if (found.conditions.length) {
    const table = element(
      "table",
      { class: "plain" },
      element("caption", {}, say("conditions_text")),
      element("thead", {}, element("tr", {}, ...[say("condition"), found.from.title, found.to.title, say("ratio")].map((one) => element("th", { scope: "col" }, one)))),
    );
    const body = element("tbody", {});
    for (const one of found.conditions) {
      const value = (v: number | null) => (v === null ? say("unknown") : figureOf(speech, v, isShare(one.unit)));
      const cell = (label: string, text: Inside) => element("td", { "data-label": label }, text);
      const ratio = (of: typeof one, text: string) =>
        number(text, (node) => ask.facts(node, `${of.title}: ${text}`, [["as_written", `${value(of.to)} / ${value(of.from)}`], ["s_source", [of.sources.to.source, of.sources.from.source].filter(Boolean).join("; ")], ["s_grade", [of.sources.to.grade, of.sources.from.grade].sort().at(-1) ?? ""]]), hint);
      const asked = (v: number | null, where: string, of: MadeOf): Inside =>
        v === null || !of.source ? value(v) : number(value(v), (node) => ask.facts(node, `${one.title}, ${where}: ${value(v)}`, madeOf(of), of.url), hint);
      body.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, one.title, ...(isShare(one.unit) || !one.unit ? [] : [" ", element("span", { class: "unit" }, one.unit)])),
          cell(found.from.title, asked(one.from, found.from.title, one.sources.from)),
          cell(found.to.title, asked(one.to, found.to.title, one.sources.to)),
          cell(say("ratio"), one.ratio === null ? "–" : ratio(one, say("times", { n: speech.number(one.ratio) }))),
        ),
      );
    }
    table.append(body);
    root.append(element("h2", {}, say("conditions")), wide(table, say("conditions")));
  }
  if (found.policies.length) {
    root.append(element("h2", {}, say("leaning")), element("p", { class: "quiet" }, say("leaning_text")));
    root.append(
      element(
        "ul",
        { class: "leaning" },
        ...found.policies.map((one) =>
          element("li", {}, element("span", { class: `grade grade-${one.weakest}`, title: say("weakest", { grade: one.weakest }) }, one.weakest), element("div", {}, element("strong", {}, one.title), element("p", {}, one.sentence))),
        ),
      ),
    );
  }
  // Where the two differ, or where nobody says that it travels, comes first; the rest is there for who asks.
  const sure = (one: Transfer["assumptions"][number]) => one.same && one.grade < "D";
  const first = found.assumptions.filter((one) => !sure(one)).sort((one, other) => Number(one.same) - Number(other.same));
  const rest = found.assumptions.filter(sure);
  root.append(element("h2", {}, say("travel")), element("p", { class: "quiet" }, say("travel_text")), wide(table(first), say("travel")));
  if (rest.length)
    root.append(element("details", {}, element("summary", {}, say("travel_same", { n: String(rest.length) })), wide(table(rest), say("travel"))));
  return { root, stop: job.stop };

  function madeOf(of: MadeOf): [string, string][] {
    return [["s_source", of.source], ["s_published", of.published], ["s_grade", of.grade], [of.disagree ? "s_disagrees" : "disagrees", of.disagree || say("nobody_yet")]];
  }

  function table(all: Transfer["assumptions"]): HTMLElement {
    const body = element("tbody", {});
    for (const one of all) body.append(row(one));
    const head = [say("assumption"), say("s_grade"), say("travels"), found.from.title, found.to.title];
    return element("table", { class: "plain" }, element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))), body);
  }

  function row(one: Transfer["assumptions"][number]): HTMLElement {
    const share = isShare(one.unit);
    const held = (of: Held): string =>
      of
        ? Object.entries(of.learnt ?? of.interval)
            .map(([reading, band]) => {
              const text = rangeOf(speech, triple(band), share);
              return reading ? say("pair", { name: say(reading === "ngo" ? "reading_ngo" : "reading_official"), value: text }) : text;
            })
            .join("; ")
        : say("unknown");
    const asked = (of: Held, where: string): Node | string =>
      of
        ? number(
            held(of),
            (node) =>
              ask.facts(node, `${one.meaning}, ${where}`, [
                [of.learnt ? "learnt" : "s_value", held(of)], ["s_unit", one.unit], [of.learnt ? "before" : "prior", of.prior],
                ["s_source", of.source], ["s_published", of.published], ["s_grade", say("grade_of", { grade: one.grade })], ["travels", one.travels],
                [of.disagree ? "s_disagrees" : "disagrees", of.disagree || say("nobody_yet")],
              ], of.url),
            hint,
          )
        : held(of);
    const cells = one.same
      ? [element("td", { colspan: 2, class: "same", "data-label": say("same") }, asked(one.to, found.to.title), " ", element("span", { class: "unit" }, say("same")))]
      : [element("td", { "data-label": found.from.title }, asked(one.from, found.from.title)), element("td", { "data-label": found.to.title }, asked(one.to, found.to.title))];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, one.meaning, ...(share || !one.unit ? [] : [" ", element("span", { class: "unit" }, one.unit)])),
      element("td", { "data-label": say("s_grade") }, element("span", { class: `grade grade-${one.grade}` }, one.grade)),
      element("td", { "data-label": say("travels") }, one.travels || say("unknown")),
      ...cells,
    );
  }
}
