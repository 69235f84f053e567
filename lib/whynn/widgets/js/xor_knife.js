// XorKnife: one straight cut through four corners.
import { h, s, set, text, sym, tsym, num, fmt, signed, round, clamp, scale, schedule, store, frame, stage, slider, segmented, table, fold, movable, grip, uid } from "./shared.js";
import { rosenblatt } from "./xor_knife_learn.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const WANT = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], NAND: [1, 1, 1, 0], XOR: [0, 1, 1, 0] };
export const LIMIT = { w1: 2, w2: 2, b: 3 };
/** The box that is drawn, on both axes. */
export const BOX = [-0.45, 1.45];

const mix = (a, c, t) => [a[0] + t * (c[0] - a[0]), a[1] + t * (c[1] - a[1])];

export const score = ({ w1, w2, b }, [x1, x2]) => w1 * x1 + w2 * x2 + b;
/** One row per corner; the output is 1 where the score is above 0. */
export const judge = (knife, want) => CORNERS.map((x, i) => {
  const sc = round(score(knife, x)), out = sc > 0 ? 1 : 0;
  return { x, score: sc, out, want: want[i], right: out === want[i] };
});
export const countRight = (rows) => rows.filter((r) => r.right).length;
/** Shrink a knife into the sliders' ranges (the line stays), in steps of 0.01. */
export function fit({ w1, w2, b }) {
  const k = Math.max(1, Math.abs(w1) / LIMIT.w1, Math.abs(w2) / LIMIT.w2, Math.abs(b) / LIMIT.b);
  return { w1: round(w1 / k), w2: round(w2 / k), b: round(b / k) };
}
/** The knife through p and q with |w| = length; `side` (+1 or -1) says on which hand of p->q it fires. */
export function through(p, q, length, side) {
  const dx = q[0] - p[0], dy = q[1] - p[1], k = (side * length) / Math.hypot(dx, dy);
  const w1 = -dy * k, w2 = dx * k;
  return fit({ w1, w2, b: -(w1 * p[0] + w2 * p[1]) });
}
/** The part of the box where the score (times `sign`) is positive, as a polygon. */
export function half(knife, sign, [lo, hi] = BOX) {
  const box = [[lo, lo], [hi, lo], [hi, hi], [lo, hi]], out = [];
  box.forEach((a, i) => {
    const c = box[(i + 1) % 4], sa = sign * score(knife, a), sc = sign * score(knife, c);
    if (sa > 0) out.push(a);
    if (sa > 0 !== sc > 0) { const t = sa / (sa - sc); out.push([a[0] + t * (c[0] - a[0]), a[1] + t * (c[1] - a[1])]); }
  });
  return out;
}
/** The knife's segment inside the box, or null. */
export function segment(knife, [lo, hi] = BOX) {
  const corners = [[lo, lo], [hi, lo], [hi, hi], [lo, hi]], ends = [];
  corners.forEach((a, i) => {
    const c = corners[(i + 1) % 4], sa = score(knife, a), sc = score(knife, c);
    if (sa > 0 !== sc > 0) { const t = sa / (sa - sc); ends.push([a[0] + t * (c[0] - a[0]), a[1] + t * (c[1] - a[1])]); }
  });
  return ends.length === 2 ? ends : null;
}
export const project = ({ w1, w2, b }, [x, y]) => { const k = (w1 * x + w2 * y + b) / (w1 * w1 + w2 * w2); return [x - k * w1, y - k * w2]; };
/** Sums of the scores over the two diagonals: the same number, twice the score at the centre. */
export const diagonals = (rows) => ({ zero: [rows[0].score, rows[3].score], one: [rows[1].score, rows[2].score], sum: round(rows[0].score + rows[3].score) });
export const encode = (k) => `${k.data}_${k.w1}_${k.w2}_${k.b}`;
export function decode(t) {
  const [data, ...v] = t.split("_"), [w1, w2, b] = v.map(Number);
  return Object.hasOwn(WANT, data) && v.length === 3 && [w1, w2, b].every(Number.isFinite) ? { data, ...fit({ w1, w2, b }) } : null;
}

