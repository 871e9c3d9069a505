import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the lock file pins every package by hash, and names no address", () => {
  const text = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");
  expect(text).not.toMatch(/https?:|resolved/);
  const { packages } = JSON.parse(text) as { packages: Record<string, { integrity?: string }> };
  for (const [name, { integrity }] of Object.entries(packages)) if (name) expect(integrity, name).toMatch(/^sha512-/);
});

test("versions are exact", () => {
  const about = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  for (const version of Object.values({ ...about.dependencies, ...about.devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
