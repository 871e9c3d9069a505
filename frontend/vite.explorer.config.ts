import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { notices } from "./vite/notices";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/tregua/web/page");

export default defineConfig({
  root: here("explorer"),
  base: "/page/",
  experimental: { renderBuiltUrl: (name, { hostType }) => (hostType === "html" ? `page/${name}` : { relative: true }) },
  plugins: [notices(out, "page", "index-*.js")],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0, // the page's policy allows no data: address but for pictures that are saved
    target: "es2020",
    cssMinify: true,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
