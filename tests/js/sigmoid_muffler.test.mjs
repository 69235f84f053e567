// The muffler's arithmetic against whynn's activations (from tests/golden/sigmoid_muffler.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as M from "../../lib/whynn/widgets/js/sigmoid_muffler.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.abs(b), `${a} is not ${b}`);

test("bends, slopes and their products equal whynn's", () => {
  assert.deepEqual(M.BENDS, G.bends); assert.ok(G.rows.length >= 90);
  for (const g of G.rows) {
    const { bend, x, depth } = g.state, all = M.left(g.state);
    near(M.VALUE[bend](x), g.value); near(M.SLOPE[bend](x), g.slope);
    assert.equal(all.both.length, depth + 1); assert.equal(all.both[0], 1);
    near(all.both[depth], g.left); near(all.slopes[depth], g.slopes);
  }
});

test("the sigmoid's slope is a quarter at 0 and nowhere more", () => {
  assert.equal(M.SLOPE.sigmoid(0), 0.25);
  for (let x = -6; x <= 6; x += 0.1) assert.ok(M.SLOPE.sigmoid(x) <= 0.25);
});

test("what a layer does is named", () => { for (const [f, t] of [[0, "is silent"], [1, "passes it on unchanged"], [0.3, "muffles"], [1.5, "amplifies"]]) assert.equal(M.verdict(f), t); });

test("an address restores its state, and nonsense is passed over", () => {
  const t = { bend: "tanh", x: -1.5, weight: 2.5, depth: 12 };
  assert.deepEqual(M.decode(M.encode(t)), t);
  assert.deepEqual(M.decode("relu_99_0_99"), { bend: "relu", x: 6, weight: 0.1, depth: 30 });
  for (const bad of ["", "relu_1_1", "gelu_1_1_1", "relu_x_1_1", "relu_1__1", "relu_1_1_1_1"]) assert.equal(M.decode(bad), null, bad);
});

test("sizes of any scale are readable", () => { for (const [v, t] of [[0, "0"], [0.25, "0.250"], [0.00107, "1.1×10⁻³"], [2.9e-18, "2.9×10⁻¹⁸"], [1, "1.00"]]) assert.equal(M.big(v), t); });
