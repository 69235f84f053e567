// The cards' reading of numbers and marks, and what they say is missing.
import assert from "node:assert/strict";
import test from "node:test";
import { judge, key, missing, parse, runs } from "../../lib/whynn/widgets/js/card.js";

test("numbers are read as people write them", () => {
  for (const [t, x] of [["0.5", 0.5], [" 0,5 ", 0.5], ["-3", -3], ["\u22121.5", -1.5], ["1e-3", 0.001], ["14 %", 14], [".25", 0.25], ["1 000", 1000], ["+2.", 2], ["1,024", 1024], ["1,024,000.5", 1024000.5], ["0,125", 0.125], ["1,5", 1.5], ["1/4", 0.25], ["-1 / 2", -0.5], ["25%", 25]]) assert.equal(parse(t), x, t);
  for (const t of ["", " ", "abc", "1.2.3", "0x10", "1e", "--2", "Infinity", "NaN", "1/0", "1/2/3", "/2", "2/", "1,2,3", "12,34,567", "%"]) assert.equal(parse(t), null, t);
});

test("a number is right within its tolerance, ends included", () => {
  const card = { options: [], number: 1.06, tolerance: 0.01 };
  assert.ok(judge(card, "1.05") && judge(card, "1,07") && judge(card, "1.06"));
  assert.ok(!judge(card, "1.04") && !judge(card, "") && !judge(card, "x"));
});

test("a comma or a percent sign may mean either of two numbers, and either may be right", () => {
  for (const [number, t] of [[1024, "1,024"], [1.024, "1,024"], [25, "25%"], [0.25, "25 %"], [0.25, "1/4"]]) assert.ok(judge({ options: [], number, tolerance: 0 }, t), t);
  assert.ok(!judge({ options: [], number: 2048, tolerance: 0 }, "1,024"));
});

test("an option is right by its place", () => {
  const card = { options: ["a", "b"], answer: 1 };
  assert.ok(judge(card, "1") && !judge(card, "0"));
});

test("code and italics are marked; a lone star or backtick is itself", () => {
  assert.deepEqual(runs("a `b*c` *d* e"), [["", "a "], ["code", "b*c"], ["", " "], ["em", "d"], ["", " e"]]);
  assert.deepEqual(runs("2 * 3 * 4"), [["", "2 * 3 * 4"]]);
  assert.deepEqual(runs("a ` b"), [["", "a ` b"]]);
  assert.deepEqual(runs("<b> \"q\" 'r' $x$"), [["", "<b> \"q\" 'r' $x$"]]);
});

test("what is missing is said, and nothing when the answer can be judged", () => {
  const choice = { options: ["a", "b"] }, number = { options: [] };
  for (const given of ["", "2", "-1", "length", "x"]) assert.equal(missing(choice, given), "Choose an answer first.", given);
  assert.equal(missing(choice, "1"), "");
  assert.equal(missing(number, " "), "Write a number first.");
  assert.equal(missing(number, "many"), "That is not a number. Write one such as 0.5.");
  assert.equal(missing(number, "\u22120,5"), "");
});

test("a key is shown with its unit if it has one", () => {
  assert.equal(key({ shown: "2.25", unit: "" }), "2.25");
  assert.equal(key({ shown: "56", unit: "GB" }), "56 GB");
});
