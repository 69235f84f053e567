// The balance's arithmetic against whynn's (from tests/golden/chinchilla_balance.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as C from "../../lib/whynn/widgets/js/chinchilla_balance.js";

const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.abs(b), `${a} is not ${b}`);
const same = (got, [n, d, l], e) => { near(got.n, n, e); near(got.d, d, e); near(got.loss, l, e); };

test("splits and losses of a budget equal whynn's to 1e-12", () => {
  assert.ok(golden.length >= 200);
  for (const g of golden) {
    same(C.allocate(g.law, g.flop, g.ratio), g.yours);
    same(C.optimal(g.law, g.flop), g.best);
  }
});

test("the cheapest network of a loss is whynn's, to what a root finder gives", () => {
  for (const g of golden) {
    const low = C.cheapest(g.law, g.yours[2], g.served);
    same(low, g.cheapest, 1e-10);
    near(C.cost(low, g.served), g.cost, 1e-10);
    near(C.loss(g.law, low.n, low.d), g.yours[2], 1e-11);
  }
});

test("no other split of the budget is better, and no other network of the loss is cheaper", () => {
  for (const g of golden) {
    const best = C.optimal(g.law, g.flop), low = C.cheapest(g.law, g.yours[2], g.served);
    for (const k of [0.5, 0.9, 1.1, 2]) {
      assert.ok(C.allocate(g.law, g.flop, (best.d / best.n) * k).loss > best.loss);
      const n = low.n * k, d = C.tokensFor(g.law, n, g.yours[2]);
      if (Number.isFinite(d)) assert.ok(C.cost({ n, d }, g.served) >= C.cost(low, g.served) * (1 - 1e-12));
    }
  }
});

test("the three parts of a loss add up, and too few parameters never reach it", () => {
  for (const g of golden) near(C.parts(g.law, ...g.yours).reduce((a, b) => a + b), g.yours[2]);
  assert.ok(Number.isNaN(C.tokensFor(golden[0].law, 1e6, 1.9)));
});

test("the beam is level at the best split and sinks on the side of the parameters when they are too many", () => {
  assert.equal(C.tilt(18, 18), 0);
  assert.ok(C.tilt(1.7, 18) > 8 && C.tilt(1875, 18) === -Math.min(20, 9 * Math.log10(1875 / 18)));
});

test("an address restores its state, and nonsense is passed over", () => {
  const t = { law: "2022 fit", flop: 5.88e23, ratio: 20, served: 2e13 };
  assert.deepEqual(C.decode(C.encode(t)), t);
  assert.ok(!C.encode(t).includes("+"));
  assert.deepEqual(C.decode("2024_1e30_0.01_7"), { law: "2024 re-fit", flop: 1e25, ratio: 0.2, served: 1e11 });
  for (const bad of ["", "2023_1e23_20_0", "2024_1e23_20", "2024_x_20_0", "2024_1e23_-3_0", "2024_1e23__0", "2024_0_20_0"]) assert.equal(C.decode(bad), null, bad);
});

test("counts and compute are written with three digits", () => {
  for (const [v, t] of [[175e9, "175B"], [1.4e12, "1.40T"], [8.03e9, "8.03B"], [1e16, "10000T"], [999e6, "999M"]]) assert.equal(C.count(v), t);
  assert.equal(C.power(3.15e23), "3.15×10²³");
});
