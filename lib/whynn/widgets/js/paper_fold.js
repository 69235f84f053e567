// PaperFold: two folds in the plane of the inputs, one cut in the plane of the hidden values.
import { h, s, set, text, sym, tsym, num, fmt, signed, round, clamp, scale, schedule, size, store, frame, stage, slider, segmented, table, movable, grip, uid } from "./shared.js";
import { CORNERS, BOX, score, fit, through, half, segment, project, rest } from "./xor_knife.js";
import { BENDS, HIDDEN, KNIVES, countRight, decode, encode, flattened, judge, knifeOf, paper, regions, single, top } from "./paper_fold_math.js";
import { learner } from "./paper_fold_learn.js";

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { bend: "ReLU", w11: 1, w21: 0.7, b1: 0.3, w12: 0.7, w22: 1, b2: -0.2, v1: 1, v2: -2, c: -0.5 };
const tint = (c) => `fill:color-mix(in srgb, var(--fig-${c}) var(--fig-tint), transparent)`;
const CAPTION = "In the first picture the two folds, where a unit's weighted sum is 0; an arrow points to the side that stays up. In the second the same paper after the bend, and the cut. Drag a square, a line, or the sliders. A hollow corner wants output 0, a filled one output 1.";
const names = { w11: ["w", "11"], w21: ["w", "21"], b1: ["b", "1"], w12: ["w", "12"], w22: ["w", "22"], b2: ["b", "2"], v1: ["v", "1"], v2: ["v", "2"], c: ["c", ""] };
const said = { w11: "w11, from x1 to unit 1", w21: "w21, from x2 to unit 1", b1: "b1, the bias of unit 1", w12: "w12, from x1 to unit 2", w22: "w22, from x2 to unit 2", b2: "b2, the bias of unit 2", v1: "v1, the weight of h1", v2: "v2, the weight of h2", c: "c, the bias of the output" };

