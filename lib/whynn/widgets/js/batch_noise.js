// BatchNoise: full batch, mini-batch and one example at a time walk down one loss surface.
import { h, s, set, text, sym, tsym, fmt, round, clamp, scale, schedule, store, frame, stage, slider, button, table, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const POINTS = 128, PASSES = 4, SIZES = [2, 4, 8, 16, 32, 64], ALPHA = [0.001, 1], VIEW = { w1: [-2.2, 2.6], w2: [-1.8, 1.8] }, BLOWN = 1e6;
export const loss = (points, w1, w2) => points.reduce((a, [x1, x2, y]) => a + (w1 * x1 + w2 * x2 - y) ** 2, 0) / points.length;
/** The mean gradient over some of the points. */
export function gradient(points, idx, w1, w2) {
  let g1 = 0, g2 = 0;
  for (const i of idx) { const [x1, x2, y] = points[i], e = 2 * (w1 * x1 + w2 * x2 - y); g1 += e * x1; g2 += e * x2; }
  return [g1 / idx.length, g2 / idx.length];
}
/** Batches of `size` in the given order over the first `seen` examples: every place, and the step that left all bounds, or -1. */
export function walk(points, order, { w1, w2, alpha, seen }, size) {
  const path = [[w1, w2]], steps = Math.floor(seen / size);
  for (let k = 1; k <= steps; k++) {
    const [a, b] = path[k - 1], [g1, g2] = gradient(points, order.slice((k - 1) * size, k * size), a, b), next = [a - alpha * g1, b - alpha * g2];
    if (!(loss(points, ...next) < BLOWN)) return { path, blown: k };
    path.push(next);
  }
  return { path, blown: -1 };
}
/** The bowl itself: its lowest point, the loss there, and its two axes (curvature and direction). */
export function bowl(points) {
  const n = points.length, m = (f) => points.reduce((a, p) => a + f(p), 0) / n;
  const a = m((p) => p[0] * p[0]), b = m((p) => p[0] * p[1]), d = m((p) => p[1] * p[1]), u = m((p) => p[0] * p[2]), v = m((p) => p[1] * p[2]), det = a * d - b * b;
  const low = [(d * u - b * v) / det, (a * v - b * u) / det], half = Math.hypot((a - d) / 2, b), mid = (a + d) / 2;
  return { low, least: loss(points, ...low), lambda: [mid + half, mid - half], angle: Math.atan2(b, (a - d) / 2) / 2 };
}
/** How far gradients of one batch scatter around the full one at w, as a root mean square over the order's first pass. */
export function scatter(points, order, size, w1, w2) {
  const all = gradient(points, order.slice(0, points.length), w1, w2), n = Math.floor(points.length / size);
  let sum = 0;
  for (let k = 0; k < n; k++) { const g = gradient(points, order.slice(k * size, (k + 1) * size), w1, w2); sum += (g[0] - all[0]) ** 2 + (g[1] - all[1]) ** 2; }
  return Math.sqrt(sum / n);
}
export const encode = (t) => [t.w1, t.w2, t.alpha, t.size, t.seen].join("_");
const sig2 = (v) => Number(v.toPrecision(2));
export function decode(t) {
  const v = t.split("_").map((u) => (u.trim() ? Number(u) : NaN));
  if (v.length !== 5 || !v.every(Number.isFinite)) return null;
  return { w1: round(clamp(v[0], ...VIEW.w1)), w2: round(clamp(v[1], ...VIEW.w2)), alpha: sig2(clamp(v[2], ...ALPHA)), size: SIZES.reduce((a, b) => (Math.abs(b - v[3]) < Math.abs(a - v[3]) ? b : a)), seen: Math.round(clamp(v[4], 0, POINTS * PASSES)) };
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { w1: -1.6, w2: -1.2, alpha: 0.05, size: 16, seen: 256, _points: [], _order: [] };
const LOOK = [
  { col: "var(--fig-accent-1)", dot: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", shape: "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z" },
  { col: "var(--fig-accent-2)", dot: "m0-3.6l3.4 5.8h-6.8z", shape: "M0-8L8 6H-8Z" },
  { col: "var(--fig-accent-3)", dot: "m0-2.2l2.2 2.2l-2.2 2.2l-2.2-2.2z", shape: "M0-8.5L8.5 0L0 8.5L-8.5 0Z" },
];
const CAPTION = "Drag the square to move the start. All three walkers have looked at the same examples in the same order; they differ in how many they look at before each step. Scatter: how far one batch\u2019s gradient lies from the full one, at the start.";

function render({ model, el }) {
  const key = model.get("key") ?? "noise", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const points = () => st.get()._points, order = () => st.get()._order, B = bowl(points());
  const fig = frame(el, { title: "Three ways down one bowl", caption: CAPTION, onReset: () => st.reset() });
  const seen = slider({ name: "", label: "Examples looked at", min: 0, max: POINTS * PASSES, step: 1, show: (v) => `${v} seen`, spoken: (v) => `${v} examples, ${fmt(v / POINTS, 2)} passes`, oninput: (v) => st.set({ seen: v }) });
  set(seen.root, { style: "flex:1 1 14rem;--label:0;column-gap:.25rem;--out:4.75rem" });
  const more = button("+1 pass", () => st.set({ seen: Math.min(POINTS * PASSES, (Math.floor(st.get().seen / POINTS) + 1) * POINTS) })), none = button("To the start", () => st.set({ seen: 0 }));
  const A = slider({ name: sym("\u03b1"), label: "alpha, the learning rate", min: -3, max: 0, step: 0.05, to: Math.log10, from: (p) => sig2(10 ** p), show: (v) => String(v), oninput: (alpha) => st.set({ alpha }) });
  const S = slider({ name: "batch", label: "Size of the mini-batch", min: 0, max: SIZES.length - 1, step: 1, to: (v) => SIZES.indexOf(v), from: (p) => SIZES[p], show: String, oninput: (size) => st.set({ size }) });
  set(S.root, { style: "--label:3rem" });
  const names = LOOK.map(() => h("span")), swatch = (q) => s("svg", { width: 26, height: 18, viewBox: "-13 -9 26 18", "aria-hidden": "true", style: "vertical-align:-4px;margin-right:.25rem" }, s("path", { d: "M-13 0H13", stroke: q.col, "stroke-width": 2.5 }), s("path", { d: q.shape, fill: q.col, transform: "scale(.75)" }));
  const board = table({ caption: "Where each walker stands", head: [h("span", { style: "float:left" }, "examples a step"), "steps", "loss", "above the lowest", "scatter"], widths: ["", "3.6em", "5.2em", "8.2em", "4.4em"], wide: [3], rows: LOOK.map((q, i) => [h("span", { style: "float:left" }, swatch(q), names[i]), "", "", "", ""]) });
  const top = h("div");
  fig.body.append(top, h("div", { class: "fig-row" }, none, more, seen.root), h("div", { class: "fig-cols fig-wide-2", style: "gap:0 1.5rem" }, A.root, S.root), board.root);

  // The bowl from above
  let X, Y, unit;
  const clip = uid("clip"), box = s("rect", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), rings = s("g", {}), axis = s("g", {}), low = s("path", { d: "M-6 0H6M0-6V6", stroke: "var(--fig-ink)", "stroke-width": 2 });
  const tracks = LOOK.map((q, i) => ({ line: s("path", { fill: "none", stroke: q.col, "stroke-width": i === 2 ? 1.25 : 2, "stroke-linejoin": "round", opacity: i === 2 ? 0.75 : 1 }), dots: s("path", { fill: q.col }), head: s("path", { d: q.shape, fill: q.col, stroke: "var(--fig-surface)", "stroke-width": 2 }), out: s("path", { d: "M9-6L17 0L9 6Z", fill: q.col }) }));
  const start = s("g", {}, grip());
  const sg = stage(top, "The loss surface of two weights seen from above. The start can be moved with the arrow keys.", (w) => {
    unit = (w - 34) / (VIEW.w1[1] - VIEW.w1[0]);
    const H = Math.round(unit * (VIEW.w2[1] - VIEW.w2[0])) + 46;
    X = scale(VIEW.w1, [30, w - 4]); Y = scale(VIEW.w2, [H - 40, 6]);
    for (const r of [box, rim]) set(r, { x: 30, y: 6, width: w - 34, height: H - 46 });
    axis.replaceChildren(...[-2, -1, 0, 1, 2].flatMap((v) => [s("line", { class: "grid", x1: X(v), x2: X(v), y1: 6, y2: H - 40 }), s("text", { class: "muted", x: X(v), y: H - 24, "text-anchor": "middle" }, fmt(v, 0))]), ...[-1, 0, 1].flatMap((v) => [s("line", { class: "grid", x1: 30, x2: w - 4, y1: Y(v), y2: Y(v) }), s("text", { class: "muted", x: 24, y: Y(v) + 4, "text-anchor": "end" }, fmt(v, 0))]),
      s("text", { x: w - 4, y: H - 6, "text-anchor": "end" }, tsym("w", "1", " \u2192")), s("text", { x: 30, y: H - 6 }, "\u2191 ", tsym("w", "2")));
    rings.replaceChildren(...Array.from({ length: 12 }, (_, k) => 2 ** (3 - k)).map((r) => s("ellipse", { rx: unit * Math.sqrt(r / B.lambda[0]), ry: unit * Math.sqrt(r / B.lambda[1]), transform: `translate(${X(B.low[0])},${Y(B.low[1])}) rotate(${(-B.angle * 180) / Math.PI})`, style: "fill:color-mix(in srgb, var(--fig-ink) 2.2%, transparent)", stroke: "var(--fig-muted)", "stroke-opacity": 0.35 })));
    set(low, { transform: `translate(${X(B.low[0])},${Y(B.low[1])})` });
    ask();
    return H;
  });
  sg.svg.append(s("defs", {}, s("clipPath", { id: clip }, box)), s("g", { "clip-path": `url(#${clip})` }, rings), axis, rim, s("g", { "clip-path": `url(#${clip})` }, [2, 1, 0].map((i) => [tracks[i].line, tracks[i].dots])), low, ...[2, 1, 0].map((i) => s("g", {}, tracks[i].out, tracks[i].head)), start);
  const put = (w1, w2) => st.set({ w1: round(clamp(w1, ...VIEW.w1)), w2: round(clamp(w2, ...VIEW.w2)) });
  const tell = movable(sg.svg, start, { label: "Start of the walks", drag: ([x, y]) => put(X.invert(x), Y.invert(y)), nudge: (dx, dy) => put(st.get().w1 + 0.05 * dx, st.get().w2 + 0.05 * dy) });

  function draw() {
    if (!X) return;
    const t = st.get(), said = [], far = (v) => clamp(v, -1e4, 1e4).toFixed(1);
    seen.set(t.seen); A.set(t.alpha); S.set(t.size);
    [POINTS, t.size, 1].forEach((size, i) => {
      const { path, blown } = walk(points(), order(), t, size), px = path.map(([a, b]) => `${far(X(a))} ${far(Y(b))}`), g = tracks[i], [a, b] = path.at(-1), L = loss(points(), a, b);
      set(g.line, { d: `M${px.join("L")}` }); set(g.dots, { d: px.map((p) => `M${p}${LOOK[i].dot}`).join("") });
      const x = X(a), y = Y(b), cx = clamp(x, X(VIEW.w1[0]) + 9, X(VIEW.w1[1]) - 9), cy = clamp(y, Y(VIEW.w2[1]) + 9, Y(VIEW.w2[0]) - 9);
      set(g.head, { transform: `translate(${cx.toFixed(1)},${cy.toFixed(1)})` });
      set(g.out, { transform: `translate(${cx.toFixed(1)},${cy.toFixed(1)}) rotate(${(Math.atan2(y - cy, x - cx) * 180) / Math.PI})`, visibility: Math.hypot(x - cx, y - cy) > 12 ? "visible" : "hidden" });
      const [, n, l, gap, sc] = board.cells[i], name = i === 0 ? `all ${POINTS}` : i === 1 ? String(size) : "1";
      text(names[i], name); text(n, String(path.length - 1)); text(l, blown > 0 ? "diverges" : L < 1000 ? L.toFixed(3) : "> 1000"); text(gap, blown > 0 ? "\u2013" : L - B.least < 1000 ? (L - B.least).toFixed(3) : "> 1000");
      text(sc, fmt(scatter(points(), order(), size, t.w1, t.w2)));
      set(l, { style: blown > 0 ? "color:var(--fig-wrong);font-weight:650" : false });
      said.push(`${name} a step: ${path.length - 1} steps, ${blown > 0 ? "diverged" : `loss ${L.toFixed(3)}`}`);
    });
    set(start, { transform: `translate(${X(t.w1).toFixed(1)},${Y(t.w2).toFixed(1)})` });
    tell(t.w1, `w1 ${fmt(t.w1)}, w2 ${fmt(t.w2)}`);
    fig.say(`${t.seen} examples looked at. ${said.join("; ")}. The lowest loss is ${B.least.toFixed(3)}.`);
  }
  sg.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); sg.destroy(); fig.destroy(); };
}
export default { render };
