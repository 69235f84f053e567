// WhisperGame: how much of the blame reaches each layer, by bend, spread of the weights, wiring and depth.
import { h, s, set, text, size, pow10, clamp, scale, schedule, store, frame, stage, slider, segmented, button, table } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const BENDS = ["sigmoid", "tanh", "relu", "gelu"], WIRINGS = ["plain", "residual", "norm", "both"], GAINS = [0.25, 0.4, 0.577, 0.7, 0.85, 1, 1.2, 1.414, 2, 2.8, 4, 8], WIDTH = 64;
export const LAYERS = { 5: [1, 2, 3, 4, 5], 10: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 20: [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20], 30: [1, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30] };
const DEPTHS = Object.keys(LAYERS);
/** What whynn measured: the blame at each of LAYERS over the last one's, and the first layer's weight gradient over the last's. */
export function measured(runs, { bend, wiring, gain, depth }) {
  const every = runs[`${bend}_${wiring}`]; // with layer normalization the gain cancels, and one was run
  const all = every[every.length > 1 ? GAINS.indexOf(gain) : 0][DEPTHS.indexOf(String(depth))].map((v) => 10 ** (v / 100));
  return { layers: LAYERS[depth], blame: all.slice(0, -1), weights: all.at(-1) };
}
/** The factor per layer on the way down: as many factors as there are steps from the last layer to the first. */
export const factor = ({ blame }, depth) => blame[0] ** (1 / (depth - 1));
/** What has become of the whisper, in a word. */
export const fate = (first) => (first < 1e-3 ? "is lost" : first < 0.1 ? "fades" : first <= 10 ? "arrives" : first <= 1e3 ? "swells" : "explodes");
export const encode = (t) => [t.bend, t.wiring, t.gain, t.depth].join("_");
const nearest = (list, v) => list.reduce((a, b) => (Math.abs(b - v) < Math.abs(a - v) ? b : a));
export function decode(t) {
  const [bend, wiring, ...v] = t.split("_"), [gain, depth] = v.map((u) => (u.trim() ? Number(u) : NaN));
  return BENDS.includes(bend) && WIRINGS.includes(wiring) && v.length === 2 && Number.isFinite(gain) && Number.isFinite(depth) ? { bend, wiring, gain: nearest(GAINS, gain), depth: nearest(DEPTHS.map(Number), depth) } : null;
}
/** A positive size at any scale: shared `size` stops at 10 to the -12, and has few digits below 0.01. */
export const big = (v) => { const [m, e] = v.toExponential(1).split("e"); return v >= 0.01 && v < 1e4 ? size(v) : `${m}\u00d7${pow10(Number(e))}`; };

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { bend: "sigmoid", wiring: "plain", gain: 1, depth: 10, _runs: {} }, LOG = [-12, 6];
const SCHEMES = [["PyTorch", 0.577], ["Xavier", 1], ["He", 1.414]];
const CAPTION = "Blame enters at the right and is whispered down to layer 1. Each dot: its measured length over that at the last layer, in one random net of width 64 before training. Dashed: a quarter a layer. Residual: each layer adds its input to its output. Norm: layer normalization.";

