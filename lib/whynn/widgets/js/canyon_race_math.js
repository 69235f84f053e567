// The arithmetic of CanyonRace, free of drawing: five optimizers on L = a*w1^2 + w2^2, as in whynn.optimizers.
import { clamp, round } from "./shared.js";

export const GOAL = 1e-6, BLOWN = 1e12, SHOWN = 300, HORIZON = 3000, EPS = 1e-8;
export const RANGE = { a: [1, 1000], alpha: [1e-4, 2], beta: [0, 0.99], beta2: [0, 0.999], decay: [0, 1], w1: [-1.4, 1.4], w2: [-2.5, 2.5] };
export const KINDS = ["sgd", "momentum", "nesterov", "adam", "adamw"], LETTER = { sgd: "s", momentum: "m", nesterov: "n", adam: "a", adamw: "w" };
export const sig = (v, d = 3) => Number(v.toPrecision(d));
export const loss = (a, w1, w2) => a * w1 * w1 + w2 * w2;
/** Where plain descent is fastest, and from where on it no longer comes down; the curvatures are 2a and 2. */
export const fastest = (a) => 2 / (2 * a + 2);
export const limit = (a) => 2 / (2 * a);
/** What one plain step does to each coordinate: w <- factor * w. */
export const factors = (a, alpha) => ({ w1: 1 - alpha * 2 * a, w2: 1 - alpha * 2 });
/** The factor a step in the long run, the larger of both axes: the largest root of each linear rule. Null for Adam's. */
export function rate(kind, { a, alpha, beta }) {
  const at = (lambda) => {
    const f = 1 - alpha * lambda;
    if (kind === "sgd") return Math.abs(f);
    const [sum, product] = kind === "momentum" ? [beta + f, beta] : [(1 + beta) * f, beta * f], gap = (sum * sum) / 4 - product;
    return gap < 0 ? Math.sqrt(product) : Math.abs(sum) / 2 + Math.sqrt(gap);
  };
  return kind === "adam" || kind === "adamw" ? null : Math.max(at(2 * a), at(2));
}

const memory = new Map(); // 1 - beta^t for the betas last used: a drag asks for them sixty times a second
function corrections(beta) {
  if (!memory.has(beta)) {
    if (memory.size > 8) memory.clear();
    memory.set(beta, Float64Array.from({ length: HORIZON + 1 }, (_, t) => 1 - beta ** t));
  }
  return memory.get(beta);
}
/** A function that takes one coordinate one step on, its gradient being `lambda * w`; it remembers what the optimizer does. */
export function stepper(kind, { alpha, beta, beta2, decay }, lambda) {
  let u = 0, v = 0, t = 0;
  if (kind === "sgd") return (w) => w - alpha * (lambda * w);
  if (kind === "momentum") return (w) => { u = beta * u + lambda * w; return w - alpha * u; };
  if (kind === "nesterov") return (w) => { const g = lambda * w; u = beta * u + g; return w - alpha * (g + beta * u); };
  const wd = kind === "adamw" ? decay : 0, c1 = corrections(beta), c2 = corrections(beta2);
  return (w) => {
    const g = lambda * w;
    t += 1; u = beta * u + (1 - beta) * g; v = beta2 * v + (1 - beta2) * (g * g);
    return w - alpha * (u / c1[t] / (Math.sqrt(v / c2[t]) + EPS) + wd * w);
  };
}
/** The whole race of one optimizer, HORIZON steps long; places and losses are kept for the steps shown, or to the last before it left all bounds.
 *  `reached`: the first step after which every later loss stays below the goal, or -1; `blown`: the step that left, or -1.
 *  `worst.loss[k]`: the largest loss from step k on. It crosses the goal at `reached`, and it cannot wiggle. */
export function race(kind, p, steps = HORIZON) {
  const one = stepper(kind, p, 2 * p.a), two = stepper(kind, p, 2), w1 = [p.w1], w2 = [p.w2], L = [loss(p.a, p.w1, p.w2)];
  let x = p.w1, y = p.w2, last = L[0] < GOAL ? -1 : 0, blown = -1, top = 0, far = 0;
  for (let k = 1; k <= steps; k++) {
    x = one(x); y = two(y);
    const l = loss(p.a, x, y);
    if (!(l <= BLOWN)) { blown = k; break; }
    if (!(l < GOAL)) last = k;
    if (k <= SHOWN) { w1.push(x); w2.push(y); L.push(l); } else { if (l > top) top = l; if (x * x + y * y > far) far = x * x + y * y; }
  }
  const distance = w1.map((v, k) => Math.hypot(v, w2[k]));
  return { kind, w1, w2, loss: L, distance, worst: { loss: trailing(L, top), distance: trailing(distance, Math.sqrt(far)) }, blown, reached: blown < 0 && last < steps ? last + 1 : -1 };
}
/** At each place the largest of the values from there on, `later` being the largest of those beyond the end. */
function trailing(values, later) {
  const out = new Array(values.length);
  for (let k = values.length - 1; k >= 0; k--) out[k] = later = Math.max(later, values[k]);
  return out;
}
/** The race's outcome in one word or number. */
export function outcome(r, p) {
  if (r.reached >= 0) return String(r.reached);
  if (r.blown >= 0) return "diverges";
  return r.kind === "sgd" && Math.abs(Math.abs(factors(p.a, p.alpha).w1) - 1) < 1e-9 && p.w1 ? "bounces" : "> 3000";
}
/** What the factor of w1 means for plain descent. */
export function verdict(f) {
  const m = Math.abs(f);
  return Math.abs(m - 1) < 1e-9 ? "bounces for ever" : m > 1 ? "diverges" : f < -0.005 ? "zigzags inward" : f < 0.005 ? "kills w1 in one step" : "creeps inward";
}
/** The step table of the chosen racers as text; numbers in full, as JavaScript and Python both write them. */
export function csv(races) {
  const lines = ["optimizer,step,w1,w2,loss"];
  for (const r of races) r.loss.forEach((l, k) => lines.push([r.kind, k, r.w1[k], r.w2[k], l].join(",")));
  return `${lines.join("\n")}\n`;
}
const NAMES = ["a", "alpha", "beta", "beta2", "decay", "w1", "w2"], DIGITS = { beta: 2, beta2: 3, decay: 2, w1: 2, w2: 2 };
/** A setting within its range and with its digits: what is shown is what is used. */
export const held = (name, v) => (DIGITS[name] ? round(clamp(v, ...RANGE[name]), DIGITS[name]) : sig(clamp(v, ...RANGE[name])));
export const encode = (t) => [...NAMES.map((n) => t[n]), t.step, t.chart, t.racers.map((r) => LETTER[r]).join("")].join("_");
export function decode(text) {
  const parts = text.split("_");
  if (parts.length !== 10) return null;
  const v = parts.slice(0, 8).map((u) => (u.trim() ? Number(u) : NaN)), [chart, letters] = parts.slice(8);
  if (!v.every(Number.isFinite) || !["loss", "distance"].includes(chart)) return null;
  const state = Object.fromEntries(NAMES.map((n, i) => [n, held(n, v[i])]));
  return { ...state, step: Math.round(clamp(v[7], 0, SHOWN)), chart, racers: KINDS.filter((k) => letters.includes(LETTER[k])) };
}
/** How many steps have been shown t seconds into a play, slow first, and its inverse. */
export const played = (t) => 5 * t + 5 * t * t;
export const playedAt = (k) => (Math.sqrt(25 + 20 * k) - 5) / 10;
