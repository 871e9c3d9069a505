// Terms of the glossary become buttons where they first stand in a text: on tap they say what they mean.
import { element } from "../../src/svg";
import type { Asker } from "./asker";

const LEAVE = new Set(["BUTTON", "A", "SUMMARY", "OPTION", "LABEL", "OUTPUT", "svg", "INPUT"]);

/** The first place of each term in a node's own texts; words are whole, in small letters or with a capital first. */
export function glossed(root: HTMLElement, terms: { term: string }[], ask: Asker): void {
  for (const { term } of terms) {
    if (root.querySelector(`.term[data-term="${CSS.escape(term)}"]`)) continue;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const whole = new RegExp(`(^|[^\\p{L}\\p{N}])(${term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})(?![\\p{L}\\p{N}])`, "iu");
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || [...ancestors(parent, root)].some((one) => LEAVE.has(one.tagName) || one.classList.contains("term"))) continue;
      const found = whole.exec(node.textContent ?? "");
      if (!found) continue;
      const text = node as Text;
      const middle = text.splitText(found.index + found[1]!.length);
      middle.splitText(found[2]!.length);
      const button = element("button", { type: "button", class: "term", "aria-haspopup": "dialog", "data-term": term }, found[2]!);
      button.addEventListener("click", () => ask.terms(button, term));
      middle.replaceWith(button);
      break;
    }
  }
}

function* ancestors(from: HTMLElement, root: HTMLElement): Iterable<HTMLElement> {
  for (let at: HTMLElement | null = from; at; at = at.parentElement) {
    yield at;
    if (at === root) return;
  }
}
