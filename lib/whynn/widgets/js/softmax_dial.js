// SoftmaxDial: three scores become probabilities; the loss pulls each score by p - y.
import { h, s, set, text, sym, tsym, num, fmt, size, round, clamp, scale, schedule, store, frame, stage, slider, segmented, button, table, movable, grip } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const CLASSES = ["cat", "dog", "bird"], LIMIT = 10, WARM = [0.1, 10];
/** Probabilities, and their logarithms, of logits over a temperature; the largest is subtracted first. */
export function softmax(z, T = 1) {
  const top = Math.max(...z), e = z.map((v) => Math.exp((v - top) / T)), sum = e.reduce((a, b) => a + b, 0);
  return { p: e.map((v) => v / sum), log: z.map((v) => (v - top) / T - Math.log(sum)) };
}
/** Loss in nats and the gradient at the logits: cross-entropy, and squared error for comparison. */
export function judge(z, T, c) {
  const { p, log } = softmax(z, T), off = p.map((v, i) => v - (i === c ? 1 : 0)), mean = off.reduce((a, v, i) => a + 2 * v * p[i], 0);
  const loss = -log[c] || 0;
  return { p, loss, bits: loss / Math.LN2, perplexity: Math.exp(loss), grad: off.map((v) => v / T), squared: off.reduce((a, v) => a + v * v, 0), mse: off.map((v, i) => (p[i] * (2 * v - mean)) / T) };
}
/** The pull of both losses on the true class's logit, were that logit `v`. */
export function pull(z, T, c, v) {
  const g = judge(z.map((u, i) => (i === c ? v : u)), T, c);
  return { ce: Math.abs(g.grad[c]), mse: Math.abs(g.mse[c]) };
}
export const encode = (t) => [t.z1, t.z2, t.z3, t.temperature, t.truth].join("_");
const sig2 = (v) => Number(v.toPrecision(2)), held = (v) => round(clamp(v, -LIMIT, LIMIT), 1);
export function decode(t) {
  const [truth, ...v] = t.split("_").reverse(), n = v.reverse().map((u) => (u.trim() ? Number(u) : NaN));
  if (!CLASSES.includes(truth) || n.length !== 4 || !n.every(Number.isFinite)) return null;
  return { z1: held(n[0]), z2: held(n[1]), z3: held(n[2]), temperature: sig2(clamp(n[3], ...WARM)), truth };
}
/** A gradient with its sign, small ones as powers of ten, those below 10 to the -12 as 0. */
export const pulls = (v) => { const a = Math.abs(v); return a < 1e-12 ? "0.000" : (v < 0 ? "\u2212" : "") + (a >= 0.0005 ? a.toFixed(3) : size(a)); };
export const chance = (p) => (p >= 0.0005 || p === 0 ? p.toFixed(3) : size(p));

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { z1: 2, z2: 1, z3: 0, temperature: 1, truth: "cat" }, Z = ["z1", "z2", "z3"], COL = [1, 2, 3].map((i) => `var(--fig-accent-${i})`);
const CAPTION = "Drag a square or a slider: the score of a class. An outlined bar is what the true answer wants, the arrow leads from p to y. Below, how hard each loss pulls the true class\u2019s score, were that score anything else.";

