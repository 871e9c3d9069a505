// Draws the pictures of a report into the page, from the data that stand in the page. Nothing is fetched.
import { asking, upgrade } from "./ask";
import type { Payload, Picture, Policy } from "./payload";
import { fan } from "./pictures/fan";
import { intervals } from "./pictures/intervals";
import { map } from "./pictures/map";
import { stack } from "./pictures/stack";
import { tradeoff } from "./pictures/tradeoff";
import { savePng, saveSvg } from "./save";
import type { Desk, Mode, View } from "./stage";
import { element } from "./svg";
import { speech as speak } from "./words";
import "./viewer.css";

/** The width of the text on A4, in the browser's pixels. */
const PAPER_WIDE = 700;

function open(picture: Picture, desk: Desk): View | null {
  switch (picture.kind) {
    case "fan":
      return fan(picture, desk);
    case "tradeoff":
      return tradeoff(picture, desk);
    case "map":
      return map(picture, desk);
    case "stack":
      return stack(picture, desk);
    case "intervals":
      return intervals(picture, desk);
    default:
      return null; // a kind of a later schema: its table stays
  }
}

function mount(figure: HTMLElement, picture: Picture, view: View, desk: Desk): (mode: Mode) => void {
  const { speech } = desk;
  const given = figure.querySelector<HTMLElement>(":scope > .canvas");
  const canvas = given ?? element("div", { class: "canvas" });
  if (!given) figure.prepend(canvas);
  const drawing = element("div", { class: "tv-drawing" });
  const save = (format: string, run: () => unknown) => {
    const name = speech.say("save_as", { title: picture.title, format });
    const button = element("button", { type: "button", class: "tv-button", "aria-label": name }, format);
    button.addEventListener("click", () => void run());
    return button;
  };
  const saving = element(
    "div",
    { class: "tv-save" },
    element("span", {}, speech.say("save")),
    save("SVG", () => saveSvg(picture, view, desk)),
    save("PNG", () => savePng(picture, view, desk)),
  );
  canvas.replaceChildren(...(view.controls ? [view.controls] : []), drawing, ...(view.below ? [view.below] : []), saving);
  figure.querySelector(":scope > .picture-static")?.remove();
  let drawn = 0;
  const draw = (mode: Mode) => {
    const wide = mode === "paper" ? PAPER_WIDE : Math.round(drawing.clientWidth);
    if (wide < 40) return;
    drawn = mode === "paper" ? 0 : wide;
    const stage = { width: Math.max(280, wide), mode };
    const { all, sheet } = view.pieces ?? { all: 1, sheet: 1 };
    // A sheet that would be cut is two: as even as can be.
    const sheets = mode === "paper" ? Math.ceil(all / sheet) : 1;
    const each = Math.ceil(all / sheets);
    drawing.replaceChildren(
      ...(sheets > 1
        ? Array.from({ length: sheets }, (_, k) => view.draw(stage, [k * each, Math.min(all, (k + 1) * each)]))
        : [view.draw(stage)]),
    );
  };
  view.onChange = () => draw("screen");
  draw("screen");
  // Without script the numbers stand open; with it, the picture comes first.
  for (const numbers of figure.querySelectorAll<HTMLDetailsElement>("details.numbers[open]")) numbers.open = false;
  if (typeof ResizeObserver !== "undefined")
    new ResizeObserver(() => {
      if (drawn && Math.abs(drawing.clientWidth - drawn) > 1) draw("screen");
      else if (!drawing.childElementCount) draw("screen");
    }).observe(drawing);
  return draw;
}

function start(): void {
  const data = document.getElementById("tregua-data");
  if (!data?.textContent) return;
  const payload = JSON.parse(data.textContent) as Payload;
  const speech = speak(payload);
  const policies = new Map(payload.policies.map((policy) => [policy.id, policy]));
  const ask = asking(payload, speech);
  const desk: Desk = {
    payload,
    speech,
    policy: (id) => policies.get(id ?? "") ?? ({ id: id ?? "", title: id ?? "", short: "" } satisfies Policy),
    ask: (from, heading, facts, link) => ask.show(from, heading, facts, link),
    askSource: (from, id) => ask.source(from, id),
  };
  document.documentElement.classList.remove("no-js");
  const draws: ((mode: Mode) => void)[] = [];
  for (const picture of payload.pictures)
    for (const figure of document.querySelectorAll<HTMLElement>("figure[data-picture]"))
      if (figure.dataset.picture === picture.id) {
        const view = open(picture, desk);
        if (view) draws.push(mount(figure, picture, view, desk));
      }
  upgrade(document, ask, speech.say("ask"));
  window.addEventListener("beforeprint", () => draws.forEach((draw) => draw("paper")));
  window.addEventListener("afterprint", () => draws.forEach((draw) => draw("screen")));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
