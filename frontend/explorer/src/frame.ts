// What stands around every page: where one is, which language, which place.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Boot } from "./contract";
import type { Screen } from "./address";
import { theme } from "./theme";

export interface Frame {
  root: HTMLElement;
  main: HTMLElement;
  places: HTMLSelectElement;
  show(screen: Screen, address: (screen: Screen) => string): void;
  /** What there is to take back, and to do again. */
  moved(can: { undo: boolean; redo: boolean }): void;
}

export interface Doing {
  undo(): void;
  redo(): void;
  glossary(from: HTMLElement): void;
}

export function frame(boot: Boot, speech: Speech, doing: Doing): Frame {
  const { say } = speech;
  const main = element("main", { id: "main", tabindex: "-1" });
  const places = element("select", { id: "place" });
  const links = (["answer", "carry", "trust"] as const).map((screen) => ({
    screen,
    link: element("a", { href: "#" }, say(screen === "answer" ? "nav_answer" : screen === "carry" ? "nav_carry" : "nav_trust")),
  }));
  const tongues = element("ul", { class: "tongues" });
  for (const language of boot.languages) {
    const link = element("a", { href: `?lang=${language.id}`, lang: language.id, hreflang: language.id }, language.name);
    if (language.id === boot.lang) link.setAttribute("aria-current", "true");
    // The question goes along: it stands after the # of the address at that moment.
    link.addEventListener("click", (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      location.assign(`${location.pathname}?lang=${language.id}${location.hash}`);
    });
    tongues.append(element("li", {}, link));
  }
  const draft = boot.languages.find((one) => one.id === boot.lang)?.draft;
  const skip = element("a", { class: "skip", href: "#main" }, say("skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  const button = (key: string, run: (from: HTMLElement) => void) => {
    const made = element("button", { type: "button", class: "tool" }, say(key));
    made.addEventListener("click", () => run(made));
    return made;
  };
  const undo = button("undo", () => doing.undo());
  const redo = button("redo", () => doing.redo());
  const words = button("glossary", (from) => doing.glossary(from));
  words.setAttribute("aria-haspopup", "dialog");
  const tools = element("div", { class: "tools" }, undo, redo, words, theme(speech));
  const root = element(
    "div",
    { class: "page" },
    skip,
    element(
      "header",
      { class: "top" },
      element("p", { class: "brand" }, element("strong", {}, "Tregua"), " ", element("span", {}, say("brand"))),
      element("nav", { "aria-label": say("pages") }, element("ul", { class: "screens" }, ...links.map(({ link }) => element("li", {}, link)))),
      tools,
      element("div", { class: "where" }, element("label", { for: "place" }, say("place")), places),
      element("nav", { "aria-label": say("language") }, tongues),
    ),
    ...(draft ? [element("p", { class: "draft", role: "note" }, say("draft"))] : []),
    main,
    element("footer", {}, element("p", {}, say("footer")), element("p", {}, `Tregua ${boot.version} · Apache-2.0 · `, element("a", { href: "openapi.json" }, "OpenAPI"))),
  );
  return {
    root,
    main,
    places,
    moved(can) {
      undo.disabled = !can.undo;
      redo.disabled = !can.redo;
    },
    show(screen, address) {
      for (const one of links) {
        one.link.setAttribute("href", address(one.screen));
        if (one.screen === screen) one.link.setAttribute("aria-current", "page");
        else one.link.removeAttribute("aria-current");
      }
    },
  };
}
