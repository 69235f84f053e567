// What is kept of an open answer, and how answers and points are counted.
import assert from "node:assert/strict";
import test from "node:test";
import { open, record, tally, ticks } from "../../lib/whynn/widgets/js/open_answer_math.js";
import { clean, tried } from "../../lib/whynn/widgets/js/memory.js";

const R = (...points) => record("x", true, points);

test("a record is sound for the browser's memory, as a draft and compared, also when nothing was known", () => {
  const all = { draft: record("so", false, [false, false, false]), done: R(true, true, true), blank: record("", true, [false, true, false]) };
  assert.deepEqual(clean(JSON.parse(JSON.stringify(all)), tried), all);
  assert.deepEqual(Object.values(all).map((r) => r.right), [false, true, false]);
});

test("a draft is not right, whatever it ticks", () => assert.equal(record("x", false, [true, true, true]).right, false));

test("whatever is no tick is none", () => {
  assert.deepEqual(ticks(R(true, false, true)), [true, false, true]);
  for (const odd of [null, undefined, {}, { points: null }, { points: "yes" }, { points: 7 }, { points: [1, "true", {}] }, { points: [] }]) assert.deepEqual(ticks(odd), [false, false, false]);
  assert.deepEqual(ticks({ points: [true, true, true, true, true] }), [true, true, true]);
});

test("only compared open answers are counted, three points each", () => {
  const other = { given: "2", right: true, revealed: true }; // a short answer's
  const t = tally({ a: R(true, true, true), b: R(true, false, false), draft: record("x", false, [true, false, false]), other, odd: { revealed: true, points: Array(99).fill(true) } });
  assert.deepEqual([t.n, t.points, t.most, t.full], [3, 7, 9, 2]);
  assert.equal(t.sentence, "3 answered so far, with 7 of 9 points.");
  assert.ok(!open(other) && open(R(true, true, true)) && !open(null));
  assert.deepEqual(tally({}), { n: 0, points: 0, most: 0, full: 0, sentence: "0 answered so far, with 0 of 0 points." });
});
