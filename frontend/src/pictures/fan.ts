// Fan charts: half of the runs and eight in ten around the middle run, one panel a policy, all on one scale.
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { INK, MUTED, PAPER, halo, tone } from "../look";
import { gridline, monthAxis } from "../months";
import type { FanPanel, FanPicture, Observed, Quantity, Series } from "../payload";
import { roving } from "../roving";
import { monthAt, numbers, room } from "../scales";
import { drawStamps, letterOf, nameOf, stampsOf, surface, type Desk, type Stage, type View } from "../stage";
import { element, make, short } from "../svg";
import { lines, widthOf, wrap } from "../text";

const GAP = 16;
const TALL = 112;
const SECOND = "#7a3e9d";

const tenth = (v: number): number => Math.round(v * 10) / 10;

type Look = { colour: string; dash: string | null };

export function fan(picture: FanPicture, desk: Desk): View {
  const { payload, speech } = desk;
  const dates = picture.dates ?? payload.dates;
  const months = dates.length;
  const looks: Look[] = [
    { colour: tone(picture.tone), dash: null },
    { colour: SECOND, dash: "5 2.5" },
  ];
  const seriesOf = (panel: FanPanel): Series[] =>
    panel.series ?? (panel.quantiles ? [{ id: "", label: "", quantiles: panel.quantiles }] : []);
  const [nineLow, halfLow, middle, halfHigh, nineHigh] = [0, 1, 2, 3, 4] as const;
  const observedIn = (panel: FanPanel): Observed[] =>
    panel.observed ?? (picture.observed ?? []).filter((one) => !one.policies || one.policies.includes(panel.policy));
  const base = picture.baseline ? picture.panels.find((panel) => panel.policy === picture.baseline) : undefined;

  const everything = picture.panels.flatMap(seriesOf);
  const seen = picture.panels.flatMap(observedIn);
  const top =
    picture.top ??
    room(
      [...numbers(everything.flatMap((s) => s.quantiles[halfHigh] ?? [])), ...numbers(seen.map((o) => o.value))],
      [...numbers(everything.flatMap((s) => s.quantiles[nineHigh] ?? [])), ...numbers(seen.map((o) => o.high))],
    );
  const first = Math.max(-36, Math.min(0, ...seen.map((one) => monthAt(dates, one.from))));

  let read: number | null = null;
  let show: ((k: number | null) => void)[] = [];
  const slider = element("input", { type: "range", min: 0, max: months - 1, step: 1, value: months - 1, class: "tv-slider" });
  const told = element("output", { class: "tv-told" });
  const controls = element("div", { class: "tv-controls" }, element("label", { class: "tv-field" }, speech.say("read"), slider), told);
  const figure = (panel: FanPanel, k: number): string =>
    seriesOf(panel)
      .map((one) => {
        const value = range(one, k);
        return one.label ? speech.say("pair", { name: one.label, value }) : value;
      })
      .join(" · ");
  function range(one: Series, k: number): string {
    const [mid, low, high] = [middle, nineLow, nineHigh].map((level) => one.quantiles[level]?.[k]);
    if (typeof mid !== "number") return "–";
    if (typeof low !== "number" || typeof high !== "number") return speech.number(mid);
    return speech.say("value_range", { mid: speech.number(mid), low: speech.number(low), high: speech.number(high) });
  }
  function readAt(k: number | null): void {
    read = k;
    for (const each of show) each(k);
    const month = k === null ? "" : speech.month(dates[k]!);
    told.textContent = month;
    if (k !== null) slider.value = String(k);
    const values = picture.panels
      .map((panel) => speech.say("pair", { name: panel.label ?? desk.policy(panel.policy).title, value: figure(panel, k ?? 0) }))
      .join("; ");
    slider.setAttribute("aria-valuetext", speech.say("at_month", { month: speech.month(dates[k ?? 0]!), values }));
  }
  slider.addEventListener("input", () => readAt(Number(slider.value)));
  readAt(null);

  function draw(stage: Stage, slice?: [number, number]): SVGSVGElement {
    const panels = slice ? picture.panels.slice(...slice) : picture.panels;
    const screen = stage.mode === "screen";
    const wide = stage.width;
    const few = panels.length;
    const reach = scaleLinear().domain([0, top * 1.06]);
    const axis = Math.max(...reach.ticks(3).map((tick) => widthOf(speech.number(tick), 10.5))) + 10;
    const columns = Math.max(1, Math.min(picture.panels.length, picture.panels.length <= 2 ? 2 : 4, Math.floor((wide - axis + GAP) / 196)));
    const each = (wide - axis - GAP * (columns - 1) - 4) / columns;
    const tall = columns === 1 && few <= 2 ? 150 : TALL;
    const scale = reach.range([tall, 0]);
    const most = scale.domain()[1]!;
    const ticks = scale.ticks(3);
    const label = `${picture.title}. ${picture.caption ?? ""} ${speech.say("table_below")}`;
    const svg = surface(wide, 10, label, screen);
    const back = make("g", screen ? { "aria-hidden": "true" } : {});
    svg.append(back);
    let y = drawStamps(back, stampsOf(desk, picture.stamps, panels.map((p) => p.policy)), 0, wide);
    y += key(back, y, wide);
    if (picture.unit) {
      back.append(make("text", { x: 0, y: y + 11, "font-size": 11, fill: MUTED }, picture.unit));
      y += 20;
    }
    const readings = Math.max(1, ...picture.panels.map((panel) => seriesOf(panel).length));
    if (screen) show = [];
    const focusable: SVGElement[] = [];
    const sources: Observed[] = [];
    const listed = make("g", { role: "group", "aria-label": speech.say("observed_list") });

    for (let row = 0; row * columns < few; row++) {
      const inRow = panels.slice(row * columns, (row + 1) * columns);
      const heads = inRow.map((panel) => wrap(panel.label ?? nameOf(desk.policy(panel.policy)), each - 4, 12, true, 3));
      const head = Math.max(...heads.map((h) => h.length)) * 15.4 + 10;
      inRow.forEach((panel, column) => {
        const left = axis + column * (each + GAP);
        const up = y + head;
        const x = scaleLinear().domain([first, months - 1]).range([left, left + each]);
        const at = (v: number) => up + scale(Math.min(v, most));
        back.append(lines(heads[column]!, left, y + 12 + (head - 10 - heads[column]!.length * 15.4), 12, { fill: INK, "font-weight": 650 }));
        for (const tick of ticks) {
          gridline(back, left, left + each, at(tick));
          if (column === 0)
            back.append(
              make("text", { x: left - 6, y: at(tick) + 3.6, "font-size": 10.5, fill: MUTED, "text-anchor": "end" }, speech.number(tick)),
            );
        }
        const highest = Math.max(0, ...numbers(seriesOf(panel).flatMap((s) => s.quantiles[nineHigh] ?? [])));
        const beyond =
          highest > most
            ? make(
                "text",
                { x: left + each - 2, y: up + 9, "font-size": 10, fill: INK, "text-anchor": "end", ...halo },
                speech.say("beyond", { value: speech.number(highest) }),
              )
            : null;
                seriesOf(panel).forEach((series, s) => fanOf(back, series, looks[s] ?? looks[0]!, x, at));
        if (base && panel.policy !== picture.baseline)
          seriesOf(base).forEach((series, s) =>
            back.append(
              curve(series.quantiles[middle] ?? [], x, at, {
                stroke: readings > 1 ? (looks[s] ?? looks[0]!).colour : INK,
                "stroke-width": 1.2,
                "stroke-dasharray": "1.2 2.6",
              }),
            ),
          );
        seriesOf(panel).forEach((series, s) => {
          const look = looks[s] ?? looks[0]!;
          back.append(
            curve(series.quantiles[middle] ?? [], x, at, {
              stroke: look.colour,
              "stroke-width": 2,
              "stroke-dasharray": look.dash,
              class: "tv-median",
              "data-policy": panel.policy,
              "data-series": series.id || null,
            }),
          );
        });
        monthAxis(back, speech, dates, x, up + tall, first, months - 1);
        const still = [...(beyond ? [beyond] : []), ...ends(panel, left + each, at, up + tall)];
        back.append(...still);
        const marks = observedIn(panel).map((one) => dot(one, x, at, screen));
        if (screen) {
          back.append(reader(panel, left, each, up, tall, x, at, still));
          if (!focusable.length && marks.length) {
            listed.append(...marks);
            focusable.push(...marks);
            sources.push(...observedIn(panel));
          } else
            marks.forEach((mark, i) => {
              mark.addEventListener("click", () => openObserved(mark, observedIn(panel)[i]!));
              back.append(mark);
            });
        } else back.append(...marks);
      });
      y += head + tall + 30;
    }
    if (screen && focusable.length) {
      focusable.forEach((mark, i) => {
        mark.setAttribute("role", "button");
        mark.setAttribute("aria-haspopup", "dialog");
        mark.setAttribute("aria-label", observedText(sources[i]!));
      });
      roving(focusable, (i, mark) => openObserved(mark, sources[i]!));
      svg.append(listed);
    }
    svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(y)}`);
    svg.setAttribute("height", String(Math.ceil(y)));
    readAt(read);
    return svg;
  }

  function curve(values: Quantity[], x: (k: number) => number, y: (v: number) => number, how: Record<string, string | number | null>) {
    const path = line<Quantity>((_, k) => tenth(x(k)), (v) => tenth(y(v as number))).defined((v) => typeof v === "number")(values);
    return make("path", { d: path ?? "", fill: "none", "stroke-linejoin": "round", ...how });
  }

  function fanOf(on: SVGElement, series: Series, look: Look, x: (k: number) => number, y: (v: number) => number): void {
    for (const [low, high, strength] of [
      [nineLow, nineHigh, 0.17],
      [halfLow, halfHigh, 0.3],
    ] as const) {
      const below = series.quantiles[low] ?? [];
      const path = area<Quantity>((_, k) => tenth(x(k)), (_, k) => tenth(y((below[k] as number) ?? 0)), (v) => tenth(y(v as number)))
        .defined((v, k) => typeof v === "number" && typeof below[k] === "number")(series.quantiles[high] ?? []);
      on.append(make("path", { d: path ?? "", fill: look.colour, "fill-opacity": strength, stroke: "none" }));
    }
  }

  /** The last middle run of each series, as a number at the end of its line. */
  function ends(panel: FanPanel, x: number, y: (v: number) => number, foot: number): SVGElement[] {
    const last = seriesOf(panel)
      .map((series, s) => ({ v: series.quantiles[middle]?.[months - 1], colour: (looks[s] ?? looks[0]!).colour }))
      .filter((one): one is { v: number; colour: string } => typeof one.v === "number")
      .sort((a, b) => a.v - b.v);
    let free = foot - 4;
    return last.map(({ v, colour }) => {
      const at = Math.min(y(v) - 5, free);
      free = at - 12;
      return make(
        "text",
        { x: x - 1, y: at, "font-size": 10.5, "font-weight": 650, fill: colour, "text-anchor": "end", "data-policy": panel.policy, ...halo },
        speech.number(v),
      );
    });
  }

  function observedText(one: Observed): string {
    const value =
      one.low !== null && one.high !== null && one.low !== undefined && one.high !== undefined
        ? speech.say("value_range", { mid: speech.number(one.value), low: speech.number(one.low), high: speech.number(one.high) })
        : speech.number(one.value);
    return speech.say("observed_item", { label: one.label, period: speech.months(one.from, one.to), value, source: one.source ?? "" });
  }

  function dot(one: Observed, x: (k: number) => number, y: (v: number) => number, screen: boolean): SVGGElement {
    const [from, to] = [Math.max(first, monthAt(dates, one.from)), Math.min(months - 1, monthAt(dates, one.to))];
    const at = x((from + to) / 2);
    const g = make("g", { class: "tv-dot", "data-value": one.value });
    if (x(to) - x(from) > 7)
      g.append(make("line", { x1: x(from), x2: x(to), y1: y(one.value), y2: y(one.value), stroke: INK, "stroke-width": 1 }));
    if (typeof one.low === "number" && typeof one.high === "number")
      g.append(make("line", { x1: at, x2: at, y1: y(one.low), y2: y(one.high), stroke: INK, "stroke-width": 1.2 }));
    g.append(make("circle", { cx: at, cy: y(one.value), r: 3, fill: PAPER, stroke: INK, "stroke-width": 1.4 }));
    if (screen) {
      g.append(make("circle", { cx: at, cy: y(one.value), r: 8, class: "tv-ring", fill: "none", stroke: "none" }));
      g.append(make("title", {}, observedText(one)));
    }
    return g;
  }

  function openObserved(mark: SVGElement, one: Observed): void {
    if (one.source_id && desk.askSource(mark, one.source_id)) return;
    const facts: [string, string | undefined][] = [
      ["s_value", observedText({ ...one, source: "" }).replace(/\.\s*$/, "")],
      ["s_unit", picture.unit],
      ["s_period", speech.months(one.from, one.to)],
      ["s_source", one.source],
      ["s_published", one.published],
      ["s_grade", one.grade],
    ];
    desk.ask(mark, one.label, facts.filter((f): f is [string, string] => !!f[1]), one.url);
  }

  /** Answers the pointer: the month under it, read in all panels at once. */
  function reader(
    panel: FanPanel,
    left: number,
    each: number,
    up: number,
    tall: number,
    x: (k: number) => number,
    y: (v: number) => number,
    still: SVGElement[],
  ): SVGElement {
    const rule = make("line", { y1: up, y2: up + tall, stroke: INK, "stroke-width": 1 });
    const all = seriesOf(panel);
    const dots = all.map((_, s) => make("circle", { r: 3.2, fill: (looks[s] ?? looks[0]!).colour, stroke: PAPER }));
    const words = all.map((_, s) =>
      make("text", { x: left + 3, y: up + 9 + 13 * s, "font-size": 10.5, ...halo, "stroke-width": 4, fill: (looks[s] ?? looks[0]!).colour, "font-weight": 650 }),
    );
    const shown = make("g", { visibility: "hidden" }, rule, ...dots, ...words);
    const catcher = make("rect", { x: left, y: up, width: each, height: tall, fill: "transparent" });
    const g = make("g", {}, shown, catcher);
    const month = (event: PointerEvent) => {
      const box = catcher.getBoundingClientRect();
      const k = first + ((event.clientX - box.left) / Math.max(1, box.width)) * (months - 1 - first);
      readAt(Math.max(0, Math.min(months - 1, Math.round(k))));
    };
    catcher.addEventListener("pointermove", month);
    catcher.addEventListener("pointerdown", month);
    catcher.addEventListener("pointerleave", () => readAt(null));
    show.push((k) => {
      shown.setAttribute("visibility", k === null ? "hidden" : "visible");
      for (const one of still) one.setAttribute("visibility", k === null ? "visible" : "hidden");
      if (k === null) return;
      rule.setAttribute("x1", String(x(k)));
      rule.setAttribute("x2", String(x(k)));
      all.forEach((series, s) => {
        const mid = series.quantiles[middle]?.[k];
        dots[s]!.setAttribute("visibility", typeof mid === "number" ? "inherit" : "hidden");
        dots[s]!.setAttribute("cx", String(x(k)));
        dots[s]!.setAttribute("cy", String(y(typeof mid === "number" ? mid : 0)));
        const value = range(series, k);
        const text = series.label ? speech.say("pair", { name: series.label, value }) : value;
        words[s]!.textContent = text;
        words[s]!.setAttribute("font-size", short(Math.min(10.5, (10.5 * (each - 6)) / widthOf(text, 10.5, true))));
      });
    });
    return g;
  }

  /** How to read the fans, in the picture itself; returns the height it takes. */
  function key(on: SVGElement, top: number, wide: number): number {
    const many = Math.max(1, ...picture.panels.map((panel) => seriesOf(panel).length));
    const items: { width: number; text: string; draw: (x: number, y: number) => SVGElement[] }[] = [];
    const named = picture.panels.flatMap(seriesOf).slice(0, many);
    const add = (text: string, width: number, drawing: (x: number, y: number) => SVGElement[]) =>
      items.push({ text, width, draw: drawing });
    const [plain] = looks as [Look, Look];
    if (many > 1)
      named.forEach((series, s) => {
        const look = looks[s] ?? plain;
        add(series.label, 24, (x, y) => [
          make("line", { x1: x, x2: x + 24, y1: y, y2: y, stroke: look.colour, "stroke-width": 2.4, "stroke-dasharray": look.dash }),
        ]);
      });
    else
      add(speech.say("mid"), 24, (x, y) => [make("line", { x1: x, x2: x + 24, y1: y, y2: y, stroke: plain.colour, "stroke-width": 2.4 })]);
    const shade = many > 1 ? MUTED : plain.colour;
    add(speech.say("half"), 24, (x, y) => [make("rect", { x, y: y - 5, width: 24, height: 10, fill: shade, "fill-opacity": 0.42 })]);
    add(speech.say("nine"), 24, (x, y) => [make("rect", { x, y: y - 5, width: 24, height: 10, fill: shade, "fill-opacity": 0.17 })]);
    if (base && picture.panels.length > 1) {
      const policy = desk.policy(picture.baseline);
      add(speech.say("base", { policy: letterOf(policy) || policy.title }), 24, (x, y) => [
        make("line", { x1: x, x2: x + 24, y1: y, y2: y, stroke: INK, "stroke-width": 1.4, "stroke-dasharray": "1.2 2.6" }),
      ]);
    }
    if (seen.length)
      add(speech.say("observed"), 12, (x, y) => [
        make("line", { x1: x + 5, x2: x + 5, y1: y - 7, y2: y + 7, stroke: INK, "stroke-width": 1.2 }),
        make("circle", { cx: x + 5, cy: y, r: 3, fill: PAPER, stroke: INK, "stroke-width": 1.4 }),
      ]);
    let [x, y] = [0, top + 9];
    for (const item of items) {
      const length = item.width + 6 + widthOf(item.text, 11);
      if (x > 0 && x + length > wide) [x, y] = [0, y + 19];
      on.append(...item.draw(x, y), make("text", { x: x + item.width + 6, y: y + 4, "font-size": 11, fill: INK }, item.text));
      x += length + 18;
    }
    return y - top + 20;
  }

  return { controls, draw, pieces: { all: picture.panels.length, sheet: 12 } };
}
