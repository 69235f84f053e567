// The ramp's arithmetic against whynn's (from tests/golden/scaling_ramp.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as R from "../../lib/whynn/widgets/js/scaling_ramp.js";

const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("the ramp, its next doubling, its half and the misses equal whynn's to 1e-12", () => {
  assert.ok(golden.length >= 200);
  for (const g of golden) {
    near(R.ramp(g.state, g.state.doublings), g.share);
    near(R.next(g.state, g.state.doublings), g.next);
    if (g.half === null) assert.equal(R.half(g.state), Infinity); else near(R.half(g.state), g.half);
    R.misses(g.state, g.series).forEach((m, i) => near(m.miss, g.misses[i]));
  }
});

test("at 0.05 a doubling wins 3.41 % and twenty halve, unless there is a floor", () => {
  const t = { exponent: 0.05, floor: 0 };
  near(R.next(t, 0), 0.034063671, 1e-8); near(R.next(t, 17), R.next(t, 0)); near(R.half(t), 20);
  const bent = { exponent: 0.05, floor: 0.3 };
  assert.ok(R.half(bent) > 30 && R.next(bent, 20) < R.next(bent, 0));
  assert.equal(R.half({ exponent: 0.05, floor: 0.5 }), Infinity);
});

test("the ramp is led through a point, within its limits", () => {
  for (const g of golden) {
    const { exponent, floor, doublings } = g.state;
    if (doublings > 1 && g.share - floor > 1e-9) near(R.through(floor, doublings, R.ramp(g.state, doublings)), exponent, 1e-5);
  }
  assert.equal(R.through(0.5, 3, 0.4), 2); assert.equal(R.through(0.5, 3, 1.2), 0.01);
});

test("an address restores its state, and nonsense is passed over", () => {
  const t = { show: "our data", exponent: 0.431, floor: 0.02, doublings: 7.5 };
  assert.deepEqual(R.decode(R.encode(t)), t);
  assert.deepEqual(R.decode("paper_9_-1_99"), { show: "on paper", exponent: 2, floor: 0, doublings: 24 });
  for (const bad of ["", "wall_1_0_1", "paper_1_0", "paper_x_0_1", "paper_1__1", "paper_1_0_1_1"]) assert.equal(R.decode(bad), null, bad);
});

test("numbers are written alike at every size", () => {
  for (const [v, t] of [[1, "1.00"], [0.5, "0.500"], [0.0123, "0.0123"], [0, "0.0000"], [1.84e-5, "1.8×10⁻⁵"]]) assert.equal(R.three(v), t);
  assert.equal(R.percent(0.0341), "3.41%"); assert.equal(R.percent(0.5), "50.0%");
  assert.deepEqual(R.nice(0.8, 30), [1, 2, 5, 10, 20]);
});
