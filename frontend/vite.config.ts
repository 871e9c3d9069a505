import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { notices } from "./vite/notices";

const out = fileURLToPath(new URL("../src/tregua/report/viewer", import.meta.url));

export default defineConfig({
  plugins: [notices(out, "viewer", "viewer.js")],
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
