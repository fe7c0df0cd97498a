// One HTML file: script, styles and engine in it, and a policy that forbids
// every request.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname ?? resolve(".");
const engine =
  process.env.REHEARSE_WASM ??
  resolve(here, "../../../build/explorer/rehearse.wasm");

const sha256 = (data: string | Uint8Array, encoding: "base64" | "hex") =>
  createHash("sha256").update(data).digest(encoding);

// Scripts and styles that the page may run: those in it, by their hashes.
// Editor and figures set styles while they run, hence 'unsafe-inline' for
// styles; 'wasm-unsafe-eval' compiles the engine, blob: starts its workers.
function policy(script: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script, "base64")}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src blob: data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function engineElement(): string {
  const wasm = readFileSync(engine);
  const packed = execFileSync("xz", ["-9e", "--check=crc32", "-c", engine], {
    maxBuffer: wasm.length + 1_000_000 }).toString("base64");
  return (
    `<script type="application/octet-stream" id="engine" ` +
    `data-sha256="${sha256(wasm, "hex")}">${packed}</script>`
  );
}

function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      let script = "";
      let style = "";
      for (const [name, item] of Object.entries(bundle)) {
        if (item.type === "chunk") script += item.code;
        else if (name.endsWith(".css")) style += String(item.source);
        else continue;
        delete bundle[name];
      }
      script = script.replaceAll("</script", "<\\/script");
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("no index.html was made");
      page.source = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>\s*/, "")
        .replace(/<link rel="stylesheet"[^>]*>\s*/, "")
        .replace("<!-- policy -->", () =>
          `<meta http-equiv="Content-Security-Policy" ` +
          `content="${policy(script)}">`)
        .replace("<!-- style -->", () => `<style>${style}</style>`)
        .replace("<!-- script -->", () =>
          `<script type="module">${script}</script>\n${engineElement()}`);
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [oneFile()],
  resolve: {
    alias: { "d3-geo": resolve(here, "src/figures/no_maps.ts") },
  },
  build: {
    outDir: resolve(here, "../../../build/explorer/page"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
  },
});
