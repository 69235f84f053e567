// ScalingRamp: a power law is a straight ramp on log-log paper, until it meets its floor.
import { h, s, set, text, sym, num, fmt, size, round, clamp, scale, schedule, store, frame, stage, slider, segmented, button, table, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const SHOWN = { "on paper": "parameters", "our sizes": "parameters", "our data": "examples" }, NAMES = Object.keys(SHOWN);
export const EXPONENT = [0.01, 2], FLOOR = [0, 0.99], MOST = 24;
/** The loss after k doublings, as a share of the start's. */
export const ramp = ({ exponent, floor }, k) => floor + (1 - floor) * 2 ** (-exponent * k);
/** By how much the next doubling lowers it, as a share of what it is. */
export const next = (t, k) => 1 - ramp(t, k + 1) / ramp(t, k);
/** Doublings until half of the start's loss: infinite if the floor lies above half. */
export const half = ({ exponent, floor }) => (floor >= 0.5 ? Infinity : Math.log2((1 - floor) / (0.5 - floor)) / exponent);
/** The exponent that leads the ramp through a share v after k doublings. */
export const through = (floor, k, v) => (v > floor && v < 1 ? clamp(-Math.log2((v - floor) / (1 - floor)) / k, ...EXPONENT) : v < 1 ? EXPONENT[1] : EXPONENT[0]);
/** Where each run lies, in doublings from the first, and how far above the ramp, relative. */
export const misses = (t, { x, loss, start }) => x.map((v, i) => { const k = Math.log2(v / x[0]); return { k, share: loss[i] / start, miss: loss[i] / start / ramp(t, k) - 1 }; });
const held = (t) => ({ exponent: round(clamp(t.exponent, ...EXPONENT), 3), floor: round(clamp(t.floor, ...FLOOR), 3), doublings: round(clamp(t.doublings, 0, MOST), 1) });
export const encode = (t) => [t.show.split(" ").at(-1), t.exponent, t.floor, t.doublings].join("_");
export function decode(t) {
  const [word, ...v] = t.split("_"), [exponent, floor, doublings] = v.map((u) => (u.trim() ? Number(u) : NaN)), show = NAMES.find((n) => n.split(" ").at(-1) === word);
  return show && v.length === 3 && [exponent, floor, doublings].every(Number.isFinite) ? { show, ...held({ exponent, floor, doublings }) } : null;
}
/** A loss with three digits. */
export const three = (v) => (v >= 1e-3 || v === 0 ? (v >= 0.9995 ? v.toFixed(2) : v.toFixed(v < 0.1 ? 4 : 3)) : size(v));
export const percent = (v) => `${fmt(100 * v, v < 0.0995 ? 2 : 1)}%`;
/** Nice values between two, at 1, 2 and 5 times powers of ten. */
export function nice(lo, hi) { const out = []; for (let e = Math.floor(Math.log10(lo)); e <= Math.log10(hi); e++) for (const m of [1, 2, 5]) { const v = Number(`${m}e${e}`); if (v >= lo && v <= hi) out.push(v); } return out; }

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { show: "on paper", exponent: 0.05, floor: 0, doublings: 20, _series: {} };
const CAPTION = "Both axes are logarithmic. Drag the upper square to turn the ramp and to walk along it, the one at the border to lift the floor (hatched). Diamonds are runs of ours, medians over several seeds; dashed red is the largest miss.";

function render({ model, el }) {
  const key = model.get("key") ?? "ramp", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const one = () => st.get()._series[st.get().show];
  const fig = frame(el, { title: "A ramp on log-log paper", caption: CAPTION, onReset: () => st.reset() });
  const seg = segmented({ legend: "What is shown", options: NAMES, onchange: (show) => { const { presets: [[, exponent, floor]], at } = st.get()._series[show]; st.set({ show, exponent, floor, doublings: at }); } });
  const strong = h("strong", { style: "font-size:1.25rem;font-weight:650" }), nums = [num(4), num(5), num(5), num(5)];
  const formula = h("p", { style: "white-space:nowrap;margin:0;line-height:1.6" }, sym("L"), "\u2009=\u2009", nums[0], "\u2009\u00d7\u2009(", nums[1], "\u2009+\u2009", nums[2], "\u2009\u00d7\u20092", h("sup", { style: "line-height:0" }, "\u2212", nums[3], "\u2009", h("var", {}, "k")), ")");
  const A = slider({ name: sym("\u03b1"), label: "alpha, the exponent", min: 0, max: 460, step: 1, to: (v) => (460 * Math.log(v / EXPONENT[0])) / Math.log(EXPONENT[1] / EXPONENT[0]), from: (p) => round(EXPONENT[0] * (EXPONENT[1] / EXPONENT[0]) ** (p / 460), 3), show: (v) => fmt(v, 3), oninput: (exponent) => st.set({ exponent }) });
  const F = slider({ name: "floor", label: "Floor, as a share of the start", min: 0, max: 0.99, step: 0.005, show: (v) => fmt(v, 3), oninput: (floor) => st.set({ floor: round(floor, 3) }) });
  const K = slider({ name: sym("k"), label: "k, the doublings", min: 0, max: MOST, step: 0.1, show: (v) => fmt(v, 1), oninput: (doublings) => st.set({ doublings: round(doublings, 1) }) });
  const presets = [0, 1].map((i) => button("", () => { const [, exponent, floor] = one().presets[i]; st.set({ exponent, floor }); }, { "data-quiet": true }));
  const lead = [h("span", { style: "float:left" }, "start"), h("span", { style: "float:left" }), h("span", { style: "float:left" }, "floor")];
  const board = table({ caption: "The loss at the start, after the doublings chosen, and at the floor", head: [h("span", { style: "float:left" }, "where"), h("span"), "loss", "of the start", "next doubling wins"], widths: ["", "8.4em", "4.8em", "6.4em", "9.5em"], wide: [1], rows: lead.map((l) => [l, "", "", "", ""]) });
  const scaleName = board.root.querySelectorAll("th")[1].firstChild, plot = h("div");
  fig.body.append(seg.root, plot, h("div", { class: "fig-row", style: "justify-content:space-between;gap:0 1rem" }, strong, formula), h("div", {}, A.root, F.root, K.root, h("div", { class: "fig-row", style: "justify-content:flex-end" }, presets)), board.root);
  for (const v of [A, F, K]) set(v.root, { style: "--label:2.75rem" });

  let X, Y, W, low, made = "";
  const H = 292, hatch = uid("hatch"), clip = uid("clip"), box = s("rect"), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), axis = s("g"), ground = s("rect", { fill: `url(#${hatch})` }), brink = s("line", { stroke: "var(--fig-accent-2)", "stroke-width": 1.5 }), floorName = s("text", { class: "halo", "text-anchor": "end", style: "fill:var(--fig-accent-2)" }, "floor");
  const line = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 2.5 }), straight = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 1.25, "stroke-dasharray": "3 4" }), drop = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-dasharray": "2 3" }), gap = s("line", { stroke: "var(--fig-wrong)", "stroke-width": 2.5, "stroke-dasharray": "4 3" });
  const spots = Array.from({ length: 24 }, () => s("path", { d: "M0-6L6 0L0 6L-6 0Z", fill: "var(--fig-accent-3)", stroke: "var(--fig-surface)" })), hand = s("g", {}, grip()), level = s("g", {}, grip());
  /** Axes for what is shown; the ramp itself moves over them. */
  function paper() {
    const { x, loss, start, most } = one(), t = st.get();
    low = x.length ? Math.floor(2 * Math.log2(Math.min(...loss) / start)) / 2 - 0.5 : -4;
    X = scale([0, most], [46, W - 16]); Y = scale([low, 0.25], [H - 40, 8]); made = t.show + W;
    const xs = x.length ? nice(x[0], x[0] * 2 ** most).filter((v) => /^1/.test(v.toPrecision(1))).map((v) => [Math.log2(v / x[0]), v.toLocaleString("en")]).filter(([k]) => X(k) < W - 48) : [0, 4, 8, 12, 16, 20].map((k) => [k, String(k)]);
    const ys = x.length ? nice(start * 2 ** low, start * 2 ** 0.25).map((v) => [Math.log2(v / start), String(v)]) : [[0, "1"], [-1, "1/2"], [-2, "1/4"], [-3, "1/8"], [-4, "1/16"]];
    axis.replaceChildren(...xs.flatMap(([k, n]) => [s("line", { class: "grid", x1: X(k), x2: X(k), y1: 8, y2: H - 40 }), s("text", { class: "muted", x: X(k), y: H - 24, "text-anchor": "middle" }, n)]), ...ys.flatMap(([v, n]) => [s("line", { class: "grid", x1: 46, x2: W - 16, y1: Y(v), y2: Y(v) }), s("text", { class: "muted", x: 40, y: Y(v) + 4, "text-anchor": "end" }, n)]),
      s("text", { x: W - 16, y: H - 6, "text-anchor": "end" }, `${x.length ? SHOWN[t.show] : "doublings of the parameters"} \u2192`), s("text", { x: 46, y: H - 6 }, "\u2191 loss"));
    spots.forEach((d, i) => { d.style.display = i < x.length ? "" : "none"; if (i < x.length) set(d, { transform: `translate(${X(Math.log2(x[i] / x[0])).toFixed(1)},${Y(Math.log2(loss[i] / start)).toFixed(1)})` }); });
  }
  const view = stage(plot, "The loss against doublings, both logarithmic. The point on the ramp and the floor can be moved with the arrow keys.", (w) => {
    W = w;
    for (const r of [box, rim]) set(r, { x: 46, y: 8, width: w - 62, height: H - 48 });
    set(floorName, { x: w - 44 });
    made = "";
    ask();
    return H;
  });
  view.svg.append(s("defs", {}, s("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { y2: 7, stroke: "var(--fig-accent-2)", "stroke-width": 1.5, opacity: 0.28 })), s("clipPath", { id: clip }, box)), axis, ground, rim, s("g", { "clip-path": `url(#${clip})` }, straight, line, drop, gap), ...spots, brink, floorName, level, hand);
  const tell = movable(view.svg, hand, {
    label: "Point on the ramp",
    drag: ([x, y]) => { const k = round(clamp(X.invert(x), 0.5, one().most), 1); st.set({ doublings: k, exponent: round(through(st.get().floor, k, 2 ** Y.invert(clamp(y, 8, H - 40))), 3) }); },
    nudge: (dx, dy) => {
      const t = st.get(), turned = round(t.exponent * 1.05 ** -dy, 3), exponent = dy && turned === t.exponent ? t.exponent - 0.001 * Math.sign(dy) : turned;
      st.set(held({ ...t, doublings: Math.min(one().most, t.doublings + 0.5 * dx), exponent }));
    },
  });
  const tellFloor = movable(view.svg, level, {
    label: "Floor",
    drag: ([, y]) => st.set({ floor: y > H - 44 ? 0 : round(clamp(2 ** Y.invert(y), ...FLOOR), 3) }),
    nudge: (dx, dy) => { const f = st.get().floor; st.set({ floor: round(clamp(f + 0.01 * (dy + dx), ...FLOOR), 3) }); },
  });

  function draw() {
    if (!W) return;
    const t = st.get(), { start, presets: offered, most } = one(), runs = misses(t, one());
    if (made !== t.show + W) paper();
    const v = ramp(t, t.doublings), y = (share) => Y(share > 0 ? clamp(Math.log2(share), -99, 1) : -99), edge = (q) => clamp(q, 8, H - 40), bottom = H - 40;
    set(line, { d: `M${Array.from({ length: 97 }, (_, i) => { const k = (i * most) / 96; return `${X(k).toFixed(1)} ${clamp(y(ramp(t, k)), -999, 999).toFixed(1)}`; }).join("L")}` });
    set(straight, { d: t.floor ? `M${X(0)} ${Y(Math.log2(1))}L${X(most)} ${clamp(Y(-t.exponent * most * (1 - t.floor)), -9999, 9999).toFixed(1)}` : "M0 0" });
    const at = [X(Math.min(t.doublings, most)), edge(y(v))], fl = edge(y(t.floor));
    set(drop, { d: `M46 ${at[1].toFixed(1)}H${at[0].toFixed(1)}V${bottom}` });
    set(hand, { transform: `translate(${at.map((q) => q.toFixed(1))})` }); set(level, { transform: `translate(${W - 16},${fl.toFixed(1)})` });
    set(ground, { x: 46, width: W - 62, y: fl, height: bottom - fl }); set(brink, { x1: 46, x2: W - 16, y1: fl, y2: fl, visibility: t.floor ? "visible" : "hidden" });
    set(floorName, { y: Math.min(fl + 16, bottom - 4), visibility: t.floor ? "visible" : "hidden" });
    const worst = runs.length ? runs.reduce((a, b) => (Math.abs(b.miss) > Math.abs(a.miss) ? b : a)) : null;
    set(gap, worst ? { x1: X(worst.k), x2: X(worst.k), y1: y(worst.share), y2: clamp(y(ramp(t, worst.k)), -999, 999), visibility: "visible" } : { visibility: "hidden" });
    // readouts
    seg.set(t.show); A.set(t.exponent); F.set(t.floor); K.set(t.doublings);
    presets.forEach((b, i) => text(b, offered[i][0]));
    const h2 = half(t), when = Number.isFinite(h2) ? `Half after ${fmt(h2, 1)} doublings` : "Never half: the floor is above it";
    text(strong, worst ? `Largest miss ${percent(Math.abs(worst.miss))}` : when);
    [three(start), fmt(t.floor, 3), fmt(1 - t.floor, 3), fmt(t.exponent, 3)].forEach((v, i) => text(nums[i], v));
    text(scaleName, SHOWN[t.show]); text(lead[1], `k = ${fmt(t.doublings, 1)} doublings`);
    const much = (k) => (runs.length ? Math.round(one().x[0] * 2 ** k).toLocaleString("en") : `\u00d7 ${Math.round(2 ** k).toLocaleString("en")}`);
    [[1, much(0), next(t, 0)], [v, much(t.doublings), next(t, t.doublings)], [t.floor, "\u221e", 0]].forEach(([share, n, win], i) => {
      const [, many, loss, of, gain] = board.cells[i];
      text(many, n); text(loss, three(share * start)); text(of, `${fmt(100 * share, 1)}%`); text(gain, i < 2 ? percent(win) : "nothing");
    });
    tell(t.doublings, `${fmt(t.doublings, 1)} doublings, exponent ${fmt(t.exponent, 3)}, ${fmt(100 * v, 1)} percent of the start`); tellFloor(t.floor, `floor ${fmt(t.floor, 3)} of the start`);
    fig.say(`Exponent ${fmt(t.exponent, 3)}, floor ${fmt(t.floor, 3)}: after ${fmt(t.doublings, 1)} doublings the loss is ${three(v * start)}, ${fmt(100 * v, 1)} percent of the start; the next doubling wins ${percent(next(t, t.doublings))}. ${when}.${worst ? ` The largest miss of our runs is ${percent(Math.abs(worst.miss))}.` : ""}`);
  }
  view.start(); draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); view.destroy(); fig.destroy(); };
}
export default { render };
