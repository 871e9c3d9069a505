// The panel that answers: where does this number come from?
import type { Facts, Payload, Source } from "./payload";
import { element } from "./svg";
import type { Speech } from "./words";

const RESULT = ["what", "policy", "unit", "period", "place", "scenario", "hash", "seed", "members", "as_of", "version", "command", "digest"];
const EVIDENCE = ["value", "unit", "period", "source", "published", "grade"];

/** What is shown as it stands in the files of evidence: in English, whatever the reader's language. */
const AS_WRITTEN = new Set(["s_source", "s_note", "s_disagrees"]);

/** Whether an address is one that a reader can follow safely. */
export const followed = (address: string): boolean => /^https?:\/\/[^\s]+$/i.test(address);

/** A link, if the address can be followed; else its text. */
export function linked(address: string): Node {
  if (!followed(address)) return document.createTextNode(address);
  return element("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address);
}

export interface Asking {
  panel: HTMLDialogElement;
  show(from: Element, heading: string, facts: [string, string][], link?: string, source?: Source): void;
  figure(from: Element, id: string): void;
  source(from: Element, id: string): boolean;
}

export function asking(payload: Payload, speech: Speech): Asking {
  const title = element("h2", { id: "tv-ask-title" }, speech.say("ask"));
  const close = element("button", { type: "button", class: "tv-button" }, speech.say("close"));
  const body = element("div", { class: "tv-ask-body", tabindex: "0" });
  const panel = element("dialog", { class: "tv-ask", "aria-labelledby": "tv-ask-title" }, element("div", { class: "tv-ask-head" }, title, close), body);
  let opener: Element | null = null;
  close.addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  // Focus goes back to the number, whichever way the panel closes.
  panel.addEventListener("close", () => {
    const back = opener?.isConnected ? opener : document.querySelector("main"); // the number may have been drawn anew
    if (back instanceof HTMLElement || back instanceof SVGElement) back.focus();
    opener = null;
  });
  document.body.append(panel);

  function show(from: Element, heading: string, facts: [string, string][], link?: string, source?: Source): void {
    const list = element("dl", {});
    const add = (key: string, ...value: (Node | string)[]) =>
      list.append(element("div", {}, element("dt", {}, speech.say(key)), element("dd", { lang: AS_WRITTEN.has(key) ? "en" : null }, ...value)));
    for (const [key, value] of facts) {
      if (key === "f_command" || key === "f_digest" || key === "f_hash") add(key, element("code", {}, value));
      else add(key, value);
    }
    if (link) add("s_url", linked(link));
    if (source?.disagrees?.length) {
      const others = element("ul", {});
      for (const other of source.disagrees) {
        const text = [other.value, other.source].filter((v) => v !== undefined && v !== null && v !== "").map(told).join(" · ");
        others.append(element("li", {}, text, ...(other.url ? [" ", linked(other.url)] : [])));
      }
      add("s_disagrees", others);
    }
    if (source?.note) add("s_note", source.note);
    body.replaceChildren(element("p", { class: "tv-ask-number" }, heading));
    body.append(list.childElementCount ? list : element("p", {}, speech.say("no_record")));
    opener = from;
    if (!panel.open) panel.showModal();
    body.focus();
    body.scrollTop = 0;
  }

  const told = (value: unknown): string => (typeof value === "number" ? speech.number(value) : String(value));
  const listed = (prefix: string, keys: string[], facts: Record<string, unknown>): [string, string][] =>
    keys
      .filter((key) => facts[key] !== undefined && facts[key] !== null && facts[key] !== "")
      // A seed is a name, not a quantity: it is never rounded.
      .map((key) => [`${prefix}_${key}`, key === "seed" ? String(facts[key]) : told(facts[key])]);

  return {
    panel,
    show,
    figure(from, id) {
      const facts: Facts = { ...payload.run, ...clean(payload.figures?.[id] ?? {}) };
      show(from, headingOf(from), payload.figures?.[id] || payload.run ? listed("f", RESULT, facts) : []);
    },
    source(from, id) {
      const source = payload.sources?.[id];
      if (!source) return false;
      show(from, source.title ?? headingOf(from), listed("s", EVIDENCE, source as Record<string, unknown>), source.url || undefined, source);
      return true;
    },
  };
}

const clean = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined));

/** The number as it is printed, its range in brackets (which the page may draw by its style alone). */
export function headingOf(from: Element): string {
  const range = from.querySelector(".range")?.textContent?.trim() ?? "";
  const whole = (from.textContent ?? "").replace(/\s+/g, " ").trim();
  if (!range || range.startsWith("(") || !whole.endsWith(range)) return whole;
  return `${whole.slice(0, -range.length).trim()} (${range})`;
}

/** Makes each number a button. It stays the text it was. */
export function upgrade(root: ParentNode, ask: Asking, hint: string): void {
  for (const node of root.querySelectorAll<HTMLElement>("[data-figure],[data-source]")) {
    if (node.closest("svg")) continue;
    const open = () => {
      const { figure, source } = node.dataset;
      if (figure !== undefined) ask.figure(node, figure);
      else if (source !== undefined && !ask.source(node, source)) ask.show(node, headingOf(node), []);
    };
    node.classList.add("tv-number");
    node.addEventListener("click", open);
    if (node instanceof HTMLButtonElement) continue;
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", "0");
    node.setAttribute("aria-haspopup", "dialog");
    node.setAttribute("title", hint);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }
}
