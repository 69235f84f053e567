// Running a cell: how page and worker speak, without a browser and without Python.
import assert from "node:assert/strict";
import test from "node:test";
import { progress, verdict } from "../../lib/whynn/widgets/js/runner_cell.js";
import { indented, newline, pieces, plain, unindented } from "../../lib/whynn/widgets/js/runner_code.js";
import { Kernel, STOPPED } from "../../lib/whynn/widgets/js/runner_kernel.js";
import { answering } from "../../lib/whynn/widgets/js/runner_worker.js";

/** A worker that answers `start` by itself and leaves each `run` to the test. */
class Fake {
  static made = [];
  asked = []; terminated = false;
  constructor(starts = true) { this.starts = starts; Fake.made.push(this); }
  postMessage(message) {
    this.asked.push(message);
    if (message.type === "start") queueMicrotask(() => this.say(this.starts ? { type: "ready" } : { type: "failed", text: "no NumPy" }));
  }
  say(data) { if (!this.terminated) this.onmessage({ data }); }
  terminate() { this.terminated = true; }
  get runs() { return this.asked.filter(({ type }) => type === "run"); }
}
const soon = () => new Promise((resolve) => setImmediate(resolve));
const begin = (spawn = () => new Fake()) => { Fake.made = []; return new Kernel(spawn, { base: "b/", absent: ["torch"] }); };

test("nothing is loaded before the first run, and then once", async () => {
  const kernel = begin();
  assert.equal(Fake.made.length, 0);
  assert.equal(kernel.started, false);
  for (const target of [0, 1]) {
    const run = kernel.run(() => ["x", "y"], target, () => {});
    await soon();
    Fake.made[0].say({ type: "done", ok: true });
    assert.equal(await run, true);
  }
  assert.equal(Fake.made.length, 1);
  assert.deepEqual(Fake.made[0].asked, [{ type: "start", base: "b/", absent: ["torch"] },
    { type: "run", sources: ["x", "y"], target: 0, side: "book", labels: [] }, { type: "run", sources: ["x", "y"], target: 1, side: "book", labels: [] }]);
});

test("one cell runs at a time, with the text that it has when its turn comes", async () => {
  const kernel = begin(), heard = [];
  let text = "old";
  const first = kernel.run(() => [text], 0, (m) => heard.push(["first", m.text]));
  const second = kernel.run(() => [text], 0, (m) => heard.push(["second", m.text]));
  await soon();
  const [worker] = Fake.made;
  assert.equal(worker.runs.length, 1);
  worker.say({ type: "out", kind: "stdout", text: "1" });
  text = "new";
  worker.say({ type: "done", ok: false });
  assert.equal(await first, false);
  await soon();
  worker.say({ type: "out", kind: "stdout", text: "2" });
  worker.say({ type: "done", ok: true });
  assert.equal(await second, true);
  assert.deepEqual(worker.runs.map(({ sources }) => sources), [["old"], ["new"]]);
  assert.deepEqual(heard, [["first", "1"], ["second", "2"]]);
});

test("stop ends the worker, what runs and what waits; the next run begins anew", async () => {
  const kernel = begin();
  const runs = [0, 1].map((target) => kernel.run(() => ["x"], target, () => {}));
  await soon();
  kernel.stop();
  for (const run of runs) await assert.rejects(run, { message: STOPPED });
  await soon();
  assert.equal(Fake.made.length, 1);
  assert.equal(Fake.made[0].terminated, true);
  const again = kernel.run(() => ["x"], 0, () => {});
  await soon();
  Fake.made[1].say({ type: "done", ok: true });
  assert.equal(await again, true);
});

test("stop while Python loads, and stop when nothing runs", async () => {
  const kernel = begin();
  kernel.stop();
  const run = kernel.run(() => ["x"], 0, () => {});
  kernel.stop();
  await assert.rejects(run, { message: STOPPED });
  const later = kernel.run(() => ["x"], 0, () => {});
  await soon();
  Fake.made.at(-1).say({ type: "done", ok: true });
  await later;
  kernel.stop();
  assert.equal(kernel.started, false);
});

