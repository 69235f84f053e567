// BackpropStepper: one training step of the smallest network, forward and backward, in the reader's own numbers.
import { h, s, set, text, sym, tsym, num, fmt, size, pow10, round, clamp, scale, schedule, store, frame, stage, slider, button, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const WEIGHTS = ["w1", "b1", "w2", "b2"], LIMIT = 10, ALPHA = [1e-4, 1], STAGES = 9, MOST = 50, BLOWN = 1e12;
/** Forward, then backward: every number of the pass; `d...` is the derivative of the loss there. */
export function pass({ w1, b1, w2, b2, x, y }) {
  const z = w1 * x + b1, act = Math.max(0, z), out = w2 * act + b2, e = out - y, loss = e * e;
  const dout = 2 * e, dw2 = dout * act, db2 = dout, dh = dout * w2, slope = z > 0 ? 1 : 0, dz = dh * slope;
  return { z, h: act, out, e, loss, dout, dw2, db2, dh, slope, dz, dw1: dz * x, db1: dz };
}
/** The network after one step against the gradient. */
export function step(p, alpha) {
  const g = pass(p);
  return { ...p, w1: p.w1 - alpha * g.dw1, b1: p.b1 - alpha * g.db1, w2: p.w2 - alpha * g.dw2, b2: p.b2 - alpha * g.db2 };
}
export const lossAfter = (p, alpha) => pass(step(p, alpha)).loss;
/** `count` steps from p: where they lead, the losses on the way, and the step that left all bounds, or -1. */
export function walk(p, alpha, count) {
  const losses = [pass(p).loss];
  for (let k = 1; k <= count; k++) {
    const next = step(p, alpha), loss = pass(next).loss;
    if (!(loss < BLOWN)) return { at: p, losses, blown: k };
    p = next; losses.push(loss);
  }
  return { at: p, losses, blown: -1 };
}
/** Roots above 0 of a + b t + c t^2. */
function roots(a, b, c) {
  if (c === 0) return b ? [-a / b] : [];
  const d = b * b - 4 * a * c;
  if (d < 0) return [];
  const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(d)); // the form that loses no digits
  return [q / c, q ? a / q : 0];
}
/** The step size of the lowest loss before it rises, and the first one that goes uphill; null if nothing moves.
 *  `again`: a still longer step, up to the slider's end, would go downhill once more.
 *  Along the step the error is a parabola until the unit switches off, a straight line after. */