/** Where the two ends lie at rest: near the ends of the segment, clear of the corners and their names. */
export function rest(seg) {
  const free = ([x, y]) => CORNERS.every(([cx, cy]) => {
    const dy = y - cy - (cy ? 0.18 : -0.18); // from the name, which stands outside its corner
    return Math.hypot(x - cx, y - cy) > 0.2 && (Math.abs(x - cx) > 0.3 || Math.abs(dy) > 0.16);
  });
  const near = [0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.34];
  return [near, near.map((t) => 1 - t)].map((ts) => mix(...seg, ts.find((t) => free(mix(...seg, t))) ?? ts[0]));
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { data: "XOR", w1: 1, w2: -0.25, b: -0.4 };
const tint = (c) => `fill:color-mix(in srgb, var(--fig-${c}) var(--fig-tint), transparent)`;
const CAPTION = "Drag a handle, drag the knife itself, or use the sliders. A hollow corner wants output 0, a filled one output 1. The arrow points to the side that fires.";

function render({ model, el }) {
  let best = {}, lean = 0.37, told = false, hands = null, grab = null;
  const key = model.get("key") ?? "knife";
  const ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const knife = () => { const { w1, w2, b } = st.get(); return { w1, w2, b }; };
  const fig = frame(el, { title: "One straight cut", caption: CAPTION, onReset: () => { best = {}; told = false; hands = null; learn?.forget(); note.offer(false); st.reset(); } });
  const learn = model.get("learn") ? rosenblatt({ corners: CORNERS, wanted: (data) => WANT[data], limit: LIMIT, state: () => ({ data: st.get().data, ...knife() }), put: (next) => st.set(next) }) : null;

  // Controls and readouts
  const seg = segmented({ legend: "Data set", options: Object.keys(WANT), onchange: (data) => st.set({ data }) });
  const count = h("strong", { style: "font-size:1.25rem;font-weight:650" }), top = h("span", { style: "color:var(--fig-muted);margin-left:auto" });
  const pad = (n, i) => h("span", { style: "padding-left:.15em" }, sym(n, i));
  const nums = [num(5), num(6), num(6)];
  const formula = h("p", { style: "white-space:nowrap" }, sym("s"), "\u2009=\u2009", nums[0], pad("x", "1"), nums[1], pad("x", "2"), nums[2]);
  const sliders = [["w", "1"], ["w", "2"], ["b", ""]].map(([a, i]) => {
    const id = a + i, top_ = LIMIT[id];
    return [id, slider({ name: sym(a, i), label: a === "b" ? "b, the bias" : `w${i}, the weight of x${i}`, min: -top_, max: top_, step: 0.05, origin: 0, oninput: (v) => st.set({ [id]: round(v) }) })];
  });
  const truth = table({ caption: "Score, output and wanted output at each corner", widths: ["11%", "11%", "24%", "22%", "20%", "12%"],
    head: [sym("x", "1"), sym("x", "2"), "score", "output", "want", h("span", { class: "fig-sr" }, "verdict")], rows: CORNERS.map(([a, c]) => [String(a), String(c), "", "", "", ""]) });
  const ledger = proof(), note = fold({ label: "Why never four?", content: ledger.root, onchange: () => ask() });
  const plot = h("div"), side = h("div", { class: "fig-stack" }, h("div", { class: "fig-row" }, count, top), formula, h("div", {}, sliders.map(([, x]) => x.root)), truth.root);
  fig.body.append(seg.root, h("div", { class: "fig-cols fig-wide-2", style: "--cols:20rem minmax(0,1fr)" }, plot, side), learn?.root ?? "", note.root);

  // The picture
  let X, Y, unit, narrow;
  const hatch = uid("hatch"), tip = uid("tip");
  const sg = stage(plot, "Unit square with four corners and the knife. The knife and its two ends can be moved with the arrow keys.", (width) => {
    const w = Math.min(width, 360), x0 = (width - w) / 2;
    narrow = fig.root.clientWidth < 560;
    X = scale(BOX, [x0 + 24, x0 + w - 2]); Y = scale(BOX, [w - 26, 2]); unit = X(1) - X(0);
    set(frameRect, { x: X(BOX[0]), y: Y(BOX[1]), width: X(BOX[1]) - X(BOX[0]), height: Y(BOX[0]) - Y(BOX[1]) });
    [0, 1].forEach((v, i) => {
      set(grid[i], { x1: X(v), x2: X(v), y1: Y(BOX[0]), y2: Y(BOX[1]) }); set(grid[i + 2], { y1: Y(v), y2: Y(v), x1: X(BOX[0]), x2: X(BOX[1]) });
      set(tick[i], { x: X(v), y: w - 8 }); set(tick[i + 2], { x: X(BOX[0]) - 8, y: Y(v) + 4 });
    });
    set(tick[4], { x: X(0.5), y: w - 8 }); set(tick[5], { x: X(BOX[0]) - 8, y: Y(0.5) + 4 });
    diag.forEach((d, i) => set(d, { x1: X(0), y1: Y(i), x2: X(1), y2: Y(1 - i) }));
    set(centre, { transform: `translate(${X(0.5)},${Y(0.5)})` });
    ask();
    return w;
  });
  const grid = [0, 1, 2, 3].map(() => s("line", { class: "grid" })), frameRect = s("rect", { fill: "none", stroke: "var(--fig-line)" });
  const tick = [["middle", "0"], ["middle", "1"], ["end", "0"], ["end", "1"], ["middle", tsym("x", "1")], ["end", tsym("x", "2")]].map(([a, t]) => s("text", { class: "muted", "text-anchor": a }, t));
  const [no, yes, lines] = [s("polygon", { style: tint("zero") }), s("polygon", { style: tint("one") }), s("polygon", { fill: `url(#${hatch})` })];
  const diag = [s("line", { stroke: "var(--fig-zero)", "stroke-width": 2, "stroke-dasharray": "3 5" }), s("line", { stroke: "var(--fig-one)", "stroke-width": 2 })];
  const centre = s("path", { d: "M0-7L7 0L0 7L-7 0Z", fill: "var(--fig-ink)", stroke: "var(--fig-surface)", "stroke-width": 2 });
  const why = s("g", { style: "transition:opacity .5s" }, diag, centre);
  const dots = CORNERS.map(() => { const g = { ring: s("circle", { r: 19, fill: "none", stroke: "var(--fig-wrong)", "stroke-width": 2.5, "stroke-dasharray": "5 3.5" }), dot: s("circle", { r: 10, "stroke-width": 3 }), name: s("text", { class: "halo", "text-anchor": "middle" }) }; g.root = s("g", {}, g.ring, g.dot); return g; });
  const names = s("g", { "pointer-events": "none" }, dots.map((d) => d.name));
  const cut = s("line", { stroke: "var(--fig-ink)", "stroke-width": 3 }), glow = s("line", { class: "ring", "stroke-width": 12 }), wide = s("line", { "stroke-width": 32, stroke: "transparent" });
  const body = s("g", {}, glow, wide, cut);
  const arrow = s("line", { stroke: "var(--fig-ink)", "stroke-width": 2, "marker-end": `url(#${tip})` });
  const tag = [s("text", { class: "halo muted", "text-anchor": "middle" }, "output 0"), s("text", { class: "halo", "text-anchor": "middle", "font-weight": 600 }, "output 1")];
  const ends = [s("g", {}, grip()), s("g", {}, grip())];
  sg.svg.append(s("defs", {}, s("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { y2: 7, stroke: "var(--fig-one)", "stroke-width": 1.5, opacity: 0.28 })),
    s("marker", { id: tip, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0L8 4L0 8Z", fill: "var(--fig-ink)" }))),
    no, yes, lines, ...grid, frameRect, ...tick, why, body, s("g", { "pointer-events": "none" }, arrow, dots.map((d) => d.root), tag), ...ends, names); // the knife is taken hold of wherever it is seen

  // Moving
  const inner = (v) => clamp(v, BOX[0] + 0.04, BOX[1] - 0.04);
  const begin = (p) => { const k = knife(); grab = { p, k, hands: hands.at.map((v) => [...v]), length: Math.max(0.5, Math.hypot(k.w1, k.w2)), side: sideOf(k) }; };
  const sideOf = (k) => (Math.sign(-(hands.at[1][1] - hands.at[0][1]) * k.w1 + (hands.at[1][0] - hands.at[0][0]) * k.w2) || 1);
  const place = (at, next) => { if (!segment(next, [BOX[0] + 0.04, BOX[1] - 0.04])) return; hands = { at, of: encode({ data: "", ...next }) }; st.set(next); };
  const moveEnd = (i, to) => {
    const at = hands.at.map((v) => [...v]); at[i] = to.map(inner);
    if (Math.hypot(at[1][0] - at[0][0], at[1][1] - at[0][1]) > 0.2) place(at, through(at[0], at[1], grab.length, grab.side));
  };
  const moveAll = (dx, dy) => place(grab.hands.map(([x, y]) => [x + dx, y + dy]), fit({ ...grab.k, b: grab.k.b - grab.k.w1 * dx - grab.k.w2 * dy }));
  const step = 0.05;
  const tellEnds = ends.map((g, i) => movable(sg.svg, g, { label: `Knife, end ${i + 1}`, start: begin, drag: ([x, y]) => moveEnd(i, [X.invert(x), Y.invert(y)]), nudge: (dx, dy) => { begin(); moveEnd(i, [hands.at[i][0] + dx * step, hands.at[i][1] + dy * step]); } }));
  const tellBody = movable(sg.svg, body, { label: "Knife, whole", start: begin, drag: ([x, y]) => moveAll((x - grab.p[0]) / unit, -(y - grab.p[1]) / unit), nudge: (dx, dy) => { begin(); moveAll(dx * step, dy * step); } });

  function draw() {
    if (!X) return;
    const { data } = st.get(), k = knife(), rows = judge(k, WANT[data]), right = countRight(rows), flat = k.w1 === 0 && k.w2 === 0, seg2 = flat ? null : segment(k);
    best[data] = Math.max(best[data] ?? 0, right);
    const of = encode({ data: "", ...k });
    if (seg2 && hands?.of !== of) hands = { of, at: rest(seg2) };
    // picture
    const points = (poly) => poly.map(([x, y]) => `${X(x).toFixed(1)},${Y(y).toFixed(1)}`).join(" ");
    set(no, { points: points(half(k, -1)) });
    for (const p of [yes, lines]) set(p, { points: points(half(k, 1)) });
    for (const g of [body, arrow, ...tag, ...ends]) g.style.display = seg2 ? "" : "none";
    if (seg2) {
      for (const l of [cut, wide, glow]) set(l, { x1: X(seg2[0][0]), y1: Y(seg2[0][1]), x2: X(seg2[1][0]), y2: Y(seg2[1][1]) });
      const len = Math.hypot(k.w1, k.w2), ux = k.w1 / len, uy = -k.w2 / len, mid = mix(...seg2, 0.5), mx = X(mid[0]), my = Y(mid[1]), L = 22 + 12 * len;
      set(arrow, { x1: mx, y1: my, x2: mx + ux * L, y2: my + uy * L });
      // the two answers run along the knife, one on each side, never upside down
      let turn = (Math.atan2(-ux, uy) * 180) / Math.PI; if (turn > 90) turn -= 180; else if (turn < -90) turn += 180;
      const room = (t) => Math.min(...CORNERS.map((c) => Math.hypot(...mix(...seg2, t).map((v, i) => v - c[i]))));
      if (room(1 - lean) > room(lean) + 0.15) lean = 1 - lean;
      const [tx, ty] = mix(...seg2, lean), long = Math.hypot(X(seg2[1][0]) - X(seg2[0][0]), Y(seg2[1][1]) - Y(seg2[0][1])) > 190;
      tag.forEach((t, i) => set(t, { transform: `translate(${X(tx) + ux * (i ? 14 : -14)},${Y(ty) + uy * (i ? 14 : -14)}) rotate(${turn})`, dy: 4, visibility: long ? "visible" : "hidden" }));
      hands.at.forEach((p, i) => { const [x, y] = project(k, p); set(ends[i], { transform: `translate(${X(x).toFixed(1)},${Y(y).toFixed(1)})` }); tellEnds[i](round(x), `x1 ${fmt(x)}, x2 ${fmt(y)}`); });
      tellBody(k.b, `bias ${fmt(k.b)}`);
    }
    const held = seg2 ? hands.at.map((p) => { const [x, y] = project(k, p); return [X(x), Y(y)]; }) : [];
    rows.forEach((r, i) => {
      const d = dots[i], c = r.want ? "var(--fig-one)" : "var(--fig-zero)", cx = X(r.x[0]), cy = Y(r.x[1]);
      for (const n of [d.dot, d.ring]) set(n, { cx, cy });
      set(d.dot, { fill: r.want ? c : "var(--fig-surface)", stroke: c });
      set(d.ring, { visibility: r.right ? "hidden" : "visible" });
      // a name stands on the far side of its corner from the middle, unless a handle is there
      const sides = r.x[1] ? [-26, 36] : [36, -26], room = (dy) => Math.min(...held.map(([x, y]) => Math.hypot((x - cx) / 2, y - cy - dy)));
      set(d.name, { x: cx, y: cy + (room(sides[0]) < 26 && room(sides[1]) > room(sides[0]) ? sides[1] : sides[0]), style: r.right ? "" : "fill:var(--fig-wrong);font-weight:650" });
      // on a phone the table is out of sight while a finger is on the picture, so the scores stand at the corners
      text(d.name, `(${r.x})${narrow ? ` ${fmt(r.score)}` : ""}${r.right ? "" : narrow ? " \u2717" : " wrong"}`);
    });
    const earned = data === "XOR" && best.XOR === 3, open = earned && note.isOpen;
    why.style.opacity = open ? 0.9 : 0;
    // readouts
    seg.set(data);
    for (const [id, sl] of sliders) sl.set(k[id]);
    text(count, `${right} of 4 right`); text(top, `best so far: ${best[data]}`);
    text(nums[0], fmt(k.w1)); text(nums[1], signed(k.w2)); text(nums[2], signed(k.b));
    rows.forEach((r, i) => {
      const [, , sc, out, want, mark] = truth.cells[i];
      text(sc, fmt(r.score)); text(out, String(r.out)); text(want, `${r.want ? "\u25cf" : "\u25cb"} ${r.want}`);
      set(want, { style: `color:var(--fig-${r.want ? "one" : "zero"})` });
      text(mark, r.right ? "\u2713" : "\u2717"); set(mark, { "aria-label": r.right ? "right" : "wrong" });
      for (const c of [sc, out, mark]) set(c, { style: r.right ? false : "color:var(--fig-wrong);font-weight:650" });
    });
    text(note.line, flat ? "Both weights are 0: no knife is left, only b." : data !== "XOR" ? (right === 4 ? `Four of four: one straight cut is enough for ${data}.` : `One straight cut is enough for ${data}. Can you find it?`)
      : earned ? "Three is the most one straight cut can do." : "Get three right, and this box says why not four.");
    note.offer(earned);
    if (earned && !told) { told = true; note.openAtRest(); }
    ledger.show(diagonals(rows));
    const wrong = rows.filter((r) => !r.right);
    fig.say(`${data}: ${right} of 4 right. ${learn ? `${learn.say()} ` : ""}${wrong.map((r) => `Corner ${r.x.join(", ")} is wrong: score ${fmt(r.score)}, output ${r.out}, wanted ${r.want}.`).join(" ")}${open ? ` Both diagonals sum to ${fmt(diagonals(rows).sum)}; XOR wants one sum at most 0 and the other above 0.` : ""}`);
  }
  sg.start();
  draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); note.destroy(); st.destroy(); sg.destroy(); fig.destroy(); };
}

/** Why XOR stops at three: the two diagonals, term by term, in the reader's own numbers. */
function proof() {
  const cell = (style, ...kids) => h("div", { style: `text-align:center;${style}` }, kids), s_ = (a) => [h("var", {}, "s"), `(${a})`], eq = () => cell("", "=");
  const pair = (a, c, glyph, col) => cell(`color:var(--fig-${col})`, `${glyph} `, s_(a), " + ", s_(c));
  const [sums, total, wants] = ["", "font-weight:650;font-size:1.125rem", ""].map((st) => [cell(st), cell(st)]);
  const root = h("div", {}, h("div", { style: "display:grid;grid-template-columns:minmax(0,1fr) 1.5rem minmax(0,1fr);max-width:32rem;margin:.5rem auto;row-gap:.125rem;align-items:baseline;font-variant-numeric:tabular-nums;white-space:nowrap" },
    pair("0,0", "1,1", "\u25cb", "zero"), eq(), pair("0,1", "1,0", "\u25cf", "one"), sums[0], eq(), sums[1], total[0], eq(), total[1], wants[0], cell(""), wants[1]),
  h("p", { style: "margin:.25rem 0 0" }, "The two diagonals cross at the centre (\u25c6), so both sums are twice the score there, wherever the knife is. XOR wants the left sum at most 0 and the right sum above 0. One number cannot be both."));
  return { root, show(d) {
    [d.zero, d.one].forEach((v, i) => {
      const ok = i ? d.sum > 0 : d.sum <= 0;
      text(sums[i], `${fmt(v[0])} ${signed(v[1])}`); text(total[i], fmt(d.sum));
      text(wants[i], `wanted ${i ? "> 0" : "\u2264 0"} ${ok ? "\u2713" : "\u2717"}`); set(wants[i], { style: `text-align:center;color:var(--fig-${ok ? "muted" : "wrong"});${ok ? "" : "font-weight:650"}` });
    });
  } };
}
export default { render };
