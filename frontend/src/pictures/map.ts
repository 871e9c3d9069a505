// Control and violence through time: circles sized by people, links to neighbours; one policy at a time.
import { cartogram } from "../cartogram";
import { INK, MUTED, PAPER, RULE, WARN_INK, halo, ramp } from "../look";
import { placeLabels } from "../labels";
import type { Layer, MapPicture } from "../payload";
import { roving } from "../roving";
import { numbers } from "../scales";
import { drawNote, drawStamps, nameOf, stampsOf, surface, type Desk, type Stage, type View } from "../stage";
import { element, make } from "../svg";
import { lines, widthOf, wrap } from "../text";

const CALM = 900; // milliseconds a frame where the reader asked for less motion
const SWIFT = 260;

/** The bounds between the six shades of a layer: even for shares, halving from the largest for counts. */
export function bounds(layer: Pick<Layer, "scale" | "policies">): number[] {
  if (layer.scale === "share") return [0.1, 0.3, 0.5, 0.7, 0.9];
  const most = Math.max(0, ...Object.values(layer.policies).flatMap((dates) => dates.flatMap((row) => numbers(row))));
  const all = [32, 16, 8, 4, 2].map((part) => Number((most / part).toPrecision(1)));
  return most > 0 ? all : [1, 2, 3, 4, 5];
}

