// The pictures that the page shares with the report: deaths by author, and the map through time.
import type { Payload, Picture } from "../../src/payload";
import { map } from "../../src/pictures/map";
import { stack } from "../../src/pictures/stack";
import { savePng, saveSvg } from "../../src/save";
import type { Desk, View } from "../../src/stage";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Answer, Boot, LineId, PlaceOf } from "./contract";
import { LINES } from "./line_and_number_style";
import { ends } from "./months";

export type Named = Partial<Record<LineId, string>>;

export interface Shared {
  figure: HTMLElement;
  show(answer: Answer): void;
  draw(mode: "screen" | "paper"): void;
}

const PAPER_WIDE = 700;

/** What the report's pictures ask for, made of an answer. */
function deskFor(answer: Answer, place: PlaceOf, boot: Boot, speech: Speech, ask: Asker, names: Named): Desk {
  const policies = LINES.filter((id) => answer.lines.some((line) => line.id === id)).map((id) => ({
    id,
    title: names[id] ?? id,
    short: "",
    baseline: id.startsWith("baseline"),
  }));
  const payload: Payload = {
    schema: 1,
    lang: boot.lang,
    locale: boot.locale,
    title: place.title,
    place: place.title,
    provenance: `Tregua ${answer.provenance.version} · ${answer.marked} · ${answer.provenance.basis}`,
    words: boot.words,
    policies,
    dates: ends(answer.months),
    pictures: [],
    run: { period: speech.months(`${answer.months[0]}-01`, `${answer.months.at(-1)}-28`) },
  };
  return {
    payload,
    speech,
    policy: (id) => policies.find((one) => one.id === id) ?? { id: id ?? "", title: id ?? "", short: "" },
    ask: (from, heading, facts, link) => ask.facts(from, heading, facts, link),
    askSource: () => false,
  };
}

function shared(make: (answer: Answer) => { picture: Picture; view: View; desk: Desk } | null, speech: Speech): Shared {
  const controls = element("div", {});
  const drawing = element("div", { class: "tv-drawing" });
  const below = element("div", {});
  const saving = element("div", { class: "tv-save" });
  const figure = element("figure", { class: "picture" }, controls, drawing, below, saving);
  let now: ReturnType<typeof make> = null;
  let drawn = 0;
  const draw = (mode: "screen" | "paper") => {
    const wide = mode === "paper" ? PAPER_WIDE : Math.round(drawing.clientWidth);
    if (!now || wide < 40) return;
    drawn = mode === "paper" ? 0 : wide;
    drawing.replaceChildren(now.view.draw({ width: Math.max(260, wide), mode }));
  };
  if (typeof ResizeObserver !== "undefined")
    new ResizeObserver(() => {
      if (Math.abs(drawing.clientWidth - drawn) > 1) draw("screen");
    }).observe(drawing);
  return {
    figure,
    draw,
    show(answer) {
      const had = figure.contains(document.activeElement);
      now?.view.stop?.();
      now = make(answer);
      figure.hidden = !now;
      if (!now) return;
      const { picture, view, desk } = now;
      controls.replaceChildren(...(view.controls ? [view.controls] : []));
      below.replaceChildren(...(view.below ? [view.below] : []));
      const save = (format: string, run: () => unknown) => {
        const button = element("button", { type: "button", class: "tv-button", "aria-label": speech.say("save_as", { title: picture.title, format }) }, format);
        button.addEventListener("click", () => void run());
        return button;
      };
      saving.replaceChildren(element("span", {}, speech.say("save")), save("SVG", () => saveSvg(picture, view, desk)), save("PNG", () => savePng(picture, view, desk)));
      view.onChange = () => draw("screen");
      draw("screen");
      if (had) controls.querySelector<HTMLElement>("button, select, input")?.focus();
    },
  };
}

export function authors(place: () => PlaceOf, boot: Boot, speech: Speech, ask: Asker, names: () => Named): Shared {
  return shared((answer) => {
    if (!answer.authors) return null;
    const here = place();
    const desk = deskFor(answer, here, boot, speech, ask, names());
    const parts = here.authors.map((one) => ({ id: one.id, label: one.title, colour: one.colour }));
    const rows = desk.payload.policies.map(({ id }) => {
      const found = answer.authors?.[id as LineId] ?? {};
      return {
        policy: id,
        values: parts.map((part) => (found[part.id] ?? []).reduce((sum, v) => sum + v, 0)),
        // A mean is not printed over a median's range.
        low: null,
        high: null,
      };
    });
    const picture: Picture = { id: "authors", kind: "stack", title: speech.say("authors"), caption: speech.say("authors_text"), unit: speech.say("t_deaths"), parts, rows, stamps: [] };
    return { picture, view: stack(picture, desk), desk };
  }, speech);
}

export function through(place: () => PlaceOf, boot: Boot, speech: Speech, ask: Asker, names: () => Named): Shared {
  // What the reader chose stays when the answer changes.
  const kept: { policy?: string; at?: number; home?: boolean } = {};
  return shared((answer) => {
    const here = place();
    const desk = deskFor(answer, here, boot, speech, ask, names());
    if (!answer.map?.areas.length) return null;
    const { areas, layers, model_only, months } = answer.map;
    const index = new Map(areas.map((area, i) => [area.id, i]));
    const links = areas.flatMap((area, i) =>
      (area.neighbours ?? here.territories.find((one) => one.id === area.id)?.neighbours ?? [])
        .map((other) => index.get(other))
        .filter((j): j is number => j !== undefined && j > i)
        .map((j): [number, number] => [i, j]),
    );
    const picture: Picture = {
      id: "map",
      kind: "map",
      title: speech.say("map"),
      caption: speech.say("map_text"),
      territories: areas.map((area) => ({ id: area.id, name: area.title, region: area.region, lat: area.lat, lon: area.lon, people: area.people, model_only })),
      links,
      dates: ends(months ?? answer.months),
      layers: [
        { id: "control", label: speech.say("layer_control"), unit: "", scale: "share" as const, tone: "plain" as const, policies: layers.control ?? {} },
        { id: "deaths", label: speech.say("layer_deaths"), unit: "", scale: "count" as const, tone: "violence" as const, policies: layers.deaths ?? {} },
      ].filter((layer) => Object.keys(layer.policies).length),
      mark: model_only ? speech.say("model_only") : undefined,
      policy: kept.policy ?? "policy-default",
      at: kept.at,
      home: kept.home,
      kept: (state) => Object.assign(kept, state),
    };
    return { picture, view: map(picture, desk), desk };
  }, speech);
}
