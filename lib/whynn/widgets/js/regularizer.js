// Regularizer: sixteen noisy points, a network, and four ways to keep it from learning the noise.
import { h, s, set, text, fmt, clamp, scale, schedule, store, frame, stage, slider, segmented, button, table, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const OFFERED = { width: [4, 16, 64], decay: [0, 0.1, 0.3, 1], dropout: [0, 0.1, 0.3], step: [0, 10, 25, 50, 100, 200, 400, 700, 1000] }, GRID = 41, TOP = 0.6;
const RUN = ["width", "decay", "dropout"], STEPS = OFFERED.step;
export const curve = (x) => Math.sin(Math.PI * x);
export const place = (i) => -1 + (2 * i) / (GRID - 1);
/** Packed curves: 16-bit thousandths in base64. */
export function unpack(t) { const b = Uint8Array.from(atob(t), (c) => c.charCodeAt(0)), v = new DataView(b.buffer); return Float64Array.from({ length: b.length >> 1 }, (_, i) => v.getInt16(2 * i, true) / 1000); }
/** The losses of one network by step. */
export const course = (losses, t) => RUN.reduce((a, n) => a[OFFERED[n].indexOf(t[n])], losses);
/** What that network says along the picture, at the step where it is stopped. */
export function fitted(all, t) {
  const at = [...RUN, "step"].reduce((a, n) => a * OFFERED[n].length + OFFERED[n].indexOf(t[n]), 0) * GRID;
  return all.subarray(at, at + GRID);
}
/** The step with the lowest loss. */
export const best = (losses) => STEPS[losses.indexOf(Math.min(...losses))];
export const nearest = (list, v) => list.reduce((a, b) => (Math.abs(b - v) < Math.abs(a - v) ? b : a));
export const encode = (t) => [...RUN, "step"].map((n) => t[n]).join("_");
export function decode(t) {
  const v = t.split("_").map((u) => (u.trim() ? Number(u) : NaN));
  if (v.length !== 4 || !v.every(Number.isFinite)) return null;
  return Object.fromEntries([...RUN, "step"].map((n, i) => [n, nearest(OFFERED[n], v[i])]));
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { width: 64, decay: 0, dropout: 0, step: 1000, _x: [], _y: [], _train: [], _validation: [], _fits: "" };
const CAPTION = "Drag the square or the slider: where training is stopped. All 36 networks saw the same 16 points; the noise alone has a loss of 0.16. Validation is the loss on 400 new points, the dashed line the curve behind them.";
const LOOK = { train: ["var(--fig-accent-1)", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"], validation: ["var(--fig-accent-2)", "m0-3.6l3.4 5.8h-6.8z"] };

function render({ model, el }) {
  const key = model.get("key") ?? "regular", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode }), all = unpack(st.get()._fits);
  const fig = frame(el, { title: "Sixteen points, full of noise", caption: CAPTION, onReset: () => st.reset() });
  const pick = (trait, legend) => segmented({ legend, options: OFFERED[trait].map(String), onchange: (v) => st.set({ [trait]: Number(v) }) });
  const segs = { width: pick("width", "Hidden units"), decay: pick("decay", "Weight decay"), dropout: pick("dropout", "Dropout rate") };
  const labels = { width: "units", decay: "decay", dropout: "dropout" };
  const S = slider({ name: "stop", label: "Step at which training stops", min: 0, max: STEPS.length - 1, step: 1, to: (v) => STEPS.indexOf(v), from: (i) => STEPS[i], show: String, spoken: (v) => `after ${v} steps`, oninput: (step) => st.set({ step }) });
  set(S.root, { style: "flex:1 1 12rem;--label:2.5rem;--out:2.75rem" });
  const early = button("To the best step", () => st.set({ step: best(course(st.get()._validation, st.get())) }));
  const big = h("strong", { style: "font-size:1.25rem;font-weight:650" });
  const swatch = (k) => s("svg", { width: 26, height: 18, viewBox: "-13 -9 26 18", "aria-hidden": "true", style: "vertical-align:-4px;margin-right:.25rem" }, s("path", { d: "M-13 0H13", stroke: LOOK[k][0], "stroke-width": 2.5 }), s("path", { d: `M0 0${LOOK[k][1]}`, fill: LOOK[k][0], transform: "scale(1.6)" }));
  const board = table({ caption: "Losses where training is stopped, at the best step, and at the end", head: [h("span", { style: "float:left" }, "loss"), "stopped", "lowest", "at step", "at the end"], widths: ["", "4.6em", "4.6em", "4.6em", "5.4em"], wide: [3], rows: ["train", "validation"].map((k) => [h("span", { style: "float:left" }, swatch(k), k === "train" ? "training" : k), "", "", "", ""]) });
  const left = h("div"), right = h("div");
  fig.body.append(h("div", { class: "fig-row", style: "gap:.5rem 1.25rem" }, RUN.map((n) => h("span", { class: "fig-row" }, h("span", {}, labels[n]), segs[n].root))), h("div", { class: "fig-cols fig-wide-2" }, left, right), big, h("div", { class: "fig-row" }, S.root, early), board.root);

  // The points and what the network says
  let X, Y, PX, PY;
  const H = 232, clip = [uid("clip"), uid("clip")], box = s("rect", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis = s("g", {}), truth = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-width": 2, "stroke-dasharray": "6 4" }), fit = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 2.5, "stroke-linejoin": "round" }), dots = s("path", { fill: "var(--fig-ink)" });
  const sl = stage(left, "The points, the curve behind them, and what the network says", (w) => {
    X = scale([-1, 1], [28, w - 6]); Y = scale([-2.2, 2.2], [H - 36, 6]);
    for (const r of [box, rim]) set(r, { x: 28, y: 6, width: w - 34, height: H - 42 });
    axis.replaceChildren(...[-2, -1, 0, 1, 2].flatMap((v) => [s("line", { class: "grid", x1: 28, x2: w - 6, y1: Y(v), y2: Y(v) }), s("text", { class: "muted", x: 22, y: Y(v) + 4, "text-anchor": "end" }, fmt(v, 0))]), ...[-1, 0, 1].map((v) => s("text", { class: "muted", x: X(v), y: H - 20, "text-anchor": v < 0 ? "start" : v ? "end" : "middle" }, fmt(v, 0))), s("text", { x: w - 6, y: H - 3, "text-anchor": "end" }, "x"), s("text", { x: 28, y: H - 3 }, "\u2191 y"));
    set(truth, { d: `M${Array.from({ length: GRID }, (_, i) => `${X(place(i)).toFixed(1)} ${Y(curve(place(i))).toFixed(1)}`).join("L")}` });
    set(dots, { d: st.get()._x.map((x, k) => `M${X(x).toFixed(1)} ${Y(st.get()._y[k]).toFixed(1)}m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z`).join("") });
    ask();
    return H;
  });
  sl.svg.append(s("defs", {}, s("clipPath", { id: clip[0] }, box)), axis, rim, s("g", { "clip-path": `url(#${clip[0]})` }, truth, fit, dots));

  // Training and validation loss over the steps
  const box2 = s("rect", {}), rim2 = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis2 = s("g", {}), where = s("line", { class: "axis" }), knob = s("g", {}, grip());
  const lines = Object.keys(LOOK).map((k) => ({ k, line: s("path", { fill: "none", stroke: LOOK[k][0], "stroke-width": 2 }), marks: s("path", { fill: LOOK[k][0] }) }));
  const sr = stage(right, "Training and validation loss over the steps. The stop can be moved with the arrow keys.", (w) => {
    PX = scale([0, STEPS.length - 1], [46, w - 16]); PY = scale([0, TOP], [H - 36, 6]);
    for (const r of [box2, rim2]) set(r, { x: 32, y: 6, width: w - 38, height: H - 42 });
    axis2.replaceChildren(...[0, 0.2, 0.4, 0.6].flatMap((v) => [s("line", { class: "grid", x1: 32, x2: w - 6, y1: PY(v), y2: PY(v) }), s("text", { class: "muted", x: 27, y: PY(v) + 4, "text-anchor": "end" }, v ? fmt(v, 1) : "0")]), ...STEPS.flatMap((v, i) => (i % 2 ? [] : [s("text", { class: "muted", x: PX(i), y: H - 20, "text-anchor": i === STEPS.length - 1 ? "end" : "middle" }, String(v))])), s("text", { x: w - 6, y: H - 3, "text-anchor": "end" }, "steps \u2192"), s("text", { x: 32, y: H - 3 }, "\u2191 loss"));
    ask();
    return H;
  });
  sr.svg.append(s("defs", {}, s("clipPath", { id: clip[1] }, box2)), axis2, rim2, where, s("g", { "clip-path": `url(#${clip[1]})` }, lines.flatMap((l) => [l.line, l.marks])), knob);
  const to = (i) => st.set({ step: STEPS[clamp(Math.round(i), 0, STEPS.length - 1)] });
  const tell = movable(sr.svg, knob, { label: "Stop, on the curve", drag: ([x]) => to(PX.invert(x)), nudge: (dx, dy) => to(STEPS.indexOf(st.get().step) + Math.sign(dx + dy) * Math.min(3, Math.abs(dx + dy))) });

  function draw() {
    if (!X || !PX) return;
    const t = st.get(), i = STEPS.indexOf(t.step), f = fitted(all, t), losses = [course(t._train, t), course(t._validation, t)];
    for (const n of RUN) segs[n].set(String(t[n]));
    S.set(t.step);
    set(fit, { d: `M${Array.from(f, (v, k) => `${X(place(k)).toFixed(1)} ${clamp(Y(v), -999, 999).toFixed(1)}`).join("L")}` });
    lines.forEach(({ line, marks }, r) => {
      const px = losses[r].map((v, j) => `${PX(j).toFixed(1)} ${PY(v).toFixed(1)}`);
      set(line, { d: `M${px.join("L")}` }); set(marks, { d: px.map((p) => `M${p}${LOOK[Object.keys(LOOK)[r]][1]}`).join("") });
      const [, now, low, at, end] = board.cells[r];
      text(now, fmt(losses[r][i], 3)); text(low, fmt(Math.min(...losses[r]), 3)); text(at, String(best(losses[r]))); text(end, fmt(losses[r].at(-1), 3));
    });
    set(where, { x1: PX(i), x2: PX(i), y1: 6, y2: H - 36 });
    set(knob, { transform: `translate(${PX(i).toFixed(1)},${clamp(PY(losses[1][i]), 12, H - 42).toFixed(1)})` });
    tell(t.step, `after ${t.step} steps, validation loss ${fmt(losses[1][i], 3)}`);
    text(big, `Validation loss ${fmt(losses[1][i], 3)}`);
    fig.say(`${t.width} units, decay ${t.decay}, dropout ${t.dropout}, stopped after ${t.step} steps. Training loss ${fmt(losses[0][i], 3)}, validation loss ${fmt(losses[1][i], 3)}. The lowest validation loss is at step ${best(losses[1])}.`);
  }
  sl.start(); sr.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); sl.destroy(); sr.destroy(); fig.destroy(); };
}
export default { render };