function render({ model, el }) {
  const key = model.get("key") ?? "softmax", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const logits = () => Z.map((n) => st.get()[n]);
  const fig = frame(el, { title: "From scores to a loss", caption: CAPTION, onReset: () => st.reset() });
  const seg = segmented({ legend: "True class", options: CLASSES, onchange: (truth) => st.set({ truth }) });
  const big = h("strong", { style: "font-size:1.25rem;font-weight:650;min-width:11.5rem" }), also = h("span", { style: "color:var(--fig-muted);font-variant-numeric:tabular-nums" });
  const sliders = Z.map((n, i) => slider({ name: sym("z", String(i + 1)), label: `z${i + 1}, the score of ${CLASSES[i]}`, min: -LIMIT, max: LIMIT, step: 0.1, origin: 0, show: (v) => fmt(v, 1), oninput: (v) => st.set({ [n]: round(v, 1) }) }));
  const T = slider({ name: sym("T"), label: "T, the temperature", min: -1, max: 1, step: 0.05, origin: 0, to: Math.log10, from: (v) => sig2(10 ** v), show: (v) => String(v), oninput: (temperature) => st.set({ temperature }) });
  const board = table({ caption: "Each class: score, exponential, probability, wanted, and both gradients", head: [h("span", { style: "float:left" }, "class"), h("span", {}, h("var", {}, "e"), h("sup", {}, "z/T")), h("var", {}, "p"), h("var", {}, "y"), "\u2202L/\u2202z", "squared"], widths: ["", "5.2em", "4.8em", "2.2em", "5.4em", "5.4em"], wide: [5], rows: [...CLASSES, "sum"].map((c, i) => [h("span", { style: `float:left;${i < 3 ? `color:${COL[i]};font-weight:650` : ""}` }, c), "", "", "", "", ""]) });
  const rule = h("p", {}, "\u2202", h("var", {}, "L"), "/\u2202", sym("z", "i"), " = (", sym("p", "i"), " \u2212 ", sym("y", "i"), ")/", h("var", {}, "T"));
  const left = h("div"), right = h("div"), below = h("div");
  fig.body.append(h("div", { class: "fig-row" }, h("span", {}, "True class"), seg.root), h("div", { class: "fig-cols fig-wide-2" }, left, right), h("div", { class: "fig-row", style: "gap:0 1rem" }, big, also), rule,
    h("div", { class: "fig-cols fig-wide-2", style: "gap:0 1.5rem" }, [...sliders, T].map((v) => v.root)), board.root, below);

  // Scores and probabilities
  let X, Y, PX, PY, CX, CY, CW;
  const H = 196, gl = s("g", {}), gp = s("g", {}), stems = COL.map((c) => s("line", { stroke: c, "stroke-width": 4 })), knobs = COL.map(() => s("g", {}, grip())), names = CLASSES.map((c, i) => s("text", { "text-anchor": "middle", style: `fill:${COL[i]};font-weight:650` }, c));
  const scores = stage(left, "The three scores. Each square can be moved with the arrow keys.", (w) => {
    X = (i) => 30 + ((i + 0.5) * (w - 32)) / 3; Y = scale([-LIMIT, LIMIT], [H - 39, 10]);
    gl.replaceChildren(...[-10, -5, 0, 5, 10].flatMap((v) => [s("line", { class: v ? "grid" : "axis", x1: 30, x2: w - 2, y1: Y(v), y2: Y(v) }), s("text", { class: "muted", x: 24, y: Y(v) + 4, "text-anchor": "end" }, fmt(v, 0))]), s("text", { x: w - 2, y: H - 1, "text-anchor": "end" }, "score ", tsym("z")));
    names.forEach((n, i) => set(n, { x: X(i), y: H - 19 }));
    ask();
    return H;
  });
  const bars = COL.map((c) => s("rect", { fill: c })), want = s("rect", { fill: "none", stroke: "var(--fig-ink)", "stroke-width": 1.5, "stroke-dasharray": "4 3" }), arrows = COL.map(() => s("path", { fill: "none", stroke: "var(--fig-ink)", "stroke-width": 2 })), vals = COL.map(() => s("text", { "text-anchor": "middle", class: "halo", "font-weight": 650 })), names2 = CLASSES.map((c, i) => s("text", { "text-anchor": "middle", style: `fill:${COL[i]};font-weight:650` }, c));
  const chances = stage(right, "The three probabilities, the wanted ones, and the difference", (w) => {
    PX = (i) => 30 + ((i + 0.5) * (w - 32)) / 3; PY = scale([0, 1], [H - 39, 22]);
    gp.replaceChildren(...[0, 0.5, 1].flatMap((v) => [s("line", { class: v ? "grid" : "axis", x1: 30, x2: w - 2, y1: PY(v), y2: PY(v) }), s("text", { class: "muted", x: 24, y: PY(v) + 4, "text-anchor": "end" }, String(v))]), s("text", { x: w - 2, y: H - 1, "text-anchor": "end" }, "probability ", tsym("p")));
    names2.forEach((n, i) => set(n, { x: PX(i), y: H - 19 }));
    ask();
    return H;
  });
  scores.svg.append(gl, ...stems, ...names, ...knobs);
  chances.svg.append(gp, ...bars, want, ...arrows, ...vals, ...names2);
  const tells = knobs.map((g, i) => movable(scores.svg, g, { label: `Score of ${CLASSES[i]}`, drag: ([, y]) => st.set({ [Z[i]]: held(Y.invert(y)) }), nudge: (dx, dy) => st.set({ [Z[i]]: held(st.get()[Z[i]] + 0.1 * (dx + dy)) }) }));

  // The pull of two losses
  const axis = s("g", {}), lines = [["ce", 1, "cross-entropy"], ["mse", 4, "squared error"]].map(([id, c, name]) => ({ id, path: s("path", { fill: "none", stroke: `var(--fig-accent-${c})`, "stroke-width": 2.5, "stroke-dasharray": id === "mse" ? "7 4" : false }), dot: s("path", { d: id === "ce" ? "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z" : "M0-7L7 5H-7Z", fill: `var(--fig-accent-${c})`, stroke: "var(--fig-surface)", "stroke-width": 2 }), name: s("text", { class: "halo", style: `fill:var(--fig-accent-${c});font-weight:650` }, name) })), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), here = s("line", { class: "axis" });
  const force = stage(below, "How hard cross-entropy and squared error pull the true class\u2019s score, over that score", (w) => {
    CW = w; CX = scale([-LIMIT, LIMIT], [38, w - 8]); CY = scale([0, 1.1], [140, 8]);
    set(rim, { x: 38, y: 8, width: w - 46, height: 132 });
    axis.replaceChildren(...[0, 0.5, 1].flatMap((v) => [s("line", { class: "grid", x1: 38, x2: w - 8, y1: CY(v), y2: CY(v) }), s("text", { class: "muted", x: 32, y: CY(v) + 4, "text-anchor": "end" }, String(v))]), ...[-10, -5, 0, 5, 10].flatMap((v) => [s("line", { class: "grid", x1: CX(v), x2: CX(v), y1: 8, y2: 140 }), s("text", { class: "muted", x: CX(v), y: 156, "text-anchor": "middle" }, fmt(v, 0))]),
      s("text", { x: 38, y: 174 }, "\u2191 pull, times ", tsym("T")), s("text", { x: w - 8, y: 174, "text-anchor": "end" }, "true class\u2019s score \u2192"));
    set(lines[0].name, { x: CX(-9.6), y: CY(1) + 18 }); set(lines[1].name, { x: CX(-9.6), y: CY(0) - 10 });
    ask();
    return 180;
  });
  force.svg.append(axis, rim, here, ...lines.map((l) => l.path), ...lines.map((l) => l.name), ...lines.map((l) => l.dot));

  function draw() {
    if (!X || !PX || !CX) return;
    const { temperature: t, truth } = st.get(), z = logits(), c = CLASSES.indexOf(truth), g = judge(z, t, c);
    seg.set(truth); T.set(t); sliders.forEach((v, i) => v.set(z[i]));
    z.forEach((v, i) => {
      set(stems[i], { x1: X(i), x2: X(i), y1: Y(0), y2: Y(v) });
      set(knobs[i], { transform: `translate(${X(i).toFixed(1)},${Y(v).toFixed(1)})` });
      tells[i](v, `${CLASSES[i]} ${fmt(v, 1)}, probability ${chance(g.p[i])}`);
      const top = PY(g.p[i]), to = PY(i === c ? 1 : 0), d = Math.sign(to - top), bw = Math.min(46, (PX(1) - PX(0)) * 0.5), ax = PX(i) + bw / 2 + 9;
      set(bars[i], { x: PX(i) - bw / 2, width: bw, y: top, height: Math.max(0, PY(0) - top) });
      if (i === c) set(want, { x: PX(i) - bw / 2 - 2, width: bw + 4, y: PY(1), height: PY(0) - PY(1) });
      set(arrows[i], { d: Math.abs(to - top) > 9 ? `M${ax} ${top}V${to}M${ax - 4} ${to - 6 * d}L${ax} ${to}L${ax + 4} ${to - 6 * d}` : "" });
      set(vals[i], { x: PX(i), y: Math.min(top, PY(0.03)) - 5 }); text(vals[i], chance(g.p[i]));
      const [, e, p, y, ce, mse] = board.cells[i];
      text(e, size(Math.exp(v / t))); text(p, chance(g.p[i])); text(y, i === c ? "1" : "0"); text(ce, pulls(g.grad[i])); text(mse, pulls(g.mse[i]));
    });
    const sum = z.reduce((a, v) => a + Math.exp(v / t), 0), last = board.cells[3];
    text(last[1], sum < 1e4 && sum >= 10 ? sum.toFixed(2) : size(sum)); text(last[2], "1.000"); text(last[3], "1"); text(last[4], "0.000"); text(last[5], "0.000");
    text(big, `Loss ${g.loss >= 0.0005 || g.loss === 0 ? g.loss.toFixed(3) : size(g.loss)} nats`);
    text(also, `${g.bits >= 0.0005 || g.bits === 0 ? g.bits.toFixed(3) : size(g.bits)} bits \u00b7 perplexity ${g.perplexity < 1000 ? g.perplexity.toFixed(2) : size(g.perplexity)}`);
    for (const l of lines) {
      const at = (v) => CY(clamp(t * pull(z, t, c, v)[l.id], 0, 1.1)), pts = [];
      for (let x = CX(-LIMIT); x <= CX(LIMIT); x += 4) pts.push(`${x.toFixed(1)} ${at(CX.invert(x)).toFixed(1)}`);
      set(l.path, { d: `M${pts.join("L")}` });
      set(l.dot, { transform: `translate(${CX(z[c]).toFixed(1)},${at(z[c]).toFixed(1)})` });
    }
    set(here, { x1: CX(z[c]), x2: CX(z[c]), y1: 8, y2: 140 });
    fig.say(`True class ${truth}. Probabilities ${CLASSES.map((n, i) => `${n} ${chance(g.p[i])}`).join(", ")}. Loss ${g.loss.toFixed(3)} nats. The gradient at the true score is ${pulls(g.grad[c])}, with squared error ${pulls(g.mse[c])}.`);
  }
  scores.start(); chances.start(); force.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); for (const v of [scores, chances, force]) v.destroy(); fig.destroy(); };
}
export default { render };
