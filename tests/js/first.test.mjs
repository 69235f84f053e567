// A storage that is forbidden, full or spoilt breaks nothing, and what is the reader's own is never lost in silence.
import assert from "node:assert/strict";
import test from "node:test";
import { hearing, mode, readable, standIn } from "../../lib/whynn/widgets/js/first.js";

test("a storage that may not be touched, or is none, is not readable", () => {
  assert.equal(readable(() => { throw new Error("forbidden"); }), null);
  assert.equal(readable(() => null), null);
  assert.equal(readable(() => ({ getItem() { throw new Error("forbidden"); } })), null);
  const whole = standIn();
  assert.equal(readable(() => whole), whole);
});

test("the stand-in keeps the theme's things for the page and refuses the reader's", () => {
  const s = standIn();
  s.setItem("mode", "dark"); s.setItem(7, 8);
  assert.deepEqual([s.getItem("mode"), s.getItem("7"), s.getItem("none"), s.length, s.key(0), s.key(2)], ["dark", "8", null, 2, "mode", null]);
  s.removeItem("mode");
  assert.equal(s.getItem("mode"), null);
  for (const deed of [() => s.setItem("whynn.cards", "{}"), () => s.getItem("whynn.cards"), () => s.removeItem("whynn.cards")]) assert.throws(deed, { name: "SecurityError" });
  s.clear();
  assert.equal(s.length, 0);
});

test("what cannot be kept is told once for the reader's things alone, and thrown to who keeps them", () => {
  const told = [], full = { getItem: (key) => (key === "mode" ? "light" : null), setItem() { throw new Error("full"); } };
  hearing(full, () => told.push("told"));
  full.setItem("mode", "dark"); full.setItem("gone", null);
  assert.deepEqual([told, full.getItem("mode"), full.getItem("gone"), full.getItem("none")], [[], "dark", "null", null]);
  assert.throws(() => full.setItem("whynn.try", "1"), /full/);
  assert.deepEqual(told, []);
  assert.throws(() => full.setItem("whynn.cards", "{}"), /full/);
  assert.deepEqual(told, ["told"]);
});

test("what can be kept is kept, by the storage itself", () => {
  const kept = new Map(), holder = { getItem(key) { return this.into.get(key); }, setItem(key, value) { this.into.set(key, value); } };
  hearing(holder, () => assert.fail("nothing was lost"));
  holder.setItem.call({ into: kept }, "whynn.cards", "{}");
  assert.deepEqual([...kept, holder.getItem.call({ into: kept }, "whynn.cards")], [["whynn.cards", "{}"], "{}"]);
});

test("a mode that is none is thrown away", () => {
  const s = standIn();
  for (const kept of ["light", "dark", "auto"]) { s.setItem("mode", kept); assert.equal(mode(s, "mode"), kept); }
  for (const kept of ["", "{", "Dark", "x".repeat(1e6)]) { s.setItem("mode", kept); assert.equal(mode(s, "mode"), "auto"); assert.equal(s.getItem("mode"), null); }
  assert.equal(mode(s, "mode"), "auto");
});
