// Progress as a file: whole or not at all, and a sentence for everything that is wrong.
import assert from "node:assert/strict";
import test from "node:test";
import { collect, erase, keeps, merge, pack, put, summary, unpack } from "../../lib/whynn/widgets/js/progress.js";

class Storage {
  #all; #room;
  constructor(all = {}, room = Infinity) { this.#all = new Map(Object.entries(all)); this.#room = room; }
  get length() { return this.#all.size; }
  key(i) { return [...this.#all.keys()][i]; }
  getItem(k) { return this.#all.get(k) ?? null; }
  removeItem(k) { this.#all.delete(k); }
  setItem(k, v) { if (v.length > this.#room) throw new DOMException("full", "QuotaExceededError"); this.#all.set(k, v); }
  get all() { return Object.fromEntries(this.#all); }
}
const P = { given: "1", sure: "certain", right: true }, A = { text: "the \"ratio\" `x` $y$ </script>", shown: false };
const C = (day) => ({ due: `2026-03-0${day + 1}T00:00:00.000Z`, last_review: `2026-03-0${day}T00:00:00.000Z`, state: 2, stability: 1, difficulty: 5, elapsed_days: 0, scheduled_days: 1, learning_steps: 0, reps: 1, lapses: 0 });
const KEPT = { predictions: { a: P }, attempts: { q: A }, cards: { x: C(1) }, clinic: { anything: [1, 2] } };
const laid = (all) => Object.fromEntries(Object.entries(all).map(([k, v]) => [`whynn.${k}`, JSON.stringify(v)]));

test("what goes into a file comes out of it, whoever keeps it", () => {
  const there = new Storage({ ...laid(KEPT), theme: "dark", "whynn.broken": "{", "whynn.list": "[1]" });
  assert.deepEqual(collect(there), KEPT);
  assert.deepEqual(unpack(pack(collect(there), 0)), KEPT);
  erase(there);
  assert.deepEqual(there.all, { theme: "dark" });
  put(there, merge(collect(there), unpack(pack(KEPT, 0))));
  assert.deepEqual(collect(there), KEPT);
});
test("a file that is none is refused with a reason", () => {
  const file = (change) => JSON.stringify({ ...JSON.parse(pack(KEPT, 0)), ...change });
  for (const [t, words] of [["{", "not JSON"], ["7", "was not saved by"], ["[]", "was not saved by"], [file({ format: "x" }), "was not saved by"], [file({ version: 2 }), "has version 2"],
    [file({ records: [] }), "no records"], [file({ records: { "../x": {} } }), "“../x” is no list"], [file({ records: { cards: [] } }), "“cards” is no list"],
    [file({ records: { cards: { x: { due: "soon" } } } }), "record “x” of cards"], [file({ records: { predictions: { a: { ...P, sure: "very" } } } }), "record “a” of predictions"]])
    assert.throws(() => unpack(t), (e) => e.message.includes(words) && e.constructor === Error, t);
  assert.deepEqual(unpack(file({ records: {} })), {});
});
test("nothing that is here is lost, and the later schedule counts", () => {
  const here = { predictions: { a: P, b: P }, cards: { x: C(3), y: C(1), z: { odd: 1 } } };
  const all = merge(here, { predictions: { a: { ...P, given: "2" } }, cards: { x: C(2), y: C(2), z: C(1), w: C(1) }, answers: {} });
  assert.deepEqual(all, { predictions: { a: { ...P, given: "2" }, b: P }, cards: { x: C(3), y: C(2), z: C(1), w: C(1) }, answers: {} });
  assert.deepEqual(here.cards.y, C(1));
});
test("a storage that is full keeps what it had", () => {
  const there = new Storage(laid({ predictions: { a: P } }), 60), before = there.all;
  assert.throws(() => put(there, { predictions: { b: P }, cards: { x: C(1) } }), /no room.*Nothing was changed/);
  assert.deepEqual(there.all, before);
});
test("whether anything is kept is tried and not believed", () => {
  const full = new Storage({}, 0);
  assert.ok(!keeps(() => full));
  assert.ok(!keeps(() => { throw new DOMException("no", "SecurityError"); }));
  const tried = new Storage();
  assert.ok(keeps(() => tried));
  assert.deepEqual(tried.all, {});
});
test("the sentence counts what there is", () => {
  assert.equal(summary({}), "Nothing is kept in this browser yet.");
  assert.equal(summary({ predictions: { a: P }, cards: {}, short_runs: { a: 1, b: 2 } }), "Kept in this browser: predictions 1, short runs 2.");
  assert.equal(summary({ reading: { shown: true }, edits: { "a/b.html\n1": "2" } }), "Kept in this browser: choices 1, edited cells 1.");
});
