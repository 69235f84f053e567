// What a wrong number hears.
import assert from "node:assert/strict";
import test from "node:test";
import { nudge } from "../../lib/whynn/widgets/js/short_answer.js";

const card = { options: [], number: 2.25, tolerance: 0.005, near: 0.005, high: "H", low: "L", slips: [4.5, -2.25, 1.5], slip_nudges: ["no half", "minus", "no square"] };

test("a wrong number hears on which side it lies, and why", () => {
  assert.deepEqual(nudge(card, 2.26), ["Not yet: too high.", "H"]);
  assert.deepEqual(nudge(card, 2.24), ["Not yet: too low.", "L"]);
  assert.deepEqual(nudge(card, -1e300), ["Not yet: too low.", "L"]);
});

test("a known slip hears what went wrong, on which side it lies or not", () => {
  assert.deepEqual(nudge(card, 4.5), ["Not yet.", "no half"]);
  assert.deepEqual(nudge(card, 4.505), ["Not yet.", "no half"]);
  assert.deepEqual(nudge(card, 1.4951), ["Not yet.", "no square"]);
  assert.deepEqual(nudge(card, 4.506), ["Not yet: too high.", "H"]);
});

test("a number whose sign alone is wrong hears that, unless the card knows better", () => {
  assert.deepEqual(nudge(card, -2.25), ["Not yet.", "minus"]);
  assert.deepEqual(nudge({ ...card, slips: [], slip_nudges: [] }, -2.254), ["Not yet.", "The size is right. Look at the sign."]);
  assert.deepEqual(nudge({ ...card, slips: [], slip_nudges: [] }, -2.26), ["Not yet: too low.", "L"]);
});

test("no nudge holds the key", () => {
  for (const x of [0, 3, 4.5, -2.25, 1.5, 2.2, 2.3]) assert.ok(!nudge(card, x).join().includes("2.25"), x);
});
