// The arithmetic of PaperFold, free of drawing: a pile of two units on XOR, as in whynn.mlp.
import { round, clamp } from "./shared.js";
import { CORNERS, BOX, score } from "./xor_knife.js";

export const WANT = [0, 1, 1, 0];
export const HIDDEN = [-1.25, 2.75];
/** The three knives: which traits are their weights and bias. */
export const KNIVES = { "fold 1": ["w11", "w21", "b1"], "fold 2": ["w12", "w22", "b2"], cut: ["v1", "v2", "c"] };
export const NUMBERS = Object.values(KNIVES).flat();
const FIT = [1.2375126308378275, -0.14024059858554525, 0.0035854154854790257, 0.08227673848999506, -0.10880393014244462, 0.09230432116428125, -0.05869339857664934, 0.02836227737211114, -0.009746579683265262, 0.0017556261651970652, 0.000293714378044958, -0.00029015535246077655, 5.164652974177416e-5, 2.2387565714911816e-5, -1.1438048033346894e-5, -9.792625707303523e-7, 1.7419821586224816e-6, -5.084465378687302e-8, -2.4857126248016745e-7, 1.879082322370048e-8, 3.197926671666804e-8, -1.9551358868985616e-9, -2.623107347133476e-9];
/** Normal distribution function: the Chebyshev form that whynn.gelu uses too. */
export function phi(x) {
  const z = Math.min(Math.abs(x), 40) / Math.SQRT2, t = (z - 3.75) / (z + 3.75);
  const tail = ((0.5 * FIT.reduceRight((sum, c) => sum * t + c, 0)) / (1 + 2 * z)) * Math.exp(-z * z);
  return x > 0 ? 1 - tail : tail;
}
export const BENDS = { none: (z) => z, ReLU: (z) => Math.max(0, z), tanh: Math.tanh, GELU: (z) => z * phi(z) };

