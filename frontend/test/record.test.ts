// Links that the explorer of version 0.1 wrote are read as that version read them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { read, written, type State } from "../explorer/src/address";

interface Recorded {
  link: string;
  read: Partial<State>;
}

const links = JSON.parse(readFileSync(new URL("../../tests/fixtures/0.1/links.json", import.meta.url), "utf8")) as Recorded[];
const usual = { branch: "operates", screen: "answer" } as const;

test.each(links)("$link", ({ link, read: then }) => {
  const hash = link.slice(link.indexOf("#"));
  const now = JSON.parse(JSON.stringify(read(hash))) as State;
  expect(now).toEqual(then);
  expect(written({ ...usual, ...now })).toBe(hash);
});