function render({ model, el }) {
  const key = model.get("key") ?? "whisper", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const fig = frame(el, { title: "The whisper game", caption: CAPTION, onReset: () => st.reset() });
  const bend = segmented({ legend: "Bend", options: BENDS, onchange: (v) => st.set({ bend: v }) }), wiring = segmented({ legend: "Wiring", options: WIRINGS, onchange: (v) => st.set({ wiring: v }) }), depth = segmented({ legend: "Hidden layers", options: DEPTHS, onchange: (v) => st.set({ depth: Number(v) }) });
  const strong = h("strong", { style: "font-size:1.25rem;font-weight:650;min-width:20rem" }), word = h("span", { style: "font-weight:650" });
  const spread = (v) => big(v / Math.sqrt(WIDTH));
  const G = slider({ name: h("span", {}, "spread"), label: "Spread of a weight", min: 0, max: GAINS.length - 1, step: 1, to: (v) => GAINS.indexOf(v), from: (i) => GAINS[i], show: spread, spoken: (v) => `${spread(v)}, ${v} over the root of the width`, oninput: (gain) => st.set({ gain }) });
  set(G.root, { style: "--label:3.25rem" });
  for (const [, g] of SCHEMES) G.mark()(g);
  const named = SCHEMES.map(([n, g]) => button(n, () => st.set({ gain: g }), { "data-quiet": true }));
  const left = (t) => h("span", { style: "float:left" }, t), d = (a, b) => h("span", {}, "\u2202", h("var", {}, "L"), "/\u2202", h("var", {}, a), h("sub", {}, b));
  const board = table({ caption: "What reaches the first layer", head: [left("first layer over last"), "ratio", "a layer"], widths: ["", "min(7em, 25cqw)", "min(6em, 20cqw)"], rows: [[left("its blame"), "", ""], [left("its gradient"), "", ""]] });
  board.cells[0][0].firstChild.append(" ", d("h", "1")); board.cells[1][0].firstChild.append(" ", d("W", "1"));
  const top = h("div");
  fig.body.append(h("div", { class: "fig-row", style: "gap:.5rem 1.5rem" }, bend.root, h("div", { class: "fig-row" }, h("span", {}, "layers"), depth.root), h("div", { class: "fig-row" }, h("span", {}, "wiring"), wiring.root)), top, h("div", { class: "fig-row", style: "gap:0 1rem;min-height:3.2em" }, strong, word),
    h("div", {}, G.root, h("div", { class: "fig-row", style: "gap:0 .5rem;justify-content:flex-end" }, named)), board.root);

  let X, Y, W, made = "";
  const H = 260, grid = s("g", {}), names = s("g", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), one = s("line", { class: "axis" }), quarter = s("line", { stroke: "var(--fig-muted)", "stroke-width": 1.5, "stroke-dasharray": "6 4" }), tag = s("text", { class: "muted halo", "text-anchor": "end" }, "\u00bc a layer");
  const line = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 2.5 }), dots = Array.from({ length: 11 }, () => s("path", { fill: "var(--fig-accent-1)", stroke: "var(--fig-surface)", "stroke-width": 1.5 })), said = s("text", { class: "halo", "font-weight": 650 });
  const curve = stage(top, "The norm of the blame at each hidden layer, over the last one\u2019s, logarithmic", (w) => {
    W = w; Y = scale(LOG, [H - 40, 8]);
    set(rim, { x: 40, y: 8, width: w - 48, height: H - 48 }); set(one, { x1: 40, x2: w - 8, y1: Y(0), y2: Y(0) });
    grid.replaceChildren(...[-12, -6, 0, 6].flatMap((e) => [s("line", { class: "grid", x1: 40, x2: w - 8, y1: Y(e), y2: Y(e) }), s("text", { class: "muted", x: 34, y: Y(e) + 4, "text-anchor": "end" }, e ? pow10(e) : "1")]), s("text", { x: 40, y: H - 6 }, "\u2191 blame"), s("text", { x: w - 8, y: H - 6, "text-anchor": "end" }, "hidden layer, the loss behind it \u2192"));
    ask();
    return H;
  });
  curve.svg.append(grid, names, rim, one, quarter, tag, line, ...dots, said);

  function draw() {
    if (!W) return;
    const t = st.get(), m = measured(t._runs, t), first = m.blame[0], by = factor(m, t.depth);
    bend.set(t.bend); wiring.set(t.wiring); depth.set(String(t.depth)); G.set(t.gain);
    X = scale([1, t.depth], [56, W - 22]);
    const at = (v) => Y(clamp(Math.log10(v), ...LOG)), inside = (v) => v >= 10 ** LOG[0] && v <= 10 ** LOG[1];
    if (made !== `${t.depth} ${W}`) names.replaceChildren(...m.layers.filter((k, i) => t.depth <= 10 || i % 2 === 0 || k === t.depth).map((k) => s("text", { class: "muted", x: X(k), y: H - 24, "text-anchor": "middle" }, String(k))));
    made = `${t.depth} ${W}`;
    const end = Math.max(1, t.depth + LOG[0] / Math.log10(4)); // where a quarter a layer leaves the picture
    set(quarter, { x1: X(t.depth), y1: Y(0), x2: X(end), y2: Y((end - t.depth) * Math.log10(4)) });
    set(tag, { x: X((end + t.depth) / 2) - 8, y: Y(((end - t.depth) / 2) * Math.log10(4)) - 6 });
    set(line, { d: `M${m.layers.map((k, i) => `${X(k).toFixed(1)} ${at(m.blame[i]).toFixed(1)}`).join("L")}` });
    dots.forEach((e, i) => { e.style.display = i < m.layers.length ? "" : "none"; if (i < m.layers.length) set(e, { d: inside(m.blame[i]) ? "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1-4.5 0Z" : "M-5 3L0-6L5 3Z", transform: `translate(${X(m.layers[i]).toFixed(1)},${clamp(at(m.blame[i]), 15, H - 47).toFixed(1)})${!inside(m.blame[i]) && m.blame[i] < 1 ? " rotate(180)" : ""}` }); });
    set(said, { x: 66, y: first < 0.01 ? Math.min(at(first) + 20, H - 46) : Math.max(at(first) - 14, 22) }); text(said, big(first));
    text(strong, `${big(first)} of the blame reaches layer 1`); text(word, `it ${fate(first)}`);
    set(word, { style: `font-weight:650${/lost|explodes/.test(fate(first)) ? ";color:var(--fig-wrong)" : ""}` });
    [[first, by], [m.weights, m.weights ** (1 / (t.depth - 1))]].forEach(([v, f], i) => { text(board.cells[i][1], big(v)); text(board.cells[i][2], `\u00d7 ${f.toFixed(3)}`); });
    fig.say(`${t.bend}, ${t.wiring}, ${t.depth} layers, spread ${spread(t.gain)}: ${big(first)} of the blame reaches layer 1, ${by.toFixed(3)} a layer; it ${fate(first)}.`);
  }
  curve.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); curve.destroy(); fig.destroy(); };
}
export default { render };
