// The arithmetic of CanyonRace, free of drawing: five optimizers on L = a*w1^2 + w2^2, turned, as in whynn.optimizers.
import { clamp, round } from "./shared.js";

export const GOAL = 1e-6, BLOWN = 1e12, SHOWN = 300, HORIZON = 3000, EPS = 1e-8;
export const RANGE = { a: [1, 1000], alpha: [1e-4, 2], beta: [0, 0.99], beta2: [0, 0.999], decay: [0, 1], w1: [-1.4, 1.4], w2: [-2.5, 2.5], angle: [0, 90] };
export const KINDS = ["sgd", "momentum", "nesterov", "adam", "adamw"], LETTER = { sgd: "s", momentum: "m", nesterov: "n", adam: "a", adamw: "w" };
export const sig = (v, d = 3) => Number(v.toPrecision(d));
/** The canyon turned by `angle` degrees: where a place is, `across` and `along` the canyon, and what it is there. */
export function canyon({ a, angle }) {
  const c = Math.cos((angle * Math.PI) / 180), s = Math.sin((angle * Math.PI) / 180);
  const across = angle ? (x, y) => c * x + s * y : (x) => x, along = angle ? (x, y) => c * y - s * x : (_, y) => y;
  const loss = (x, y) => a * across(x, y) ** 2 + along(x, y) ** 2;
  const slope1 = (x, y) => (angle ? c * (2 * a * across(x, y)) - s * (2 * along(x, y)) : 2 * a * x), slope2 = (x, y) => (angle ? s * (2 * a * across(x, y)) + c * (2 * along(x, y)) : 2 * y);
  return { across, along, loss, slope1, slope2 };
}
/** Where plain descent is fastest, and from where on it no longer comes down; the curvatures are 2a and 2. */
export const fastest = (a) => 2 / (2 * a + 2);
export const limit = (a) => 2 / (2 * a);
/** What one plain step does to the distance across the canyon and along it: d <- factor * d. */
export const factors = (a, alpha) => ({ across: 1 - alpha * 2 * a, along: 1 - alpha * 2 });
/** The factor a step in the long run, the larger of both ways: the largest root of each linear rule. Null for Adam's. */
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
/** A function that takes one coordinate one step on, `g` being its gradient; it remembers what the optimizer does. */
export function stepper(kind, { alpha, beta, beta2, decay }) {
  let u = 0, v = 0, t = 0;
  if (kind === "sgd") return (w, g) => w - alpha * g;
  if (kind === "momentum") return (w, g) => { u = beta * u + g; return w - alpha * u; };
  if (kind === "nesterov") return (w, g) => { u = beta * u + g; return w - alpha * (g + beta * u); };
  const wd = kind === "adamw" ? decay : 0, c1 = corrections(beta), c2 = corrections(beta2);
  return (w, g) => {
    t += 1; u = beta * u + (1 - beta) * g; v = beta2 * v + (1 - beta2) * (g * g);
    return w - alpha * (u / c1[t] / (Math.sqrt(v / c2[t]) + EPS) + wd * w);
  };
}
/** The whole race of one optimizer, HORIZON steps long; places and losses are kept for the steps shown, or to the last before it left all bounds.
 *  `reached`: the first step after which every later loss stays below the goal, or -1; `blown`: the step that left, or -1.
 *  `worst.loss[k]`: the largest loss from step k on. It crosses the goal at `reached`, and it cannot wiggle. */
export function race(kind, p, steps = HORIZON) {
  const { loss, slope1, slope2 } = canyon(p), one = stepper(kind, p), two = stepper(kind, p), w1 = [p.w1], w2 = [p.w2], L = [loss(p.w1, p.w2)];
  let x = p.w1, y = p.w2, last = L[0] < GOAL ? -1 : 0, blown = -1, top = 0, far = 0;
  for (let k = 1; k <= steps; k++) {
    const g1 = slope1(x, y), g2 = slope2(x, y);
    x = one(x, g1); y = two(y, g2);
    const l = loss(x, y);
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
  return r.kind === "sgd" && Math.abs(Math.abs(factors(p.a, p.alpha).across) - 1) < 1e-9 && Math.abs(canyon(p).across(p.w1, p.w2)) > 1e-9 ? "bounces" : "> 3000";
}
/** What the factor across the canyon means for plain descent. */
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
const NAMES = ["a", "alpha", "beta", "beta2", "decay", "w1", "w2"], DIGITS = { beta: 2, beta2: 3, decay: 2, w1: 2, w2: 2, angle: 0 };
/** A setting within its range and with its digits: what is shown is what is used. */
export const held = (name, v) => (name in DIGITS ? round(clamp(v, ...RANGE[name]), DIGITS[name]) : sig(clamp(v, ...RANGE[name])));
export const encode = (t) => [...NAMES.map((n) => t[n]), t.step, t.chart, t.racers.map((r) => LETTER[r]).join(""), t.angle].join("_");
export function decode(text) {
  const parts = text.split("_"), read = (u) => (u.trim() ? Number(u) : NaN);
  if (parts.length !== 10 && parts.length !== 11) return null; // addresses once shared have no angle
  const v = parts.slice(0, 8).map(read), [chart, letters, turn = "0"] = parts.slice(8), angle = read(turn);
  if (![...v, angle].every(Number.isFinite) || !["loss", "distance"].includes(chart)) return null;
  const state = Object.fromEntries(NAMES.map((n, i) => [n, held(n, v[i])]));
  return { ...state, angle: held("angle", angle), step: Math.round(clamp(v[7], 0, SHOWN)), chart, racers: KINDS.filter((k) => letters.includes(LETTER[k])) };
}
/** How many steps have been shown t seconds into a play, slow first, and its inverse. */
export const played = (t) => 5 * t + 5 * t * t;
export const playedAt = (k) => (Math.sqrt(25 + 20 * k) - 5) / 10;
