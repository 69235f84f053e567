// The page of cards: asks what is due, schedules by FSRS through ts-fsrs, and keeps the dates in this browser.
// Without this script the page is a list of folds.
import { createEmptyCard, fsrs, Rating } from "ts-fsrs";
import { h, set, text, uid } from "./shared.js";
import { keeper } from "./memory.js";
import { empty, inWords, queue, revived, scheduled, status, stored, told } from "./cards_math.js";
import { panel } from "./progress.js";

const GRADES = [["Again", Rating.Again], ["Hard", Rating.Hard], ["Good", Rating.Good], ["Easy", Rating.Easy]];
const scheduler = fsrs({ enable_fuzz: false }); // the same grades give the same dates
const EVERY = "all";

function start() {
  const folds = [...document.querySelectorAll("details.recall-card")], place = document.getElementById("cards-deck");
  if (!folds.length || !place) return;
  const cards = new Map(folds.map((node) => [node.dataset.card, { node, chapter: node.dataset.chapter, due: h("span", { class: "recall-due" }) }]));
  for (const { node, due } of cards.values()) node.querySelector("summary").append(due);
  const reviews = keeper("cards", scheduled), chapters = [...new Set(folds.map((f) => f.dataset.chapter))];
  let chapter = EVERY, now = null, open = false, timer = 0, said = "", grading = false;

  const pick = h("select", { id: uid("chapter"), onchange: () => { chapter = pick.value; said = ""; show(); } },
    h("option", { value: EVERY }, "all chapters"), chapters.map((c) => h("option", { value: c }, `chapter ${c}`)));
  const counts = h("p", { class: "cards-counts" }), last = h("p", { role: "status", class: "cards-said" });
  const asked = h("div", { class: "cards-asked", id: uid("asked") }), answer = h("div", { class: "cards-answer", role: "group", "aria-label": "Answer", tabindex: -1 });
  const reveal = h("button", { type: "button", "data-strong": true, onclick: () => turn() }, "Show the answer");
  const wait = h("div", { class: "fig-row" }, reveal);
  const buttons = GRADES.map(([name, rating], i) => { const when = h("small"); return { when, rating, root: h("button", { type: "button", onclick: () => grade(i) }, h("span", {}, `${i + 1} ${name}`), when) }; });
  const grades = h("div", { class: "cards-grades", role: "group", "aria-label": "How well did you know it?" }, buttons.map((b) => b.root));
  const body = h("div", { class: "fig-stack" }, asked, wait, answer, grades);
  const nothing = h("p", { class: "cards-empty" });
  const root = h("div", { class: "fig cards-deck", role: "group", "aria-label": "The card that is due", onkeydown: press },
    h("div", { class: "fig-head" }, h("div", { class: "claims-field" }, h("label", { for: pick.id }, "Ask me about"), pick), counts), body, nothing, last,
    h("p", { class: "fig-caption" }, "Say your answer first, aloud or on paper. In this box the space bar shows the answer, and 1 to 4 grade how well you knew it. The dates are kept in this browser only."));
  place.replaceChildren(root);
  const refresh = panel(document.getElementById("cards-progress"), { read: () => { const all = reviews.read(); return Object.keys(all).length ? { cards: all } : {}; }, forget: reviews.forget });

  /** The card's question or answer as it stands in the list, formulas and all. */
  function copy(id, part) {
    const node = cards.get(id).node.querySelector(part).cloneNode(true);
    node.removeAttribute("id");
    node.querySelectorAll("[id]").forEach((n) => n.removeAttribute("id"));
    return node;
  }
  const schedule = (id) => { const record = reviews.read()[id]; return record ? revived(record) : createEmptyCard(new Date()); };

  function show() {
    const time = Date.now(), records = reviews.read(), ids = [...cards].filter(([, c]) => chapter === EVERY || c.chapter === chapter).map(([id]) => id);
    const state = queue(ids, records, time);
    for (const [id, card] of cards) text(card.due, status(records[id], time));
    for (const section of document.querySelectorAll("[data-cards-of]")) section.hidden = chapter !== EVERY && section.dataset.cardsOf !== chapter;
    if (state.next !== now) { now = state.next; open = false; }
    text(counts, told(state));
    text(last, said);
    set(body, { hidden: now === null ? "" : false }); set(nothing, { hidden: now === null ? false : "" });
    text(nothing, now === null ? empty(state.wake, time, chapter === EVERY) : "");
    set(wait, { hidden: open ? "" : false }); set(answer, { hidden: open ? false : "" }); set(grades, { hidden: open ? false : "" });
    if (now !== null && asked.dataset.card !== now) {
      asked.dataset.card = now;
      asked.replaceChildren(copy(now, ".recall-question"));
      answer.replaceChildren(copy(now, ".recall-answer"));
    }
    if (now === null) delete asked.dataset.card;
    if (open) { const known = schedule(now); for (const b of buttons) text(b.when, inWords(scheduler.next(known, new Date(time), b.rating).card.due.getTime(), time)); }
    clearTimeout(timer);
    if (state.wake !== null) timer = setTimeout(show, Math.min(Math.max(state.wake - time, 1e3), 36e5));
    refresh();
  }
  function turn() { open = true; show(); answer.focus({ preventScroll: true }); }
  function grade(i) {
    const time = new Date(), { card } = scheduler.next(schedule(now), time, GRADES[i][1]), id = now;
    const saying = `${GRADES[i][0]}: it comes again ${inWords(card.due.getTime(), time.getTime())}.`;
    now = null;
    delete asked.dataset.card;
    said = saying;
    grading = true;
    reviews.write(id, stored(card)); // all who show records hear of it, this box too
    grading = false;
    (now === null ? pick : reveal).focus({ preventScroll: true });
  }
  function press(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target === pick || now === null) return;
    if (e.key === " " && !open && e.target.tagName !== "BUTTON") { e.preventDefault(); turn(); }
    if (open && ["1", "2", "3", "4"].includes(e.key)) { e.preventDefault(); grade(Number(e.key) - 1); }
  }
  reviews.forgotten(() => { if (!grading) { said = ""; open = false; } show(); });
  show();
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
