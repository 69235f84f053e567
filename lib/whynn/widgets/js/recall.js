// A recall question on a page: the answer opens after the reader has tried, or asked to be shown.
// Without this script the questions are plain folds.
import { h, set, text, uid } from "./shared.js";
import { keeper } from "./memory.js";
import { attempted } from "./cards_math.js";

const attempts = keeper("attempts", attempted);

function ask(fold) {
  const id = fold.dataset.card, summary = fold.querySelector("summary"), field = uid("try");
  const answer = h("div", { class: "recall-body", tabindex: -1 });
  answer.append(...[...fold.childNodes].filter((node) => node !== summary));
  const box = h("textarea", { id: field, rows: 2, oninput: () => text(hint, "") });
  const hint = h("span", { class: "fig-hint", role: "status" });
  const compare = h("button", { type: "button", "data-strong": true, onclick: () => (box.value.trim() ? keep({ text: box.value.trim(), shown: false }) : text(hint, "Write something first, a word will do.")) }, "Compare");
  const show = h("button", { type: "button", onclick: () => keep({ text: box.value.trim(), shown: true }) }, "Show me");
  const again = h("button", { type: "button", "data-quiet": true, onclick: () => { attempts.write(id, null); draw(); box.focus(); } }, "Try again");
  const outcome = h("p", { class: "recall-outcome", role: "status" });
  const tried = h("div", { class: "fig-stack" }, h("label", { for: field }, "Your answer, in a few words"), box, h("div", { class: "fig-row" }, compare, show, hint));
  fold.append(h("div", { class: "fig recall-try" }, tried, h("div", { class: "fig-head recall-done" }, outcome, again)), answer);

  function keep(record) { attempts.write(id, record); draw(); answer.focus({ preventScroll: true }); }
  function draw() {
    const record = attempts.read()[id];
    set(tried, { hidden: record ? "" : false });
    set(outcome.parentElement, { hidden: record ? false : "" });
    set(answer, { hidden: record ? false : "" });
    text(outcome, !record ? "" : record.shown ? "Shown, so it counts as not known." : `You wrote: ${record.text}`);
    set(fold, { "data-tried": record ? (record.shown ? "shown" : "tried") : false });
    if (!record) { box.value = ""; text(hint, ""); }
  }
  attempts.forgotten(draw);
  draw();
}
for (const fold of document.querySelectorAll("details.recall")) ask(fold);