function render({ model, el }) {
  const key = model.get("key") ?? "fold", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const fig = frame(el, { title: "Fold the paper, then cut", caption: CAPTION, onReset: () => { for (const k of knives) k.forget(); learn?.forget(); st.reset(); } });
  const learn = model.get("learn") ? learner(st, ask) : null;

  // Controls and readouts
  const seg = segmented({ legend: "Bend", options: Object.keys(BENDS), onchange: (bend) => st.set({ bend }) });
  const count = h("strong", { style: "font-size:1.25rem;font-weight:650" }), verdict = h("p", { style: "min-height:4.4em" });
  const sliders = {}, heads = {};
  const groups = Object.entries(KNIVES).map(([id, keys]) => h("div", {}, h("p", { style: "margin:0;white-space:nowrap" }, h("strong", {}, id), "\u2002", heads[id] = h("span", { style: "color:var(--fig-muted);font-size:var(--fig-size-small)" }, "straight, at the end")),
    keys.map((k) => (sliders[k] = slider({ name: sym(...names[k]), label: said[k], min: -top(k), max: top(k), step: 0.05, origin: 0, oninput: (v) => st.set({ [k]: round(v) }) })).root)));
  const head = [sym("x", "1"), sym("x", "2"), sym("h", "1"), sym("h", "2"), "score", "output", "want", h("span", { class: "fig-sr" }, "verdict")];
  const truth = table({ caption: "Hidden values, score, output and wanted output at each corner", widths: ["8%", "8%", "17%", "17%", "18%", "14%", "12%", "6%"], wide: [5], head, rows: CORNERS.map(([a, c]) => [String(a), String(c), "", "", "", "", "", ""]) });
  const nums = [num(5), num(6), num(6)], formula = h("p", { style: "white-space:nowrap;margin:0" }, sym("s"), "\u2009=\u2009", nums[0], " ", sym("h", "1"), nums[1], " ", sym("h", "2"), nums[2]);
  const plots = [h("div"), h("div")];
  fig.body.append(seg.root, h("div", { class: "fig-cols fig-wide-2" }, plots), learn?.root ?? "", h("div", { class: "fig-row", style: "justify-content:space-between" }, count, formula),
    h("div", { class: "fig-cols fig-wide-2", style: "--cols:1fr 1fr 1fr;--label:1.75rem;--out:2.9rem" }, groups), truth.root, verdict);

  // The two pictures: 0 is the plane of the inputs, 1 the plane of the hidden values
  const planes = [["x", BOX, [0, 1], "Plane of the inputs, with two folds. Each fold and its two ends can be moved with the arrow keys."], ["h", HIDDEN, [-1, 0, 1, 2], "Plane of the hidden values, with the folded paper and the cut. The cut and its two ends can be moved with the arrow keys."]].map(([a, box, ticks, label], i) => plane(plots[i], a, box, ticks, label, ask));
  const [left, right] = planes;
  const fires = s("path", { style: tint("one") }), lines = s("path", { fill: `url(#${left.hatch})` }), ground = s("path", { style: tint("zero") });
  const [no, yes, striped] = [s("polygon", { style: tint("zero") }), s("polygon", { style: tint("one") }), s("polygon", { fill: `url(#${right.hatch})` })];
  const sheet = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-width": 1, opacity: 0.75 }), edge = s("path", { fill: "none", stroke: "var(--fig-ink)", "stroke-width": 1.5, "stroke-dasharray": "2 3" });
  left.back.append(ground, fires, lines); right.back.append(no, yes, striped, s("g", { "clip-path": `url(#${right.clip})` }, sheet, edge));
  const knives = Object.keys(KNIVES).map((id, i) => blade(planes[i === 2 ? 1 : 0], id, st));
  const dots = planes.map((pl) => CORNERS.map((x, i) => { const g = corner(i); pl.dots.append(g.root); pl.labels.append(g.name); return g; }));

  for (const done of ["pointerup", "pointercancel"]) fig.root.addEventListener(done, ask);
  function draw() {
    if (!left.X || !right.X) return;
    const p = st.get(), rows = judge(p), k = countRight(rows), found = single(rows), cut = knifeOf(p, "cut"), grain = fig.root.matches(":active") || learn?.busy() ? 0.5 : 1; // while it moves, a coarser picture follows better
    const join = (X, Y, polys, close) => polys.map((poly) => `M${poly.map(([x, y]) => `${X(x).toFixed(1)} ${Y(y).toFixed(1)}`).join("L")}${close}`).join("");
    const { yes: up, no: down } = regions(p, 48 * grain), d = join(left.X, left.Y, up, "Z");
    set(ground, { d: join(left.X, left.Y, down, "Z") });
    set(fires, { d }); set(lines, { d });
    set(no, { points: right.points(half(cut, -1, HIDDEN)) }); for (const g of [yes, striped]) set(g, { points: right.points(half(cut, 1, HIDDEN)) });
    const lay = (g, lines) => set(g, { d: join((x) => right.X(clamp(x, -9, 9)), (y) => right.Y(clamp(y, -9, 9)), lines, "") });
    lay(sheet, paper(p, 10, 40 * grain)); lay(edge, paper(p, 1, 40 * grain, [0, 1]));
    for (const b of knives) b.draw(p);
    const below = [], spots = rows.map((r) => held(right, r.h)), gap = ([a, b], [c, d]) => Math.hypot(a - c, b - d);
    rows.forEach((r, i) => {
      dots[0][i].draw(left, r, r.x, `(${r.x})`, r.x[1] === 0);
      const same = spots.map((q, j) => (gap(q, spots[i]) < 0.02 ? j : -1)).filter((j) => j >= 0);
      below[i] = spots.slice(0, i).some((q, j) => !below[j] && !same.includes(j) && gap(q, spots[i]) < 0.6);
      dots[1][i].draw(right, r, r.h, same[0] === i ? same.map((j) => `(${CORNERS[j]})`).join(" ") : "", below[i]);
    });
    // readouts
    seg.set(p.bend);
    for (const [n, sl] of Object.entries(sliders)) sl.set(p[n]);
    for (const id of ["fold 1", "fold 2"]) text(heads[id], p.bend === "none" ? "no fold" : p.bend === "ReLU" ? `flattens ${flattened(p, id)} of 4` : "bends smoothly");
    text(count, `${k} of 4 right`);
    text(nums[0], fmt(p.v1)); text(nums[1], signed(p.v2)); text(nums[2], signed(p.c));
    rows.forEach((r, i) => {
      const [, , h1, h2, sc, out, want, mark] = truth.cells[i];
      text(h1, fmt(r.h[0])); text(h2, fmt(r.h[1])); text(sc, fmt(r.score)); text(out, String(r.out)); text(want, `${r.want ? "\u25cf" : "\u25cb"} ${r.want}`);
      set(want, { style: `color:var(--fig-${r.want ? "one" : "zero"})` });
      text(mark, r.right ? "\u2713" : "\u2717"); set(mark, { "aria-label": r.right ? "right" : "wrong" });
      for (const c of [sc, out, mark]) set(c, { style: r.right ? false : "color:var(--fig-wrong);font-weight:650" });
    });
    const outcome = verdictOf(p, found);
    text(verdict, outcome);
    const wrong = rows.filter((r) => !r.right).map((r) => `Corner ${r.x.join(", ")} is wrong: score ${fmt(r.score)}.`).join(" ");
    fig.say(`Bend ${p.bend}: ${k} of 4 right. ${learn ? `${learn.say(k)} ` : ""}${wrong} ${outcome}`);
  }
  for (const pl of planes) pl.stage.start();
  draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); learn?.destroy(); st.destroy(); for (const pl of planes) pl.stage.destroy(); fig.destroy(); };
}
export function verdictOf(p, { zero, one, layer }) {
  const sums = `s(0,0) + s(1,1) = ${fmt(zero)} and s(0,1) + s(1,0) = ${fmt(one)}`;
  if (layer) return `${sums}: equal. ${p.bend === "none" ? "Without a bend this pile is" : "At these four corners this pile equals"} the single layer W = (${fmt(layer.w1)}, ${fmt(layer.w2)}), b = ${fmt(layer.b)}${p.bend === "none" ? ", everywhere" : ""}. It cannot do XOR.`;
  return `${sums}: they differ by ${size(Math.abs(zero - one))}. No single layer equals this pile; the bend is at work.`;
}

