// ShortAnswer: a question that may be tried again until it is right; a wrong answer hears why, not what.
import { h, text } from "./shared.js";
import { facts, judge, key, missing, parse, rich, sheet } from "./card.js";
import { answers } from "./memory.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
/** What a wrong number hears: a known slip's nudge, that only the sign is off, or on which side it lies and why. */
export function nudge(card, x) {
  const slip = card.slips.findIndex((s) => Math.abs(x - s) <= card.near + 1e-12);
  if (slip >= 0) return ["Not yet.", card.slip_nudges[slip]];
  if (judge({ ...card, number: -card.number }, String(x))) return ["Not yet.", "The size is right. Look at the sign."];
  return x > card.number ? ["Not yet: too high.", card.high] : ["Not yet: too low.", card.low];
}

// Drawing -----------------------------------------------------------------------------------------------------------
function render({ model, el }) {
  const card = facts(model, { high: "", low: "", slips: [], slip_nudges: [], near: 0 });
  let judged = "", revealed = false;

  const check = h("button", { type: "button", "data-strong": true, onclick: go }, "Check"), hint = h("span", { class: "fig-hint" });
  const ask = h("button", { type: "button", onclick: () => { keep(judged, true); again.focus({ preventScroll: true }); } }, "Show the answer");
  const again = h("button", { type: "button", "data-quiet": true, onclick: () => { keep("", false); form.focus(); } }, "Try again");
  const form = sheet(el, card, { title: "Short answer", again, rest: h("div", { class: "fig-row" }, check, ask, hint), oninput: () => text(hint, ""), onenter: go });

  function show() {
    const right = judged !== "" && judge(card, judged), done = right || revealed;
    form.show(done, judged, revealed);
    check.style.display = done ? "none" : "";
    ask.style.display = done || !judged ? "none" : "";
    again.style.visibility = done ? "" : "hidden";
    if (!judged) { form.tell(); return; }
    if (form.byChoice) form.tell(right ? "Right." : revealed ? "The right one is marked." : "Not yet.", !right && !revealed);
    else if (done) form.tell(right ? `Right. It is ${key(card)}.` : `It is ${key(card)}; you wrote ${judged.trim()}.`, false, h("p", { class: "fig-why" }, rich(card.reason)));
    else { const [verdict, why] = nudge(card, parse(judged)); form.tell(verdict, true, h("p", { class: "fig-why" }, rich(why))); }
  }
  /** Take over an answer that was judged, or none. */
  function settle(given, open) {
    form.given = judged = given;
    revealed = open;
    model.set({ given, revealed });
    model.save_changes();
    show();
  }
  function keep(given, open) {
    settle(given, open);
    answers.write(card.card, given ? { given, right: judge(card, given), revealed } : null);
  }
  function go() {
    const lack = missing(card, form.given);
    text(hint, lack);
    if (lack) return;
    keep(form.given, false);
    if (judge(card, judged)) again.focus({ preventScroll: true });
  }
  const recall = () => {
    const kept = answers.read()[card.card], given = kept && !missing(card, String(kept.given)) ? String(kept.given) : "";
    if (given !== judged || (given && kept.revealed !== revealed)) settle(given, Boolean(given && kept.revealed));
  };
  const unhear = answers.forgotten(recall);
  show();
  recall();
  return () => { unhear(); form.root.remove(); };
}
export default { render };
