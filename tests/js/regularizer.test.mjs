// What the figure looks up and unpacks against whynn (from tests/golden/regularizer.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as R from "../../lib/whynn/widgets/js/regularizer.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("the fit, the losses and the best step of every state are those that Python has", () => {
  assert.ok(G.rows.length >= 60);
  assert.deepEqual(R.OFFERED, G.offered);
  const all = R.unpack(G.fits);
  assert.equal(all.length, 3 * 4 * 3 * 9 * R.GRID);
  for (const g of G.rows) {
    const f = R.fitted(all, g.state);
    assert.equal(f.length, g.fit.length);
    f.forEach((v, i) => near(v, g.fit[i]));
    assert.deepEqual(R.course(G.trainAll, g.state), g.train);
    assert.deepEqual(R.course(G.validationAll, g.state), g.validation);
    assert.equal(R.best(g.validation), g.best);
  }
});

test("the curve behind the points is whynn's", () => G.grid.forEach((x, i) => { near(R.place(i), x); near(R.curve(x), G.curve[i]); }));

test("an address restores its state, and nonsense is passed over", () => {
  const t = { width: 16, decay: 0.3, dropout: 0.1, step: 200 };
  assert.deepEqual(R.decode(R.encode(t)), t);
  assert.deepEqual(R.decode("999_-1_9_9999"), { width: 64, decay: 0, dropout: 0.3, step: 1000 });
  for (const bad of ["", "16_0.3_0.1", "a_0_0_0", "16_0.3__200", "16_0.3_0.1_200_1"]) assert.equal(R.decode(bad), null, bad);
});
