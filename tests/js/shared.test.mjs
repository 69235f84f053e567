// What the shared pieces make of numbers.
import assert from "node:assert/strict";
import test from "node:test";
import { fmt, round, schedule, size, text } from "../../lib/whynn/widgets/js/shared.js";

test("a size is plain while that is readable, else a power of ten", () => {
  const shown = { 0.00005: "5.0×10⁻⁵", 0.00123: "0.0012", 0.5: "0.500", 1: "1.00", 9.999: "10.0", 12.34: "12.3", 456.7: "457", 999.6: "1000", 6030: "6030", 9999.6: "1.0×10⁴", 123456: "1.2×10⁵" };
  for (const [x, t] of Object.entries(shown)) assert.equal(size(Number(x)), t, x);
  assert.equal(size(1e-13), "< 10⁻¹²");
  assert.equal(size(Infinity), "∞");
});

test("zero has no sign, and the minus is a true one", () => {
  assert.deepEqual([fmt(-0.001), fmt(-1.5), round(-0.001)], ["0.00", "−1.50", 0]);
});

// Frames are given by hand: `frame(t)` draws what was asked for, at t milliseconds.
function screen() {
  const asked = [], node = { textContent: "" }, shown = { picture: 0, state: 0 };
  globalThis.requestAnimationFrame = (f) => asked.push(f);
  globalThis.cancelAnimationFrame = () => asked.splice(0);
  const ask = schedule(() => { shown.picture = shown.state; text(node, String(shown.state)); });
  const frame = (t) => { for (const f of asked.splice(0)) f(t); };
  return { asked, node, shown, frame, ask, move: (state) => { shown.state = state; ask(); } };
}
const late = () => globalThis[Symbol.for("fig-late")] ?? 0;

test("where frames are short, picture and text change together", () => {
  const { node, shown, frame, asked, move } = screen();
  for (const k of [1, 2, 3]) {
    move(k);
    frame(16 * k);
    assert.deepEqual([shown.picture, node.textContent, asked.length, late()], [k, String(k), 0, 0]);
  }
});

test("after a long frame the text follows one frame later, and the last state is written", () => {
  const { node, shown, frame, asked, move } = screen();
  move(1); frame(0);
  move(2); frame(100);
  assert.deepEqual([shown.picture, node.textContent, late()], [2, "1", 1]);
  move(3); frame(130); // the text's turn: what came meanwhile waits
  assert.deepEqual([shown.picture, node.textContent, late()], [2, "2", 1]);
  frame(180); frame(200);
  assert.deepEqual([shown.picture, node.textContent, asked.length, late()], [3, "3", 0, 0]);
});

test("a pause is no long frame, and a figure that goes owes nothing", () => {
  const { node, frame, move, ask } = screen();
  move(1); frame(0);
  move(2); frame(5000);
  assert.equal(node.textContent, "2");
  move(3); frame(5100);
  assert.deepEqual([node.textContent, late()], ["2", 1]);
  ask.cancel();
  assert.equal(late(), 0);
});
