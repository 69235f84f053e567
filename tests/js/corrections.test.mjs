// Sorting and filtering of the corrections, without a page.
import assert from "node:assert/strict";
import test from "node:test";
import { chosen, ORDERS, START, told } from "../../lib/whynn/widgets/js/corrections.js";

const rows = [
  { id: "3.2.7", place: 0, part: "3", verdict: "imprecise", text: "The loss goes down" },
  { id: "6.3.12", place: 1, part: "6", verdict: "wrong", text: "GPT-3 on the same compute" },
  { id: "6.3.3", place: 2, part: "6", verdict: "imprecise", text: "Smooth is better" },
  { id: "0.0.4", place: 3, part: "0", verdict: "wrong", text: "Compute the nudge" },
];
const ids = (change) => chosen(rows, { ...START, ...change }).map((row) => row.id);

test("at the start all are there, best first", () => assert.deepEqual(ids({}), ["3.2.7", "6.3.12", "6.3.3", "0.0.4"]));
test("ids are sorted as numbers, not as text", () => assert.deepEqual(ids({ order: "by chapter" }), ["0.0.4", "3.2.7", "6.3.3", "6.3.12"]));
test("the wrong ones can come first, each kind best first", () => assert.deepEqual(ids({ order: "wrong first" }), ["6.3.12", "0.0.4", "3.2.7", "6.3.3"]));
test("filters add up", () => {
  assert.deepEqual(ids({ verdict: "wrong" }), ["6.3.12", "0.0.4"]);
  assert.deepEqual(ids({ verdict: "wrong", part: "6" }), ["6.3.12"]);
});
test("all the words must occur, in any order and case", () => {
  assert.deepEqual(ids({ words: "compute SAME" }), ["6.3.12"]);
  assert.deepEqual(ids({ words: "compute" }), ["6.3.12", "0.0.4"]);
  assert.deepEqual(ids({ words: "nowhere" }), []);
  assert.deepEqual(ids({ words: ".*(" }), []);
});
test("sorting leaves the rows themselves alone", () => {
  const before = rows.map((row) => row.id);
  for (const order of Object.keys(ORDERS)) ids({ order });
  assert.deepEqual(rows.map((row) => row.id), before);
});
test("the sentence counts", () => assert.deepEqual([told(55, 55), told(3, 55), told(0, 55)], ["All 55 shown.", "3 of 55 shown.", "None of 55 fits."]));
