// Predict: commit to an answer and to how sure you are, then see what is so and why.
import { h, text, uid } from "./shared.js";
import { facts, judge, key, missing, rich, sheet } from "./card.js";
import { predictions, tally, SURE } from "./memory.js";
import { seal } from "./seal.js";

function render({ model, el }) {
  const card = facts(model, { choice: "", sure: "" }), level = uid("sure");
  let sure = "", done = false;

  const levels = Object.keys(SURE).map((v) => h("input", { type: "radio", name: level, value: v, onchange: () => { sure = v; text(hint, ""); }, onkeydown: (e) => { if (e.key === "Enter") { e.preventDefault(); go(); } } }));
  const how = h("fieldset", { class: "fig-seg fig-sure" }, h("legend", {}, "How sure are you?"), levels.map((i) => h("label", {}, i, h("span", {}, i.value))));
  const commit = h("button", { type: "button", "data-strong": true, onclick: go }, "Commit"), hint = h("span", { class: "fig-hint" });
  const again = h("button", { type: "button", "data-quiet": true, onclick: () => { predictions.write(card.card, null); clear(); form.focus(); } }, "Try again");
  const form = sheet(el, card, { title: "Predict", again, rest: [how, h("div", { class: "fig-row" }, commit, hint)], oninput: () => text(hint, ""), onenter: go });

  const rest = seal(el, card.card);
  function show() {
    rest.keep(!done);
    form.show(done, done ? form.given : "", true);
    for (const i of levels) { i.checked = i.value === sure; i.disabled = done; }
    commit.style.display = done ? "none" : "";
    again.style.visibility = done ? "" : "hidden";
    if (!done) { form.tell(); return; }
    const right = judge(card, form.given);
    const what = form.byChoice ? "" : ` It is ${key(card)}; you wrote ${form.given.trim()}.`;
    form.tell(`${right ? "Right" : "Not so"}, and you were ${sure === "a guess" ? "guessing" : sure}.${what}`, !right,
      form.byChoice ? null : h("p", { class: "fig-why" }, rich(card.reason)), h("p", { class: "fig-record" }, tally(predictions.read()).sentence));
  }
  function clear() { form.given = ""; sure = ""; done = false; show(); }
  function settle() {
    done = true;
    model.set("choice", form.given);
    model.set("sure", sure);
    model.save_changes();
    show();
  }
  function go() {
    const lack = missing(card, form.given) || (sure ? "" : "Say how sure you are.");
    text(hint, lack);
    if (lack) return;
    predictions.write(card.card, { given: form.given, sure, right: judge(card, form.given) });
    settle();
    again.focus({ preventScroll: true });
  }
  const recall = () => {
    const kept = predictions.read()[card.card];
    if (kept && !done) { form.given = String(kept.given); sure = kept.sure; settle(); }
    else if (!kept && done) clear();
    else if (done) show();
  };
  const unhear = predictions.forgotten(recall);
  show();
  recall();
  return () => { unhear(); rest.end(); form.root.remove(); };
}
export default { render };
