// CanyonRace: five optimizers race down L = a*w1^2 + w2^2, turned or not, from one start.
import { h, s, set, text, sym, tsym, fmt, size, pow10, clamp, scale, schedule, calm, store, frame, stage, slider, segmented, button, table, movable, grip, uid } from "./shared.js";
import { SHOWN, KINDS, canyon as turned, csv, decode, encode, factors, fastest, held, limit, outcome, played, playedAt, race, rate, sig, verdict } from "./canyon_race_math.js";

const DEFAULTS = { a: 10, alpha: 0.1, beta: 0.9, beta2: 0.999, decay: 0.1, w1: 1, w2: -2, angle: 0, racers: ["sgd", "momentum", "adam"], step: 30, chart: "loss" };
const VIEW = { w1: [-1.5, 1.5], w2: [-2.6, 2.6], loss: [-8, 4], distance: [-5, 3] }, RECENT = 20;
const DIAMOND = ["m0-3.6l3.6 3.6l-3.6 3.6l-3.6-3.6z", "M0-8.5L8.5 0L0 8.5L-8.5 0Z"];
const LOOK = {
  sgd: { name: "SGD", col: "var(--fig-accent-1)", dot: "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z", shape: "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z" },
  momentum: { name: "Momentum", col: "var(--fig-accent-2)", dot: "m0-3.6l3.4 5.8h-6.8z", shape: "M0-8L8 6H-8Z" },
  nesterov: { name: "Nesterov", col: "var(--fig-accent-4)", dot: "m0 3.6l3.4-5.8h-6.8z", shape: "M0 8L8-6H-8Z" },
  adam: { name: "Adam", col: "var(--fig-accent-3)", dot: DIAMOND[0], shape: DIAMOND[1] },
  adamw: { name: "AdamW", col: "color-mix(in srgb, var(--fig-accent-3) 50%, var(--fig-ink))", dot: DIAMOND[0], shape: DIAMOND[1], hollow: true },
};
const CAPTION = "Drag the square to move the start; \u03b8 turns the canyon. Every second contour is four times as high. In the chart, thin: what is shown; thick: the largest from there on, to step 3000. It crosses 10\u207b\u2076 at the number in the last column. SGD sees the exact gradient here: it is plain descent.";
/** A loss: shared `size`, with a power of ten also between 0.001 and 0.01, where it has few digits. */
const amount = (v) => (v >= 0.001 && v < 0.01 ? `${(1000 * v).toFixed(1)}\u00d7${pow10(-3)}` : size(v));
const show3 = (v) => (v >= 0.001 ? v.toPrecision(3) : v.toFixed(6)).slice(0, 8), times = (v) => (Math.abs(v) < 10 ? fmt(v, 3) : fmt(v, 0));

/** Why the race goes as it goes, in a sentence or two: first whoever diverges, then SGD. */
export function why(runs, t) {
  const gone = runs.filter((r) => r?.blown >= 0), f = factors(t.a, t.alpha), lines = [];
  for (const { kind, blown } of gone.slice(0, 1)) {
    const by = rate(kind, t), name = LOOK[kind].name;
    lines.push(by === null ? `${name} leaves all bounds at step ${blown}: it divides old gradients (\u03b2) by newer sizes (\u03b2\u2082).` : `${name} diverges: in the long run each step multiplies its distance by ${times(by)}.`);
  }
  const [steep, gentle] = t.angle ? ["across", "along"] : ["w\u2081", "w\u2082"], scaled = runs[3] ?? runs[4];
  if (runs[0] && gone[0]?.kind !== "sgd") lines.push(`SGD ${verdict(f.across).replace("w1", t.angle ? "the way across" : steep)}: each step ${steep} \u00d7 ${times(f.across)}, ${gentle} \u00d7 ${times(f.along)}.`);
  if (!gone.length && scaled && t.angle % 90) lines.push(`${LOOK[scaled.kind].name} rescales w\u2081 and w\u2082, and the canyon runs along neither.`);
  return lines.join(" ") || "Choose a racer in the table.";
}

