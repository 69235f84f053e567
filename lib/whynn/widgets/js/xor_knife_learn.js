// XorKnife's row of buttons for Rosenblatt's rule: look at the corners in turn, and nudge after each mistake.
import { h, text, button, round } from "./shared.js";

/** The next mistake from corner `row` on, round the four once: which corner, its blame, and the knife after the nudge. Null if there is none. */
export function nudge({ w1, w2, b }, corners, want, row) {
  for (let looked = 0; looked < corners.length; looked++) {
    const i = (row + looked) % corners.length, [x1, x2] = corners[i], blame = want[i] - Number(round(w1 * x1 + w2 * x2 + b) > 0);
    if (blame) return { i, blame, knife: { w1: round(w1 + blame * x1), w2: round(w2 + blame * x2), b: round(b + blame) } };
  }
  return null;
}
export const inside = (knife, limit) => Object.entries(limit).every(([k, most]) => Math.abs(knife[k]) <= most);

/** `state()` gives the data set and the knife, `put` moves the knife, which `limit` holds. */
export function rosenblatt({ corners, wanted, limit, state, put }) {
  let run = null; // where the rule stands: its knife, the corner it looks at next, the nudges, and what it has seen
  const place = ({ data, w1, w2, b }) => `${data}_${w1}_${w2}_${b}`, going = () => run?.at === place(state());
  const one = button("Nudge", step, { "data-strong": true }), zero = button("From zero", () => { put({ w1: 0, w2: 0, b: 0 }); begin(); });
  const words = h("p", { style: "flex:1 1 14rem;min-height:4.4em;margin:0" }), root = h("div", { class: "fig-row", style: "align-items:flex-start" }, one, zero, words);
  const begin = () => { run = { at: place(state()), row: 0, n: 0, seen: new Map([[`${place(state())}@0`, 0]]), told: "" }; };

  function step() {
    if (!going()) begin();
    const { data, ...k } = state(), next = nudge(k, corners, wanted(data), run.row);
    if (!next) { run.told = "No corner is wrong: there is nothing to nudge."; put({}); return; }
    if (!inside(next.knife, limit)) { run.told = "The next nudge would leave the sliders. Begin from zero."; put({}); return; }
    const at = place({ data, ...next.knife }), row = (next.i + 1) % corners.length, n = run.n + 1, seen = `${at}@${row}`, before = run.seen.get(seen), sign = next.blame > 0 ? "added" : "taken away";
    const again = before === undefined ? "" : ` This knife was here ${n - before} nudges ago, and the same corner comes next: the rule runs in a circle.`;
    run = { at, row, n, seen: run.seen.set(seen, n), told: `Nudge ${n}: corner (${corners[next.i]}) wants ${next.blame > 0 ? 1 : 0} and got ${next.blame > 0 ? 0 : 1}. Its inputs, and 1 for the bias, are ${sign}.${again}` };
    put(next.knife);
  }
  return {
    root,
    forget() { run = null; },
    say() {
      const told = going() ? run.told : "";
      text(words, told || "Each press looks for the next wrong corner and nudges.");
      return told;
    },
  };
}
