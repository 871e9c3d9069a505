// Light or dark: as the reader's machine has it, or as the reader chose on this page.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";

type Theme = "light" | "dark";
const KEY = "tregua-theme";

function chosen(): Theme | null {
  try {
    const found = localStorage.getItem(KEY);
    return found === "light" || found === "dark" ? found : null;
  } catch {
    return null; // a frame of another site may have no storage
  }
}

/** Sets the theme, and returns the button that changes it. */
export function theme(speech: Speech): HTMLButtonElement {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const now = (): Theme => chosen() ?? (dark.matches ? "dark" : "light");
  const button = element("button", { type: "button", class: "theme" });
  const show = () => {
    document.documentElement.dataset.theme = now();
    button.textContent = speech.say(now() === "dark" ? "theme_light" : "theme_dark");
  };
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, now() === "dark" ? "light" : "dark");
    } catch {
      // it holds until the page is left
      document.documentElement.dataset.theme = now() === "dark" ? "light" : "dark";
      return;
    }
    show();
  });
  dark.addEventListener("change", show);
  show();
  return button;
}
