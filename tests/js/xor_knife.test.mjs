// The knife's arithmetic against whynn's (from tests/golden/xor_knife.py) and against geometry.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as K from "../../lib/whynn/widgets/js/xor_knife.js";
import { inside, nudge } from "../../lib/whynn/widgets/js/xor_knife_learn.js";

const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e, `${a} is not ${b}`);

test("scores equal whynn's to 1e-12, outputs and counts exactly", () => {
  assert.ok(golden.length >= 200);
  for (const g of golden) {
    const rows = K.judge(g, K.WANT[g.data]);
    rows.forEach((r, i) => { near(K.score(g, r.x), g.score[i]); near(r.score, g.score[i], 1e-9); assert.equal(r.out, g.out[i]); });
    assert.equal(K.countRight(rows), g.right);
  }
});

test("on XOR none of ten thousand knives gets four; AND, OR and NAND can", () => {
  const most = { AND: 0, OR: 0, NAND: 0, XOR: 0 };
  let seen = 0;
  for (let i = -10; i <= 10; i++) for (let j = -10; j <= 10; j++) for (let k = -12; k <= 12; k++, seen++) {
    for (const d of Object.keys(most)) most[d] = Math.max(most[d], K.countRight(K.judge({ w1: i / 5, w2: j / 5, b: k / 4 }, K.WANT[d])));
  }
  assert.ok(seen >= 10000);
  assert.deepEqual(most, { AND: 4, OR: 4, NAND: 4, XOR: 3 });
});

test("the two diagonals have one sum", () => {
  for (const g of golden) {
    const rows = K.judge(g, K.WANT.XOR), d = K.diagonals(rows);
    near(d.zero[0] + d.zero[1], d.one[0] + d.one[1], 1e-9);
    near(d.sum, d.one[0] + d.one[1], 1e-9);
  }
});

test("a knife through two points is zero at both", () => {
  for (const [p, q, side] of [[[0, 0.5], [1, 0.2], 1], [[0.3, -0.2], [0.8, 1.3], -1]]) {
    const k = K.through(p, q, 1, side);
    near(K.score(k, p), 0, 0.02); near(K.score(k, q), 0, 0.02);
  }
});

test("fit keeps the line and the limits", () => {
  const k = { w1: 8, w2: -2, b: 3 }, f = K.fit(k);
  assert.ok(Math.abs(f.w1) <= 2 && Math.abs(f.w2) <= 2 && Math.abs(f.b) <= 3);
  near(f.w1 * k.b, f.b * k.w1, 0.05);
});

test("the two halves fill the box, and the segment ends on the line", () => {
  const area = (p) => Math.abs(p.reduce((t, v, i) => t + v[0] * p[(i + 1) % p.length][1] - v[1] * p[(i + 1) % p.length][0], 0)) / 2;
  const k = { w1: 0.7, w2: -0.3, b: 0.1 }, side = K.BOX[1] - K.BOX[0];
  near(area(K.half(k, 1)) + area(K.half(k, -1)), side ** 2, 1e-9);
  for (const end of K.segment(k)) near(K.score(k, end), 0, 1e-12);
  assert.equal(K.segment({ w1: 1, w2: 0, b: -3 }), null);
});

test("at rest the ends keep clear of the corners", () => {
  for (const g of golden) {
    const seg = K.segment(g);
    if (!seg || Math.hypot(seg[1][0] - seg[0][0], seg[1][1] - seg[0][1]) < 1) continue;
    for (const [x, y] of K.rest(seg)) near(K.score(g, [x, y]), 0, 1e-9);
  }
  for (const [x, y] of K.rest(K.segment({ w1: 1, w2: -0.25, b: -0.4 }))) {
    for (const [cx, cy] of K.CORNERS) assert.ok(Math.hypot(x - cx, y - cy) > 0.2);
  }
});

test("an address restores its state, and nonsense is passed over", () => {
  const k = { data: "XOR", w1: 1, w2: -0.4, b: -0.3 };
  assert.deepEqual(K.decode(K.encode(k)), k);
  for (const bad of ["", "XOR", "XOR_1_b_2", "NOR_1_1_1", "XOR_1_1", "XOR_1_1_1_1", "XOR_NaN_1_1", "XOR_Infinity_0_0", "constructor_1_1_1"]) assert.equal(K.decode(bad), null, bad);
});

test("nudges follow Rosenblatt's rule as whynn does, three passes long, from every knife and from zero", () => {
  let longest = 0;
  for (const g of golden) for (const [start, ...places] of g.visited) {
    let k = { w1: start[0], w2: start[1], b: start[2] }, row = 0;
    for (const [w1, w2, b] of places) {
      const next = nudge(k, K.CORNERS, K.WANT[g.data], row);
      near(next.knife.w1, w1, 1e-9); near(next.knife.w2, w2, 1e-9); near(next.knife.b, b, 1e-9);
      k = next.knife; row = (next.i + 1) % 4;
    }
    longest = Math.max(longest, places.length);
    if (g.data === "AND" && start.every((v) => v === 0)) assert.ok(places.every(([w1, w2, b]) => inside({ w1, w2, b }, K.LIMIT)));
  }
  assert.ok(longest >= 10);
  assert.equal(nudge({ w1: 1, w2: 1, b: -1.5 }, K.CORNERS, K.WANT.AND, 2), null);
  assert.ok(!inside({ w1: 2.1, w2: 0, b: 0 }, K.LIMIT) && !inside({ w1: 0, w2: 0, b: -3.1 }, K.LIMIT));
});
