// What the figure reads out of the stored runs, against whynn (from tests/golden/whisper_game.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as W from "../../lib/whynn/widgets/js/whisper_game.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.abs(b), `${a} is not ${b}`);

test("what is offered is that of the Python half", () => { assert.deepEqual(W.GAINS, G.gains); assert.deepEqual(W.LAYERS, G.layers); assert.deepEqual(W.BENDS, G.bends); assert.deepEqual(W.WIRINGS, G.wirings); });

test("each state shows its own measurement", () => {
  assert.ok(G.rows.length >= 60);
  for (const g of G.rows) {
    const m = W.measured(G.runs, g.state);
    assert.deepEqual(m.layers, G.layers[g.state.depth]);
    [...m.blame, m.weights].forEach((v, i) => near(v, g.measured[i]));
    near(W.factor(m, g.state.depth) ** (g.state.depth - 1), g.measured[0], 1e-9);
  }
});

test("the fate is named at each border", () => { for (const [v, t] of [[1e-6, "is lost"], [0.05, "fades"], [1, "arrives"], [50, "swells"], [1e6, "explodes"]]) assert.equal(W.fate(v), t); });

test("an address restores its state, and nonsense is passed over", () => {
  const t = { bend: "gelu", wiring: "both", gain: 1.414, depth: 30 };
  assert.deepEqual(W.decode(W.encode(t)), t);
  assert.deepEqual(W.decode("relu_plain_99_12"), { bend: "relu", wiring: "plain", gain: 8, depth: 10 });
  for (const bad of ["", "relu_plain_1", "silu_plain_1_10", "relu_odd_1_10", "relu_plain_x_10", "relu_plain__10", "relu_plain_1_10_1"]) assert.equal(W.decode(bad), null, bad);
});