test("a Python that cannot come says why, and is asked for again", async () => {
  let starts = false;
  const kernel = begin(() => new Fake(starts));
  await assert.rejects(kernel.run(() => ["x"], 0, () => {}), { message: "no NumPy" });
  starts = true;
  const run = kernel.run(() => ["x"], 0, () => {});
  await soon();
  assert.equal(Fake.made.length, 2);
  Fake.made[1].onerror({ message: "out of memory" });
  await assert.rejects(run, { message: "out of memory" });
});

test("the worker answers in order, and says what went wrong", async () => {
  const said = [], page = { run: async (sources, target, side) => { await soon(); if (target === 9) throw new Error("no cell"); return sources[target] === "good" && side === "mine"; } };
  const ask = answering(async ({ base }) => { await soon(); if (!base) throw new Error("no base"); return page; }, (m) => said.push(m));
  ask({ data: { type: "start", base: "b/" } });
  for (const target of [0, 1, 9]) ask({ data: { type: "run", sources: ["good", "bad"], target, side: "mine" } });
  await ask({ data: { type: "start" } });
  assert.deepEqual(said, [{ type: "ready" }, { type: "done", ok: true }, { type: "done", ok: false }, { type: "failed", text: "no cell" }, { type: "failed", text: "no base" }]);
});

test("edited code is coloured without changing it", () => {
  const text = "def f(x): # say\n    return f\"{x}'s\" + '''a\nb''' * 2.5e3 is None\n";
  const found = pieces(text);
  assert.equal(found.map(([, piece]) => piece).join(""), text);
  const kinds = Object.fromEntries(found.map(([kind, piece]) => [piece, kind]));
  assert.deepEqual(["def", "f", "# say", "return", "f\"{x}'s\"", "'''a\nb'''", "2.5e3", "None"].map((piece) => kinds[piece]), ["k", "n", "c1", "k", "s2", "s2", "mi", "kc"]);
  assert.equal(pieces('"open\nnext').map(([, piece]) => piece).join(""), '"open\nnext');
});

test("Enter keeps the depth and goes deeper after a colon", () => {
  const text = "for k in x:\n    y = 1";
  assert.deepEqual([newline(text, 11), newline(text, text.length), newline("a", 0), newline("if x:  # why", 12)], ["\n    ", "\n    ", "\n", "\n    "]);
});

/** What `text` with the mark `|` at its caret, or two around a selection, becomes by Tab. */
const tabbed = (text, back = false) => {
  const from = text.indexOf("|"), to = Math.max(text.lastIndexOf("|") - 1, from), bare = text.replaceAll("|", "");
  const made = indented(bare, from, to, back), after = bare.slice(0, made.from) + made.by + bare.slice(made.to);
  return made.marked ? `${after.slice(0, made.marked[0])}|${after.slice(...made.marked)}|${after.slice(made.marked[1])}` : after;
};
test("Tab goes on to the next step, or moves all marked lines; Shift+Tab moves them back", () => {
  assert.equal(tabbed("if x:\n  |y"), "if x:\n    y");
  assert.equal(tabbed("if x:\n    |y"), "if x:\n        y");
  assert.equal(tabbed("a\nb|b\n\nc|\nd"), "a\n|    bb\n\n    c|\nd");
  assert.equal(tabbed("a\n      b|b\n  c|\nd", true), "a\n|  bb\nc|\nd");
  assert.equal(tabbed("    a|b", true), "ab");
});
test("Backspace goes back a step in an empty beginning of a line, and a letter elsewhere", () => {
  assert.deepEqual(["x:\n        ", "x:\n      ", "    a", "", "x:\n"].map((text) => unindented(text, text.length)), [4, 2, 1, 1, 1]);
});

test("the sentences of the status", () => {
  assert.equal(verdict(0.04, "a  \nb\n", "a\nb"), "Done in 0.0 s. The same as the stored output.");
  assert.equal(verdict(12.3, "a", "b"), "Done in 12 s. This differs from the stored output.");
  assert.equal(verdict(1, "", "b"), "Done in 1.0 s.");
  assert.deepEqual([progress(2, 5), progress(0, 5)], ["Running what this cell needs: 2 of 5…", "Running…"]);
  assert.equal(plain("  a \n\n"), "a");
});
