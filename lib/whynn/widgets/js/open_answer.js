// OpenAnswer: answer in your own words, compare with a model answer, and tick what yours said.
import { h, set, text, uid, keepKeys } from "./shared.js";
import { facts, rich } from "./card.js";
import { answers } from "./memory.js";
import { record, tally, ticks } from "./open_answer_math.js";

// figures.css knows boxes of one line only
const BOX = "font:inherit;color:var(--fig-ink);background:var(--fig-surface);border:1px solid var(--fig-muted);border-radius:calc(.75*var(--fig-radius));padding:.5rem .625rem;width:100%;min-height:7rem;resize:vertical;display:block";
const LEGEND = "font:inherit;font-weight:650;padding:0;margin:0 0 .375rem;width:auto;float:none";

/** The cell after the card's own: on a page of the site, or in JupyterLab. */
function evidence(el) {
  const own = el.closest(".cell, .jp-Cell"), next = own?.nextElementSibling;
  return next?.matches(".cell, .jp-Cell") ? next : null;
}

function render({ model, el }) {
  const card = facts(model, { answer: "", rubric: [], wrong: "", why: "", senior: "" });
  const id = uid("card"), asked = uid("asked");
  let given = "", revealed = false, points = ticks(null);

  const box = h("textarea", { rows: 4, style: BOX, "aria-labelledby": asked, oninput: () => { given = box.value; keep(); } });
  const compare = h("button", { type: "button", "data-strong": true, onclick: () => open(box.value) }, "Compare");
  const unknown = h("button", { type: "button", onclick: () => open("") }, "I do not know");
  const again = h("button", { type: "button", "data-quiet": true, onclick: () => { revealed = false; points = ticks(null); keep(); box.focus({ preventScroll: true }); } }, "Try again");

  const picks = card.rubric.map((_, i) => h("input", { type: "checkbox", onchange: () => { points = points.map((p, j) => (j === i ? picks[i].checked : p)); keep(); } }));
  const rubric = h("fieldset", { class: "fig-options" }, h("legend", { style: LEGEND }, "Tick what your answer says"), picks.map((p, i) => h("div", {}, h("label", {}, p, h("span", {}, rich(card.rubric[i]))))));
  const score = h("p", { class: "fig-outcome" }), record_ = h("p", { class: "fig-record" });
  const part = (name, t, ...more) => h("p", { class: "fig-why" }, h("strong", {}, `${name}. `), rich(t), more);
  const show = h("a", { href: "#", style: "color:inherit;text-decoration:underline", onclick: (e) => { e.preventDefault(); const cell = set(evidence(root), { tabindex: -1 }); cell.focus({ preventScroll: true }); cell.scrollIntoView({ block: "center" }); } }, "The next cell shows it.");
  const told = h("div", { class: "fig-stack", role: "group", "aria-label": "Comparison", tabindex: -1, style: "outline-offset:.25rem" },
    part("A model answer", card.answer), rubric,
    h("div", { class: "fig-stack", role: "status", "aria-live": "polite", style: "gap:.25rem" }, score, record_),
    part("The common wrong answer", card.wrong), part("Why it is wrong", card.why, " ", show), part("What experience adds", card.senior));
  const root = h("div", { class: "fig fig-card", role: "group", "aria-labelledby": `${id} ${asked}` },
    h("div", { class: "fig-head" }, h("p", { class: "fig-title", id }, "In your own words"), again),
    h("div", { class: "fig-stack" }, h("p", { class: "fig-question", id: asked }, rich(card.question)), box, h("div", { class: "fig-row" }, compare, unknown), told));
  el.append(root);
  keepKeys(root);

  /** The cell that shows it would say it too soon: the site keeps it back until then. */
  function cover(on) {
    const cell = evidence(root);
    show.hidden = !cell;
    if (cell?.matches(".cell.docutils")) cell.style.display = on ? "none" : "";
  }
  function draw() {
    if (box.value !== given) box.value = given;
    box.readOnly = revealed;
    compare.disabled = !given.trim();
    compare.style.opacity = compare.disabled ? 0.4 : 1;
    compare.parentElement.style.display = revealed ? "none" : "";
    again.style.visibility = revealed ? "" : "hidden";
    told.style.display = revealed ? "" : "none";
    cover(!revealed);
    picks.forEach((p, i) => { p.checked = points[i]; });
    text(score, revealed ? `${points.filter(Boolean).length} of ${points.length} points.` : "");
    text(record_, revealed ? tally(answers.read()).sentence : "");
  }
  /** Take over what was kept, or nothing. */
  function settle(...now) {
    [given, revealed, points] = now;
    model.set({ given, revealed, points });
    model.save_changes();
    draw();
  }
  function keep() {
    answers.write(card.card, given || revealed ? record(given, revealed, points) : null);
    settle(given, revealed, points);
  }
  function open(t) {
    given = t;
    revealed = true;
    keep();
    told.focus({ preventScroll: true });
  }
  const recall = () => {
    const kept = answers.read()[card.card], now = [String(kept?.given ?? ""), Boolean(kept?.revealed), ticks(kept)];
    if (JSON.stringify(now) !== JSON.stringify([given, revealed, points])) settle(...now);
    else if (revealed) draw();
  };
  const unhear = answers.forgotten(recall);
  draw();
  recall();
  return () => { unhear(); cover(false); root.remove(); };
}
export default { render };
