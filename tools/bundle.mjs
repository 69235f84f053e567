// Build the figures: `node tools/bundle.mjs`.
// static/NAME.js is one whole module for a notebook; assets/widgets/NAME.js is a classic script for the
// site (it works from file:// too), where all figures share shared.js.  bundles.json says from which
// sources they were made, so that a test without Node can tell whether they are fresh.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build, transform } from "esbuild";
import subsetFont from "subset-font";

const SRC = "lib/whynn/widgets/js", NOTEBOOK = "lib/whynn/widgets/static", SITE = "assets/widgets";
const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", charset: "utf8" };
const pages = ["first.js", "host.js", "corrections.js", "recall.js", "cards.js", "runner.js", "runner_exercises.js", "runner_worker.js"]; // scripts of pages
const not = new Set(["shared.js", "card.js", "memory.js", "points.js", "progress.js", "runner_cell.js", "runner_kernel.js", "runner_code.js", "runner_answer.js", "seal.js", "hits.js", "paper_fold_learn.js", "xor_knife_learn.js", ...pages]); // parts, not figures
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

// Formulas: Temml makes them while the book is built (tools/formulas.py); the page needs its style and a font
// cut down to the signs that formulas are made of.
const FORMULAS = "assets/formulas", VENDOR = "tools/vendor", FONT = "node_modules/@fontsource/stix-two-math";
const SIGNS = [[0x20, 0x7e], [0xa0, 0xa0], [0xac, 0xb7], [0xd7, 0xd7], [0xf7, 0xf7], [0x131, 0x131], [0x2c6, 0x2dc], [0x300, 0x30c], [0x391, 0x3f5], [0x2013, 0x2026], [0x2032, 0x2034], [0x203e, 0x203e], [0x2061, 0x2064],
  [0x20d7, 0x20d7], [0x210e, 0x2113], [0x211d, 0x211d], [0x2190, 0x2199], [0x21a6, 0x21a6], [0x21d0, 0x21d4], [0x2200, 0x2209], [0x220f, 0x2213], [0x2216, 0x2237], [0x223c, 0x2248], [0x2260, 0x226b], [0x2282, 0x2287],
  [0x2295, 0x2299], [0x22a4, 0x22a5], [0x22c5, 0x22ef], [0x2308, 0x230b], [0x239b, 0x23b3], [0x23de, 0x23df], [0x25a0, 0x25a1], [0x25fb, 0x25fe], [0x2605, 0x2606], [0x27e8, 0x27e9], [0x27f5, 0x27fa], [0x1d434, 0x1d467], [0x1d49c, 0x1d4b5], [0x1d53c, 0x1d54d], [0x1d6a4, 0x1d6a5], [0x1d6e2, 0x1d71b]];
const signs = SIGNS.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join("");
for (const dir of [FORMULAS, VENDOR]) mkdirSync(dir, { recursive: true });
writeFileSync(`${FORMULAS}/stix-two-math.woff2`, await subsetFont(readFileSync(`${FONT}/files/stix-two-math-latin-400-normal.woff2`), signs, { targetFormat: "woff2" }));
copyFileSync(`${FONT}/LICENSE`, `${FORMULAS}/stix-two-math-LICENSE`);
for (const [from, to] of [["dist/temml.min.js", "temml.min.js"], ["LICENSE", "temml-LICENSE"]]) copyFileSync(`node_modules/temml/${from}`, `${VENDOR}/${to}`);
const look = readFileSync("node_modules/temml/dist/Temml-STIX2.css", "utf8").replace(/@font-face\s*{[^}]*}/, `@font-face { font-family: STIX2; src: url("stix-two-math.woff2") format("woff2"); font-display: swap; }`);
writeFileSync(`${FORMULAS}/formulas.css`, (await transform(look, { loader: "css", minify: true })).code);

// Icons: the theme's font has 1,400, 156 KB; the site needs those that tools/icons.json names.  At this path the
// file takes the place of the theme's own.
const ICONS = "assets/vendor/fontawesome", FREE = "node_modules/@fortawesome/fontawesome-free";
const icons = readFileSync(`${FREE}/css/all.css`, "utf8");
const icon = (name) => {
  const [, code] = icons.match(new RegExp(`\\.fa-${name}::before[^{]*{\\s*content:\\s*"\\\\([0-9a-f]+)"`)) ?? [];
  if (!code) throw new Error(`tools/icons.json: expected names of Font Awesome's icons, got ${name}`);
  return String.fromCodePoint(parseInt(code, 16));
};
mkdirSync(`${ICONS}/webfonts`, { recursive: true });
writeFileSync(`${ICONS}/webfonts/fa-solid-900.woff2`, await subsetFont(readFileSync(`${FREE}/webfonts/fa-solid-900.woff2`), JSON.parse(readFileSync("tools/icons.json", "utf8")).map(icon).join(""), { targetFormat: "woff2" }));
copyFileSync(`${FREE}/LICENSE.txt`, `${ICONS}/LICENSE`);

// Text files may be checked out with other line ends, so those do not count.
const digest = (path) => createHash("sha256").update(readFileSync(path, "utf8").replaceAll("\r\n", "\n")).digest("hex");
const listed = (dir, names) => Object.fromEntries(names.map((n) => [`${dir}/${n}`, digest(`${dir}/${n}`)]));
const made = {
  sources: listed(SRC, sources),
  bundles: { ...listed(NOTEBOOK, [...figures, "figures.css"].sort()), ...listed(SITE, [...figures, "figures.css", "shared.js", ...pages].sort()) },
};
writeFileSync(`${NOTEBOOK}/bundles.json`, `${JSON.stringify(made, null, 1)}\n`);
