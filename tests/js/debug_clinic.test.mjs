// The clinic's bookkeeping against whynn (from tests/golden/debug_clinic.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as M from "../../lib/whynn/widgets/js/debug_clinic_math.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b) => (b === "inf" ? assert.equal(a, Infinity) : assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${a} is not ${b}`));

test("every number of a packed log is the one that Python reads", () => {
  assert.ok(G.logs.length >= 14);
  for (const g of G.logs) {
    const l = M.log(g.packed, G.looks);
    for (const [mine, theirs] of [["train", "train"], ["held", "held_out"], ["gradient", "gradient"]]) { assert.equal(l[mine].length, M.MARKS); l[mine].forEach((v, i) => near(v, g[theirs][i])); }
    for (const name of ["norms", "rms", "dead", "ratio"]) { assert.equal(l[name].length, G.looks); l[name].forEach((row, k) => { assert.equal(row.length, g[name][k].length); row.forEach((v, i) => near(v, g[name][k][i])); }); }
  }
});

test("a size is written as the reasons write it", () => { assert.ok(G.texts.length > 300); for (const [v, t] of G.texts) assert.equal(M.say(v), t, String(v)); assert.equal(M.say(Infinity), "off the scale"); });

test("the score counts what is cured, and what was right at once", () => {
  assert.ok(G.states.some((s) => s.clean) && G.states.some((s) => s.done > s.clean));
  for (const s of G.states) assert.deepEqual(M.score(s.given, G.cases), { done: s.done, clean: s.clean, n: 14 });
});

test("answers survive writing, and nonsense is no answer", () => {
  const c = { right: 2, cure: 1 };
  assert.deepEqual(M.tries("0,2|3,1", c), [[0, 2], [3, 1]]);
  assert.equal(M.write(M.tries("0,2|3,1", c)), "0,2|3,1");
  assert.deepEqual(M.tries("0,2,3|3,1,0", c), [[0, 2], [3, 1]]); // nothing after the right one
  assert.deepEqual(M.tries("0,0,1|1", c), [[0, 1], []]); // no treatment before the disease is found
  for (const bad of ["", "4", "x", "2|", "|", "2||1", "[object Object]", "2,|1"]) assert.deepEqual(M.tries(bad, c), [[], []], bad);
  assert.deepEqual(M.standing(undefined, c), { asked: [], cured: [], phase: "ask", clean: false });
  assert.equal(M.standing("2", c).phase, "cure");
  assert.equal(M.standing("2|1", c).clean, true);
  assert.equal(M.standing("0,2|1", c).clean, false);
});

test("an address restores run and step, and nonsense is passed over", () => {
  assert.deepEqual(M.decode(M.encode({ run: 7, look: 3 })), { run: 7, look: 3 });
  assert.deepEqual(M.decode("99_99"), { run: 14, look: 7 });
  assert.deepEqual(M.decode("0_0"), { run: 1, look: 0 });
  for (const bad of ["", "1", "1_", "a_b", "1_2_3", "-1_0", "1.5_0"]) assert.equal(M.decode(bad), null, bad);
});

test("the axis holds every value and its ticks lie on it", () => {
  const span = M.reach([0, 3e-7, 12, Infinity], 0.1, 2);
  assert.ok(span[0] <= Math.log10(3e-7) && span[1] >= Math.log10(12));
  assert.deepEqual(M.reach([], 0.1, 2).map((v) => 10 ** v), [0.1, 2]);
  assert.equal(M.reach([1e-30, 1], 0.1, 2, 12)[0], Math.log10(2) - 12);
  for (const [a, b] of [[-1, 1], [-7, 1.2], [0.2, 0.9], [-12, 6]]) { const at = M.ticks([a, b]); assert.ok(at.length >= 2 && at.length <= 8, String(at)); for (const v of at) assert.ok(Math.log10(v) >= a - 1e-9 && Math.log10(v) <= b + 1e-9); }
});

test("layers stand where they belong, and the lowest loss is found", () => {
  assert.deepEqual(M.aligned("norms", [1, 2, 3, 4, 5, 6, 7]).map((v) => v === null), [true, ...Array(7).fill(false)]);
  assert.deepEqual(M.aligned("dead", Array(6).fill(0)).map((v) => v === null), [true, ...Array(6).fill(false), true]);
  assert.equal(M.aligned("rms", Array(8).fill(1)).length, M.LAYERS.length);
  assert.equal(M.lowest([3, 1, Infinity, 2]), 1);
});
