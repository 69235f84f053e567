// What is remembered of the reader's answers, and how predictions are counted.
import assert from "node:assert/strict";
import test from "node:test";
import { clean, predicted, tally, tried } from "../../lib/whynn/widgets/js/memory.js";

const R = (sure, right) => ({ given: "0", sure, right });

test("only sound records are kept", () => {
  const all = { a: R("certain", true), b: { given: "1" }, c: null, d: R("very", true), e: "x", f: { given: {}, sure: "certain", right: true } };
  assert.deepEqual(Object.keys(clean(all, predicted)), ["a"]);
  for (const odd of [null, 7, "x", [R("certain", true)]]) assert.deepEqual(clean(odd, predicted), {});
  const short = { a: { given: "2.25", right: true, revealed: false }, b: R("certain", true), c: { given: null, right: true, revealed: true }, d: { given: "1", right: 1, revealed: true } };
  assert.deepEqual(Object.keys(clean(short, tried)), ["a"]);
});

test("the tally counts by level and scores by Brier", () => {
  const t = tally({ a: R("certain", true), b: R("certain", false), c: R("a guess", true) });
  assert.deepEqual([t.n, t.right], [3, 2]);
  assert.deepEqual(t.rows.map((r) => [r.sure, r.n, r.right]), [["a guess", 1, 1], ["fairly sure", 0, 0], ["certain", 2, 1]]);
  assert.ok(Math.abs(t.brier - (0.05 ** 2 + 0.95 ** 2 + (2 / 3) ** 2) / 3) < 1e-12);
  assert.equal(t.sentence, "2 of 3 predictions right so far; 1 of 2 when you were certain.");
  assert.equal(tally({}).brier, null);
});

test("guessing among three, right once in three, gets a Brier score of two ninths", () => {
  const { brier } = tally({ a: R("a guess", true), b: R("a guess", false), c: R("a guess", false) });
  assert.ok(Math.abs(brier - 2 / 9) < 1e-12);
});
