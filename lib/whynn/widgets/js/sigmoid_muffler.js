// SigmoidMuffler: the slope of a bend at one point, and what is left of a nudge after many such layers.
import { h, s, set, text, sym, tsym, num, fmt, size, pow10, round, clamp, scale, schedule, store, frame, stage, slider, segmented, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const BENDS = ["sigmoid", "tanh", "relu"], RANGE = { x: [-6, 6], weight: [0.1, 10], depth: [1, 30] };
const sigmoid = (x) => Math.exp(Math.min(x, 0)) / (1 + Math.exp(-Math.abs(x)));
const sigmoidSlope = (x) => { const e = Math.exp(-Math.abs(x)); return e / (1 + e) ** 2; };
/** Each bend and its slope, both at the input x. */
export const VALUE = { sigmoid, tanh: Math.tanh, relu: (x) => Math.max(0, x) };
export const SLOPE = { sigmoid: sigmoidSlope, tanh: (x) => 4 * sigmoidSlope(2 * x), relu: (x) => (x > 0 ? 1 : 0) };
/** What is left of a nudge of 1 after k layers, for k = 0 to depth: by the slopes alone, and with the weights. */
export function left({ bend, x, weight, depth }) {
  const f = SLOPE[bend](x), ks = Array.from({ length: depth + 1 }, (_, k) => k);
  return { slopes: ks.map((k) => f ** k), both: ks.map((k) => (weight * f) ** k) };
}
/** What a layer does to the nudge, in a word. */
export const verdict = (factor) => (factor === 0 ? "is silent" : Math.abs(factor - 1) < 1e-9 ? "passes it on unchanged" : factor < 1 ? "muffles" : "amplifies");
/** A positive size at any scale: shared `size` stops at 10 to the -12, and has few digits below 0.01. */
export const big = (v) => { if (v === 0) return "0"; const [m, e] = v.toExponential(1).split("e"); return v >= 0.01 ? size(v) : `${m}\u00d7${pow10(Number(e))}`; };
const sig2 = (v) => Number(v.toPrecision(2));
export const encode = (t) => [t.bend, t.x, t.weight, t.depth].join("_");
export function decode(t) {
  const [bend, ...v] = t.split("_"), n = v.map((u) => (u.trim() ? Number(u) : NaN));
  if (!BENDS.includes(bend) || n.length !== 3 || !n.every(Number.isFinite)) return null;
  return { bend, x: round(clamp(n[0], ...RANGE.x), 1), weight: sig2(clamp(n[1], ...RANGE.weight)), depth: Math.round(clamp(n[2], ...RANGE.depth)) };
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { bend: "sigmoid", x: 2, weight: 1, depth: 10 }, LOG = [-24, 6];
const CAPTION = "Drag the square along the bend. Below it, the slope there: how much of a small nudge one layer hands on. In the chart of layers, what is left of a nudge of 1 after many layers that all stand at this x: by the slopes alone (\u25cb), and times one weight w a layer (\u25b2).";

function render({ model, el }) {
  const key = model.get("key") ?? "muffler", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const fig = frame(el, { title: "One slope, many layers", caption: CAPTION, onReset: () => st.reset() });
  const bend = segmented({ legend: "Bend", options: BENDS, onchange: (v) => st.set({ bend: v }) });
  const big_ = h("strong", { style: "font-size:1.25rem;font-weight:650;min-width:19rem" }), word = h("span");
  const put = (x) => st.set({ x: round(clamp(x, ...RANGE.x), 1) });
  const X_ = slider({ name: sym("x"), label: "x, the sum that enters the bend", min: -6, max: 6, step: 0.1, origin: 0, show: (v) => fmt(v, 1), oninput: put });
  const W_ = slider({ name: sym("w"), label: "w, the weight of each layer", min: -1, max: 1, step: 0.05, origin: 0, to: Math.log10, from: (p) => sig2(10 ** p), show: String, oninput: (weight) => st.set({ weight }) });
  const N_ = slider({ name: sym("n"), label: "n, how many layers", min: 1, max: 30, step: 1, show: String, oninput: (depth) => st.set({ depth }) });
  const [w, f, n, out] = [0, 0, 0, 0].map((c) => num(c));
  const rule = h("p", { class: "fig-facts" }, h("span", {}, "(", sym("w"), " \u00d7 slope)", h("sup", {}, h("var", {}, "n"))), h("span", {}, "= (", w, " \u00d7 ", f, ")", h("sup", {}, n), " = ", out));
  const lhs = h("div"), rhs = h("div");
  fig.body.append(h("div", { class: "fig-row" }, bend.root), h("div", { class: "fig-cols fig-wide-2" }, lhs, rhs), h("div", { class: "fig-row", style: "gap:0 1rem;min-height:3.2em" }, big_, word), rule, h("div", {}, X_.root, h("div", { class: "fig-cols fig-wide-2", style: "gap:0 1.5rem" }, W_.root, N_.root)));

  let X, Y, G, K, E, CW, made = "";
  const H = 300, clip = uid("clip"), box = s("rect", {}), grid = s("g", {}), pen = (c, width = 2.5) => s("path", { fill: "none", stroke: c, "stroke-width": width });
  const curve = pen("var(--fig-accent-1)"), tangent = pen("var(--fig-ink)", 1.5), slope = pen("var(--fig-accent-2)"), stem = s("line", { stroke: "var(--fig-ink)", "stroke-dasharray": "2 4" }), dot = s("path", { d: "M0-7L7 5H-7Z", fill: "var(--fig-accent-2)", stroke: "var(--fig-surface)", "stroke-width": 2 }), said = s("text", { class: "halo", "font-weight": 650 }), knob = s("g", {}, grip());
  const bends = stage(lhs, "The bend, and below it its slope. The point can be moved with the arrow keys.", (width) => {
    X = scale([-6, 6], [34, width - 6]);
    set(box, { x: 34, y: 4, width: width - 40, height: 150 });
    ask();
    return H;
  });
  const chart = s("g", {}), lines = [["slopes", 1, "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1-7 0Z"], ["both", 2, "M0-6L6 5H-6Z"]].map(([id, c, shape]) => ({ id, line: pen(`var(--fig-accent-${c})`, 1.5), dots: Array.from({ length: 31 }, () => s("path", { d: shape, fill: id === "both" ? `var(--fig-accent-${c})` : "none", stroke: id === "both" ? "none" : `var(--fig-accent-${c})`, "stroke-width": 1.5 })) }));
  const product = stage(rhs, "What is left of a nudge against the number of layers, logarithmic", (width) => { CW = width; E = scale(LOG, [H - 40, 8]); ask(); return H; });
  bends.svg.append(s("defs", {}, s("clipPath", { id: clip }, box)), grid, s("g", { "clip-path": `url(#${clip})` }, curve, tangent), slope, stem, dot, said, knob);
  product.svg.append(chart, ...lines.flatMap((l) => [l.line, ...l.dots]));
  const tell = movable(bends.svg, knob, { label: "Point on the bend", drag: ([px]) => put(X.invert(px)), nudge: (dx, dy) => put(st.get().x + 0.1 * (dx + dy)) });

  /** What depends on the bend and the depth alone: scales' ticks and both curves. */
  function backdrop(name, depth) {
    const tick = (y, label) => [s("line", { class: "grid", x1: 34, x2: X(6), y1: y, y2: y }), s("text", { class: "muted", x: 28, y: y + 4, "text-anchor": "end" }, label)];
    grid.replaceChildren(...(name === "relu" ? [0, 5] : name === "tanh" ? [-1, 0, 1] : [0, 0.5, 1]).flatMap((u) => tick(Y(u), fmt(u, u % 1 ? 1 : 0))), ...(name === "sigmoid" ? [0, 0.25] : [0, 1]).flatMap((u) => tick(G(u), String(u))), ...[-6, -4, -2, 0, 2, 4, 6].map((u) => s("text", { class: "muted", x: X(u), y: H - 22, "text-anchor": "middle" }, fmt(u, 0))),
      s("text", { x: 38, y: 18, style: "fill:var(--fig-accent-1);font-weight:650" }, name), s("text", { x: 38, y: 192, style: "fill:var(--fig-accent-2);font-weight:650" }, "its slope"), s("text", { x: X(6), y: H - 4, "text-anchor": "end" }, tsym("x"), " \u2192"));
    const walk = (g, scaleY) => { const out = []; for (let px = X(-6); px <= X(6) + 0.5; px += 2) out.push(`${px.toFixed(1)} ${scaleY(g(X.invert(px))).toFixed(1)}`); return `M${out.join("L")}`; };
    set(curve, { d: walk(VALUE[name], Y) });
    set(slope, { d: name === "relu" ? `M${X(-6)} ${G(0)}H${X(0)}M${X(0)} ${G(1)}H${X(6)}` : walk(SLOPE[name], G) });
    chart.replaceChildren(...[-24, -18, -12, -6, 0, 6].flatMap((e) => [s("line", { class: "grid", x1: 44, x2: CW - 4, y1: E(e), y2: E(e) }), s("text", { class: "muted", x: 38, y: E(e) + 4, "text-anchor": "end" }, e ? pow10(e) : "1")]), ...[0, depth].map((k) => s("text", { class: "muted", x: K(k), y: H - 22, "text-anchor": k ? "end" : "middle" }, String(k))), s("text", { x: CW - 4, y: H - 4, "text-anchor": "end" }, "layers passed \u2192"), s("text", { x: 44, y: H - 4 }, "\u2191 what is left"));
  }
  function draw() {
    if (!X || !CW) return;
    const t = st.get(), { x, weight, depth } = t, v = VALUE[t.bend], d = SLOPE[t.bend], at = v(x), m = d(x), { slopes, both } = left(t);
    const low = { sigmoid: -0.25, tanh: -1.25, relu: -1 }[t.bend], high = { sigmoid: 1.25, tanh: 1.25, relu: 6 }[t.bend];
    Y = scale([low, high], [150, 8]); G = scale([0, t.bend === "sigmoid" ? 0.3 : 1.2], [H - 40, 178]); K = scale([0, depth], [44, CW - 10]);
    bend.set(t.bend); X_.set(x); W_.set(weight); N_.set(depth);
    const shape = [t.bend, depth, X(6), CW].join();
    if (shape !== made) { made = shape; backdrop(t.bend, depth); }
    set(tangent, { d: `M${X(x - 2)} ${Y(at - 2 * m)}L${X(x + 2)} ${Y(at + 2 * m)}` });
    set(stem, { x1: X(x), x2: X(x), y1: Y(at), y2: G(m) }); set(dot, { transform: `translate(${X(x)},${G(m)})` }); set(knob, { transform: `translate(${X(x)},${Y(at)})` });
    // beside the point where the curve falls away from it, or else above the curve
    const long = 12 + 8 * big(m).length, away = x < 0 ? -1 : 1, tip = X(x) + away * long, side = tip > X(-6) && tip < X(6) ? away : -away;
    set(said, { x: X(x) + 12 * side, y: Math.max(Math.min(G(m), G(SLOPE[t.bend](X.invert(X(x) + side * long)))) - 10, 192), "text-anchor": side < 0 ? "end" : "start" }); text(said, big(m));
    tell(x, `x ${fmt(x, 1)}, slope ${big(m)}`);
    for (const l of lines) {
      const list = { slopes, both }[l.id], y = (q) => E(clamp(q > 0 ? Math.log10(q) : -99, LOG[0] - 0.4, LOG[1]));
      set(l.line, { d: `M${list.map((q, k) => `${K(k).toFixed(1)} ${y(q).toFixed(1)}`).join("L")}` });
      l.dots.forEach((e, k) => { e.style.display = k <= depth && list[k] > 10 ** LOG[0] && list[k] < 10 ** LOG[1] ? "" : "none"; if (k <= depth) set(e, { transform: `translate(${K(k).toFixed(1)},${y(list[k]).toFixed(1)})` }); });
    }
    const end = both[depth];
    text(big_, `${big(end)} is left after ${depth} layer${depth > 1 ? "s" : ""}`); text(word, `each layer ${verdict(weight * m)}: \u00d7 ${big(weight * m)}`);
    text(w, fmt(weight, 2)); text(f, big(m)); text(n, String(depth)); text(out, big(end));
    fig.say(`${t.bend} at x ${fmt(x, 1)}: slope ${big(m)}, weight ${weight}. After ${depth} layers ${big(end)} is left; by the slopes alone ${big(slopes[depth])}.`);
  }
  bends.start(); product.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); bends.destroy(); product.destroy(); fig.destroy(); };
}
export default { render };
