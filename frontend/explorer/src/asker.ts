// Every number can be asked: where it comes from, of what date, how sure, and who disagrees.
import type { Asking } from "../../src/ask";
import type { Source } from "../../src/payload";
import type { Speech } from "../../src/words";
import type { Answer, Assumption, Band, Control, PlaceOf, Precondition, SourceOf, Total } from "./contract";
import { isShare, rangeOf, triple, unitOf } from "./line_and_number_style";

type Fact = [string, string | null | undefined];

export interface Asker {
  control(from: Element, of: Control): void;
  assumption(from: Element, of: Assumption): void;
  precondition(from: Element, of: Precondition): void;
  total(from: Element, of: Total, shown: string): void;
  outcome(from: Element, title: string, unit: string, side: string): void;
  evidence(from: Element, of: SourceOf): void;
  /** What is worked out of odds and plans: as it is written, and the weakest of what it was worked out from. */
  worked(from: Element, heading: string, written: string, grades: (string | null | undefined)[], source?: string): void;
  facts(from: Element, heading: string, facts: Fact[], link?: string | null): void;
  /** Terms and their meanings; one of them, or all. */
  terms(from: Element, term?: string): void;
}

export function asker(asking: Asking, speech: Speech, day: (date: string) => string, at: () => { place: PlaceOf; answer: Answer | null; whole: Answer | null }): Asker {
  const { say } = speech;
  const kept = (facts: Fact[]) => facts.filter((fact): fact is [string, string] => !!fact[1]);

  /** What every number of the model shares: of whom, when, by which draws. */
  function run(): Fact[] {
    const { place, answer } = at();
    if (!answer) return [["f_place", place.title]];
    const exact = answer.kind === "exact";
    const run = answer.runs?.[answer.runs.length - 1];
    return [
      ["f_place", place.title],
      ["f_period", speech.months(`${answer.months[0]}-01`, `${answer.months.at(-1)}-28`)],
      ["f_as_of", day(place.as_of)],
      ["kind", say(exact ? "exact_text" : "quick_text")],
      ["f_members", String(answer.draws)],
      ["f_seed", String(answer.seed)],
      ["basis", answer.provenance.basis],
      ["f_version", answer.provenance.version],
      ["f_command", run?.command],
      ["f_digest", run?.digest],
    ];
  }

  const answerLine = (id: string) => at().answer?.lines.find((one) => one.id === id)?.label;

  function assumed(ids: string[]): { facts: Fact[]; source: Source } {
    const all = ids.map((id) => at().place.assumptions.find((one) => one.id === id)).filter((one): one is Assumption => !!one);
    const weakest = all.map((one) => one.grade).sort().at(-1);
    return {
      facts: [
        ["s_grade", weakest ? say("weakest", { grade: weakest }) : null],
        ["rests_on", all.map((one) => `${one.meaning} (${one.grade}): ${one.source}`).join("\n")],
        ["disagrees", all.some((one) => one.disagree) ? null : say("nobody_yet")],
      ],
      source: { disagrees: all.filter((one) => one.disagree).map((one) => ({ value: one.meaning, source: one.disagree! })) },
    };
  }

  return {
    control(from, of) {
      const value = isShare(of.unit) ? speech.percent(of.value) : `${speech.number(of.value)} ${unitOf(speech, of.unit)}`;
      asking.show(from, `${of.group}: ${of.label}`, kept([["as_written", value], ["s_source", of.source], ["s_published", of.known ? day(of.known) : null], ["f_as_of", of.known ? null : day(at().place.as_of)], ["s_grade", of.grade], ["disagrees", say("nobody_yet")], ["s_note", of.note]]), of.url ?? undefined);
    },
    assumption(from, of) {
      const share = isShare(of.unit);
      const told = (bands: Record<string, Band>) =>
        Object.entries(bands)
          .map(([reading, band]) => {
            const text = rangeOf(speech, triple(band), share);
            return reading ? say("pair", { name: say(reading === "ngo" ? "reading_ngo" : "reading_official"), value: text }) : text;
          })
          .join("; ");
      asking.show(
        from,
        of.meaning,
        kept([
          ["learnt", of.learnt ? told(of.learnt) : null],
          [of.learnt ? "before" : "s_value", told(of.interval)],
          ["s_unit", of.unit],
          ["prior", of.prior],
          ["s_source", of.source],
          ["s_published", of.published],
          ["f_as_of", of.published ? null : day(at().place.as_of)],
          ["s_grade", say("grade_of", { grade: of.grade })],
          ["travels", of.travels],
          [of.disagree ? "s_disagrees" : "disagrees", of.disagree || say("nobody_yet")],
          ["s_note", of.note],
        ]),
        of.url ?? undefined,
      );
    },
    precondition(from, of) {
      asking.show(
        from,
        of.title,
        kept([["as_written", of.sentence], ["given_by", of.given_by], ["s_source", of.source], ["f_as_of", day(at().place.as_of)], ["s_grade", of.grade], ["disagrees", say("nobody_yet")], ["s_note", of.note]]),
        of.url ?? undefined,
      );
    },
    total(from, of, shown) {
      const { facts, source } = assumed(of.rests_on);
      const name = of.reading_title ? `${of.title} (${of.reading_title})` : of.title;
      const errors = Object.entries(of.error).filter((one): one is [string, number] => typeof one[1] === "number");
      const chance = errors.map(([line, error]) => say("pair", { name: line.startsWith("difference") ? say("difference") : (answerLine(line) ?? line), value: `± ${speech.number(error)}` })).join("; ");
      asking.show(from, shown, kept([["f_what", name], ["f_unit", of.unit], ["by_chance", isShare(of.unit) ? "" : chance], ["source", say("model_source")], ...facts, ...run()]), undefined, source);
    },
    outcome(from, title, unit, side) {
      const { place, answer, whole } = at();
      const ids = [...new Set(((whole ?? answer)?.totals ?? []).filter((one) => one.side === side).flatMap((one) => one.rests_on))];
      const { facts, source } = assumed(ids.length ? ids : place.assumptions.filter((one) => one.turning).map((one) => one.id));
      asking.show(from, title, kept([["f_unit", unit], ["source", say("model_source")], ...facts, ...run()]), undefined, source);
    },
    evidence(from, of) {
      asking.show(
        from,
        of.title,
        kept([["s_value", of.value], ["s_unit", of.unit], ["s_period", of.period], ["s_source", of.source], ["s_published", of.published], ["s_grade", of.grade]]),
        of.url ?? undefined,
        { disagrees: of.disagrees, note: of.note ?? undefined },
      );
    },
    worked(from, heading, written, grades, source = say("odds_assumed")) {
      const { answer } = at();
      const weakest = grades.filter(Boolean).sort().at(-1);
      const basis: Fact[] = answer ? [["f_as_of", day(answer.provenance.as_of)], ["f_version", answer.provenance.version]] : [];
      asking.show(from, heading, kept([["as_written", written], ["source", source], ["s_grade", weakest ? say("weakest", { grade: weakest }) : null], ["disagrees", say("nobody_yet")], ...basis]));
    },
    facts(from, heading, facts, link) {
      asking.show(from, heading, kept(facts), link ?? undefined);
    },
    terms(from, term) {
      const all = at().place.glossary.filter((one) => !term || one.term === term);
      asking.show(from, term ?? say("glossary"), all.map((one): [string, string] => [one.term, one.text]));
    },
  };
}
