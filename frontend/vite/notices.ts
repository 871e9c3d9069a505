import { readFileSync, writeFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Puts the licences of what is bundled, whole, beside the built file, and names them at its head. */
export function notices(out: string, what: string, file: string): Plugin {
  let text = "";
  return {
    name: "notices",
    apply: "build",
    generateBundle(_, bundle) {
      const folders = new Map<string, string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const id of Object.keys(chunk.modules)) {
          const found = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id);
          if (found) folders.set(found[2]!, found[1]!);
        }
      }
      const names = [...folders.keys()].sort();
      const parts = names.map((name) => {
        const about = JSON.parse(readFileSync(`${folders.get(name)}/package.json`, "utf8"));
        if (!["ISC", "MIT", "BSD-3-Clause", "BSD-2-Clause", "Apache-2.0"].includes(about.license))
          throw new Error(`${name} has the licence ${about.license}`);
        const licence = readFileSync(`${folders.get(name)}/LICENSE`, "utf8").trim();
        return `${name} ${about.version} (${about.license})\n\n${licence}\n`;
      });
      text = `The built ${what}, ${file}, contains parts of these packages.\n\n` + parts.join("\n----\n\n");
      const list = parts.map((part) => part.split("\n")[0]).join("; ");
      const copyrights = [...new Set(parts.join("\n").match(/^Copyright .*$/gm))].map((line) => line.trim());
      const banner =
        `/*! Tregua's ${what}, Apache-2.0. Contains ${list}. ${copyrights.join(". ")}.\n` +
        "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby\n" +
        "granted, provided that the above copyright notice and this permission notice appear in all copies. The software is\n" +
        'provided "as is", without warranty of any kind; whole texts: THIRD_PARTY.txt. */\n';
      for (const chunk of Object.values(bundle)) if (chunk.type === "chunk") chunk.code = banner + chunk.code.trim() + "\n";
    },
    // After the folder was emptied.
    writeBundle() {
      writeFileSync(`${out}/THIRD_PARTY.txt`, text);
    },
  };
}
