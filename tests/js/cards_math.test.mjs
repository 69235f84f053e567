// What is due, in which order, and how a date is said; without a page.
import assert from "node:assert/strict";
import test from "node:test";
import { attempted, empty, inWords, queue, revived, scheduled, status, stored, told } from "../../lib/whynn/widgets/js/cards_math.js";

const NOW = Date.parse("2026-03-01T12:00:00Z"), MINUTE = 60e3, DAY = 864e5;
const R = (wait, state = 2) => ({ due: new Date(NOW + wait).toISOString(), last_review: new Date(NOW - DAY).toISOString(), state, stability: 2.5, difficulty: 5, elapsed_days: 0, scheduled_days: 1, learning_steps: 0, reps: 1, lapses: 0 });

test("a wait is said in the words that people use", () => {
  for (const [wait, words] of [[-5, "now"], [0, "now"], [20e3, "in 1 minute"], [MINUTE, "in 1 minute"], [10 * MINUTE, "in 10 minutes"], [59 * MINUTE, "in 59 minutes"], [59.9 * MINUTE, "in 1 hour"],
    [3 * 60 * MINUTE, "in 3 hours"], [23.4 * 60 * MINUTE, "in 23 hours"], [DAY, "tomorrow"], [1.4 * DAY, "tomorrow"], [2 * DAY, "in 2 days"], [59 * DAY, "in 59 days"], [90 * DAY, "in 3 months"], [730 * DAY, "in 2 years"]])
    assert.equal(inWords(NOW + wait, NOW), words, String(wait));
});
test("first what is longest overdue, then new cards in order, then what is being learnt", () => {
  const ids = ["a", "b", "c", "d", "e"], records = { b: R(-MINUTE), c: R(-DAY), d: R(5 * MINUTE, 1) };
  assert.deepEqual(queue(ids, records, NOW), { next: "c", due: 2, fresh: 2, later: 1, wake: NOW + 5 * MINUTE });
  assert.equal(queue(["a", "d"], records, NOW).next, "a");
  assert.equal(queue(["d"], records, NOW).next, "d");
  assert.deepEqual(queue(["d"], { d: R(5 * MINUTE, 2) }, NOW), { next: null, due: 0, fresh: 0, later: 1, wake: NOW + 5 * MINUTE });
  assert.equal(queue(["d"], { d: R(30 * MINUTE, 1) }, NOW).next, null);
  assert.deepEqual(queue([], {}, NOW), { next: null, due: 0, fresh: 0, later: 0, wake: null });
});
test("records of cards that are no longer in the book are passed over", () => assert.equal(queue(["a"], { gone: R(-DAY) }, NOW).due, 0));
test("the sentences", () => {
  assert.equal(told({ due: 2, fresh: 3, later: 1 }), "2 due, 3 new, 1 later.");
  assert.equal(empty(NOW + DAY, NOW, true), "Nothing is due. The next card comes tomorrow.");
  assert.equal(empty(null, NOW, false), "Nothing is due in this chapter.");
  assert.deepEqual([status(undefined, NOW), status(R(-1), NOW), status(R(3 * DAY), NOW)], ["new", "due now", "due in 3 days"]);
});
test("a schedule comes back from the browser as it went, and nothing else does", () => {
  const record = R(DAY);
  assert.ok(scheduled(record));
  assert.deepEqual(stored(revived(record)), record);
  for (const odd of [null, 7, [], { ...record, due: "soon" }, { ...record, due: 7 }, { ...record, state: 0 }, { ...record, stability: null }, { ...record, reps: -1 }, { ...record, difficulty: "5" }, { ...record, last_review: undefined }]) assert.ok(!scheduled(odd), JSON.stringify(odd));
  assert.ok(attempted({ text: "", shown: true }) && !attempted({ text: 7, shown: true }) && !attempted({ text: "x" }) && !attempted(null));
});
