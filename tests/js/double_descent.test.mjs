// What the figure looks up and unpacks against whynn (from tests/golden/double_descent.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as D from "../../lib/whynn/widgets/js/double_descent.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("the fit and the losses of every state are those that Python has", () => {
  assert.ok(G.rows.length >= 60);
  assert.deepEqual(D.WIDTHS, G.widths);
  const all = D.unpack(G.fits);
  assert.equal(all.length, D.NOISES.length * D.RIDGES.length * D.WIDTHS.length * D.GRID);
  for (const g of G.rows) {
    const f = D.fitted(all, g.state);
    assert.equal(f.length, g.fit.length);
    f.forEach((v, i) => near(v, g.fit[i]));
    assert.deepEqual(D.row(G.trainAll, g.state), g.train);
    assert.deepEqual(D.row(G.testAll, g.state), g.test);
  }
});

test("the curve behind the points is whynn's", () => G.grid.forEach((x, i) => { near(D.place(i), x); near(D.curve(x), G.curve[i]); }));

test("a loss that is rounding error is shown as less than a millionth", () => {
  for (const [v, t] of [[0, "< 10⁻⁶"], [0.0773, "0.0773"], [80.3, "80.3"], [0.000178, "1.8×10⁻⁴"]]) assert.equal(D.shown(v), t);
});

test("an address restores its state, and nonsense is passed over", () => {
  const t = { features: 24, noise: 0.5, ridge: "tuned" };
  assert.deepEqual(D.decode(D.encode(t)), t);
  assert.deepEqual(D.decode("9999_-3_weak"), { features: 400, noise: 0, ridge: "weak" });
  for (const bad of ["", "20_0.3", "20_0.3_much", "a_0.3_none", "20__none", "20_0.3_none_1"]) assert.equal(D.decode(bad), null, bad);
});
