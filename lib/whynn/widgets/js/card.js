// What the cards share: how an answer is read and judged, and the question with its field.
import { h, set, text, uid, keepKeys } from "./shared.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
const EXPONENT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const decimal = (t) => (EXPONENT.test(t) ? Number(t) : NaN);
/** What a text may mean as a number, the likeliest first: 1,024 is a thousand or one, 25% is 25 or a quarter, 1/4 a quotient. */
export function readings(t) {
  const plain = t.trim().replace(/[\u2212\u2013]/g, "-").replace(/\s/g, ""), bare = plain.replace(/%$/, "");
  const parts = bare.split("/").map((part) => decimal(part.replace(",", ".")));
  const found = parts.length === 2 ? [parts[0] / parts[1]] : parts.length > 2 ? [] : [THOUSANDS.test(bare) ? decimal(bare.replaceAll(",", "")) : NaN, parts[0]];
  const numbers = found.filter(Number.isFinite);
  return bare === plain ? numbers : [...numbers, ...numbers.map((x) => x / 100)];
}
/** The likeliest reading, or null. */
export const parse = (t) => readings(t)[0] ?? null;
export const close = (x, card) => Math.abs(x - card.number) <= card.tolerance + 1e-12 * Math.max(1, Math.abs(card.number));
/** Whether the answer given (an option's index, or a number's text) is right. */
export function judge(card, given) {
  if (card.options.length) return Number(given) === card.answer;
  return readings(given).some((x) => close(x, card));
}
/** What is missing before the answer can be judged, or an empty text. */
export function missing(card, given) {
  if (card.options.length) return /^\d+$/.test(given) && given < card.options.length ? "" : "Choose an answer first.";
  return parse(given) !== null ? "" : given.trim() ? "That is not a number. Write one such as 0.5." : "Write a number first.";
}
/** A number card's key as it is shown. */
export const key = (card) => `${card.shown}${card.unit ? ` ${card.unit}` : ""}`;
/** Split `code`, *italic* and plain runs; a backtick or star without its partner is plain text. */
export const runs = (t) => t.split(/(`[^`]+`|\*[^*\s](?:[^*]*[^*\s])?\*)/).filter(Boolean).map((r) => (r.length > 2 && r[0] === "`" && r.at(-1) === "`" ? ["code", r.slice(1, -1)] : r.length > 2 && r[0] === "*" && r.at(-1) === "*" ? ["em", r.slice(1, -1)] : ["", r]));

// Drawing -----------------------------------------------------------------------------------------------------------
export const plain = (t) => runs(t).map(([, r]) => r).join("");
export const rich = (t) => runs(t).map(([tag, r]) => (tag ? h(tag, {}, r) : r));
const EMPTY = { card: "", question: "", options: [], reasons: [], answer: -1, number: 0, tolerance: 0, unit: "", shown: "", reason: "" };
/** The card as the model has it, with what `more` names besides. */
export const facts = (model, more = {}) => Object.fromEntries(Object.entries({ ...EMPTY, ...more }).map(([k, v]) => [k, model.get(k) ?? v]));

/** Title, question, field and outcome; `rest` stands between field and outcome. The answer is in `given`, an option's
 *  index or a number's text; `oninput` hears of each change and `onenter` of Enter in the number's box. */
export function sheet(el, card, { title, again, rest, oninput, onenter }) {
  const id = uid("card"), asked = uid("asked"), group = uid("option"), byChoice = card.options.length > 0;
  const picks = card.options.map((o, i) => h("input", { type: "radio", name: group, value: i, onchange: () => { api.given = String(i); oninput(); } }));
  const marks = card.options.map(() => h("span", { class: "fig-verdict", "aria-hidden": "true" })), whys = card.options.map((_, i) => h("p", { class: "fig-why", hidden: true }, rich(card.reasons[i])));
  // the default of Enter would press the button that gets the focus
  const box = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: 10, "aria-label": "Your number", oninput: () => { api.given = box.value; oninput(); }, onkeydown: (e) => { if (e.key === "Enter") { e.preventDefault(); onenter(); } } });
  const field = byChoice
    ? h("fieldset", { class: "fig-options" }, h("legend", { class: "fig-sr" }, "Your answer"), card.options.map((o, i) => h("div", {}, h("label", {}, picks[i], h("span", {}, rich(o)), marks[i]), whys[i])))
    : h("label", { class: "fig-row" }, "Your number", box, card.unit || null);
  const outcome = h("div", { class: "fig-stack", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "fig fig-card", role: "group", "aria-labelledby": `${id} ${asked}` },
    h("div", { class: "fig-head" }, h("p", { class: "fig-title", id }, title), again),
    h("div", { class: "fig-stack" }, h("p", { class: "fig-question", id: asked }, rich(card.question)), field, rest, outcome));
  el.append(root);
  keepKeys(root);
  const api = {
    root, byChoice, given: "",
    focus() { (picks.find((i) => i.checked) ?? picks[0] ?? box).focus({ preventScroll: true }); },
    /** Show the answer given, locked when `done`. The option `judged` has its verdict and reason shown; with `all`, every one. */
    show(done, judged, all) {
      picks.forEach((p, i) => {
        const mine = String(i) === judged, open = judged !== "" && (all || mine), right = open && i === card.answer;
        p.checked = p.value === api.given; p.disabled = done;
        whys[i].hidden = !open;
        set(whys[i].parentElement, { "data-right": right ? "" : false, "data-given": mine ? "" : false });
        text(marks[i], right ? "\u2713 right" : mine ? "\u2717 your answer" : "");
      });
      if (document.activeElement !== box || !api.given) box.value = api.given;
      box.disabled = done;
      set(root, { "data-done": done ? "" : false });
    },
    /** A verdict in a word or two, then paragraphs; nothing at all empties the place. */
    tell(verdict, wrong, ...paragraphs) {
      outcome.replaceChildren(...(verdict ? [h("p", { class: "fig-outcome", "data-wrong": wrong }, verdict), ...paragraphs.filter(Boolean)] : []));
    },
  };
  return api;
}
