// ChinchillaBalance: one budget of compute, split between parameters and tokens.
import { h, s, set, text, sym, fmt, round, clamp, scale, schedule, store, frame, stage, slider, segmented, button, table, movable, grip, uid, pow10 } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const FLOP = [1e21, 1e25], RATIO = [0.2, 5000], SERVED = [1e11, 1e16], VIEW = { n: [8, 12.5], d: [9.5, 14] }, LAWS = ["2024 re-fit", "2022 fit"], LEVELS = [1.9, 2, 2.1, 2.2, 2.4, 2.6, 2.8, 3];
/** The loss that a law [E, A, B, alpha, beta] expects, in its three parts: floor, size, data. */
export const parts = ([E, A, B, a, b], n, d) => [E, A * n ** -a, B * d ** -b];
export const loss = (law, n, d) => parts(law, n, d).reduce((x, y) => x + y, 0);
/** Parameters, tokens and loss of a budget at so many tokens per parameter. */
export function allocate(law, flop, ratio) { const n = Math.sqrt(flop / (6 * ratio)); return { n, d: ratio * n, loss: loss(law, n, ratio * n) }; }
/** The lowest loss for a budget. */
export function optimal(law, flop) {
  const [, A, B, a, b] = law, g = ((a * A) / (b * B)) ** (1 / (a + b)), n = g * (flop / 6) ** (b / (a + b)), d = flop / 6 / n;
  return { n, d, loss: loss(law, n, d) };
}
/** The cheapest network of a loss, training and serving together: t is the data's share of what lies above the floor. */
export function cheapest(law, goal, served) {
  const [E, A, B, a, b] = law, room = goal - E, pair = (t) => ({ n: (A / ((1 - t) * room)) ** (1 / a), d: (B / (t * room)) ** (1 / b), loss: goal });
  const gap = (t) => { const { d } = pair(t); return t / (a * (1 - t)) - d / (d + served / 3) / b; };
  let low = -80, high = Math.log(a / (a + b)) + 1e-9;
  for (let i = 0; i < 100; i++) { const mid = (low + high) / 2; if (gap(Math.exp(mid)) < 0) low = mid; else high = mid; }
  return pair(Math.exp((low + high) / 2));
}
export const training = ({ n, d }) => 6 * n * d;
export const cost = (one, served) => training(one) + 2 * one.n * served;
/** How many tokens reach a loss with n parameters, or NaN if none do. */
export const tokensFor = ([E, A, B, a, b], n, goal) => { const left = goal - E - A * n ** -a; return left > 0 ? (B / left) ** (1 / b) : NaN; };
/** The beam's angle in degrees, positive when parameters are too many: 9 for each factor of ten off the best split. */
export const tilt = (ratio, best) => clamp(9 * Math.log10(best / ratio), -20, 20);
const digits = (v, k) => Number(v.toPrecision(k));
/** Tokens per parameter with four digits, never as a power of ten. */
const each = (v) => (v < 1000 ? v.toPrecision(4) : String(digits(v, 4)));
export const held = (flop, ratio) => ({ flop: digits(clamp(flop, ...FLOP), 3), ratio: digits(clamp(ratio, ...RATIO), 4) });
const many = (v) => (v > 0 ? digits(clamp(v, ...SERVED), 2) : 0);
export const encode = (t) => [t.law.slice(0, 4), t.flop, t.ratio, t.served].join("_").replaceAll("+", "");
export function decode(t) {
  const [year, ...v] = t.split("_"), n = v.map((u) => (u.trim() ? Number(u) : NaN)), law = { 2022: "2022 fit", 2024: "2024 re-fit" }[year];
  return law && n.length === 3 && n.every(Number.isFinite) && n[0] > 0 && n[1] > 0 ? { law, ...held(n[0], n[1]), served: many(n[2]) } : null;
}
/** A count in millions, billions or trillions, three digits; FLOP as a power of ten. */
export function count(v) {
  const [unit, name] = v >= 1e12 ? [1e12, "T"] : v >= 1e9 ? [1e9, "B"] : [1e6, "M"], x = v / unit;
  return `${x >= 100 ? x.toFixed(0) : x.toPrecision(3)}${name}`;
}
export const power = (v) => { const [m, e] = v.toExponential(2).split("e"); return `${m}\u00d7${pow10(Number(e))}`; };

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { law: "2024 re-fit", flop: 3.15e23, ratio: 1.714, served: 0, _laws: {}, _models: [] };
const MARK = { best: ["M0-7L7 0L0 7L-7 0Z", "var(--fig-accent-3)"], cheap: ["M0-7.5L7 5.5H-7Z", "var(--fig-accent-2)"] };
const CAPTION = "Drag the square over the map, or the end of the beam. Grey: networks of equal loss, in nats per token. Dashed: equal training compute. Diamond: the best split of your compute; triangle: your loss for the least compute, serving included.";