/** One square picture with its axes: `back` for grounds, `dots`, `grips` and `labels` above. */
function plane(parent, a, box, ticks, label, ask) {
  const pl = { box, hatch: uid("hatch"), clip: uid("clip"), tip: uid("tip"), back: s("g"), dots: s("g", { "pointer-events": "none" }), blades: s("g"), grips: s("g"), labels: s("g", { "pointer-events": "none" }) };
  const border = s("rect", { fill: "none", stroke: "var(--fig-line)" }), window_ = s("rect"), grid = ticks.map(() => [s("line", { class: "grid" }), s("line", { class: "grid" })]);
  const marks = [...ticks.map((t) => [t, s("text", { class: "muted", "text-anchor": "middle" }, fmt(t, 0)), s("text", { class: "muted", "text-anchor": "end" }, fmt(t, 0))]), [(ticks.at(-1) + ticks.at(-2)) / 2, s("text", { class: "muted", "text-anchor": "middle" }, tsym(a, "1")), s("text", { class: "muted", "text-anchor": "end" }, tsym(a, "2"))]];
  pl.stage = stage(parent, label, (width) => {
    const w = Math.min(width, 340), x0 = (width - w) / 2;
    pl.X = scale(box, [x0 + 26, x0 + w - 2]); pl.Y = scale(box, [w - 28, 2]); pl.unit = pl.X(1) - pl.X(0);
    pl.frame = { x: pl.X(box[0]), y: pl.Y(box[1]), width: pl.X(box[1]) - pl.X(box[0]), height: pl.Y(box[0]) - pl.Y(box[1]) };
    set(border, pl.frame); set(window_, pl.frame);
    ticks.forEach((t, i) => { set(grid[i][0], { x1: pl.X(t), x2: pl.X(t), y1: pl.Y(box[0]), y2: pl.Y(box[1]) }); set(grid[i][1], { y1: pl.Y(t), y2: pl.Y(t), x1: pl.X(box[0]), x2: pl.X(box[1]) }); });
    for (const [t, across, up] of marks) { set(across, { x: pl.X(t), y: w - 10 }); set(up, { x: pl.X(box[0]) - 7, y: pl.Y(t) + 4 }); }
    ask();
    return w;
  });
  pl.points = (poly) => poly.map(([x, y]) => `${pl.X(x).toFixed(1)},${pl.Y(y).toFixed(1)}`).join(" ");
  pl.stage.svg.append(s("defs", {}, s("pattern", { id: pl.hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { y2: 7, stroke: "var(--fig-one)", "stroke-width": 1.5, opacity: 0.28 })), s("clipPath", { id: pl.clip }, window_),
    s("marker", { id: pl.tip, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0L8 4L0 8Z", fill: "var(--fig-ink)" }))),
  pl.back, ...grid.flat(), border, ...marks.flatMap(([, m, n]) => [m, n]), pl.blades, pl.dots, pl.grips, pl.labels);
  return pl;
}
/** Where a point of the plane is drawn: at its place, or at the border if that lies outside; and whether it does. */
function held({ box: [lo, hi], unit }, [u, v]) {
  const inset = 22 / unit, away = u < lo || u > hi || v < lo || v > hi, at = (z) => (away ? clamp(z, lo + inset, hi - inset) : z);
  return [at(u), at(v), away];
}
/** A corner as data: hollow or filled, ringed when wrong, held at the border with an arrow when it lies outside. */
function corner() {
  const ring = s("circle", { r: 16, fill: "none", stroke: "var(--fig-wrong)", "stroke-width": 2.5, "stroke-dasharray": "5 3.5" }), dot = s("circle", { r: 8.5, "stroke-width": 3 }), out = s("path", { d: "M12 -5L20 0L12 5Z", fill: "var(--fig-ink)" });
  return { root: s("g", {}, ring, dot, out), name: s("text", { class: "halo", "text-anchor": "middle" }), draw(pl, r, [u, v], label, below) {
    const c = r.want ? "var(--fig-one)" : "var(--fig-zero)", [a, b, away] = held(pl, [u, v]), cx = pl.X(a), cy = pl.Y(b), { x, y, width } = pl.frame, side = Math.max(30, 3.8 * label.length);
    set(this.root, { transform: `translate(${cx.toFixed(1)},${cy.toFixed(1)})` });
    set(dot, { fill: r.want ? c : "var(--fig-surface)", stroke: c });
    set(ring, { visibility: r.right ? "hidden" : "visible" });
    set(out, { visibility: away ? "visible" : "hidden", transform: `rotate(${(Math.atan2(b - v, u - a) * 180) / Math.PI})` });
    set(this.name, { x: clamp(cx, x + side, x + width - side), y: cy + (below || cy - 34 < y ? 32 : -22), style: r.right ? "" : "fill:var(--fig-wrong);font-weight:650" });
    text(this.name, label && `${label}${r.right ? "" : " \u2717"}`);
  } };
}
/** A line of a plane that can be dragged whole or by its ends, as in the chapter before. */
function blade(pl, id, st) {
  const [lo, hi] = pl.box, Name = id[0].toUpperCase() + id.slice(1), keys = KNIVES[id], svg = pl.stage.svg;
  let hands = null, grab = null;
  const line = s("line", { stroke: "var(--fig-ink)", "stroke-width": 3 }), glow = s("line", { class: "ring", "stroke-width": 12 }), wide = s("line", { "stroke-width": 26, stroke: "transparent" }), body = s("g", {}, glow, wide, line);
  const arrow = s("line", { stroke: "var(--fig-ink)", "stroke-width": 2, "marker-end": `url(#${pl.tip})`, "pointer-events": "none" }), tag = s("text", { class: "halo", "text-anchor": "middle", "font-weight": 600 }, id), ends = [s("g", {}, grip()), s("g", {}, grip())];
  pl.blades.append(body, arrow); pl.grips.append(...ends); pl.labels.append(tag);
  const now = () => knifeOf(st.get(), id), mark = (k) => `${k.w1}_${k.w2}_${k.b}`, mix = (a, c, t) => [a[0] + t * (c[0] - a[0]), a[1] + t * (c[1] - a[1])];
  const inner = (v) => clamp(v, lo + 0.04, hi - 0.04), side = (k) => Math.sign(-(hands.at[1][1] - hands.at[0][1]) * k.w1 + (hands.at[1][0] - hands.at[0][0]) * k.w2) || 1;
  const begin = (p) => { const k = now(); grab = { p, k, at: hands.at.map((v) => [...v]), length: Math.max(0.5, Math.hypot(k.w1, k.w2)), side: side(k) }; };
  const place = (at, k) => { if (!segment(k, [lo + 0.04, hi - 0.04])) return; hands = { at, of: mark(k) }; st.set({ [keys[0]]: k.w1, [keys[1]]: k.w2, [keys[2]]: k.b }); };
  const moveEnd = (i, to) => { const at = hands.at.map((v) => [...v]); at[i] = to.map(inner); if (Math.hypot(at[1][0] - at[0][0], at[1][1] - at[0][1]) > 0.2) place(at, through(at[0], at[1], grab.length, grab.side)); };
  const moveAll = (dx, dy) => place(grab.at.map(([x, y]) => [x + dx, y + dy]), fit({ ...grab.k, b: grab.k.b - grab.k.w1 * dx - grab.k.w2 * dy }));
  const tell = ends.map((g, i) => movable(svg, g, { label: `${Name}, end ${i + 1}`, start: begin, drag: ([x, y]) => moveEnd(i, [pl.X.invert(x), pl.Y.invert(y)]), nudge: (dx, dy) => { begin(); moveEnd(i, [hands.at[i][0] + 0.05 * dx, hands.at[i][1] + 0.05 * dy]); } }));
  const tellAll = movable(svg, body, { label: `${Name}, whole`, start: begin, drag: ([x, y]) => moveAll((x - grab.p[0]) / pl.unit, (grab.p[1] - y) / pl.unit), nudge: (dx, dy) => { begin(); moveAll(0.05 * dx, 0.05 * dy); } });
  return { forget() { hands = null; }, draw(p) {
    const k = knifeOf(p, id), flat = k.w1 === 0 && k.w2 === 0, seg = flat ? null : segment(k, pl.box);
    for (const g of [body, arrow, tag, ...ends]) g.style.display = seg ? "" : "none";
    if (!seg) return;
    if (hands?.of !== mark(k)) hands = { of: mark(k), at: id === "cut" ? [mix(...seg, 0.07), mix(...seg, 0.93)] : rest(seg) };
    for (const l of [line, wide, glow]) set(l, { "stroke-dasharray": l === line && id !== "cut" && p.bend === "none" ? "6 5" : false, x1: pl.X(seg[0][0]), y1: pl.Y(seg[0][1]), x2: pl.X(seg[1][0]), y2: pl.Y(seg[1][1]) });
    const len = Math.hypot(k.w1, k.w2), ux = k.w1 / len, uy = -k.w2 / len, [mx, my] = mix(...seg, 0.5), L = 18 + 8 * len;
    set(arrow, { x1: pl.X(mx), y1: pl.Y(my), x2: pl.X(mx) + ux * L, y2: pl.Y(my) + uy * L });
    let turn = (Math.atan2(-ux, uy) * 180) / Math.PI; if (turn > 90) turn -= 180; else if (turn < -90) turn += 180;
    const room = (t) => Math.min(...CORNERS.map(([x, y]) => Math.hypot(mix(...seg, t)[0] - x, mix(...seg, t)[1] - y + (y ? -0.1 : 0.1))));
    const [tx, ty] = mix(...seg, id === "cut" ? 0.7 : [0.3, 0.5, 0.7].sort((a, c) => room(c) - room(a))[0]), long = Math.hypot(pl.X(seg[1][0]) - pl.X(seg[0][0]), pl.Y(seg[1][1]) - pl.Y(seg[0][1])) > 110;
    set(tag, { transform: `translate(${pl.X(tx) - ux * 13},${pl.Y(ty) - uy * 13}) rotate(${turn})`, dy: 4, visibility: long ? "visible" : "hidden" });
    hands.at.forEach((q, i) => { const [x, y] = project(k, q); set(ends[i], { transform: `translate(${pl.X(x).toFixed(1)},${pl.Y(y).toFixed(1)})` }); tell[i](round(x), `${id === "cut" ? "h1" : "x1"} ${fmt(x)}, ${id === "cut" ? "h2" : "x2"} ${fmt(y)}`); });
    tellAll(k.b, `bias ${fmt(k.b)}`);
  } };
}
export default { render };
