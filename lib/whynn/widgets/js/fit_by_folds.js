// FitByFolds: a curve out of one-fold units, by least squares, beside what polynomial units can do.
import { h, s, set, text, sym, num, fmt, signed, round, clamp, scale, schedule, size, store, frame, stage, slider, segmented, movable, grip, uid } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
export const BENDS = ["none", "x\u00b2", "x\u00b3", "ReLU"], TARGETS = ["waves", "step", "yours"];
export const MOST = 64, LOW = -2, HIGH = 2, POINTS = 401, PLACES = Array.from({ length: 9 }, (_, i) => -2 + i / 2);
export const GRID = Array.from({ length: POINTS }, (_, i) => LOW + ((HIGH - LOW) * i) / (POINTS - 1));
/** The smooth curve through the heights at PLACES: cubic pieces with Catmull-Rom slopes. */
export function spline(y, x) {
  const i = clamp(Math.floor((x - LOW) * 2), 0, y.length - 2), t = (x - PLACES[i]) * 2;
  const m = (j) => (j === 0 ? y[1] - y[0] : j === y.length - 1 ? y[j] - y[j - 1] : (y[j + 1] - y[j - 1]) / 2);
  return y[i] * (1 + 2 * t) * (1 - t) ** 2 + y[i + 1] * t * t * (3 - 2 * t) + m(i) * t * (1 - t) ** 2 - m(i + 1) * t * t * (1 - t);
}
/** The target as a function; outside [-2, 2] the reader's own is not known. */
export const wanted = ({ target, heights }) => (target === "waves" ? (x) => Math.sin(3 * x) + Math.abs(x) : target === "step" ? (x) => (x < 0 ? 0 : 1) : (x) => spline(heights, x));
export const place = (k, n) => LOW + ((HIGH - LOW) * k) / (n + 1);
/** Least squares of a line and n folds: heights at the folds by the tridiagonal normal equations, then slopes. */
export function folded(y, n) {
  const step = (HIGH - LOW) / (n + 1), d = new Float64Array(n + 2), e = new Float64Array(n + 1), r = new Float64Array(n + 2);
  for (let p = 0; p < POINTS; p++) {
    const u = (GRID[p] - LOW) / step, i = Math.min(Math.floor(u), n), b = u - i, a = 1 - b;
    d[i] += a * a; d[i + 1] += b * b; e[i] += a * b; r[i] += a * y[p]; r[i + 1] += b * y[p];
  }
  for (let i = 1; i < n + 2; i++) { const q = e[i - 1] / d[i - 1]; d[i] -= q * e[i - 1]; r[i] -= q * r[i - 1]; }
  for (let i = n + 1; i >= 0; i--) r[i] = (r[i] - (i <= n ? e[i] * r[i + 1] : 0)) / d[i];
  const slope = Array.from({ length: n + 1 }, (_, i) => (r[i + 1] - r[i]) / step);
  return { a: r[0] - slope[0] * LOW, m: slope[0], v: slope.slice(1).map((b, i) => b - slope[i]), grid: () => GRID.map((x) => { const u = (x - LOW) / step, i = Math.min(Math.floor(u), n); return r[i] + (u - i) * (r[i + 1] - r[i]); }) };
}
/** An orthonormal basis of these powers of x on the grid: values and coefficients, by Gram-Schmidt, twice. */
const dot = (f, g) => { let t = 0; for (let i = 0; i < POINTS; i++) t += f[i] * g[i]; return t; };
function basis(exponents) {
  const made = [];
  for (const k of exponents) {
    let c = [0, 1, 2, 3].map((i) => (i === k ? 1 : 0)), f = GRID.map((x) => x ** k);
    for (let twice = 0; twice < 2; twice++) for (const b of made) { const t = dot(f, b.f); f = f.map((v, i) => v - t * b.f[i]); c = c.map((v, i) => v - t * b.c[i]); }
    const long = Math.sqrt(dot(f, f));
    made.push({ f: f.map((v) => v / long), c: c.map((v) => v / long) });
  }
  return made;
}
const BASES = { none: basis([0, 1]), "x\u00b2": basis([0, 1, 2]), "x\u00b3": basis([0, 1, 2, 3]), one: basis([0, 1, 3]) };
/** Least squares over such a basis, as the coefficients of 1, x, x² and x³. */
export function powers(y, made) {
  const sum = [0, 0, 0, 0];
  for (const { f, c } of made) { const t = dot(y, f); c.forEach((v, i) => { sum[i] += t * v; }); }
  return sum;
}
/** The fit: `f(x, made)`, its values on the grid, and the folds' weights `v` (none for other bends: one curve). */
export function fit(y, bend, n) {
  if (bend === "ReLU") {
    const { a, m, v, grid } = folded(y, n);
    return { a, m, v, grid, f: (x, made = n) => { let t = a + m * x; for (let k = 0; k < Math.min(made, n); k++) t += v[k] * Math.max(0, x - place(k + 1, n)); return t; } };
  }
  const c = powers(y, BASES[bend === BENDS[2] && n === 1 ? "one" : bend]); // one cube around 0 has no square in it
  const f = (x) => ((c[3] * x + c[2]) * x + c[1]) * x + c[0];
  return { c, v: [], f, grid: () => GRID.map(f) };
}
/** The largest error on the grid and where it is. */
export function worst(y, best) {
  const found = best.grid();
  let at = 0, most = -1;
  for (let i = 0; i < POINTS; i++) { const e = Math.abs(found[i] - y[i]); if (e > most) { most = e; at = i; } }
  return { error: most, x: GRID[at] };
}
/** What share of all the bending the three strongest folds do. */
export function share(v) { const all = v.map(Math.abs).sort((a, b) => b - a), sum = (t) => t.reduce((p, q) => p + q, 0); return all.length ? sum(all.slice(0, 3)) / sum(all) : 0; }
export const encode = (p) => [p.target, BENDS.indexOf(p.bend), p.units, p.made, ...(p.target === "yours" ? p.heights : [])].join("_");
export function decode(t) {
  const [target, bend, units, made, ...y] = t.split("_"), own = y.map(Number);
  const whole = (v, lo, hi) => /^\d+$/.test(v ?? "") && Number(v) >= lo && Number(v) <= hi;
  if (!TARGETS.includes(target) || !whole(bend, 0, 3) || !whole(units, 1, MOST) || !whole(made, 0, MOST)) return null;
  if (target === "yours" ? own.length !== 9 || y.some((v) => v === "") || !own.every(Number.isFinite) : y.length) return null;
  return { target, bend: BENDS[bend], units: Number(units), made: Number(made), ...(target === "yours" ? { heights: own.map((v) => round(clamp(v, -1, 3))) } : {}) };
}

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { target: "waves", bend: "ReLU", units: 5, made: MOST, heights: [0, 0.2, 2.2, 1.2, 1, 1.2, 2.2, 0.2, 0] };
const COLOURS = { none: 4, "x\u00b2": 2, "x\u00b3": 3, ReLU: 1 };
const CAPTION = "Choose a target, or draw your own by its nine squares; choose a bend and the number of units. Bars: how much each fold changes the slope. Dashed red: the largest error. The weights are the best by least squares from \u22122 to 2; outside, hatched, nothing was asked.";

