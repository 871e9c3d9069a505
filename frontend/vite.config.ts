import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const out = fileURLToPath(new URL("../src/tregua/report/viewer", import.meta.url));

/** Puts the licences of what is bundled, whole, beside the built file, and names them at its head. */
function notices(): Plugin {
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
        const text = readFileSync(`${folders.get(name)}/LICENSE`, "utf8").trim();
        return `${name} ${about.version} (${about.license})\n\n${text}\n`;
      });
      const head = "The built viewer, viewer.js, contains parts of these packages.\n\n";
      writeFileSync(`${out}/THIRD_PARTY.txt`, head + parts.join("\n----\n\n"));
      const list = parts.map((part) => part.split("\n")[0]).join("; ");
      const copyrights = [...new Set(parts.join("\n").match(/^Copyright .*$/gm))].map((line) => line.trim());
      const banner =
        `/*! Tregua's viewer, Apache-2.0. Contains ${list}. ${copyrights.join(". ")}.\n` +
        "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby\n" +
        "granted, provided that the above copyright notice and this permission notice appear in all copies. The software is\n" +
        'provided "as is", without warranty of any kind; whole texts: THIRD_PARTY.txt. */\n';
      for (const chunk of Object.values(bundle)) if (chunk.type === "chunk") chunk.code = banner + chunk.code.trim() + "\n";
    },
  };
}

export default defineConfig({
  plugins: [notices()],
  build: {
    outDir: out,
    emptyOutDir: false, // the folder also holds what is written by hand
    target: "es2020",
    cssMinify: true,
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: "src/main.ts", formats: ["iife"], name: "treguaViewer", fileName: () => "viewer.js", cssFileName: "viewer" },
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
