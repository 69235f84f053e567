// The table from memory: who is right, and a reason for everything that is not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fits, judgeRow, kept, sentence, shuffled } from "../../lib/whynn/widgets/js/final_retrieval.js";

const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8")), { rows } = golden;

test("words name a fix exactly where the exercise says so", () => {
  for (const [words, right] of Object.entries(golden.fits)) assert.deepEqual(rows.flatMap((row, i) => (fits(row, words) ? [i] : [])), right, words);
});
test("the table itself is right, row by row", () => {
  rows.forEach((row, i) => assert.deepEqual(judgeRow(rows, i, i, row.fix), { failure: true, fix: true, right: true, why: [] }));
  assert.equal(sentence(11, 11), "All 11 rows right.");
  assert.equal(sentence(3, 11), "3 of 11 rows right.");
});
test("every wrong failure in every row has its own reason, that says whether it comes later or earlier", () => {
  rows.forEach((_, i) => {
    const said = rows.flatMap((row, pick) => (pick === i ? [] : judgeRow(rows, i, pick, row.fix).why));
    assert.equal(new Set(said).size, 10);
    rows.forEach((row, pick) => {
      if (pick === i) return;
      const found = judgeRow(rows, i, pick, row.fix);
      assert.deepEqual([found.failure, found.fix, found.right, found.why.length], [false, true, false, 1]);
      assert.ok(found.why[0].includes(pick > i ? " comes later: " : " comes earlier: ") && found.why[0].includes(row.place));
    });
  });
});
test("every other row's fix has a reason that says what it mends and why not this, and no fix that is asked for is told", () => {
  rows.forEach((row, i) => rows.forEach((other, j) => {
    const found = judgeRow(rows, i, i, other.fix);
    if (i === j || found.fix) return;
    assert.equal(found.why.length, 1);
    assert.ok(found.why[0].includes(row.thought) && found.why[0].includes("mends"), `${i} ${j}`);
    assert.ok(!found.why[0].includes(row.fix));
  }));
});
test("what lacks and what is not known is said, and a hint given", () => {
  assert.deepEqual(judgeRow(rows, 4, -1, " ").why, [`No failure chosen. A hint: ${rows[4].place}.`, `No fix written. Think of: ${rows[4].thought}.`]);
  assert.match(judgeRow(rows, 4, 4, "magic \"`$x$`\"").why[0], /^“magic "`\$x\$`"” is not how the book mends the slow step/);
});
test("the failures are offered in an order that tells nothing", () => {
  const order = shuffled(rows).map(([, i]) => i);
  assert.deepEqual([...order].sort((a, b) => a - b), rows.map((_, i) => i));
  assert.ok(order.filter((place, i) => place === i).length <= 2, String(order));
});
test("only a whole table is taken back from the browser", () => {
  const sound = kept(11, 60), good = { picks: Array(11).fill(-1), typed: Array(11).fill(""), checked: false };
  assert.ok(sound(good));
  for (const odd of [null, 7, [], {}, { ...good, picks: [1] }, { ...good, picks: Array(11).fill(11) }, { ...good, typed: Array(11).fill(3) }, { ...good, typed: Array(11).fill("x".repeat(61)) }, { ...good, checked: 1 }, { ...good, picks: "-1" }]) assert.ok(!sound(odd), JSON.stringify(odd));
});
