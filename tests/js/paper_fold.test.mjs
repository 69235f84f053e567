// The arithmetic of the folds against whynn's (from tests/golden/paper_fold.py) and against geometry.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as F from "../../lib/whynn/widgets/js/paper_fold_math.js";
import { verdictOf } from "../../lib/whynn/widgets/js/paper_fold.js";
import { CORNERS } from "../../lib/whynn/widgets/js/xor_knife.js";

const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e, `${a} is not ${b}`);
const byHand = { bend: "ReLU", w11: 1, w21: 1, b1: 0, w12: 1, w22: 1, b2: -1, v1: 1, v2: -2, c: -0.5 };

test("hidden values and scores equal whynn's to 1e-12, outputs exactly", () => {
  assert.ok(golden.length >= 200);
  for (const g of golden) {
    F.judge(g.p).forEach((r, i) => { r.h.forEach((v, k) => near(v, g.h[i][k])); near(r.score, g.score[i]); assert.equal(r.out, g.out[i]); });
    g.x.forEach((x, i) => near(F.pile(g.p, x), g.elsewhere[i]));
    ["fold 1", "fold 2"].forEach((id, k) => assert.equal(F.flattened(g.p, id), g.flattened[k]));
  }
});

test("without a bend the pile is whynn's collapsed layer, at the corners and elsewhere", () => {
  for (const g of golden.filter((v) => v.layer)) {
    const { layer } = F.single(F.judge(g.p));
    [layer.w1, layer.w2, layer.b].forEach((v, i) => near(v, g.layer[i]));
    g.x.forEach(([a, b], i) => near(layer.w1 * a + layer.w2 * b + layer.b, g.elsewhere[i], 1e-11));
  }
});

test("a layer is named only if it gives all four scores", () => {
  let named = 0;
  for (const g of golden) {
    const { layer } = F.single(F.judge(g.p));
    if (!layer) continue;
    named++;
    CORNERS.forEach(([a, b], i) => near(layer.w1 * a + layer.w2 * b + layer.b, g.score[i], 1e-8));
  }
  assert.ok(named > 60 && named < 240);
});

test("the pile set by hand has all four, and an unused bend leaves a single layer", () => {
  assert.equal(F.countRight(F.judge(byHand)), 4);
  assert.equal(F.flattened(byHand, "fold 1"), 0); assert.equal(F.flattened(byHand, "fold 2"), 1);
  assert.equal(F.single(F.judge(byHand)).layer, null);
  const unused = { ...byHand, b2: 0 };
  assert.deepEqual(F.single(F.judge(unused)).layer, { w1: -1, w2: -1, b: -0.5 });
  assert.match(verdictOf(unused, F.single(F.judge(unused))), /equals the single layer W = \(\u22121.00, \u22121.00\), b = \u22120.50\. It cannot/);
  assert.match(verdictOf(byHand, F.single(F.judge(byHand))), /differ by 2.00/);
});

test("without a bend none of ten thousand piles gets four", () => {
  let most = 0, r = 1;
  const draw = (top) => { r = (r * 48271) % 2147483647; return (2 * r / 2147483647 - 1) * top; };
  for (let i = 0; i < 10000; i++) most = Math.max(most, F.countRight(F.judge({ bend: "none", ...Object.fromEntries(F.NUMBERS.map((k) => [k, draw(/^[bc]/.test(k) ? 3 : 2)])) })));
  assert.equal(most, 3);
});

test("the regions that fire and that do not fill the box", () => {
  const area = (p) => Math.abs(p.reduce((t, v, i) => t + v[0] * p[(i + 1) % p.length][1] - v[1] * p[(i + 1) % p.length][0], 0)) / 2;
  for (const g of golden.slice(0, 24)) {
    const both = F.regions(g.p), [yes, no] = [both.yes, both.no].map((ps) => ps.reduce((t, p) => t + area(p), 0));
    near(yes + no, 1.9 ** 2, 0.01);
    for (const [x, y] of both.yes.flat().slice(0, 50)) assert.ok(F.pile(g.p, [x, y]) > -0.2);
    for (const [x, y] of both.no.flat().slice(0, 50)) assert.ok(F.pile(g.p, [x, y]) < 0.2);
  }
});

test("an address restores its state, and nonsense is passed over", () => {
  assert.deepEqual(F.decode(F.encode(byHand)), byHand);
  assert.equal(F.decode("ReLU_9_1_-9_1_1_-1_1_-2_-0.5").w11, 2);
  for (const bad of ["", "ReLU", "sine_1_1_0_1_1_-1_1_-2_-0.5", "ReLU_1_1_0_1_1_-1_1_-2", "ReLU_1_1_0_1_1_-1_1_-2_x", "ReLU_1_1_0_1_1_-1_1_-2_", "constructor_1_1_0_1_1_-1_1_-2_-0.5"]) assert.equal(F.decode(bad), null, bad);
});

test("learning walks as whynn does: losses and all nine numbers after 1 and 30 nudges, for every bend", () => {
  const moved = {};
  for (const g of golden) {
    let p = g.p, done = 0;
    for (const { steps, numbers, loss } of g.learned) {
      for (; done < steps; done++) p = F.nudged(p);
      near(F.lossOf(p), loss, 1e-9);
      F.NUMBERS.forEach((k, i) => { near(p[k], numbers[i], 1e-9); assert.ok(Math.abs(p[k]) <= F.top(k)); });
    }
    if (F.lossOf(p) < F.lossOf(g.p) / 2) moved[g.p.bend] = true;
  }
  assert.deepEqual(Object.keys(moved).sort(), ["GELU", "ReLU", "none", "tanh"]);
});

test("a play ends where next to nothing is lost, or where nothing moves; not where the loss rises", () => {
  const p = { bend: "ReLU", w11: 1, w21: 0.7, b1: 0.3, w12: 0.7, w22: 1, b2: -0.2, v1: 1, v2: -2, c: -0.5 };
  assert.ok(F.lossOf(F.nudged(p)) > F.lossOf(p) && !F.settled(p, F.nudged(p)));
  const dead = { ...p, b1: -3, b2: -3, c: 0 };
  assert.ok(F.settled(dead, F.nudged(dead)) && F.lossOf(dead) === 0.25);
  let n = 0, q = p;
  for (let next = F.nudged(q); !F.settled(q, next) && n < F.MOST; n++) { q = next; next = F.nudged(q); }
  assert.ok(n > 100 && n < 300 && F.countRight(F.judge(q)) === 4, String(n));
});