function render({ model, el }) {
  const key = model.get("key") ?? "fit", ask = schedule(draw);
  const st = store(model, DEFAULTS, () => ask(), { key, write: encode, read: decode });
  const fig = frame(el, { title: "A curve made of folds", caption: CAPTION, onReset: () => st.reset() });
  let known = { of: "" };

  // Controls and readouts
  const target = segmented({ legend: "Target", options: TARGETS, onchange: (v) => st.set({ target: v }) }), bend = segmented({ legend: "Bend", options: BENDS, onchange: (v) => st.set({ bend: v }) });
  const units = slider({ name: "units", label: "units", min: 1, max: MOST, step: 1, show: (v) => String(v), oninput: (v) => st.set({ units: v }) });
  const made = slider({ name: "folds made", label: "folds made, from the left", min: 0, max: MOST, step: 1, show: (v) => String(v), oninput: (v) => st.set({ made: v >= st.get().units ? MOST : v }) });
  const error = h("strong", { style: "font-size:1.25rem;font-weight:650" }), nums = [num(5), num(6)], rest = h("span");
  const formula = h("p", { style: "white-space:nowrap;margin:0" }, sym("y"), "\u2009=\u2009", nums[0], nums[1], " ", sym("x"), rest), line = h("p", { style: "min-height:2.9em" });
  const plot = h("div"), side = h("div");
  fig.body.append(h("div", { class: "fig-cols fig-wide-2" }, target.root, bend.root), h("div", { class: "fig-cols fig-wide-2", style: "--cols:minmax(0,1fr) 11rem" }, plot, side),
    h("div", { class: "fig-row", style: "justify-content:space-between" }, error, formula), h("div", { style: "--label:5.25rem;--out:2rem" }, units.root, made.root), line);

  // The curve, and below it one bar a fold
  let X, Y, V, E, N;
  const hatch = uid("hatch"), clip = uid("clip"), window_ = s("rect"), border = s("rect", { fill: "none", stroke: "var(--fig-line)" }), out = [s("rect", { fill: `url(#${hatch})` }), s("rect", { fill: `url(#${hatch})` })];
  const grid = [-1, 0, 1, 2, 3].map((v) => [v, s("line", { class: "grid" }), s("text", { class: "muted", "text-anchor": "end" }, fmt(v, 0))]), ticks = [-2, -1, 0, 1, 2].map((v) => [v, s("line", { class: "grid" }), s("text", { class: "muted", "text-anchor": "middle" }, fmt(v, 0))]);
  const wish = s("path", { fill: "none", stroke: "var(--fig-muted)", "stroke-width": 5, opacity: 0.45, "stroke-linejoin": "round" }), whole = s("path", { fill: "none", stroke: "var(--fig-accent-1)", "stroke-width": 1.5, "stroke-dasharray": "3 4" }), now = s("path", { fill: "none", "stroke-width": 2.5, "stroke-linejoin": "round" });
  const gap = s("line", { stroke: "var(--fig-wrong)", "stroke-width": 2.5, "stroke-dasharray": "4 3" }), names = [s("text", { class: "halo muted" }, "target"), s("text", { class: "halo muted", "text-anchor": "middle" }, "slope change at each fold")];
  const base = s("line", { class: "axis" }), bars = Array.from({ length: MOST }, () => s("rect", { fill: "var(--fig-accent-1)" })), dots = Array.from({ length: MOST }, () => s("circle", { fill: "var(--fig-accent-1)" }));
  const hands = PLACES.map(() => s("g", {}, grip()));
  const main = stage(plot, "The target and its fit by units. Of a target of your own, the nine heights can be moved with the arrow keys.", (w) => {
    X = scale([-3, 3], [26, w - 2]); Y = scale([-1.25, 3.25], [252, 2]); V = scale([-1, 1], [352, 290]);
    const all = { x: X(-3), y: Y(3.25), width: X(3) - X(-3), height: Y(-1.25) - Y(3.25) };
    set(border, all); set(window_, all); set(out[0], { ...all, width: X(-2) - X(-3) }); set(out[1], { ...all, x: X(2), width: X(3) - X(2) });
    for (const [v, l, t] of grid) { set(l, { x1: X(-3), x2: X(3), y1: Y(v), y2: Y(v) }); set(t, { x: X(-3) - 6, y: Y(v) + 4 }); }
    for (const [v, l, t] of ticks) { set(l, { x1: X(v), x2: X(v), y1: Y(-1.25), y2: Y(3.25) }); set(t, { x: X(v), y: 268 }); }
    set(base, { x1: X(-2), x2: X(2), y1: V(0), y2: V(0) }); set(names[1], { x: X(0), y: 284 });
    ask();
    return 356;
  });
  main.svg.append(s("defs", {}, s("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { y2: 7, stroke: "var(--fig-muted)", "stroke-width": 1, opacity: 0.3 })), s("clipPath", { id: clip }, window_)),
    ...[...grid, ...ticks].flatMap(([, l, t]) => [l, t]), ...out, border, s("g", { "clip-path": `url(#${clip})` }, wish, whole, now, gap, dots), base, ...bars, ...names, ...hands);
  const tell = hands.map((g, i) => {
    const to = (y) => st.set({ heights: st.get().heights.map((v, j) => (j === i ? round(clamp(y, -1, 3)) : v)) });
    return movable(main.svg, g, { label: `Height at x = ${fmt(PLACES[i], 1)}`, drag: ([, y]) => to(Y.invert(y)), nudge: (dx, dy) => to(st.get().heights[i] + 0.05 * (dx + dy)) });
  });

  // The error by the number of units, for every bend
  const rows = BENDS.map((b) => ({ b, path: s("path", { fill: "none", stroke: `var(--fig-accent-${COLOURS[b]})`, "stroke-linejoin": "round" }), name: s("text", { class: "halo" }, b) })), here = s("circle", { r: 5.5, stroke: "var(--fig-surface)", "stroke-width": 2 });
  const decades = [0.001, 0.01, 0.1, 1].map((v) => [v, s("line", { class: "grid" }), s("text", { class: "muted", "text-anchor": "end" }, String(v))]), counts = [1, 4, 16, 64].map((v) => [v, s("line", { class: "grid" }), s("text", { class: "muted", "text-anchor": "middle" }, String(v))]);
  const titles = [s("text", { class: "muted" }, "\u2191 largest error"), s("text", { class: "muted", "text-anchor": "end" }, "units \u2192")];
  const small = stage(side, "Largest error by the number of units, for each bend", (w) => {
    N = scale([0, 6], [42, w - 38]); E = scale([-3.1, 0.6], [296, 8]);
    for (const [v, l, t] of decades) { const y = E(Math.log10(v)); set(l, { x1: N(0), x2: N(6), y1: y, y2: y }); set(t, { x: N(0) - 6, y: y + 4 }); }
    for (const [v, l, t] of counts) { const x = N(Math.log2(v)); set(l, { x1: x, x2: x, y1: E(-3.1), y2: E(0.6) }); set(t, { x, y: 314 }); }
    set(titles[0], { x: 0, y: 334 }); set(titles[1], { x: w - 2, y: 334 });
    ask();
    return 356;
  });
  small.svg.append(...[...decades, ...counts].flatMap(([, l, t]) => [l, t]), ...titles, ...rows.map((r) => r.path), here, ...rows.map((r) => r.name));

  function draw() {
    if (!X || !N) return;
    const p = st.get(), n = p.units, ReLU = p.bend === "ReLU", k = Math.min(p.made, n), yes = wanted(p), of = `${p.target}${p.heights}`;
    if (known.of !== of) { // only a new target needs all 64 fits
      const y = GRID.map(yes), e = (b, m) => worst(y, fit(y, b, m)).error;
      known = { of, y, errors: Object.fromEntries(BENDS.map((b) => [b, Array.from({ length: MOST }, (_, i) => (b === "ReLU" || i < 2 ? e(b, i + 1) : 0)).map((v, i, all) => (b === "ReLU" || i < 2 ? v : all[1]))])) };
    }
    const { y, errors } = known, best = fit(y, p.bend, n), far = worst(y, best), colour = `var(--fig-accent-${COLOURS[p.bend]})`;
    const curve = (f, lo, hi) => { const m = 300; return `M${Array.from({ length: m + 1 }, (_, i) => { const x = lo + ((hi - lo) * i) / m; return `${X(x).toFixed(1)} ${Y(clamp(f(x), -9, 12)).toFixed(1)}`; }).join("L")}`; };
    const own = p.target === "yours", d = curve((x) => best.f(x, k), -3, 3);
    set(wish, { d: own ? curve(yes, LOW, HIGH) : p.target === "step" ? `M${X(-3)} ${Y(0)}H${X(0)}M${X(0)} ${Y(1)}H${X(3)}` : curve(yes, -3, 3) });
    set(now, { d, style: `stroke:${colour}` }); set(whole, { d: k < n && ReLU ? curve((x) => best.f(x), -3, 3) : "M0 0" });
    set(gap, { x1: X(far.x), x2: X(far.x), y1: Y(yes(far.x)), y2: Y(best.f(far.x)) });
    const tx = own ? 1.25 : -2.9; set(names[0], { x: X(tx), y: Y(own ? spline(p.heights, 1.25) + 0.3 : yes(tx)) - 8 });
    const top = Math.max(...best.v.map(Math.abs), 1e-9), wide = clamp((X(2) - X(-2)) / (n + 1) - 2, 2, 10);
    bars.forEach((b, i) => {
      const v = best.v[i], on = v !== undefined;
      for (const g of [b, dots[i]]) g.style.display = on ? "" : "none";
      if (!on) return;
      const x = place(i + 1, n), tall = Math.abs(V(0) - V(v / top));
      set(b, { x: X(x) - wide / 2, width: wide, y: v > 0 ? V(0) - tall : V(0), height: Math.max(tall, 1), opacity: i < k ? 1 : 0.25 });
      set(dots[i], { cx: X(x), cy: Y(clamp(best.f(x, k), -9, 12)), r: n > 24 ? 2 : 3.5, opacity: i < k ? 1 : 0 });
    });
    for (const g of [base, names[1], made.root]) g.style.visibility = ReLU ? "" : "hidden";
    hands.forEach((g, i) => { g.style.display = own ? "" : "none"; set(g, { transform: `translate(${X(PLACES[i])},${Y(p.heights[i]).toFixed(1)})` }); tell[i](p.heights[i], `height ${fmt(p.heights[i])}`); });
    // errors
    const level = (e) => E(clamp(Math.log10(Math.max(e, 1e-9)), -3.1, 0.6));
    let low = -99; // names at the ends of their curves, at least a line apart
    for (const r of [...rows].sort((a, b) => errors[b.b].at(-1) - errors[a.b].at(-1))) {
      set(r.path, { d: `M${errors[r.b].map((e, i) => `${N(Math.log2(i + 1)).toFixed(1)} ${level(e).toFixed(1)}`).join("L")}`, "stroke-width": r.b === p.bend ? 2 : 1, opacity: r.b === p.bend ? 1 : 0.7 });
      low = Math.max(level(errors[r.b].at(-1)) - 6, low + 15);
      set(r.name, { x: N(6) + 5, y: low, style: r.b === p.bend ? "font-weight:650" : "" });
    }
    set(here, { cx: N(Math.log2(n)), cy: level(errors[p.bend][n - 1]), style: `fill:${colour}` });
    // readouts
    target.set(p.target); bend.set(p.bend); units.set(n);
    made.set(k, n);
    text(error, `largest error ${size(far.error)}`);
    const c = ReLU ? [best.a, best.m] : best.c;
    text(nums[0], fmt(c[0])); text(nums[1], signed(c[1])); text(rest, ReLU ? ` + ${k} fold${k === 1 ? "" : "s"}` : `${best.c[2] || p.bend === BENDS[1] ? ` ${signed(best.c[2])} x\u00b2` : ""}${p.bend === BENDS[2] ? ` ${signed(best.c[3])} x\u00b3` : ""}`);
    const said = told(p, best, k);
    text(line, said);
    fig.say(`Target ${p.target}, bend ${p.bend}, ${n} units: largest error ${size(far.error)} at x = ${fmt(far.x)}. ${said}`);
  }
  main.start(); small.start();
  draw();
  if (st.linked) fig.root.scrollIntoView({ block: "center" });
  return () => { ask.cancel(); st.destroy(); main.destroy(); small.destroy(); fig.destroy(); };
}
export function told(p, best, made) {
  const n = p.units, all = `${n} unit${n === 1 ? "" : "s"}`;
  if (p.bend === "none") return `${all}, one straight line. Without a bend more units change nothing.`;
  if (p.bend !== "ReLU") return `${all}, one ${p.bend === BENDS[1] ? "parabola" : "cubic"}. Any sum of shifted ${p.bend === BENDS[1] ? "squares is again a x\u00b2 + b x + c" : "cubes is again of third degree"}, so more units change nothing.`;
  if (made === 0) return "No fold yet: the straight line that the folds start from.";
  if (made < n) return `Fold ${made} of ${n}, at x = ${fmt(place(made, n))}: the slope changes by ${signed(best.v[made - 1]).replace(" ", "")}. To the right nothing is folded yet.`;
  return n <= 3 ? `${n === 1 ? "One fold" : `${n} folds`}, ${n + 1} straight pieces.` : `${n} folds, ${n + 1} straight pieces. The three strongest folds do ${Math.round(100 * share(best.v))}% of the bending.`;
}
export default { render };
