// PaperFold's row of buttons that lets the pile learn: nudge by nudge, or played until nothing moves any more.
import { h, text, round, size, button, calm } from "./shared.js";
import { MOST, NUMBERS, countRight, encode, judge, lossOf, nudged, settled } from "./paper_fold_math.js";

/** How many nudges have been shown t seconds into a play: slow first. */
const played = (t) => 8 * t + 12 * t * t;

export function learner(st, ask) {
  // between nudges all digits count, though two are shown; they are dropped when the reader moves something
  let exact = null, n = 0, timer = 0, over = false, ended = 0, four = 0;
  const own = () => exact?.of === encode(st.get()), now = () => (own() ? exact.p : st.get());
  const play = button("Play", () => (timer ? stop() : go()), { "data-strong": true, style: "min-width:5.25rem" });
  const one = button("Nudge", () => { stop(); step(1); }, { "aria-label": "Nudge: one step down" });
  const fresh = button("Random start", () => { stop(); exact = null; take(Object.fromEntries(NUMBERS.map((k) => [k, /^[bc]/.test(k) ? 0 : round(2 * Math.random() - 1)]))); n = 0; over = false; });
  const words = h("p", { style: "flex:1 1 100%;min-height:3em;margin:0" }), root = h("div", { class: "fig-row" }, play, one, fresh, words);

  function take(p) {
    st.set(Object.fromEntries(NUMBERS.map((k) => [k, round(p[k])])));
    exact = { of: encode(st.get()), p: { ...st.get(), ...p } };
  }
  /** So many nudges, or fewer if the loss has come to rest. */
  function step(count) {
    let p = now();
    if (!own()) { n = 0; over = false; }
    const before = over;
    for (let i = 0; i < count && !over; i++, n++) {
      const next = nudged(p);
      over = settled(p, next) || n + 1 >= MOST;
      p = next;
    }
    take(p);
    if (over && !before) { ended++; four += countRight(judge(st.get())) === 4; }
  }
  function stop() { cancelAnimationFrame(timer); timer = 0; ask(); }
  function go() {
    const left = own(), before = left ? n : 0;
    if (calm()) { step(MOST); return; }
    let t0 = null;
    const tick = (t) => {
      t0 ??= t;
      if (n > before && !own()) return stop(); // the reader has taken over
      step(Math.max(1, Math.floor(before + played((t - t0) / 1000)) - n));
      if (over) stop(); else timer = requestAnimationFrame(tick);
    };
    timer = requestAnimationFrame(tick);
  }
  return {
    root,
    busy: () => Boolean(timer),
    forget() { stop(); exact = null; n = ended = four = 0; over = false; },
    /** The line of text, for the numbers shown and how many corners are right. */
    say(right) {
      const counted = own(), loss = size(lossOf(now()));
      text(play, timer ? "Pause" : calm() ? "To the end" : "Play");
      const rest = !(counted && over) ? "" : right === 4 ? " Found." : ` ${n < MOST ? "Nothing moves any more" : "Stopped here"}: ${right} right.`;
      const tally = ended ? ` Runs so far: ${ended}, with four right: ${four}.` : "";
      text(words, `${counted ? `Nudge ${n}` : "Not nudged yet"}, loss ${loss}.${rest}${tally}`);
      return `${counted ? `Nudge ${n}, loss ${loss}.` : ""}${rest}`;
    },
    destroy: () => cancelAnimationFrame(timer),
  };
}
