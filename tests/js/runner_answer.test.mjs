// A page's exercises: what a check says, the points, and the notebook that is taken along.
import assert from "node:assert/strict";
import test from "node:test";
import { filled, mention, report, score, total } from "../../lib/whynn/widgets/js/runner_answer.js";
import { scored } from "../../lib/whynn/widgets/js/points.js";

const SAID = `01-line · Cut XOR · 3 of 5 points
  ✓ 2/2  w and b get three rows
  ✗ 0/2  cut says \`True\`
         \`cut\`: you gave 3. Look
         for one line
  ✓ 1/1  last
A hint: check("01-line", hint=1)
`;

test("the points are those of the question's own last report", () => {
  assert.deepEqual(score(SAID, "01-line"), { points: 3, of: 5 });
  assert.deepEqual(score(`${SAID}\n01-line · Cut XOR · 5 of 5 points`, "01-line"), { points: 5, of: 5 });
  assert.equal(score(SAID, "01-tables"), null);
  assert.equal(score("There is no question '01-lime'.", "01-line"), null);
});

test("a report is taken apart without loss; its way to the hints is the page's", () => {
  const { parts, rest } = report(`${SAID}A shortcut: this is to be done without torch\n`);
  assert.deepEqual(parts, [
    { mark: "✓", won: "2/2", text: "w and b get three rows", reason: "" },
    { mark: "✗", won: "0/2", text: "cut says `True`", reason: "`cut`: you gave 3. Look for one line" },
    { mark: "✓", won: "1/1", text: "last", reason: "" },
  ]);
  assert.deepEqual(rest, ["There are hints below.", "A shortcut: this is to be done without torch"]);
});

test("the points of a page count what was checked, of all there are", () => {
  const asked = [{ question: "a", worth: 5 }, { question: "b", worth: 7 }];
  assert.equal(total(asked, {}), "0 of 12 points on this page at your last checks; 0 of 2 questions solved.");
  assert.equal(total(asked, { a: { points: 5, of: 5 }, b: { points: 3, of: 7 }, other: { points: 9, of: 9 } }), "8 of 12 points on this page at your last checks; 1 of 2 questions solved.");
});

test("a question's points stand beside its name", () => {
  assert.deepEqual([undefined, { points: 3, of: 5 }, { points: 5, of: 5 }].map(mention), ["", " (3/5)", " ✓ 5/5"]);
});

test("only whole points that can be are kept", () => {
  assert.ok(scored({ points: 0, of: 5 }) && scored({ points: 5, of: 5 }));
  for (const bad of [null, 3, {}, { points: 6, of: 5 }, { points: -1, of: 5 }, { points: 0.5, of: 5 }, { points: "1", of: 5 }]) assert.ok(!scored(bad));
});

test("what was written takes the place of its cells, and the rest of the notebook stays", () => {
  const notebook = { metadata: { a: 1 }, cells: [{ id: "t", source: ["# T"] }, { id: "p", source: ["x = ..."], outputs: [] }, { id: "q", source: [] }, { id: "r", source: ["y"] }] };
  const before = structuredClone(notebook);
  const made = filled(notebook, [{ cells: ["p", "q"], text: "x = 1\n\ny = 2" }]);
  assert.deepEqual(made, { metadata: { a: 1 }, cells: [{ id: "t", source: ["# T"] }, { id: "p", source: ["x = 1\n", "\n", "y = 2"], outputs: [] }, { id: "r", source: ["y"] }] });
  assert.deepEqual(notebook, before);
  assert.deepEqual(filled(notebook, []), notebook);
  assert.throws(() => filled(notebook, [{ cells: ["z"], text: "" }]), /no cell z/);
});
