// DoubleDescent: more and more waves through twenty points; the error peaks where waves and points are as many.
import { h, s, set, text, fmt, size, clamp, scale, schedule, store, frame, stage, slider, segmented, table, movable, grip, uid, pow10 } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const WIDTHS = [2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 20, 21, 22, 24, 28, 35, 50, 80, 150, 400], NOISES = [0, 0.1, 0.3, 0.5], RIDGES = ["none", "weak", "strong", "tuned"];
export const POINTS = 20, GRID = 49, LEAST = 1e-6, LOSS = [1e-4, 1e3];
export const curve = (x) => Math.sin(Math.PI * x);
export const place = (i) => -1 + (2 * i) / (GRID - 1);
/** Packed curves: 16-bit thousandths in base64. */
export function unpack(t) { const b = Uint8Array.from(atob(t), (c) => c.charCodeAt(0)), v = new DataView(b.buffer); return Float64Array.from({ length: b.length >> 1 }, (_, i) => v.getInt16(2 * i, true) / 1000); }
/** The fit at one noise, ridge and width, out of all of them. */
export function fitted(all, { features, noise, ridge }) {
  const at = ((NOISES.indexOf(noise) * RIDGES.length + RIDGES.indexOf(ridge)) * WIDTHS.length + WIDTHS.indexOf(features)) * GRID;
  return all.subarray(at, at + GRID);
}
/** The losses of one noise and ridge, or another table of their shape. */
export const row = (losses, { noise, ridge }) => losses[NOISES.indexOf(noise)][RIDGES.indexOf(ridge)];
export const nearest = (list, v) => list.reduce((a, b) => (Math.abs(b - v) < Math.abs(a - v) ? b : a));
export const encode = (t) => [t.features, t.noise, t.ridge].join("_");
export function decode(t) {
  const [p, noise, ridge, ...more] = t.split("_"), v = [p, noise].map((u) => (u?.trim() ? Number(u) : NaN));
  if (more.length || !v.every(Number.isFinite) || !RIDGES.includes(ridge)) return null;
  return { features: nearest(WIDTHS, v[0]), noise: nearest(NOISES, v[1]), ridge };
}
/** A loss as text; what is only rounding error counts as none. */
export const shown = (v) => (v < LEAST ? `< ${pow10(-6)}` : size(v));

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { features: 20, noise: 0.3, ridge: "none", _train: [], _test: [], _strengths: [], _x: [], _y: [], _fits: "" };
const CAPTION = "Drag the square or the slider: how many random waves are fitted to the 20 points. Ridge punishes large weights; tuned takes the strength that did best on other draws. Losses are medians over 60 draws, the fit is that of one; test is the distance to the dashed curve.";
const LOOK = { train: ["var(--fig-accent-1)", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"], test: ["var(--fig-accent-2)", "m0-3.6l3.4 5.8h-6.8z"] };

function render({ model, el }) {
  const key = model.get("key") ?? "descent", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode }), all = unpack(st.get()._fits);
  const fig = frame(el, { title: "Twenty points, ever more waves", caption: CAPTION, onReset: () => st.reset() });
  const ridge = segmented({ legend: "Ridge", options: RIDGES, onchange: (v) => st.set({ ridge: v }) });
  const P = slider({ name: "waves", label: "Number of waves that are fitted", min: 0, max: WIDTHS.length - 1, step: 1, to: (v) => WIDTHS.indexOf(v), from: (i) => WIDTHS[i], show: String, spoken: (v) => `${v} waves`, oninput: (features) => st.set({ features }) });
  const N = slider({ name: "noise", label: "Noise on the points", min: 0, max: NOISES.length - 1, step: 1, to: (v) => NOISES.indexOf(v), from: (i) => NOISES[i], show: (v) => fmt(v, 1), oninput: (noise) => st.set({ noise }) });
  for (const q of [P, N]) set(q.root, { style: "--label:3.25rem;--out:2.25rem" });
  const big = h("strong", { style: "font-size:1.25rem;font-weight:650" }), also = h("span", { style: "color:var(--fig-muted);font-variant-numeric:tabular-nums" });
  const names = { train: "training loss", test: "test loss" }, swatch = (k) => s("svg", { width: 26, height: 18, viewBox: "-13 -9 26 18", "aria-hidden": "true", style: "vertical-align:-4px;margin-right:.25rem" }, s("path", { d: "M-13 0H13", stroke: LOOK[k][0], "stroke-width": 2.5 }), s("path", { d: `M0 0${LOOK[k][1]}`, fill: LOOK[k][0], transform: "scale(1.6)" }));
  const board = table({ caption: "Losses at this number of waves, at 20 waves, and at 400", head: [h("span", { style: "float:left" }, "waves"), h("span"), "at 20", "at 400", "lowest"], widths: ["", "5.2em", "5.2em", "5.2em", "5.2em"], wide: [3], rows: ["train", "test"].map((k) => [h("span", { style: "float:left" }, swatch(k), names[k]), "", "", "", ""]) }), here = board.root.querySelectorAll("th")[1].firstChild;
  const left = h("div"), right = h("div");
  fig.body.append(h("div", { class: "fig-row" }, h("span", {}, "Ridge"), ridge.root, also), h("div", { class: "fig-cols fig-wide-2" }, left, right), h("div", { class: "fig-row", style: "gap:0 1rem" }, big), P.root, N.root, board.root);

  // The points and the fit
  let X, Y, PX, PY;
  const H = 232, clips = [uid("clip"), uid("clip")], box = s("rect", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis = s("g", {}), truth = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-width": 2, "stroke-dasharray": "6 4" }), fit = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 2.5, "stroke-linejoin": "round" }), dots = s("path", { fill: "var(--fig-ink)" }), off = s("text", { class: "halo", "text-anchor": "end" });
  const sl = stage(left, "The points, the curve behind them, and the fit", (w) => {
    X = scale([-1, 1], [28, w - 6]); Y = scale([-2.5, 2.5], [H - 36, 6]);
    for (const r of [box, rim]) set(r, { x: 28, y: 6, width: w - 34, height: H - 42 });
    axis.replaceChildren(...[-2, -1, 0, 1, 2].flatMap((v) => [s("line", { class: "grid", x1: 28, x2: w - 6, y1: Y(v), y2: Y(v) }), s("text", { class: "muted", x: 22, y: Y(v) + 4, "text-anchor": "end" }, fmt(v, 0))]), ...[-1, 0, 1].map((v) => s("text", { class: "muted", x: X(v), y: H - 20, "text-anchor": v < 0 ? "start" : v ? "end" : "middle" }, fmt(v, 0))), s("text", { x: w - 6, y: H - 3, "text-anchor": "end" }, "x"), s("text", { x: 28, y: H - 3 }, "\u2191 y"));
    set(truth, { d: `M${Array.from({ length: GRID }, (_, i) => `${X(place(i)).toFixed(1)} ${Y(curve(place(i))).toFixed(1)}`).join("L")}` });
    set(off, { x: w - 12, y: 22 });
    ask();
    return H;
  });
  sl.svg.append(s("defs", {}, s("clipPath", { id: clips[0] }, box)), axis, rim, s("g", { "clip-path": `url(#${clips[0]})` }, truth, fit, dots), off);

  // The losses over the number of waves
  const box2 = s("rect", {}), rim2 = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis2 = s("g", {}), where = s("line", { class: "axis" }), same = s("line", { class: "axis", "stroke-dasharray": "2 4" }), knob = s("g", {}, grip());
  const lines = Object.keys(LOOK).map((k) => ({ k, line: s("path", { fill: "none", stroke: LOOK[k][0], "stroke-width": 2 }), marks: s("path", { fill: LOOK[k][0] }) }));
  const sr = stage(right, "Training and test loss over the number of waves, both axes logarithmic. The number can be moved with the arrow keys.", (w) => {
    const lg = scale([Math.log10(WIDTHS[0]), Math.log10(WIDTHS.at(-1))], [42, w - 12]), ll = scale(LOSS.map(Math.log10), [H - 36, 6]);
    PX = (p) => lg(Math.log10(p)); PY = (v) => ll(Math.log10(Math.max(v, 1e-9)));
    for (const r of [box2, rim2]) set(r, { x: 36, y: 6, width: w - 42, height: H - 42 });
    axis2.replaceChildren(...[-4, -2, 0, 2].flatMap((e) => [s("line", { class: "grid", x1: 36, x2: w - 6, y1: ll(e), y2: ll(e) }), s("text", { class: "muted", x: 31, y: ll(e) + 4, "text-anchor": "end" }, e ? pow10(e) : "1")]), ...[2, 5, 20, 100, 400].map((p) => s("text", { class: "muted", x: PX(p), y: H - 20, "text-anchor": p > 300 ? "end" : "middle" }, String(p))), s("text", { x: w - 6, y: H - 3, "text-anchor": "end" }, "waves \u2192"), s("text", { x: 36, y: H - 3 }, "\u2191 loss"));
    set(same, { x1: PX(POINTS), x2: PX(POINTS), y1: 6, y2: H - 36 });
    ask();
    return H;
  });
  sr.svg.append(s("defs", {}, s("clipPath", { id: clips[1] }, box2)), axis2, rim2, same, where, s("g", { "clip-path": `url(#${clips[1]})` }, lines.flatMap((l) => [l.line, l.marks])), knob);
  const step = (d) => st.set({ features: WIDTHS[clamp(WIDTHS.indexOf(st.get().features) + d, 0, WIDTHS.length - 1)] });
  const tell = movable(sr.svg, knob, { label: "Number of waves, on the curve", drag: ([x]) => st.set({ features: WIDTHS.reduce((a, b) => (Math.abs(PX(b) - x) < Math.abs(PX(a) - x) ? b : a)) }), nudge: (dx, dy) => step(Math.sign(dx + dy) * Math.min(3, Math.abs(dx + dy))) });

  function draw() {
    if (!X || !PX) return;
    const t = st.get(), i = WIDTHS.indexOf(t.features), y = t._y[NOISES.indexOf(t.noise)], f = fitted(all, t), far = f.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
    ridge.set(t.ridge); P.set(t.features); N.set(t.noise);
    set(fit, { d: `M${Array.from(f, (v, k) => `${X(place(k)).toFixed(1)} ${clamp(Y(v), -999, 999).toFixed(1)}`).join("L")}` });
    set(dots, { d: t._x.map((x, k) => `M${X(x).toFixed(1)} ${Y(y[k]).toFixed(1)}m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z`).join("") });
    text(off, far > 2.5 ? `fit reaches \u00b1${far > 29.9 ? "30 or more" : far.toFixed(1)}` : "");
    for (const { k, line, marks } of lines) {
      const px = row(t[`_${k}`], t).map((v, j) => `${PX(WIDTHS[j]).toFixed(1)} ${PY(v).toFixed(1)}`);
      set(line, { d: `M${px.join("L")}` }); set(marks, { d: px.map((p) => `M${p}${LOOK[k][1]}`).join("") });
    }
    const train = row(t._train, t), test = row(t._test, t), gy = clamp(PY(test[i]), 12, H - 42);
    set(where, { x1: PX(t.features), x2: PX(t.features), y1: 6, y2: H - 36 }); set(knob, { transform: `translate(${PX(t.features).toFixed(1)},${gy.toFixed(1)})` });
    tell(t.features, `${t.features} waves, test loss ${shown(test[i])}`);
    text(here, `now, ${t.features}`);
    [train, test].forEach((v, r) => [i, WIDTHS.indexOf(POINTS), WIDTHS.length - 1].forEach((j, c) => text(board.cells[r][c + 1], shown(v[j]))));
    [train, test].forEach((v, r) => text(board.cells[r][4], shown(Math.min(...v))));
    const level = row(t._strengths, t)[i];
    text(also, level ? `\u03bb = ${size(level)}` : "\u03bb = 0");
    text(big, `Test loss ${shown(test[i])}`);
    fig.say(`${t.features} waves for ${POINTS} points, noise ${fmt(t.noise, 1)}, ridge ${t.ridge}. Training loss ${shown(train[i])}, test loss ${shown(test[i])}. The highest test loss of this curve is ${shown(Math.max(...test))}.`);
  }
  sl.start(); sr.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); sl.destroy(); sr.destroy(); fig.destroy(); };
}
export default { render };
