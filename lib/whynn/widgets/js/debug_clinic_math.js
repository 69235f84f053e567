// The clinic's bookkeeping, free of drawing: what a packed log holds, how numbers are written, and the score.
import { size, clamp } from "./shared.js";

export const MARKS = 41, LAYERS = ["in", "1", "2", "3", "4", "5", "6", "out"], CHOICES = 4;
const ROWS = { norms: 7, rms: 8, dead: 6, ratio: 7 };
/** Logarithms to base 10 in thousandths; the ends stand for 0 and for infinity. */
function unpack(t) { const b = Uint8Array.from(atob(t), (c) => c.charCodeAt(0)), v = new DataView(b.buffer); return Array.from({ length: b.length >> 1 }, (_, i) => { const w = v.getInt16(2 * i, true); return w <= -30000 ? 0 : w >= 30000 ? Infinity : 10 ** (w / 1000); }); }
/** One run's log: three curves over the marks, and four rows of layers at each of the looks. */
export function log(t, looks) {
  const all = unpack(t), cut = (n) => all.splice(0, n), out = {};
  for (const name of ["train", "held", "gradient"]) out[name] = cut(MARKS);
  for (const [name, n] of Object.entries(ROWS)) out[name] = Array.from({ length: looks }, () => cut(n));
  return out;
}
/** A row of layers on the common axis: null where the quantity is not defined. */
export const aligned = (name, row) => (name === "rms" ? row : name === "dead" ? [null, ...row, null] : [null, ...row]);
export const say = (v) => (v === 0 ? "0" : Number.isFinite(v) ? size(v) : "off the scale");

// Answers -----------------------------------------------------------------------------------------------------------
/** "2,0|1": tries at the disease, a bar, tries at the treatment. Anything else, or more than can have been tried, is nothing. */
export function tries(t, c) {
  if (!/^([0-3](,[0-3])*)?(\|[0-3](,[0-3])*)?$/.test(t)) return [[], []];
  const [asked, cured = []] = t.split("|").map((p) => (p ? p.split(",").map(Number) : []));
  const upto = (list, key) => (list.includes(key) ? list.slice(0, list.indexOf(key) + 1) : list);
  const first = upto([...new Set(asked)], c.right);
  return [first, first.includes(c.right) ? upto([...new Set(cured)], c.cure) : []];
}
export const write = ([asked, cured]) => (cured.length ? `${asked}|${cured}` : String(asked));
/** Where a case stands: "ask", "cure" or "done"; whether both answers were right at once. */
export function standing(t, c) {
  const [asked, cured] = tries(t ?? "", c), found = asked.includes(c.right), done = cured.includes(c.cure);
  return { asked, cured, phase: done ? "done" : found ? "cure" : "ask", clean: done && asked.length === 1 && cured.length === 1 };
}
/** How many cases are done, and how many of them were right at the first try. */
export function score(given, cases) {
  const all = cases.map((c) => standing(given[c.id], c));
  return { done: all.filter((s) => s.phase === "done").length, clean: all.filter((s) => s.clean).length, n: cases.length };
}
export const encode = (t) => `${t.run}_${t.look}`;
export function decode(t, runs = 14, looks = 8) {
  const v = t.split("_").map((u) => (/^\d+$/.test(u) ? Number(u) : NaN));
  return v.length === 2 && v.every(Number.isFinite) ? { run: clamp(v[0], 1, runs), look: clamp(v[1], 0, looks - 1) } : null;
}

// Axes --------------------------------------------------------------------------------------------------------------
/** The decades that hold all positive finite values, at least from `low` to `high`, at most `most` in all. */
export function reach(values, low, high, most = 12) {
  const v = values.filter((x) => x > 0 && Number.isFinite(x)), top = Math.log10(Math.max(high, ...v)), bottom = Math.log10(Math.min(low, ...v));
  return [Math.max(bottom, top - most), top];
}
/** Where the axis is marked: 1, 2, 5 while it is short, else every so many powers of ten. */
export function ticks([a, b]) {
  const out = [];
  if (b - a <= 2.2) { for (let e = Math.floor(a); e <= b; e++) for (const m of [1, 2, 5]) { const v = e + Math.log10(m); if (v >= a - 1e-9 && v <= b + 1e-9) out.push(m * 10 ** e); } return out; }
  const by = Math.ceil((b - a) / 5);
  for (let e = Math.ceil(a / by) * by; e <= b + 1e-9; e += by) out.push(10 ** e);
  return out;
}
/** The lowest value and where it stands. */
export const lowest = (v) => v.reduce((k, x, i) => (x < v[k] ? i : k), 0);
