import { readFileSync, readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { read, written, type State } from "../explorer/src/address";
import { gapOf, rangeOf, signed, triple } from "../explorer/src/line_and_number_style";
import { ends } from "../explorer/src/months";
import { Newest } from "../explorer/src/latest_request";
import { speech } from "../src/words";

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Record<string, string>;
const words = { ...json("../sample/words.json"), ...json("../explorer/words.json") };
const english = speech({ words, locale: "en-GB" });

const state: State = {
  place: "haiti",
  policy: "haiti/offer-6000",
  baseline: "haiti/mission-2500",
  branch: "collapses",
  controls: { "mission.troops": 5200 },
  assumptions: { replacement_share: 0.05, retaliation: 1e-7 },
  preconditions: { consent: { odds: 0.35, date: "2024-09-01" }, funding: { date: null } },
  seed: 7,
  screen: "carry",
};

test("a question reopens from its address exactly as it was", () => {
  const address = written(state, { baseline: "haiti/no-mission" });
  expect(address).toBe(
    "#haiti/offer-6000?c.mission.troops=5200&a.replacement_share=0.05&a.retaliation=1e-7&p.consent.date=2024-09-01&p.consent.odds=0.35" +
      "&p.funding.date=none&against=haiti/mission-2500&if=collapses&seed=7&page=carry",
  );
  expect(JSON.parse(JSON.stringify(read(address)))).toEqual(state);
  expect(written(read(address) as State)).toBe(address);
});

test("an address is written by anyone: what is no name or no number is left out", () => {
  const found = read("#haiti/offer-6000?a.x=NaN&a.y=&c.<b>=1&a.__proto__=3&p.consent=1&page=evil&if=never&seed=-1&a.z=Infinity&%E0%A4%A&a.ok=2");
  expect(JSON.parse(JSON.stringify(found))).toEqual({ place: "haiti", policy: "haiti/offer-6000", controls: {}, assumptions: { ok: 2, ["__proto__"]: 3 }, preconditions: {} });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(found.assumptions!)).toBeNull();
  expect(read("")).toEqual({ controls: {}, assumptions: {}, preconditions: {} });
  expect(read("#../../etc/passwd").place).toBeUndefined();
  expect(read("#<img src=x>/y").policy).toBeUndefined();
});

test("one request at a time, always the newest; an older answer is never shown after a newer", async () => {
  const [sent, shown, done]: [number[], number[], (() => void)[]] = [[], [], []];
  const newest = new Newest<number, number>(
    (q) => (sent.push(q), new Promise((resolve) => done.push(() => resolve(q)))),
    (a) => shown.push(a),
    () => shown.push(-1),
  );
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  for (const q of [1, 2, 3, 4]) newest.ask(q);
  expect(sent).toEqual([1]);
  done[0]!();
  await turn();
  expect([sent, shown]).toEqual([[1, 4], [1]]);
  newest.forget(); // an exact answer has come
  done[1]!();
  await turn();
  expect(shown).toEqual([1]);
  expect(newest.waits).toBe(false);
  newest.ask(5);
  done[2]!();
  await turn();
  expect(shown).toEqual([1, 5]);
});

test("a request that fails is told, and the next goes on", async () => {
  const told: string[] = [];
  const newest = new Newest<number, number>(
    (q) => (q === 1 ? Promise.reject(new Error("no")) : Promise.resolve(q)),
    (a) => told.push(`answer ${a}`),
    (e) => told.push((e as Error).message),
  );
  newest.ask(1);
  newest.ask(2);
  await new Promise((resolve) => setTimeout(resolve));
  expect(told).toEqual(["no", "answer 2"]);
});

test("differences have signs, shares are points, what lacks is a dash", () => {
  expect(signed(english, 1234)).toBe("+1,230");
  expect(signed(english, -1234)).toBe("−1,230");
  expect(signed(english, 0)).toBe("0");
  expect(gapOf(english, [-0.05, 0.021, 0.08], true)).toEqual(["+2.1 points", "−5 to +8"]);
  expect(gapOf(english, null, false)).toEqual(["–", ""]);
  expect(rangeOf(english, [0.1, 0.2, 0.3], true)).toBe("20\u00a0% (10\u00a0% to 30\u00a0%)");
  expect(triple([1, 2, 3, 4, 5])).toEqual([1, 3, 5]);
  expect(triple([1, 2, null, 4, 5])).toBeNull();
  expect(triple(undefined)).toBeNull();
});

test("months end on their last days", () => {
  expect(ends(["2024-02", "2025-12"])).toEqual(["2024-02-29", "2025-12-31"]);
});

test("every word that the page asks for is in its list, and no word is idle", () => {
  const folder = new URL("../explorer/src/", import.meta.url);
  const source = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const asked = [...source.matchAll(/\bsay\(((?:[^()]|\([^()]*\))*)\)/g)].flatMap((m) => [...m[1]!.split("{")[0]!.matchAll(/"(\w+)"/g)].map((q) => q[1]!));
  const values = new Set(["carry", "answer", "yours", "controls", "operates", "exact", "ngo", "fewer", "dark", "c", "a"]); // compared with, not asked for
  expect(asked.length).toBeGreaterThan(80);
  for (const key of asked) if (!values.has(key)) expect(words, key).toHaveProperty(key);
  for (const key of Object.keys(json("../explorer/words.json")))
    expect(source.includes(`"${key}"`) || /^(t|u|side)_/.test(key), key).toBe(true);
});

test("where an answer waited on the server, the next question waits here, and is the newest by then", async () => {
  vi.useFakeTimers();
  const sent: number[] = [];
  const newest = new Newest<number, number>(
    (q) => (sent.push(q), Promise.resolve(q)),
    () => undefined,
    () => undefined,
    (a) => (a === 1 ? 300 : 0),
  );
  newest.ask(1);
  newest.ask(2);
  await vi.advanceTimersByTimeAsync(299);
  newest.ask(3);
  expect(sent).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([1, 3]);
  newest.ask(4);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([1, 3, 4]);
  vi.useRealTimers();
});
