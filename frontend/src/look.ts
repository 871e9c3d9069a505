import type { Tone } from "./payload";

// After Okabe and Ito's palette: told apart with any colour vision, and no meaning hangs on colour alone.
export const INK = "#1d2733";
export const MUTED = "#5b6673";
export const RULE = "#d8dde3";
export const PAPER = "#ffffff";
export const WARN = "#fff3d6";
export const WARN_RULE = "#c98a00";
export const WARN_INK = "#6b4700";

const TONES: Record<Tone, string> = { violence: "#b04400", rights: "#00558a", plain: "#3d4956" };

export const tone = (name: Tone | undefined): string => TONES[name ?? "plain"];

export const PARTS = ["#b04400", "#00609c", "#e69f00", "#1d2733", "#a9b4bf", "#7a3e9d"];

/** From paper to dark, evenly in lightness: legible in grey print. */
const RAMPS: Record<Tone, string[]> = {
  violence: ["#fbf3ec", "#f2d9c4", "#e3b08a", "#cd7f50", "#a44f21", "#6a2a0d"],
  rights: ["#f0f5f9", "#cfe0ee", "#9dc0dc", "#5f97c0", "#2c6a9a", "#0c3e63"],
  plain: ["#f5f6f8", "#dde2e8", "#b6c0ca", "#87949f", "#566370", "#2a3540"],
};

export const ramp = (name: Tone | undefined): string[] => RAMPS[name ?? "plain"];

/** Behind words that may stand on lines. */
export const halo = { "paint-order": "stroke", stroke: PAPER, "stroke-width": 3, "stroke-linejoin": "round" } as const;