export function marks(p) {
  const g = pass(p), c = g.dz * (p.x * p.x + 1);
  if (!(Math.abs(g.dw1) + Math.abs(g.db1) + Math.abs(g.dw2) + Math.abs(g.db2) > 0)) return null;
  const off = c > 0 ? g.z / c : g.z > 0 ? Infinity : 0;
  const on = [g.e, -(p.w2 * c + g.dw2 * g.h + g.db2), g.dw2 * c], after = [p.b2 - p.y, -g.db2, 0];
  const meets = (t) => [...roots(on[0] - t, on[1], on[2]).filter((a) => a > 0 && a < off), ...roots(after[0] - t, after[1], 0).filter((a) => a > 0 && a >= off)];
  const up = (a) => lossAfter(p, a * (1 + 1e-6)) > g.loss;
  const level = [...meets(-g.e), ...meets(g.e)].sort((a, b) => a - b), limit = level.find(up) ?? Infinity;
  const low = [...meets(0), ...roots(on[1], 2 * on[2], 0), off].filter((a) => a > 0 && a < limit);
  const best = low.reduce((m, a) => { const la = lossAfter(p, a), lm = lossAfter(p, m); return la < lm - 1e-12 || (la <= lm + 1e-12 && a < m) ? a : m; }, low[0] ?? 0);
  return { best, limit, again: level.some((a) => a > limit && a < ALPHA[1] && !up(a)) };
}
export const encode = (t) => [...WEIGHTS, "x", "y", "alpha", "taken", "stage"].map((n) => t[n]).join("_");
const sig3 = (v) => Number(v.toPrecision(3)), held = (v) => round(clamp(v, -LIMIT, LIMIT));
export function decode(t) {
  const v = t.split("_").map((u) => (u.trim() ? Number(u) : NaN));
  if (v.length !== 9 || !v.every(Number.isFinite)) return null;
  const [w1, b1, w2, b2, x, y] = v.slice(0, 6).map(held);
  return { w1, b1, w2, b2, x, y, alpha: sig3(clamp(v[6], ...ALPHA)), taken: Math.round(clamp(v[7], 0, MOST)), stage: Math.round(clamp(v[8], 0, STAGES)) };
}
/** A number of any size in at most seven signs: two decimals while they say something. */
export const show = (v) => {
  const a = Math.abs(v);
  if (!Number.isFinite(v)) return "\u221e";
  if (a >= 9999.5) return (v < 0 ? "\u2212" : "") + size(a);
  return a && a < 0.005 ? (v < 0 ? "\u2212" : "") + (a < 5e-4 ? "0.000" : a.toFixed(3)) : fmt(v, a < 99.995 ? 2 : 0);
};
/** A loss with the digits that matter. */
export const showLoss = (v) => (v >= 1e4 ? size(v) : v >= 0.00995 ? String(Number(v.toFixed(4))) : v < 1e-12 ? "0" : size(v));
/** What the pass does at each stage, as a line of arithmetic. */
export function line(k, p, g) {
  const n = show, b = (v) => (v < 0 ? ` \u2212 ${n(-v)}` : ` + ${n(v)}`), m = (v) => (v < 0 ? `(${n(v)})` : n(v));
  return [
    `Forward. The input is x = ${n(p.x)}.`,
    `z = w\u2081\u00b7x + b\u2081 = ${n(p.w1)}\u00b7${m(p.x)}${b(p.b1)} = ${n(g.z)}`,
    `h = relu(z) = ${n(g.h)}. ${g.slope ? "z is above 0 and passes." : "z is not above 0: the unit is off."}`,
    `\u0177 = w\u2082\u00b7h + b\u2082 = ${n(p.w2)}\u00b7${n(g.h)}${b(p.b2)} = ${n(g.out)}`,
    `L = (\u0177 \u2212 y)\u00b2 = (${n(g.out)}${b(-p.y)})\u00b2 = ${n(g.loss)}`,
    `Backward. \u2202L/\u2202\u0177 = 2(\u0177 \u2212 y) = 2\u00b7${m(g.e)} = ${n(g.dout)}`,
    `Side branch. \u2202L/\u2202w\u2082 = ${n(g.dout)} \u00b7 h = ${n(g.dout)}\u00b7${n(g.h)} = ${n(g.dw2)};  \u2202L/\u2202b\u2082 = ${n(g.dout)}`,
    `The river. \u2202L/\u2202h = ${n(g.dout)} \u00b7 w\u2082 = ${n(g.dout)}\u00b7${m(p.w2)} = ${n(g.dh)}`,
    `Through the bend. \u2202L/\u2202z = ${n(g.dh)} \u00b7 relu\u2032(z) = ${n(g.dh)}\u00b7${g.slope} = ${n(g.dz)}`,
    `Side branch. \u2202L/\u2202w\u2081 = ${n(g.dz)} \u00b7 x = ${n(g.dz)}\u00b7${m(p.x)} = ${n(g.dw1)};  \u2202L/\u2202b\u2081 = ${n(g.dz)}`,
  ][k];
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { w1: 3, b1: -1, w2: 0.5, b2: 0, x: 2, y: 1, alpha: 0.1, taken: 0, stage: STAGES };
const VIEW = { log: [-4, 0], loss: [-2, 3] }, showA = (v) => (v >= 0.001 ? v.toPrecision(3) : v.toFixed(6)).slice(0, 7);
const CAPTION = "Values run to the right, blame (\u2190) runs back to the left; weights hang on side branches. Drag the square or a slider, take steps. The dashed line is the loss now: above it a step goes uphill. Both scales are logarithmic.";
// name, label, what it holds, what blame it gets, the stages that bring them, the river's column or the branch's
const NODES = [
  { id: "x", sym: ["x"], v: "x", on: 0, col: 0 }, { id: "z", sym: ["z"], v: "z", d: "dz", on: 1, back: 8, col: 1 }, { id: "h", sym: ["h"], v: "h", d: "dh", on: 2, back: 7, col: 2 },
  { id: "out", sym: ["\u0177"], v: "out", d: "dout", on: 3, back: 5, col: 3 }, { id: "loss", sym: ["L"], v: "loss", on: 4, col: 4 },
  { id: "w1", sym: ["w", "1"], v: "w1", d: "dw1", on: 0, back: 9, to: 1, side: -1 }, { id: "b1", sym: ["b", "1"], v: "b1", d: "db1", on: 0, back: 9, to: 1, side: 1 },
  { id: "w2", sym: ["w", "2"], v: "w2", d: "dw2", on: 0, back: 6, to: 3, side: -1 }, { id: "b2", sym: ["b", "2"], v: "b2", d: "db2", on: 0, back: 6, to: 3, side: 1 }, { id: "y", sym: ["y"], v: "y", on: 0, to: 4, side: 0 },
];
const LABEL = { w1: "w1, the first weight", b1: "b1, the first bias", w2: "w2, the second weight", b2: "b2, the second bias", x: "x, the input", y: "y, the target" };

function render({ model, el }) {
  const key = model.get("key") ?? "blame", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const net = () => { const { w1, b1, w2, b2, x, y } = st.get(); return { w1, b1, w2, b2, x, y }; };
  const now = () => walk(net(), st.get().alpha, st.get().taken);
  const fig = frame(el, { title: "One step, forward and back", caption: CAPTION, onReset: () => st.reset() });
  /** Change a setting; steps already taken become the new start, so that no past is rewritten. */
  const change = (patch) => { const { taken } = st.get(), { at } = now(); st.set({ ...(taken ? { ...Object.fromEntries(WEIGHTS.map((n) => [n, held(at[n])])), taken: 0 } : {}), ...patch }); };
  const setAlpha = (a) => change({ alpha: sig3(clamp(a, ...ALPHA)) });

  // Controls and readouts
  const back = button("Back", () => st.set({ stage: Math.max(0, st.get().stage - 1) })), on = button("Next", () => st.set({ stage: st.get().stage === STAGES ? 0 : st.get().stage + 1 }), { style: "min-width:6.5rem" });
  const scrub = slider({ name: "", label: "Place in the pass", min: 0, max: STAGES, step: 1, show: (v) => (v < 1 ? "input" : v < 5 ? `forward ${v}` : `back ${v - 4}`), oninput: (v) => st.set({ stage: v }) });
  set(scrub.root, { style: "flex:1 1 14rem;--label:0;column-gap:.25rem;--out:5rem" });
  const says = h("p", { style: "min-height:3em;font-variant-numeric:tabular-nums" });
  const big = h("strong", { style: "font-size:1.25rem;font-weight:650;min-width:14.5rem" }), way = h("span", { style: "min-width:8rem;font-weight:650" });
  const take = button("Take the step", () => { const { taken } = st.get(); if (taken < MOST) st.set({ taken: taken + 1, stage: STAGES }); }, { "data-strong": true });
  const A = slider({ name: sym("\u03b1"), label: "alpha, the learning rate", min: VIEW.log[0], max: VIEW.log[1], step: 0.01, to: Math.log10, from: (p) => 10 ** p, show: showA, oninput: setAlpha });
  set(A.root, { style: "--out:4.25rem" });
  const zone = A.mark("fig-zone"), bestAt = A.mark(), bestIs = h("span"), edgeIs = h("span");
  const toBest = button([h("span", { class: "fig-key" }), bestIs], () => { const m = marks(now().at); if (m) setAlpha(m.best); }, { "data-quiet": true });
  const toEdge = button([h("span", { class: "fig-key", "data-zone": true }), edgeIs], () => { const m = marks(now().at); if (m) setAlpha(m.limit); }, { "data-quiet": true });
  const sliders = Object.keys(LABEL).map((n) => [n, slider({ name: sym(n[0], n[1]), label: LABEL[n], min: -LIMIT, max: LIMIT, step: 0.05, origin: 0, show: (v) => show(v), oninput: (v) => change({ [n]: round(v) }) })]);
  const past = h("p", { style: "font-variant-numeric:tabular-nums" }), note = h("p", { style: "min-height:1.5em" });
  const top = h("div"), plot = h("div");
  fig.body.append(top, h("div", { class: "fig-row" }, back, on, scrub.root), says, h("div", { class: "fig-row" }, big, way, take), plot,
    h("div", {}, A.root, h("div", { class: "fig-row", style: "gap:0 .5rem;justify-content:flex-end" }, toBest, toEdge), h("div", { class: "fig-cols fig-wide-2", style: "gap:0 1.5rem" }, sliders.map(([, v]) => v.root))), past, note);

  // The network
  const tip = uid("tip"), tipB = uid("tip"), arrow = (id, c) => s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0L8 4L0 8Z", fill: c }));
  const parts = NODES.map((n) => ({ ...n, pill: s("rect", { height: 26, rx: 13, fill: "var(--fig-surface)", "stroke-width": 2 }), val: s("text", { "text-anchor": "middle" }), name: s("text", { "text-anchor": "middle", class: "halo" }, tsym(...n.sym)), blame: s("text", { "text-anchor": "middle", class: "halo" }), edge: s("line", { stroke: "var(--fig-accent-1)", "stroke-width": 2 }), ret: s("line", { stroke: "var(--fig-accent-2)", "stroke-width": 2, "marker-end": `url(#${tipB})` }) }));
  const local = [[3, 5], [2, 7], [1, 8]].map(([col, at]) => ({ col, at, node: s("text", { class: "muted halo", "text-anchor": "middle" }) }));
  const RIVER = 96, BLAME = "fill:var(--fig-accent-2);font-weight:650";
  let pw, col;
  /** A number in its room: a long one in smaller type. */
  const squeeze = (node, t, room, style = "") => { text(node, t); set(node, { style: `${style};font-size:${Math.min(1, room / (8 * t.length)).toFixed(2)}em` }); };
  const sg = stage(top, "The network: x, z, h, the prediction and the loss in a row, weights on side branches; under each, its blame", (w) => {
    pw = clamp(w / 7, 47, 66); col = w / 5;
    const at = (c) => ((c + 0.5) * w) / 5;
    for (const p of parts) {
      const cx = p.col !== undefined ? at(p.col) : p.side ? at(p.to) + p.side * (pw / 2 + 2.5) : Math.min(w - pw / 2 - 1, at(4) + (w < 450 ? 10 : 0)), y = p.col !== undefined ? RIVER : 20;
      set(p.pill, { x: cx - pw / 2, y, width: pw }); set(p.val, { x: cx, y: y + 18 }); set(p.name, { x: cx, y: p.col !== undefined ? y + 43 : 13 }); set(p.blame, { x: cx, y: p.col !== undefined ? y + 64 : 64 });
      if (p.col !== undefined) { set(p.edge, { x1: at(p.col - 1) + pw / 2, x2: cx - pw / 2 - 1, y1: RIVER + 13, y2: RIVER + 13, "marker-end": `url(#${tip})` }); const apart = w > 500 ? 31 : 24; set(p.ret, { x1: at(p.col + 1) - (p.id === "out" ? 8 : apart), x2: cx + apart + 1, y1: RIVER + 60, y2: RIVER + 60 }); }
      else set(p.edge, { x1: cx, x2: at(p.to) + p.side * 10, y1: 46, y2: RIVER });
    }
    for (const l of local) { set(l.node, { x: at(l.col + 0.5), y: RIVER + 80 }); l.wide = w > 450; }
    ask();
    return RIVER + (w > 450 ? 84 : 70);
  });
  sg.svg.append(s("defs", {}, arrow(tip, "var(--fig-accent-1)"), arrow(tipB, "var(--fig-accent-2)")), ...parts.flatMap((p) => [p.edge, p.ret]), ...parts.flatMap((p) => [p.pill, p.val, p.name, p.blame]), ...local.map((l) => l.node));

  // The loss against the learning rate
  let X, Y, W;
  const clip = uid("clip"), hatch = uid("hatch"), box = s("rect", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), ticks = s("g", {}), up = s("rect", { fill: `url(#${hatch})` }), level = s("line", { class: "axis", "stroke-dasharray": "4 4" }), curve = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 2.5, "stroke-linejoin": "round" });
  const upName = s("text", { class: "halo", style: "fill:var(--fig-wrong);font-weight:650" }, "uphill"), knob = s("g", {}, grip()), out = s("path", { d: "M-6-14L0-22L6-14Z", fill: "var(--fig-ink)" });
  knob.append(out);
  const chart = stage(plot, "The loss after one step, against the learning rate. The square can be moved with the arrow keys.", (w) => {
    W = w; X = scale(VIEW.log, [38, w - 8]); Y = scale(VIEW.loss, [150, 8]);
    for (const r of [box, rim]) set(r, { x: 38, y: 8, width: w - 46, height: 142 });
    ticks.replaceChildren(...[-2, -1, 0, 1, 2, 3].flatMap((e) => [s("line", { class: "grid", x1: 38, x2: w - 8, y1: Y(e), y2: Y(e) }), s("text", { class: "muted", x: 32, y: Y(e) + 4, "text-anchor": "end" }, e < 0 ? 10 ** e : String(10 ** e))]), ...[-4, -3, -2, -1, 0].flatMap((e) => [s("line", { class: "grid", x1: X(e), x2: X(e), y1: 8, y2: 150 }), s("text", { class: "muted", x: X(e), y: 166, "text-anchor": e ? "middle" : "end" }, e < -2 ? pow10(e) : String(10 ** e))]),
      s("text", { x: 38, y: 184 }, "\u2191 loss after one step"), s("text", { x: w - 8, y: 184, "text-anchor": "end" }, "learning rate ", tsym("\u03b1", "", " \u2192")));
    ask();
    return 190;
  });
  chart.svg.append(s("defs", {}, s("clipPath", { id: clip }, box), s("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { y2: 7, stroke: "var(--fig-wrong)", "stroke-width": 1.5, opacity: 0.28 }))), ticks, s("g", { "clip-path": `url(#${clip})` }, up, level, curve), rim, upName, knob);
  const tell = movable(chart.svg, knob, { label: "Learning rate on the curve", drag: ([x]) => setAlpha(10 ** X.invert(x)), nudge: (dx, dy) => setAlpha(st.get().alpha * 10 ** (0.05 * (dx || dy))) });

  function draw() {
    if (!X) return;
    const { alpha, taken, stage: k } = st.get(), w = now(), p = w.at, g = pass(p), next = lossAfter(p, alpha), m = marks(p), blown = w.blown >= 0;
    const value = { ...g, ...p };
    parts.forEach((q) => {
      const seen = k >= q.on, felt = q.d && k >= q.back;
      squeeze(q.val, seen ? show(value[q.v]) : "", pw - 6);
      set(q.pill, { stroke: !seen ? "var(--fig-line)" : k === q.on && q.on ? "var(--fig-ink)" : felt && k === q.back ? "var(--fig-accent-2)" : "var(--fig-accent-1)" });
      squeeze(q.blame, felt ? show(g[q.d]) : "", col - 20, BLAME);
      const used = q.col !== undefined ? q.col > 0 && k >= q.on : k >= NODES.find((n) => n.col === q.to).on;
      set(q.edge, { visibility: q.col === 0 ? "hidden" : "visible", opacity: used ? 1 : 0.25 });
      set(q.ret, { visibility: q.col !== undefined && felt ? "visible" : "hidden" });
    });
    for (const l of local) { set(l.node, { visibility: l.wide && k >= l.at ? "visible" : "hidden" }); text(l.node, [`\u00d7 relu\u2032 = ${g.slope}`, `\u00d7 w\u2082 = ${show(p.w2)}`, `2(\u0177 \u2212 y) = ${show(g.dout)}`][l.col - 1]); }
    // the curve
    const e = (v) => clamp(Math.log10(Math.max(v, 1e-9)), -6, 15), pts = [];
    for (let x = 38; x <= W - 8; x += 1) pts.push(`${x} ${Y(e(lossAfter(p, 10 ** X.invert(x)))).toFixed(1)}`);
    set(curve, { d: `M${pts.join("L")}` });
    const y0 = clamp(Y(e(g.loss)), 8, 150);
    set(level, { x1: 38, x2: W - 8, y1: y0, y2: y0 });
    set(up, { x: 38, y: 8, width: W - 46, height: y0 - 8 }); set(upName, { x: 46, y: 24, visibility: y0 > 34 ? "visible" : "hidden" });
    const ky = Y(e(next)), yy = clamp(ky, 17, 141);
    set(knob, { transform: `translate(${X(Math.log10(alpha)).toFixed(1)},${yy.toFixed(1)})` });
    set(out, { visibility: Math.abs(ky - yy) > 10 ? "visible" : "hidden", transform: ky > yy ? "rotate(180)" : false });
    tell(alpha, `alpha ${showA(alpha)}, loss after the step ${showLoss(next)}`);
    // readouts
    back.disabled = k === 0; text(on, k === STAGES ? "From the start" : "Next");
    scrub.set(k); text(says, line(k, p, g));
    const rose = next > g.loss * (1 + 1e-12), still = !m;
    text(big, blown ? "Diverged" : `Loss ${showLoss(g.loss)} \u2192 ${Number.isFinite(next) ? showLoss(next) : "\u221e"}`);
    text(way, blown ? `at step ${w.blown}` : still ? "nothing moves" : rose ? "uphill \u2717" : "downhill \u2713"); set(way, { style: `min-width:8rem;font-weight:650${rose || blown ? ";color:var(--fig-wrong)" : ""}` });
    take.disabled = blown || taken >= MOST;
    A.set(alpha);
    const inside = (v) => Number.isFinite(v) && v <= ALPHA[1];
    bestAt(m ? clamp(m.best, ...ALPHA) : ALPHA[0]); zone(m && !m.again ? clamp(m.limit, ...ALPHA) : ALPHA[1]);
    for (const [b, t, v, name] of [[toBest, bestIs, m?.best, "lowest at"], [toEdge, edgeIs, m?.limit, m?.again ? "first uphill at" : "uphill above"]]) { b.style.visibility = m && inside(v) ? "" : "hidden"; text(t, `${name} ${m && inside(v) ? showA(v) : ""}`); }
    for (const [n, sl] of sliders) sl.set(p[n]);
    const last = w.losses.slice(-5).map(showLoss);
    text(past, `Steps taken: ${w.losses.length - 1}. Loss: ${w.losses.length > 5 ? "\u2026 \u2192 " : ""}${last.join(" \u2192 ")}${blown ? " \u2192 beyond 10\u00b9\u00b2" : ""}`);
    const told = g.slope ? "" : "The unit is off: no blame reaches w\u2081 and b\u2081.";
    text(note, told);
    fig.say(`${line(k, p, g)} ${blown ? `Diverged at step ${w.blown}.` : `Loss ${showLoss(g.loss)}, after the step ${showLoss(next)}: ${still ? "nothing moves" : rose ? "uphill" : "downhill"}.`} ${told}`);
  }
  sg.start(); chart.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); sg.destroy(); chart.destroy(); fig.destroy(); };
}
export default { render };
