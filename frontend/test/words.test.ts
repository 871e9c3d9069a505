import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { followed } from "../src/ask";
import { clip, widthOf, wrap } from "../src/text";
import { speech } from "../src/words";

const words = JSON.parse(readFileSync(new URL("../sample/words.json", import.meta.url), "utf8")) as Record<string, string>;
const english = speech({ words, locale: "en-GB" });

test("numbers have three digits, and the locale's marks", () => {
  expect(english.number(12_345)).toBe("12,300");
  expect(english.number(-0.4321)).toBe("−0.43");
  expect(english.number(66.1)).toBe("66");
  expect(english.number(9.96)).toBe("10");
  expect(english.number(3.14)).toBe("3.1");
  expect(english.number(1_234_567)).toMatch(/^1\.23m$/i); // its case hangs on the age of the locale data
  expect(english.number(-0)).toBe("0");
  expect(english.percent(0.407)).toBe("41\u00a0%");
  expect(speech({ words, locale: "fr-FR" }).number(12_345)).toMatch(/^12.300$/u);
  expect(speech({ words, locale: "no locale at all" }).number(7)).toBe("7");
});

test("months are named from dates, in universal time", () => {
  expect(english.month("2024-01-31")).toBe("Jan 2024");
  expect(english.months("2024-01-01", "2024-01-31")).toBe("Jan 2024");
  expect(english.months("2024-01-01", "2024-03-31")).toBe("Jan 2024 – Mar 2024");
});

test("a word that lacks shows its key; what is filled in is never filled again", () => {
  expect(english.say("nothing_such")).toBe("nothing_such");
  expect(speech({ words: { pair: "{name}: {value}" }, locale: "en" }).say("pair", { name: "{value}", value: "7" })).toBe("{value}: 7");
});

test("every word that the source asks for is in the list, and no word is idle", () => {
  const folder = new URL("../src/", import.meta.url);
  const source = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const asked = [...source.matchAll(/\bsay\(\s*(?:\w+ \? )?"(\w+)"(?: : "(\w+)")?/g)].flatMap((m) => [m[1]!, m[2]]).filter(Boolean);
  expect(asked.length).toBeGreaterThan(20);
  for (const key of asked) expect(words, key).toHaveProperty(key!);
  for (const key of Object.keys(words)) expect(key.startsWith("f_") || source.includes(`"${key}"`), key).toBe(true);
});

test("only addresses of the web are followed", () => {
  expect(followed("https://example.org/a?b=c")).toBe(true);
  for (const bad of ["javascript:alert(1)", "data:text/html,<b>", "file:///etc/passwd", "https://a b", " https://a", "//a"])
    expect(followed(bad), bad).toBe(false);
});

test("text is broken to fit, and cut with an ellipsis", () => {
  const lines = wrap("Offer of 6,000 with mass arrest, if it collapses half way", 150, 12, true, 2);
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(widthOf(line, 12, true)).toBeLessThanOrEqual(150);
  expect(lines[1]).toMatch(/…$/);
  expect(wrap("", 100, 12)).toEqual([]);
  expect(widthOf(wrap("x".repeat(200), 100, 12)[0]!, 12)).toBeLessThanOrEqual(100);
  expect(clip("short", 100, 12)).toBe("short");
});