export function map(picture: MapPicture, desk: Desk): View {
  const { speech, payload } = desk;
  const ids = payload.policies.map((p) => p.id).filter((id) => picture.layers.every((layer) => layer.policies[id]));
  let policy = picture.policy && ids.includes(picture.policy) ? picture.policy : (ids.find((id) => desk.policy(id).baseline) ?? ids[0] ?? "");
  const last = picture.dates.length - 1;
  let at = Math.max(0, Math.min(last, picture.at ?? 0));
  let home = picture.home ?? false;
  let playing: ReturnType<typeof setTimeout> | null = null;
  let refresh: (() => void)[] = [];
  let again: () => void = () => undefined;
  const limits = picture.layers.map(bounds);

  const select = element("select", {}, ...ids.map((id) => element("option", { value: id }, nameOf(desk.policy(id)))));
  select.value = policy;
  const slider = element("input", { type: "range", min: 0, max: last, step: 1, value: 0, class: "tv-slider" });
  const play = element("button", { type: "button", class: "tv-button" }, speech.say("play"));
  const tick = element("input", { type: "checkbox" });
  tick.checked = home;
  const told = element("output", { class: "tv-told" });
  const readout = element("p", { class: "tv-readout" });
  const controls = element(
    "div",
    { class: "tv-controls" },
    element("label", { class: "tv-field" }, speech.say("policy"), select),
    play,
    element("label", { class: "tv-field" }, speech.say("month"), slider),
    told,
    element("label", { class: "tv-tick" }, tick, speech.say("true_places")),
  );
  const valueOf = (layer: Layer, k: number, i: number): number | null => layer.policies[policy]?.[k]?.[i] ?? null;
  const words = (layer: Layer, v: number | null) =>
    v === null ? "–" : layer.scale === "share" ? speech.percent(v) : speech.number(v >= 10 ? Math.round(v) : v);
  const label = (i: number): string => {
    const t = picture.territories[i]!;
    const who = speech.say("territory", { name: t.name, region: t.region, people: speech.number(t.people) });
    const values = picture.layers.map((layer) =>
      speech.say("pair", { name: layer.label + (layer.unit && layer.scale !== "share" ? `, ${layer.unit}` : ""), value: words(layer, valueOf(layer, at, i)) }),
    );
    return [who, ...values].join(" · ");
  };

  let marked: number | null = null;
  function mark(i: number | null): void {
    marked = i;
    readout.textContent = i === null ? "" : label(i);
  }
  function settle(): void {
    const month = speech.month(picture.dates[at]!);
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", month);
    told.textContent = month;
    for (const each of refresh) each();
    mark(marked);
    picture.kept?.({ policy, at, home });
  }
  function stop(): void {
    if (playing !== null) clearTimeout(playing);
    playing = null;
    play.textContent = speech.say("play");
  }
  function step(): void {
    if (at >= last) return stop();
    at += 1;
    settle();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    playing = setTimeout(step, calm ? CALM : SWIFT);
  }
  play.addEventListener("click", () => {
    if (playing !== null) return stop();
    if (at >= last) at = -1;
    play.textContent = speech.say("pause");
    step();
  });
  slider.addEventListener("input", () => {
    stop();
    at = Number(slider.value);
    settle();
  });
  select.addEventListener("change", () => {
    policy = select.value;
    again();
  });
  tick.addEventListener("change", () => {
    home = tick.checked;
    again();
  });

  function draw(stage: Stage): SVGSVGElement {
    const screen = stage.mode === "screen";
    const wide = stage.width;
    const svg = surface(wide, 10, `${picture.title}. ${picture.caption ?? ""} ${speech.say("table_below")}`, screen);
    const back = make("g", screen ? { "aria-hidden": "true" } : {});
    svg.append(back);
    if (screen) refresh = [];
    let y = drawStamps(back, stampsOf(desk, picture.stamps, [policy]), 0, wide);
    const heading = wrap(nameOf(desk.policy(policy)), wide, 13, true);
    back.append(lines(heading, 0, y + 13, 13, { fill: INK, "font-weight": 650 }));
    y += heading.length * 17 + 2;
    // On paper nothing moves: the first and the last month stand side by side.
    const frames = stage.mode === "paper" && last > 0 ? [0, last] : [null];
    const panels = picture.layers.flatMap((layer, l) => frames.map((frame) => ({ layer, l, frame })));
    const columns = Math.max(1, Math.min(panels.length, 2, Math.floor(wide / 290)));
    const gap = 24;
    const each = (wide - gap * (columns - 1)) / columns;
    const tall = Math.min(each * 0.92, 440);
    for (let row = 0; row * columns < panels.length; row++) {
      const inRow = panels.slice(row * columns, (row + 1) * columns);
      const titles = inRow.map(({ layer }) => wrap(layer.label + (layer.unit && layer.scale !== "share" ? `, ${layer.unit}` : ""), each, 12, true, 3));
      const head = Math.max(...titles.map((t) => t.length)) * 15.4;
      inRow.forEach(({ layer, l, frame }, column) => {
        const left = column * (each + gap);
        back.append(lines(titles[column]!, left, y + 13, 12, { fill: INK, "font-weight": 650 }));
        const month = make("text", { x: left, y: y + head + 14, "font-size": 12, fill: MUTED });
        back.append(month);
        if (picture.mark)
          back.append(
            make("text", { x: left + each, y: y + head + 14, "font-size": 12, "font-weight": 750, fill: WARN_INK, "text-anchor": "end" }, picture.mark),
          );
        legend(back, layer, limits[l]!, left, y + head + 20, each);
        panel(svg, back, layer, l, frame, month, left, y + head + 54, each, tall, screen);
      });
      y += head + 54 + tall + 14;
    }
    y += drawNote(back, speech.say(home ? "in_place" : "moved"), 0, y, wide);
    svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(y)}`);
    svg.setAttribute("height", String(Math.ceil(y)));
    if (screen) settle();
    return svg;
  }

  function legend(on: SVGElement, layer: Layer, limit: number[], left: number, top: number, each: number): void {
    const shades = ramp(layer.tone);
    const one = Math.min(40, each / 7);
    shades.forEach((fill, k) =>
      on.append(make("rect", { x: left + k * one, y: top, width: one, height: 9, fill, stroke: RULE, "stroke-width": 0.6 })),
    );
    limit.forEach((v, k) =>
      on.append(make("text", { x: left + (k + 1) * one, y: top + 20, "font-size": 9.5, fill: MUTED, "text-anchor": "middle" }, words(layer, v))),
    );
  }

  function panel(
    svg: SVGElement,
    back: SVGElement,
    layer: Layer,
    l: number,
    frame: number | null,
    month: SVGTextElement,
    left: number,
    top: number,
    each: number,
    tall: number,
    screen: boolean,
  ): void {
    const shades = ramp(layer.tone);
    const sites = cartogram(picture.territories, each, tall);
    const centre = (i: number): [number, number] => {
      const [x, y] = home ? sites[i]!.home : sites[i]!.moved;
      return [left + x, top + y];
    };
    for (const [a, b] of picture.links) {
      if (!sites[a] || !sites[b]) continue;
      const [[x1, y1], [x2, y2]] = [centre(a), centre(b)];
      back.append(make("line", { x1, y1, x2, y2, stroke: "#c3cad2", "stroke-width": 1 }));
    }
    // The large first: where circles overlap at their true places, the small stay in sight.
    const order = sites.map((_, i) => i).sort((a, b) => sites[b]!.r - sites[a]!.r);
    const group = screen ? make("g", { role: "group", "aria-label": `${layer.label}. ${speech.say("territories")}` }) : back;
    const marks: SVGElement[] = sites.map(() => make("g"));
    const update: ((k: number) => void)[] = [];
    for (const i of order) {
      const territory = picture.territories[i]!;
      const [x, y] = centre(i);
      const r = sites[i]!.r;
      const g = marks[i]!;
      if (!home) {
        const [hx, hy] = [left + sites[i]!.home[0], top + sites[i]!.home[1]];
        if (Math.hypot(hx - x, hy - y) > r)
          back.append(
            make("line", { x1: hx, y1: hy, x2: x, y2: y, stroke: MUTED, "stroke-width": 0.7, "stroke-dasharray": "1 2" }),
            make("circle", { cx: hx, cy: hy, r: 1.5, fill: MUTED }),
          );
      }
      const circle = make("circle", {
        cx: x,
        cy: y,
        r,
        stroke: INK,
        "stroke-width": 0.8,
        "stroke-dasharray": territory.model_only ? "3 2" : null,
        "fill-opacity": home ? 0.88 : null,
        class: "tv-place",
        "data-territory": territory.id,
      });
      const value = make("text", { x, y: y + 3.5, "font-size": 10, "text-anchor": "middle", "pointer-events": "none" });
      g.append(circle, value);
      update.push((k) => {
        const v = valueOf(layer, k, i);
        const shade = v === null ? 0 : limits[l]!.filter((limit) => v >= limit).length;
        circle.setAttribute("fill", v === null ? PAPER : shades[shade]!);
        circle.setAttribute("data-value", String(v));
        const text = words(layer, v);
        value.textContent = !home && widthOf(text, 10) + 5 < 2 * r ? text : "";
        value.setAttribute("fill", shade >= 4 ? PAPER : INK);
        if (screen) g.setAttribute("aria-label", label(i));
      });
      if (screen) {
        g.append(make("circle", { cx: x, cy: y, r: r + 3, class: "tv-ring", fill: "none", stroke: "none" }));
        g.setAttribute("role", "img");
        g.addEventListener("pointerenter", () => mark(i));
        g.addEventListener("pointerleave", () => mark(null));
      }
      group.append(g);
    }
    if (screen) {
      // In the place's own order, so that the order says nothing about who is worst.
      roving(marks, (i) => mark(i), (i) => mark(i));
      svg.append(group);
    }
    const size = 10;
    const boxes = placeLabels(
      picture.territories.map((t, i) => {
        const [x, y] = centre(i);
        return { x, y, r: sites[i]!.r, width: widthOf(t.name, size), height: 11 };
      }),
      { x: left, y: top, width: each, height: tall },
    );
    boxes.forEach((box, i) => {
      const [cx, cy] = centre(i);
      const near = box && Math.hypot(box.x + box.width / 2 - cx, box.y + box.height / 2 - cy) < sites[i]!.r + box.width / 2 + 14;
      if (box && near)
        svg.append(
          make(
            "text",
            { x: box.x, y: box.y + 9, "font-size": size, fill: INK, "pointer-events": "none", "aria-hidden": "true", ...halo },
            picture.territories[i]!.name,
          ),
        );
    });
    const show = () => {
      const k = frame ?? at;
      month.textContent = speech.month(picture.dates[k]!);
      for (const each of update) each(k);
    };
    if (screen) refresh.push(show);
    show();
  }

  return {
    controls,
    below: readout,
    draw,
    stop,
    moment: () => `${nameOf(desk.policy(policy))} · ${speech.month(picture.dates[at]!)}`,
    set onChange(f: () => void) {
      again = f;
    },
  } as View;
}
