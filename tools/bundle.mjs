// Build the figures: `node tools/bundle.mjs`.
// static/NAME.js is one whole module for a notebook; assets/widgets/NAME.js is a classic script for the
// site (it works from file:// too), where all figures share shared.js.  bundles.json says from which
// sources they were made, so that a test without Node can tell whether they are fresh.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const SRC = "lib/whynn/widgets/js", NOTEBOOK = "lib/whynn/widgets/static", SITE = "assets/widgets";
const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", charset: "utf8" };
const pages = ["first.js", "host.js", "corrections.js", "recall.js", "cards.js", "runner.js", "runner_worker.js"]; // scripts of pages
const not = new Set(["shared.js", "card.js", "memory.js", "progress.js", "runner_kernel.js", "runner_code.js", ...pages]); // parts, not figures
const sources = readdirSync(SRC).filter((f) => /\.(js|css)$/.test(f)).sort();
const figures = sources.filter((f) => f.endsWith(".js") && !f.endsWith("_math.js") && !not.has(f));
mkdirSync(NOTEBOOK, { recursive: true });
mkdirSync(SITE, { recursive: true });

const onSite = {
  name: "shared-once",
  setup(b) {
    b.onResolve({ filter: /^\.\/(shared|card|memory)\.js$/ }, ({ path }) => ({ path: path.slice(2, -3), namespace: "shared-once" }));
    b.onLoad({ filter: /.*/, namespace: "shared-once" }, ({ path }) => ({ contents: `module.exports = globalThis.whynn.${path}`, loader: "js" }));
  },
};
const iife = (contents, outfile, plugins = []) =>
  build({ ...common, format: "iife", stdin: { contents, resolveDir: SRC }, outfile: `${SITE}/${outfile}`, plugins });

await build({ ...common, format: "esm", entryPoints: figures.map((f) => `${SRC}/${f}`), outdir: NOTEBOOK });
for (const out of [NOTEBOOK, SITE]) await build({ entryPoints: [`${SRC}/figures.css`], outfile: `${out}/figures.css`, minify: true });
await iife(`import * as shared from "./shared.js"; import * as card from "./card.js"; import * as memory from "./memory.js"; globalThis.whynn = { shared, card, memory, figures: {} };`, "shared.js");
for (const page of pages) await iife(`import "./${page}";`, page);
for (const f of figures) {
  const name = f.replace(".js", "");
  await iife(`import figure from "./${f}"; globalThis.whynn.figures[${JSON.stringify(name)}] = figure;`, f, [onSite]);
}

// Text files may be checked out with other line ends, so those do not count.
const digest = (path) => createHash("sha256").update(readFileSync(path, "utf8").replaceAll("\r\n", "\n")).digest("hex");
const listed = (dir, names) => Object.fromEntries(names.map((n) => [`${dir}/${n}`, digest(`${dir}/${n}`)]));
const made = {
  sources: listed(SRC, sources),
  bundles: { ...listed(NOTEBOOK, [...figures, "figures.css"].sort()), ...listed(SITE, [...figures, "figures.css", "shared.js", ...pages].sort()) },
};
writeFileSync(`${NOTEBOOK}/bundles.json`, `${JSON.stringify(made, null, 1)}\n`);