export const knifeOf = (p, id) => { const [a, b, c] = KNIVES[id]; return { w1: p[a], w2: p[b], b: p[c] }; };
export const hidden = ({ bend, w11, w21, b1, w12, w22, b2 }, [x1, x2]) => { const f = BENDS[bend]; return [f(w11 * x1 + w21 * x2 + b1), f(w12 * x1 + w22 * x2 + b2)]; };
export const pile = (p, x) => { const [h1, h2] = hidden(p, x); return p.v1 * h1 + p.v2 * h2 + p.c; };
/** One row per corner; the output is 1 where the score is above 0. */
export const judge = (p) => CORNERS.map((x, i) => {
  const hs = hidden(p, x), sc = score(knifeOf(p, "cut"), hs), out = round(sc) > 0 ? 1 : 0;
  return { x, h: hs, score: sc, out, want: WANT[i], right: out === WANT[i] };
});
export const countRight = (rows) => rows.filter((r) => r.right).length;
/** How many of the four corners a unit's bend flattens (its weighted sum is below 0 there). */
export const flattened = (p, id) => CORNERS.filter((x) => round(score(knifeOf(p, id), x)) < 0).length;
/** The two diagonal sums, and the single layer that says the same at all four corners, if there is one. */
export function single(rows) {
  const [s00, s01, s10, s11] = rows.map((r) => r.score), zero = s00 + s11, one = s01 + s10;
  return { zero, one, layer: Math.abs(zero - one) < 1e-9 ? { w1: s10 - s00, w2: s01 - s00, b: s00 } : null };
}
/** Where the pile fires and where not: the box in n x n cells, clipped by linear interpolation; lists of polygons. */
export function regions(p, n = 48, [lo, hi] = BOX) {
  const at = (i) => lo + ((hi - lo) * i) / n, v = new Float64Array((n + 1) ** 2);
  for (let j = 0, k = 0; j <= n; j++) for (let i = 0; i <= n; i++, k++) v[k] = pile(p, [at(i), at(j)]);
  const side = (sign) => {
    const out = [], up = (k) => sign * v[k] > 0;
    for (let j = 0; j < n; j++) for (let i = 0, from = -1; i <= n; i++) {
      const k = j * (n + 1) + i, corners = i < n ? up(k) + up(k + 1) + up(k + n + 2) + up(k + n + 1) : 0;
      if (corners === 4) { if (from < 0) from = i; continue; } // whole cells of a row make one long one
      if (from >= 0) { out.push([[at(from), at(j)], [at(i), at(j)], [at(i), at(j + 1)], [at(from), at(j + 1)]]); from = -1; }
      if (corners === 0) continue;
      const poly = [], c = [[i, j, v[k]], [i + 1, j, v[k + 1]], [i + 1, j + 1, v[k + n + 2]], [i, j + 1, v[k + n + 1]]];
      c.forEach(([x, y, z], m) => {
        const [x2, y2, z2] = c[(m + 1) % 4], t = z / (z - z2);
        if (sign * z > 0) poly.push([at(x), at(y)]);
        if (sign * z > 0 !== sign * z2 > 0) poly.push([at(x + t * (x2 - x)), at(y + t * (y2 - y))]);
      });
      out.push(poly);
    }
    return out;
  };
  return { yes: side(1), no: side(-1) };
}
/** Lines of the paper, `n` cells a side, as they lie in the plane of the hidden values. */
export function paper(p, n = 10, fine = 40, [lo, hi] = BOX) {
  const at = (t) => lo + (hi - lo) * t, run = (k, m) => Array.from({ length: m + 1 }, (_, i) => k(at(i / m)));
  return [...run((y) => run((x) => hidden(p, [x, y]), fine), n), ...run((x) => run((y) => hidden(p, [x, y]), fine), n)];
}
export const encode = (p) => [p.bend, ...NUMBERS.map((k) => p[k])].join("_");
export function decode(t) {
  const [bend, ...v] = t.split("_"), values = v.map(Number);
  if (!Object.hasOwn(BENDS, bend) || v.length !== NUMBERS.length || v.some((x) => x === "") || !values.every(Number.isFinite)) return null;
  return { bend, ...Object.fromEntries(NUMBERS.map((k, i) => [k, round(clamp(values[i], -top(k), top(k)))])) };
}
/** How far from 0 a trait may be. */
export const top = (k) => (/^[bc]/.test(k) ? 3 : 2);

// Learning: plain descent on the mean squared error at the four corners, -1/2 and 1/2 being wanted.
const density = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const SLOPES = { none: () => 1, ReLU: (z) => Number(z > 0), tanh: (z) => 1 - Math.tanh(z) ** 2, GELU: (z) => phi(z) + z * density(z) };
const off = (p) => CORNERS.map((x, i) => pile(p, x) - (WANT[i] - 0.5));
export const lossOf = (p) => off(p).reduce((sum, e) => sum + (e * e) / 4, 0);
/** One step down with learning rate `rate`; a number stops at the end of its slider. */
export function nudged(p, rate = 0.1) {
  const g = Object.fromEntries(NUMBERS.map((k) => [k, 0])), slope = SLOPES[p.bend];
  off(p).forEach((e, i) => {
    const [x1, x2] = CORNERS[i], hs = hidden(p, CORNERS[i]), d = e / 2;
    g.v1 += d * hs[0]; g.v2 += d * hs[1]; g.c += d;
    [["fold 1", p.v1], ["fold 2", p.v2]].forEach(([id, v]) => {
      const [a, b, c] = KNIVES[id], blame = d * v * slope(score(knifeOf(p, id), CORNERS[i]));
      g[a] += blame * x1; g[b] += blame * x2; g[c] += blame;
    });
  });
  return { ...p, ...Object.fromEntries(NUMBERS.map((k) => [k, clamp(p[k] - rate * g[k], -top(k), top(k))])) };
}
/** A play ends when the loss is next to nothing or no number moves any more, and after this many nudges. */
export const MOST = 2000;
export const settled = (p, next) => lossOf(next) < 1e-3 || NUMBERS.every((k) => Math.abs(next[k] - p[k]) < 1e-5);
