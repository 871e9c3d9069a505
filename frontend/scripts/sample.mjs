// A page with made-up numbers, to look at while working on the viewer: node scripts/sample.mjs OUT.html
// The numbers mean nothing. Reports are written by `tregua report`.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const here = (path) => new URL(path, import.meta.url);
const words = JSON.parse(readFileSync(here("../sample/words.json"), "utf8"));
const months = 36;
const dates = Array.from({ length: months }, (_, k) => new Date(Date.UTC(2024, 3 + k, 0)).toISOString().slice(0, 10));
const titles = [
  "No mission, everything else as before", "Mission of 2,500 as planned", "Offer of 6,000 with mass arrest, if it operates",
  "Offer of 6,000 with mass arrest, if it collapses half way", "Mission with judicial review of twenty cases a day",
  "Money for exit and schools", "Sanctions on financiers, and the ports", "A negotiated <b>pact</b> & \"amnesty\"<script>alert(1)</script>",
];
const policies = titles.map((title, k) => ({
  id: `p${k}`, title, short: "ABCDEFGH"[k], sentence: title, order: k, baseline: k === 0,
  stamps: k === 2 ? ["Perfect targeting is assumed: no such record exists"] : [],
}));
let state = 7;
const chance = () => ((state = (state * 16807) % 2147483647) / 2147483647);
const fanOf = (level, drift, wide) => {
  let middle = level;
  const rows = [[], [], [], [], []];
  for (let k = 0; k < months; k++) {
    middle = Math.max(1, middle * (1 + drift + (chance() - 0.5) * 0.06));
    [0.45, 0.75, 1, 1.3, 1.9].forEach((f, q) => rows[q].push(Math.round(middle * (1 + (f - 1) * wide * Math.min(1, 0.2 + k / 18)))));
  }
  return rows;
};
const observed = [0, 1, 2, 3].map((q) => ({
  from: dates[q * 3].slice(0, 8) + "01", to: dates[q * 3 + 2], value: 300 + 40 * q, low: 250 + 30 * q, high: 360 + 60 * q,
  label: "People killed, by quarter", source: "A source, made up", url: q ? "https://example.org/report" : "javascript:alert(1)",
  published: "2024-07-30", grade: "B",
}));
const places = [
  ["Port-au-Prince", "capital", 18.53, -72.34, 1073700], ["Delmas", "capital", 18.55, -72.3, 472000], ["Cité Soleil", "capital", 18.58, -72.33, 317000],
  ["Tabarre", "capital", 18.58, -72.27, 156000], ["Pétion-Ville", "capital", 18.51, -72.28, 450000], ["Carrefour", "capital", 18.51, -72.42, 611000],
  ["Croix-des-Bouquets", "capital", 18.56, -72.17, 299000], ["Kenscoff", "capital", 18.43, -72.27, 68000], ["Gressier", "capital", 18.53, -72.51, 43000],
  ["Cabaret", "capital", 18.74, -72.41, 82000], ["Arcahaie", "capital", 18.82, -72.5, 156000], ["Ganthier", "capital", 18.49, -71.99, 74000],
  ["Thomazeau", "capital", 18.66, -72.09, 67000], ["Artibonite", "Artibonite and Centre", 19.36, -72.43, 1880000],
  ["Centre", "Artibonite and Centre", 18.98, -71.97, 812000], ["Rest of Haiti", "rest", 18.93, -72.91, 5300000],
];
const mapDates = dates.filter((_, k) => k % 3 === 0);
const through = (f) => Object.fromEntries(policies.map((p, j) => [p.id, mapDates.map((_, k) => places.map((__, i) => f(i, k, j)))]));
const range = (m) => [Math.round(m * 0.4), Math.round(m), Math.round(m * 2.2)];
const rights = policies.map((p) => `${p.short}  ${p.title}: 120,000 person-years held arbitrarily (40,000 to 300,000)`);
const pictures = [
  { id: "deaths", kind: "fan", title: "Deaths a month", caption: "All authors, deaths in custody included. Haiti, April 2024 to March 2027.", unit: "deaths a month",
    tone: "violence", levels: [5, 25, 50, 75, 95], baseline: "p0", observed, rights, stamps: [],
    panels: policies.map((p, k) => ({ policy: p.id, quantiles: fanOf(420, -0.02 * (k % 4) + 0.005, k === 5 ? 3.4 : 1) })) },
  { id: "held", kind: "fan", title: "People held arbitrarily", caption: "On an average day.", unit: "people", tone: "rights", levels: [5, 25, 50, 75, 95], baseline: "p0",
    observed: [], rights, stamps: ["No deaths in custody are assumed"],
    panels: policies.map((p, k) => ({ policy: p.id, series: ["official", "ngo"].map((id, s) => ({ id, label: s ? "NGO reading" : "official reading", quantiles: fanOf(4000 + 3000 * s + 500 * k, 0.03, 1) })) })) },
  { id: "tradeoff", kind: "tradeoff", title: "What is gained and what it costs in rights", caption: "Lower and further left is better.", better: "fewer deaths, fewer held",
    x: { label: "Deaths", unit: "deaths over three years", scale: "linear" }, y: { label: "Held arbitrarily", unit: "person-years", scale: "log" }, size: { label: "Cost", unit: "US$ million" },
    points: ["official reading", "NGO reading"].flatMap((panel, s) => policies.map((p, k) => ({ policy: p.id, panel, x: range(5000 + 1400 * ((k * 3) % 8)), y: range(900 * 2.1 ** ((k * 5) % 8) * (1 + s)), size: range(k * 160) }))), rights, stamps: [] },
  { id: "map", kind: "map", title: "Control and violence through time", caption: "The model's own workings.", territories: places.map(([name, region, lat, lon, people], i) => ({ id: `t${i}`, name, region, lat, lon, people, model_only: true })),
    links: [[0, 1], [0, 2], [0, 4], [0, 5], [1, 2], [1, 3], [1, 4], [2, 3], [2, 6], [3, 4], [3, 6], [4, 6], [4, 7], [5, 7], [5, 8], [6, 12], [6, 11], [6, 14], [9, 10], [10, 13], [13, 14], [14, 15], [13, 15]],
    dates: mapDates, rights, stamps: [], mark: "MODEL ONLY",
    layers: [
      { id: "control", label: "People under gang control", unit: "share", scale: "share", tone: "plain", policies: through((i, k, j) => Math.max(0, Math.min(1, 0.95 - i * 0.055 - k * 0.02 * (j % 4)))) },
      { id: "deaths", label: "Deaths", unit: "deaths a month", scale: "count", tone: "violence", policies: through((i, k, j) => Math.round(90 / (1 + i) + 3 * k - 2 * (j % 3) * k)) },
    ] },
  { id: "authors", kind: "stack", title: "Where deaths fall, by author", caption: "Means of all runs.", unit: "deaths over three years",
    parts: [{ id: "gang", label: "gangs" }, { id: "state", label: "state forces" }, { id: "self", label: "self-defence groups" }, { id: "custody", label: "in custody" }, { id: "other", label: "others" }],
    rows: policies.map((p, k) => ({ policy: p.id, values: [5200 - 300 * k, 900 + 400 * k, 800, 60 + 240 * k, 90], low: 2400, high: 14100 - 900 * k })), rights, stamps: [] },
  { id: "turns", kind: "intervals", title: "What the result turns on", caption: "Difference in deaths from the baseline.", unit: "deaths over three years", zero: true,
    groups: [{ id: "r", label: "Arrested members are replaced" }, { id: "n", label: "Arrested members are not replaced" }],
    rows: ["r", "n"].flatMap((group, g) => policies.slice(1).map((p, k) => ({ label: p.title, policy: p.id, group, mid: 400 - 700 * g - 90 * k, low: -900 - 700 * g, high: 1500 - 500 * g, tone: "violence", hollow: g === 1 }))), rights, stamps: [] },
];
const payload = {
  schema: 1, lang: "en", locale: "en-GB", title: "What could be done about Haiti's gangs?", place: "Haiti",
  provenance: "Tregua 0.0 · made-up numbers · seed 1 · 16 runs · seen from 2024-03-10 · sha256:0000", words, policies, dates, pictures,
  run: { seed: 1234567, members: 16, command: "tregua compare haiti --seed 1234567 --members 16", digest: "sha256:0000", version: "0.0", place: "Haiti", as_of: "2024-03-10" },
  figures: { f1: { what: "Deaths, all authors, custody included", unit: "people", period: "April 2024 to March 2027", scenario: "haiti/no-mission" } },
  sources: { s1: { title: "Homicides in 2023", value: 4789, unit: "people", period: "2023", source: "A source <i>made up</i>", url: "https://example.org/a", published: "2024-01-30", grade: "B: an official count",
    disagrees: [{ value: 5300, source: "Another", url: "javascript:alert(1)" }], note: "A note." } },
};
const [js, css] = ["viewer.js", "viewer.css"].map((f) => readFileSync(here(`../../src/tregua/report/viewer/${f}`), "utf8"));
const hash = (t) => `'sha256-${createHash("sha256").update(t).digest("base64")}'`;
const escape = (t) => t.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const page = `body{margin:0 auto;max-width:74rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#1d2733}figure{margin:2rem 0}figcaption{color:#5b6673;font-size:.9rem}@page{size:A4;margin:16mm}`;
const data = JSON.stringify(payload).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
const html = `<!doctype html><html lang="en" class="no-js"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${hash(js)}; style-src ${hash(page)} ${hash(css)}; img-src data: blob:; base-uri 'none'; form-action 'none'">
<title>Sample</title><style>${page}</style><style>${css}</style></head><body><main><h1>Made-up numbers</h1>
<p>Deaths: <span data-figure="f1">7,800 (1,490 to 19,300)</span>; homicides: <span data-source="s1">4,789</span></p>
${pictures.map((p) => `<figure class="picture" data-picture="${p.id}"><h2>${escape(p.title)}</h2><div class="canvas"></div><figcaption>${escape(p.caption)}</figcaption></figure>`).join("\n")}
</main><script type="application/json" id="tregua-data">${data}</script><script>${js}</script></body></html>`;
writeFileSync(process.argv[2] ?? "sample.html", html);
