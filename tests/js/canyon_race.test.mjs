// The race's arithmetic against whynn's optimizers (from tests/golden/canyon_race.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { why } from "../../lib/whynn/widgets/js/canyon_race.js";
import * as C from "../../lib/whynn/widgets/js/canyon_race_math.js";

const G = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"));
const near = (a, b, e = 1e-12) => assert.ok(Math.abs(a - b) <= e * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const START = { a: 10, alpha: 0.1, beta: 0.9, beta2: 0.999, decay: 0.1, w1: 1, w2: 1, angle: 0 };

test("racers and ranges are those of the Python half", () => { assert.deepEqual(C.KINDS, G.racers); assert.deepEqual(C.RANGE, G.ranges); });

test("500 steps of every optimizer equal whynn's, in 50 settings each, also where they diverge", () => {
  const counted = {}, lost = {}, turned = {};
  for (const g of G.rows) {
    counted[g.name] = (counted[g.name] ?? 0) + 1;
    const { slope1, slope2 } = C.canyon(g.state), one = C.stepper(g.name, g.state), two = C.stepper(g.name, g.state);
    let w = [g.state.w1, g.state.w2];
    g.path[0].forEach((_, k) => {
      // turned, each step begins where whynn's did: near the bottom Adam magnifies the last bit of a sine
      if (k && g.state.angle) w = g.path.map((axis) => Number(axis[k - 1]));
      if (k) w = [one(w[0], slope1(...w)), two(w[1], slope2(...w))];
      w.forEach((v, i) => {
        const want = g.path[i][k];
        if (typeof want === "string") { assert.ok(!Number.isFinite(v), `${g.name} step ${k}: ${v} is not ${want}`); lost[g.name] = true; }
        else assert.ok(Math.abs(v - want) <= (g.state.angle ? 1e-8 : 1e-10) * Math.max(1, Math.abs(want)), `${g.name} step ${k}: ${v} is not ${want}`);
      });
    });
    if (g.state.angle) turned[g.name] = (turned[g.name] ?? 0) + 1;
  }
  for (const name of C.KINDS) assert.ok(counted[name] === 50 && turned[name] > 10);
  for (const name of ["sgd", "momentum", "nesterov"]) assert.ok(lost[name] || G.rows.some((g) => g.name === name && g.blown), name);
});

test("the steps to the goal, and the step that leaves all bounds, are whynn's over 3,000 steps", () => {
  const some = G.rows.filter((g) => g.searched);
  assert.ok(some.length >= 24 && some.some((g) => g.steps && g.state.angle) && some.some((g) => g.blown && g.state.angle));
  for (const g of some) {
    const r = C.race(g.name, g.state);
    assert.equal(r.reached, g.steps ?? -1, g.name); assert.equal(r.blown, g.blown ?? -1, g.name);
  }
});

test("closed forms: best step, limit and rate are whynn's, and the rate is what the walk does", () => {
  for (const g of G.rows) {
    near(C.fastest(g.state.a), g.best); near(C.limit(g.state.a), g.limit);
    if (g.rate !== null) near(C.rate(g.name, g.state), g.rate);
  }
  assert.equal(C.rate("adam", START), null);
  const slow = { ...START, alpha: 0.19, beta: 0.3 }, step = C.stepper("nesterov", slow);
  let w = 1;
  for (let k = 0; k < 200; k++) w = step(w, 20 * w);
  const then = Math.abs(w);
  for (let k = 0; k < 50; k++) w = step(w, 20 * w);
  near((Math.abs(w) / then) ** (1 / 50), C.rate("nesterov", slow), 1e-3);
});

test("the thick line is the largest loss still to come; it crosses the goal at the number shown", () => {
  const r = C.race("momentum", START);
  r.worst.loss.forEach((v, k) => near(v, G.worst[k], 1e-10));
  assert.equal(r.worst.loss.findIndex((v) => v < C.GOAL), r.reached);
  assert.equal(r.reached, 159);
  const slow = C.race("sgd", { ...START, alpha: 0.1001 }); // it grows, and has not left all bounds by the end
  assert.ok(slow.blown < 0 && slow.reached < 0 && slow.worst.loss[300] > 100 * slow.loss[300] && slow.worst.distance[300] > 10 * slow.distance[300]);
});

test("outcomes are named: a number, bouncing, diverging, not yet", () => {
  const o = (kind, p) => C.outcome(C.race(kind, { ...START, ...p }), { ...START, ...p });
  assert.equal(o("adam", {}), "149"); assert.equal(o("sgd", {}), "bounces"); assert.equal(o("sgd", { alpha: 0.101 }), "diverges"); assert.equal(o("sgd", { alpha: 1e-4 }), "> 3000"); assert.equal(o("sgd", { alpha: 0.0874 }), "36");
  for (const [f, t] of [[-1, "bounces for ever"], [-1.2, "diverges"], [-0.5, "zigzags inward"], [0, "kills w1 in one step"], [0.5, "creeps inward"]]) assert.equal(C.verdict(f), t);
});

test("divergence is explained in words, also Adam's", () => {
  const runs = (p) => C.KINDS.map((k) => C.race(k, { ...START, ...p }));
  assert.match(why(runs({ alpha: 0.2 }), { ...START, alpha: 0.2 }), /^SGD diverges: in the long run each step multiplies its distance by 3\.000\.$/);
  const three = runs({}).map((r, i) => (i === 2 || i === 4 ? null : r));
  assert.match(why(three, START), /^SGD bounces for ever: each step w₁ × −1\.000, w₂ × 0\.800\.$/);
  const wild = { ...START, alpha: 1, beta2: 0 }, adam = C.race("adam", wild);
  assert.ok(adam.blown > 0);
  assert.match(why([null, null, null, adam, null], wild), /^Adam leaves all bounds at step/);
  assert.equal(why([null, null, null, null, null], START), "Choose a racer in the table.");
});

test("the step table is written in full", () => {
  const lines = C.csv([C.race("sgd", START), C.race("adam", START)]).trimEnd().split("\n");
  assert.equal(lines.length, 1 + 2 * 301); assert.equal(lines[0], "optimizer,step,w1,w2,loss"); assert.equal(lines[2], "sgd,1,-1,0.8,10.64");
  assert.equal(C.csv([C.race("sgd", { ...START, alpha: 2 })]).trimEnd().split("\n").length, 1 + C.race("sgd", { ...START, alpha: 2 }).blown);
});

test("an address restores its state, and nonsense is passed over", () => {
  const t = { ...START, w2: -2, racers: ["sgd", "adamw"], step: 77, chart: "distance", angle: 45 };
  assert.deepEqual(C.decode(C.encode(t)), t);
  const wild = { a: 1000, alpha: 2, beta: 0.99, beta2: 0.999, decay: 0, w1: 1.4, w2: -2.5, step: 300, chart: "loss", racers: [] };
  assert.deepEqual(C.decode("1e9_9_9_9_-1_9_-9_9999_loss_zzz_777"), { ...wild, angle: 90 });
  assert.deepEqual(C.decode("1e9_9_9_9_-1_9_-9_9999_loss_zzz"), { ...wild, angle: 0 }); // as it was shared before the canyon could turn
  for (const bad of ["", "1_1", "a_1_1_1_1_1_1_1_loss_s", "1_1_1_1_1_1_1_1_cow_s", "1_1_1_1_1_1_1_1_loss_s_", "1_1_1_1_1_1_1_1_loss_s_x", "1_1_1__1_1_1_1_loss_s"]) assert.equal(C.decode(bad), null, bad);
});

test("playing is slow first and can be taken up anywhere", () => { for (const k of [0, 1, 30, 299]) near(C.played(C.playedAt(k)), k, 1e-9); });