function render({ model, el }) {
  const key = model.get("key") ?? "balance", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const law = () => st.get()._laws[st.get().law], models = () => st.get()._models;
  const fig = frame(el, { title: "Parameters against tokens", caption: CAPTION, onReset: () => st.reset() });
  const seg = segmented({ legend: "Law", options: LAWS, onchange: (v) => st.set({ law: v }) });
  const strong = h("strong", { style: "font-size:1.25rem;font-weight:650;min-width:9.5rem" }), sum = h("span", { style: "font-variant-numeric:tabular-nums" });
  const C = slider({ name: sym("C"), label: "C, the training compute in FLOP", min: 21, max: 25, step: 0.01, to: Math.log10, from: (p) => held(10 ** p, 1).flop, show: power, oninput: (flop) => st.set({ flop }) });
  const R = slider({ name: h("span", {}, sym("D"), "/", sym("N")), label: "Tokens per parameter", min: 0, max: 440, step: 1, to: (v) => (440 * Math.log(v / RATIO[0])) / Math.log(RATIO[1] / RATIO[0]), from: (p) => held(FLOP[0], RATIO[0] * (RATIO[1] / RATIO[0]) ** (p / 440)).ratio, show: (v) => v.toPrecision(4), oninput: (ratio) => st.set({ ratio }) });
  const none = 10.9, S = slider({ name: "served", label: "Tokens served later", min: none, max: 16, step: 0.1, to: (v) => (v ? Math.log10(v) : none), from: (p) => (p < 10.95 ? 0 : many(10 ** p)), show: (v) => (v ? count(v) : "none"), oninput: (served) => st.set({ served }) });
  const tick = R.mark(), bestButton = button("", () => st.set({ ratio: held(st.get().flop, bestRatio()).ratio }), { "data-quiet": true, style: "padding:0 .2rem" });
  for (const v of [C, R, S]) set(v.root, { style: "--label:3.25rem;--out:5rem" });
  const named = models().map(([name, n, d]) => button(name, () => st.set(held(6 * n * d, d / n)), { "data-quiet": true, style: "padding:0 .2rem" }));
  const dot = ([d, fill]) => s("svg", { width: 18, height: 16, viewBox: "-9 -8 18 16", "aria-hidden": "true", style: "vertical-align:-3px;margin-right:.25rem" }, s("path", { d, fill }));
  const who = [h("span", {}, dot(["M-6-6H6V6H-6Z", "var(--fig-ink)"]), "yours"), h("span", {}, dot(MARK.best), "best split"), h("span", {}, dot(MARK.cheap), "cheapest")];
  const board = table({ caption: "Your network, the best split of its compute, and the cheapest network of its loss", head: [h("span", { style: "float:left" }, "network"), h("var", {}, "N"), h("var", {}, "D"), h("span", {}, h("var", {}, "D"), "/", h("var", {}, "N")), "loss", "FLOP in all"], widths: ["", "4.2em", "4.6em", "4.4em", "3.8em", "6em"], wide: [2], rows: who.map((w) => [h("span", { style: "float:left" }, w), "", "", "", "", ""]) });
  const left = h("div"), right = h("div");
  fig.body.append(h("div", { class: "fig-row" }, h("span", {}, "Law"), seg.root), h("div", { class: "fig-cols fig-wide-2", style: "--cols:minmax(0,5fr) minmax(0,3fr)" }, left, right), h("div", { class: "fig-row", style: "gap:0 1rem" }, strong, sum),
    h("div", {}, C.root, R.root, h("div", { class: "fig-row", style: "gap:0 .2rem;justify-content:flex-end" }, named, bestButton), S.root), board.root);
  const bestRatio = () => { const b = optimal(law(), st.get().flop); return b.d / b.n; };

  // The map: parameters to the right, tokens upward, both as powers of ten
  let X, Y, W, H, BX, drawn = "";
  const clip = uid("clip"), box = s("rect"), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis = s("g"), rings = s("g"), spots = s("g");
  const budget = s("path", { fill: "none", stroke: "var(--fig-ink)", "stroke-width": 1.25, "stroke-dasharray": "5 4" }), ridge = s("path", { fill: "none", stroke: "var(--fig-accent-3)", "stroke-width": 2 }), level = s("path", { fill: "none", stroke: "var(--fig-accent-2)", "stroke-width": 2 });
  const best = s("path", { d: MARK.best[0], fill: MARK.best[1], stroke: "var(--fig-surface)", "stroke-width": 1.5 }), cheap = s("path", { d: MARK.cheap[0], fill: MARK.cheap[1], stroke: "var(--fig-surface)", "stroke-width": 1.5 }), hand = s("g", {}, grip());
  const map = stage(left, "Parameters against tokens, both logarithmic. Your network can be moved with the arrow keys.", (w) => {
    W = w; H = Math.round(Math.min(w, 400) * 0.86); drawn = "";
    X = scale(VIEW.n, [40, w - 6]); Y = scale(VIEW.d, [H - 40, 8]);
    for (const r of [box, rim]) set(r, { x: 40, y: 8, width: w - 46, height: H - 48 });
    axis.replaceChildren(...[8, 9, 10, 11, 12].flatMap((e) => [s("line", { class: "grid", x1: X(e), x2: X(e), y1: 8, y2: H - 40 }), s("text", { class: "muted", x: X(e), y: H - 24, "text-anchor": "middle" }, pow10(e))]), ...[10, 11, 12, 13, 14].flatMap((e) => [s("line", { class: "grid", x1: 40, x2: w - 6, y1: Y(e), y2: Y(e) }), s("text", { class: "muted", x: 35, y: Y(e) + 4, "text-anchor": "end" }, pow10(e))]),
      s("text", { x: w - 6, y: H - 6, "text-anchor": "end" }, "parameters \u2192"), s("text", { x: 40, y: H - 6 }, "\u2191 tokens"));
    spots.replaceChildren(...models().flatMap(([name, n, d], i) => [s("circle", { cx: X(Math.log10(n)), cy: Y(Math.log10(d)), r: 5, fill: "var(--fig-accent-1)" }), s("text", { class: "halo", x: X(Math.log10(n)) + (i ? 9 : -9), y: Y(Math.log10(d)) + (i < 2 ? 24 : -7), "text-anchor": i ? "start" : "end" }, name)]));
    ask();
    return H;
  });
  map.svg.append(s("defs", {}, s("clipPath", { id: clip }, box)), axis, rim, s("g", { "clip-path": `url(#${clip})` }, rings, ridge, budget, level), spots, cheap, best, hand);
  const put = (n, d) => st.set(held(6 * 10 ** (n + d), 10 ** (d - n)));
  const here = () => { const y = allocate(law(), st.get().flop, st.get().ratio); return [Math.log10(y.n), Math.log10(y.d)]; };
  const tell = movable(map.svg, hand, { label: "Your network", drag: ([x, y]) => put(X.invert(clamp(x, 40, W - 6)), Y.invert(clamp(y, 8, H - 40))), nudge: (dx, dy) => put(here()[0] + 0.05 * dx, here()[1] + 0.05 * dy) });

  // The balance: the heavy side is what there is too much of
  const BEAM = { y: 96, arm: 0 }, beam = s("line", { stroke: "var(--fig-ink)", "stroke-width": 3, "stroke-linecap": "round" }), foot = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-width": 2 }), ropes = [s("path", { fill: "none", stroke: "var(--fig-muted)" }), s("path", { fill: "none", stroke: "var(--fig-muted)" })];
  const loads = [["N", "parameters"], ["D", "tokens"]].map(([a, name], i) => ({ box: s("path", { fill: `var(--fig-accent-${i ? 4 : 1})`, opacity: 0.85 }), value: s("text", { class: "halo", "text-anchor": "middle", "font-weight": 650 }), name: s("text", { class: "muted halo", "text-anchor": "middle" }, name) })), end = s("g", {}, grip()), verdict = s("text", { "text-anchor": "middle", "font-weight": 650 });
  const beamView = stage(right, "A balance: parameters on the left pan, tokens on the right. Its end can be moved with the up and down keys.", (w) => {
    BX = w / 2; BEAM.arm = Math.min(w / 2 - 42, 90);
    set(foot, { d: `M${BX} ${BEAM.y}V248M${BX - 28} 250H${BX + 28}` }); set(verdict, { x: BX, y: 34 });
    ask();
    return 256;
  });
  beamView.svg.append(foot, ...ropes, ...loads.flatMap((l) => [l.box, l.value, l.name]), beam, end, verdict);
  const swing = (a) => st.set({ ratio: held(FLOP[0], bestRatio() / 10 ** (clamp(a, -20, 20) / 9)).ratio });
  const tellBeam = movable(beamView.svg, end, { label: "End of the beam", drag: ([, y]) => swing((Math.asin(clamp((y - BEAM.y) / BEAM.arm, -1, 1)) * 180) / Math.PI), nudge: (dx, dy) => st.set({ ratio: held(FLOP[0], st.get().ratio * 1.1 ** (dy + dx)).ratio }) });

  function draw() {
    if (!X || !BX) return;
    const t = st.get(), L = law(), you = allocate(L, t.flop, t.ratio), top = optimal(L, t.flop), low = cheapest(L, you.loss, t.served), ratio = top.d / top.n, lg = Math.log10;
    if (drawn !== t.law) { // the law's own lines stay while the reader moves
      drawn = t.law;
      const ring = (goal, k = 90) => Array.from({ length: k + 1 }, (_, i) => VIEW.n[0] + (i * (VIEW.n[1] - VIEW.n[0])) / k).map((n) => [n, lg(tokensFor(L, 10 ** n, goal))]).filter(([, d]) => Number.isFinite(d) && d < 16);
      rings.replaceChildren(...LEVELS.flatMap((goal) => {
        const p = ring(goal), last = p.at(-1), inside = last && last[1] > VIEW.d[0] + 0.1 && last[1] < VIEW.d[1];
        return p.length ? [s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-opacity": 0.5, d: `M${p.map(([n, d]) => `${X(n).toFixed(1)} ${Y(d).toFixed(1)}`).join("L")}` }), inside && s("text", { class: "muted halo", x: W - 10, y: Y(last[1]) - 4, "text-anchor": "end" }, goal.toFixed(1))] : [];
      }).filter(Boolean));
      set(ridge, { d: `M${[1e16, 1e30].map((c) => { const o = optimal(L, c); return `${X(lg(o.n)).toFixed(1)} ${Y(lg(o.d)).toFixed(1)}`; }).join("L")}` });
    }
    const own = [];
    for (let i = 0; i <= 60; i++) { const n = VIEW.n[0] + (i * 4.5) / 60, d = lg(tokensFor(L, 10 ** n, you.loss)); if (d < 16) own.push(`${X(n).toFixed(1)} ${Y(d).toFixed(1)}`); }
    set(level, { d: own.length ? `M${own.join("L")}` : "M0 0" });
    set(budget, { d: `M${VIEW.n.map((n) => `${X(n).toFixed(1)} ${Y(lg(t.flop / 6) - n).toFixed(1)}`).join("L")}` });
    for (const [mark, one] of [[best, top], [cheap, low]]) set(mark, { transform: `translate(${X(clamp(lg(one.n), ...VIEW.n)).toFixed(1)},${Y(clamp(lg(one.d), ...VIEW.d)).toFixed(1)})` });
    set(hand, { transform: `translate(${X(lg(you.n)).toFixed(1)},${Y(lg(you.d)).toFixed(1)})` });
    tell(round(lg(you.n)), `${count(you.n)} parameters, ${count(you.d)} tokens`);
    // the balance
    const angle = tilt(t.ratio, ratio), rad = (angle * Math.PI) / 180, ends = [-1, 1].map((k) => [BX + k * BEAM.arm * Math.cos(rad), BEAM.y - k * BEAM.arm * Math.sin(rad)]);
    set(beam, { x1: ends[0][0], y1: ends[0][1], x2: ends[1][0], y2: ends[1][1] }); set(end, { transform: `translate(${ends[0].map((v) => v.toFixed(1))})` });
    loads.forEach((l, i) => {
      const [x, y] = ends[i], pan = y + 62, half = 26;
      set(ropes[i], { d: `M${x - half - 6} ${pan}L${x} ${y}L${x + half + 6} ${pan}Z` }); set(l.box, { d: `M${x - half} ${pan}V${pan - 20}H${x + half}V${pan}Z` });
      set(l.value, { x, y: pan + 18 }); set(l.name, { x, y: pan + 34 }); text(l.value, count(i ? you.d : you.n));
    });
    const off = t.ratio / ratio, way = Math.abs(Math.log10(off)) < 0.05 ? "balanced" : off < 1 ? "too many parameters" : "too many tokens";
    text(verdict, way);
    tellBeam(round(angle), `${each(t.ratio)} tokens per parameter, ${way}`);
    // readouts
    seg.set(t.law); C.set(t.flop); R.set(t.ratio); S.set(t.served);
    tick(clamp(ratio, ...RATIO)); text(bestButton, `best ${ratio.toFixed(1)}`);
    const p = parts(L, you.n, you.d);
    text(strong, `Loss ${fmt(you.loss, 3)} nats`); text(sum, `= floor ${fmt(p[0], 3)} + size ${fmt(p[1], 3)} + data ${fmt(p[2], 3)}`);
    [you, top, low].forEach((o, i) => {
      const [, n, d, r, l, c] = board.cells[i];
      text(n, count(o.n)); text(d, count(o.d)); text(r, each(o.d / o.n)); text(l, fmt(o.loss, 3)); text(c, power(cost(o, t.served)));
    });
    fig.say(`${count(you.n)} parameters, ${count(you.d)} tokens, ${each(t.ratio)} tokens per parameter: ${way}. Loss ${fmt(you.loss, 3)} nats; the best split of this compute has ${ratio.toFixed(1)} and reaches ${fmt(top.loss, 3)}.`);
  }
  map.start(); beamView.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); map.destroy(); beamView.destroy(); fig.destroy(); };
}
export default { render };