function render({ model, el }) {
  let k = 0, playing = 0, fresh = true, runs = [], t = null, made = "", lined = "";
  const ask = schedule(draw), key = model.get("key") ?? "canyon";
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const fig = frame(el, { title: "A race down a canyon", caption: CAPTION, onReset: () => { stop(); st.reset(); fresh = true; } });
  const put = (patch) => { fresh = false; st.set(patch); }, choose = (name) => (v) => put({ [name]: held(name, v) });

  // Controls
  const log = { to: Math.log10, from: (p) => 10 ** p, show: show3 };
  const A = slider({ name: sym("\u03ba"), label: "kappa, the condition number", min: 0, max: 3, step: 0.01, ...log, show: (v) => String(v), oninput: choose("a") });
  const TH = slider({ name: sym("\u03b8"), label: "theta, how far the canyon is turned, in degrees", min: 0, max: 90, step: 1, show: (v) => `${v}\u00b0`, oninput: choose("angle") });
  const AL = slider({ name: sym("\u03b1"), label: "alpha, the step size", min: -4, max: Math.log10(2), step: 0.01, ...log, oninput: choose("alpha") });
  const B1 = slider({ name: sym("\u03b2"), label: "beta, the memory of momentum and of Adam", min: 0, max: 0.99, step: 0.01, oninput: choose("beta") });
  const B2 = slider({ name: sym("\u03b2", "2"), label: "beta 2, Adam\u2019s memory of sizes", min: 0, max: 0.999, step: 0.001, show: (v) => fmt(v, 3), oninput: choose("beta2") });
  const WD = slider({ name: sym("\u03bb"), label: "lambda, AdamW\u2019s weight decay", min: 0, max: 1, step: 0.01, oninput: choose("decay") });
  set(AL.root, { style: "--out:4.75rem" });
  const atLimit = AL.mark("fig-zone"), atBest = AL.mark(), caret = "width:0;height:0;background:none;border:5px solid transparent;border-bottom:0;border-top:7px solid var(--fig-ink)";
  set(AL.root.querySelector(".fig-mark"), { style: `${caret};margin:-1.15rem 0 0 -5px` }); // above the track: at a large a both marks are at one place
  const bestIs = h("span"), edgeIs = h("span");
  const best = button([h("span", { class: "fig-key", style: `${caret};vertical-align:.1em` }), bestIs], () => choose("alpha")(fastest(t.a)), { "data-quiet": true }), edge = button([h("span", { class: "fig-key", "data-zone": true }), edgeIs], () => choose("alpha")(limit(t.a)), { "data-quiet": true });
  const play = button("Play", () => (playing ? stop() : go()), { "data-strong": true, style: "min-width:5.25rem" });
  const one = button("+1", () => { stop(); to(st.get().step + 1); }, { "aria-label": "+1: one step on" });
  const scrub = slider({ name: "", label: "Step shown", min: 0, max: SHOWN, step: 1, show: (v) => `step ${Math.floor(v)}`, oninput: (v) => { stop(); to(v); } });
  set(scrub.root, { style: "flex:1 1 14rem;--label:0;column-gap:.25rem;--out:4.75rem" });
  const what = segmented({ legend: "Shown in the chart", options: ["loss", "distance"], onchange: (chart) => put({ chart }) });
  const swatch = (q) => h("span", { style: "line-height:0;flex:none" }, s("svg", { width: 26, height: 18, viewBox: "-13 -9 26 18", "aria-hidden": "true" }, s("path", { d: "M-13 0H13", stroke: q.col, "stroke-width": 2.5 }), mark(q, { transform: "scale(.75)" })));
  const mark = (q, attrs) => s("path", { d: q.shape, fill: q.hollow ? "var(--fig-surface)" : q.col, stroke: q.hollow ? q.col : "var(--fig-surface)", "stroke-width": q.hollow ? 2.5 : 2, ...attrs });
  const boxes = KINDS.map((id) => h("input", { type: "checkbox", onchange: () => put({ racers: KINDS.filter((_, i) => boxes[i].checked) }) }));
  const board = table({ caption: "Where each optimizer stands", head: [h("span", { style: "float:left" }, "optimizer"), sym("w", "1"), sym("w", "2"), "loss", `to ${pow10(-6)}`], widths: ["", "3.9em", "4em", "5.9em", "5.6em"], wide: [1, 2], rows: KINDS.map((id, i) => [h("label", {}, boxes[i], swatch(LOOK[id]), LOOK[id].name), "", "", "", ""]) });
  const reason = h("p", { style: "min-height:4.4em" }), save = button("Steps as CSV", download);
  const left = h("div"), right = h("div");
  fig.body.append(h("div", { class: "fig-cols fig-wide-2", style: "--cols:minmax(0,8fr) minmax(0,5fr)" }, left, right), h("div", { class: "fig-row" }, play, one, scrub.root),
    h("div", {}, AL.root, h("div", { class: "fig-row", style: "gap:0 .5rem;justify-content:flex-end" }, best, edge), h("div", { class: "fig-cols fig-wide-2", style: "gap:0 1.5rem" }, A.root, TH.root, B1.root, B2.root, WD.root)), board.root, reason,
    h("div", { class: "fig-row", style: "justify-content:space-between" }, h("span", { class: "fig-row" }, h("span", {}, "chart"), what.root), save));

  // Pictures
  const clip = uid("clip"), clipL = uid("clip"), box = s("rect", {}), boxL = s("rect", {});
  let X, Y, T, E, H, base;
  const contours = s("g", {}), floor = s("path", { d: "M-6 0H6M0-6V6", stroke: "var(--fig-ink)", "stroke-width": 2 });
  const rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis = { x: s("g", {}), y: s("g", {}), chart: s("g", {}) }, gentle = s("text", { "text-anchor": "end" }), steep = s("text", {});
  const tracks = KINDS.map((id) => {
    const q = LOOK[id], pen = (opacity, width = 1.75) => s("path", { fill: "none", stroke: q.col, "stroke-width": width, "stroke-linejoin": "round", opacity }), dab = (opacity) => s("path", { fill: q.col, opacity });
    const g = { oldLine: pen(0.3), oldDots: dab(0.35), line: pen(0.9), dots: dab(1), out: s("path", { d: "M9-6L17 0L9 6Z", fill: q.col }), thin: pen(0.45, 1), worst: pen(1, 2.5), marks: dab(1), dot: mark(q) };
    g.head = s("g", {}, g.out, mark(q));
    return g;
  });
  const start = s("g", {}, grip()), now = s("line", { stroke: "var(--fig-ink)", "stroke-width": 1 });
  const ticks = (g, list) => g.replaceChildren(...list.flatMap(([x1, y1, x2, y2, tx, ty, anchor, label]) => [s("line", { class: "grid", x1, y1, x2, y2 }), s("text", { class: "muted", x: tx, y: ty, "text-anchor": anchor }, label)]));
  const canyon = stage(left, "The canyon seen from above. The start can be moved with the arrow keys.", (w) => {
    const u = (w - 34) / (VIEW.w2[1] - VIEW.w2[0]);
    H = Math.round(3 * u) + 46; X = scale(VIEW.w2, [30, w - 4]); Y = scale(VIEW.w1, [H - 40, 6]);
    for (const r of [box, rim]) set(r, { x: 30, y: 6, width: w - 34, height: H - 46 });
    ticks(axis.x, [-2, -1, 0, 1, 2].map((v) => [X(v), 6, X(v), H - 40, X(v), H - 24, "middle", fmt(v, 0)]));
    ticks(axis.y, [-1, 0, 1].map((v) => [30, Y(v), w - 4, Y(v), 24, Y(v) + 4, "end", fmt(v, 0)]));
    set(gentle, { x: w - 4, y: H - 6 }); set(steep, { x: 30, y: H - 6 });
    set(floor, { transform: `translate(${X(0)},${Y(0)})` });
    made = ""; chart.fit(); ask();
    return H;
  });
  let chartWidth = 0;
  const chart = stage(right, "Loss or distance against step, logarithmic", (w) => { chartWidth = w; base = (H ?? 240) - 40; made = ""; ask(); return H ?? 240; });
  canyon.svg.append(s("defs", {}, s("clipPath", { id: clip }, box)), s("g", { "clip-path": `url(#${clip})` }, contours), axis.x, axis.y, gentle, steep, rim, floor, s("g", { "clip-path": `url(#${clip})` }, tracks.map((g) => [g.oldLine, g.oldDots, g.line, g.dots])), ...tracks.map((g) => g.head), start);
  chart.svg.append(s("defs", {}, s("clipPath", { id: clipL }, boxL)), axis.chart, now, s("g", { "clip-path": `url(#${clipL})` }, tracks.map((g) => [g.thin, g.worst, g.marks])), ...tracks.map((g) => g.dot));
  const place = (w1, w2) => { stop(); put({ w1: held("w1", w1), w2: held("w2", w2) }); };
  const tell = movable(canyon.svg, start, { label: "Start of the race", drag: ([x, y]) => place(Y.invert(y), X.invert(x)), nudge: (dx, dy) => place(st.get().w1 + dy * 0.05, st.get().w2 + dx * 0.05) });

  // Time, and the table
  function to(v) { put({ step: Math.floor(clamp(v, 0, SHOWN)) }); }
  function stop() { if (!playing) return; cancelAnimationFrame(playing); playing = 0; to(k); }
  function go() {
    if (calm()) return to(SHOWN);
    k = fresh || k >= SHOWN ? 0 : k;
    fresh = false;
    let t0 = null;
    const tick = (time) => { t0 ??= time - playedAt(k) * 1000; k = Math.min(SHOWN, played((time - t0) / 1000)); if (k >= SHOWN) stop(); else { playing = requestAnimationFrame(tick); draw(); } };
    playing = requestAnimationFrame(tick); ask();
  }
  function download() {
    const href = URL.createObjectURL(new Blob([csv(runs.filter(Boolean))], { type: "text/csv" })), a = h("a", { href, download: "canyon_race.csv", hidden: true });
    fig.root.append(a); a.click(); a.remove();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  }

  /** Contours, scales and their ticks: these depend on the canyon and the width alone. */
  function backdrop() {
    const view = VIEW[t.chart];
    T = scale([0, SHOWN], [38, chartWidth - 8]); E = scale(view, [base, 6]);
    set(boxL, { x: 38, y: 6, width: chartWidth - 46, height: base - 6 });
    ticks(axis.chart, (t.chart === "loss" ? [-8, -4, 0, 4] : [-4, -2, 0, 2]).map((e) => [38, E(e), chartWidth - 8, E(e), 32, E(e) + 4, "end", e ? pow10(e) : "1"]).concat([0, 100, 200, 300].map((v) => [T(v), 6, T(v), base, T(v), base + 16, v === 300 ? "end" : "middle", String(v)])));
    axis.chart.append(s("text", { x: chartWidth - 8, y: base + 34, "text-anchor": "end" }, "step \u2192"), s("text", { x: 38, y: base + 34 }, `\u2191 ${t.chart}`));
    if (t.chart === "loss") axis.chart.append(s("line", { x1: 38, x2: chartWidth - 8, y1: E(-6), y2: E(-6), class: "axis", "stroke-dasharray": "2 4" }), s("text", { class: "muted halo", "text-anchor": "end", x: chartWidth - 12, y: E(-6) + 15 }, `goal ${pow10(-6)}`));
    set(contours, { transform: `rotate(${t.angle},${X(0)},${Y(0)})` });
    gentle.replaceChildren(...tsym("w", "2", `${t.angle ? "" : " the gentle way"} \u2192`)); steep.replaceChildren("\u2191 ", ...tsym("w", "1", t.angle ? "" : " the steep way"));
    const { loss } = turned(t), top = Math.ceil(Math.log2(Math.max(loss(1.5, 2.6), loss(1.5, -2.6)))), list = [];
    for (let e = top; e >= -4; e--) list.push(s("ellipse", { cx: X(0), cy: Y(0), rx: 2 ** (e / 2) * (X(1) - X(0)), ry: Math.sqrt(2 ** e / t.a) * (Y(0) - Y(1)), style: "fill:color-mix(in srgb, var(--fig-ink) 2.2%, transparent)", stroke: "var(--fig-muted)", "stroke-opacity": e % 2 ? 0.22 : 0.5 }));
    contours.replaceChildren(...list);
  }
  /** Everything that depends on the settings and not on the step. */
  function prepare() {
    const shape = [t.a, t.angle, t.chart, X(0), chartWidth, base].join();
    if (lined !== shape) { lined = shape; backdrop(); }
    const [low, wide] = VIEW[t.chart].map((e) => 10 ** e), height = (v) => E(Math.log10(clamp(v, 1e-30, 1e30))).toFixed(1);
    runs = KINDS.map((id) => (t.racers.includes(id) ? race(id, t) : null));
    for (const r of runs) if (r) {
      r.px = r.w2.map((v, i) => `${clamp(X(v), -1e4, 1e4).toFixed(1)} ${clamp(Y(r.w1[i]), -1e4, 1e4).toFixed(1)}`);
      r.exit = r[t.chart].findIndex((v) => v > wide || v < low);
      r.lx = r[t.chart].map((v, i) => `${T(i).toFixed(1)} ${height(v)}`);
      r.wx = r.worst[t.chart].map((v, i) => `${T(i).toFixed(1)} ${height(v)}`);
    }
    A.set(t.a); TH.set(t.angle); AL.set(t.alpha); B1.set(t.beta); B2.set(t.beta2); WD.set(t.decay); what.set(t.chart);
    atBest(fastest(t.a)); atLimit(limit(t.a));
    text(bestIs, `SGD fastest ${show3(sig(fastest(t.a)))}`); text(edgeIs, `diverges above ${show3(sig(limit(t.a)))}`);
    boxes.forEach((b, i) => { b.checked = Boolean(runs[i]); });
    set(start, { transform: `translate(${X(t.w2)},${Y(t.w1)})` });
    tell(t.w2, `w1 ${fmt(t.w1)}, w2 ${fmt(t.w2)}`);
    text(reason, why(runs, t));
  }
  function draw() {
    if (!X || !chartWidth) return;
    t = st.get();
    const settings = encode({ ...t, step: 0 });
    if (made !== settings) { made = settings; prepare(); }
    if (!playing) k = t.step;
    const n = Math.floor(k), frac = k - n, mid = (v, i) => v[i] + (i + 1 < v.length ? frac * (v[i + 1] - v[i]) : 0), say = [];
    tracks.forEach((g, i) => {
      const r = runs[i], row = board.cells[i], { dot, name } = LOOK[KINDS[i]];
      for (const e of Object.values(g)) e.style.display = r ? "" : "none";
      if (!r) { for (const c of row.slice(1)) { text(c, "\u2013"); set(c, { style: false }); } return; }
      const j = Math.min(n, r.loss.length - 1), x = clamp(X(mid(r.w2, j)), -1e4, 1e4), y = clamp(Y(mid(r.w1, j)), -1e4, 1e4), e = E(Math.log10(clamp(mid(r[t.chart], j), 1e-30, 1e30)));
      const cut = Math.max(0, j - RECENT), dots = (list) => list.map((p) => `M${p}${dot}`).join("");
      set(g.oldLine, { d: `M${r.px.slice(0, cut + 1).join("L")}` }); set(g.oldDots, { d: dots(r.px.slice(0, cut)) });
      set(g.line, { d: `M${r.px.slice(cut, j + 1).join("L")}L${x.toFixed(1)} ${y.toFixed(1)}` }); set(g.dots, { d: dots(r.px.slice(cut, j + 1)) });
      set(g.thin, { d: `M${r.lx.slice(0, j + 1).join("L")}L${T(Math.min(k, r.loss.length - 1)).toFixed(1)} ${e.toFixed(1)}`, opacity: r.blown < 0 ? 0.45 : 1, "stroke-width": r.blown < 0 ? 1 : 2.5 });
      set(g.worst, { d: r.blown < 0 ? `M${r.wx.slice(0, j + 1).join("L")}` : "" }); set(g.marks, { d: dots(r.wx.slice(0, r.blown < 0 ? j + 1 : 0).filter((_, m) => m % 40 === 8 * i)) });
      const cx = clamp(x, X(VIEW.w2[0]) + 9, X(VIEW.w2[1]) - 9), cy = clamp(y, Y(VIEW.w1[1]) + 9, Y(VIEW.w1[0]) - 9), off = Math.hypot(x - cx, y - cy) > 12;
      set(g.head, { transform: `translate(${cx.toFixed(1)},${cy.toFixed(1)})` });
      set(g.out, { transform: `rotate(${(Math.atan2(y - cy, x - cx) * 180) / Math.PI})`, visibility: off ? "visible" : "hidden" });
      const left_ = (e < 6 || e > base) && r.exit >= 0 ? r.exit : k; // off the scale: wait where the curve left
      set(g.dot, { transform: `translate(${T(Math.min(left_, r.loss.length - 1)).toFixed(1)},${clamp(e, 6, base).toFixed(1)}) scale(.8)` });
      const gone = r.blown >= 0 && n >= r.blown, o = outcome(r, t), there = r.reached >= 0 && n >= r.reached;
      [r.w1[j], r.w2[j]].forEach((v, m) => text(row[m + 1], Math.abs(v) < 100 ? fmt(v) : "off"));
      text(row[3], gone ? `> ${pow10(12)}` : amount(r.loss[j])); text(row[4], o);
      set(row[4], { style: o === "diverges" || o === "bounces" ? "color:var(--fig-wrong);font-weight:650" : there ? "font-weight:650" : false });
      say.push(`${name} ${gone ? "has diverged" : `loss ${amount(r.loss[j])}`}${o === "bounces" ? `, w1 ${fmt(r.w1[j])}, bouncing` : there ? `, below the goal for good from step ${o}` : ""}`);
    });
    set(now, { x1: T(k), x2: T(k), y1: 6, y2: base });
    scrub.set(n);
    text(play, playing ? "Pause" : calm() ? "To the end" : "Play");
    fig.say(`Step ${n}. ${say.join(". ")}.`);
  }
  canyon.start(); chart.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { cancelAnimationFrame(playing); ask.cancel(); st.destroy(); canyon.destroy(); chart.destroy(); fig.destroy(); };
}
export default { render };
