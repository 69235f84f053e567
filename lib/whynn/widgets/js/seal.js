// Until a prediction is made, the site keeps back what follows it: it would say the answer too soon.
import { h, button } from "./shared.js";
import { reading } from "./memory.js";
import { firstHit } from "./hits.js";

/**
 * What follows a card, up to the next card or figure or the end of its section.  The tag `kept-3` of the card's cell
 * means no more than three blocks, and `kept-figure` that the next figure belongs to them.
 */
function following(el) {
  const cell = el.closest(".cell.docutils"), found = [];
  const most = Number(/ tag_kept-(\d+)/.exec(cell?.className)?.[1] ?? Infinity), figure = cell?.matches(".tag_kept-figure");
  for (let next = cell?.nextElementSibling; next && !next.matches("section") && found.length < most; next = next.nextElementSibling) {
    const last = next.querySelector(".whynn-figure");
    if (last && !figure) break;
    found.push(next);
    if (last) break;
  }
  return found;
}
/** The cards whose rest the reader has asked to see in this tab. */
const KEY = "whynn.shown";
const seen = () => { try { return JSON.parse(sessionStorage.getItem(KEY) ?? "[]").map(String); } catch { return []; } };
function remember(card, yes) {
  try { sessionStorage.setItem(KEY, JSON.stringify([...seen().filter((c) => c !== card), ...(yes ? [card] : [])])); } catch { /* it lasts as long as the page */ }
}
/**
 * Keep it back: `keep(true)`, or not. It is there all the same for a reader who would rather look, who always would, or
 * whom the page's address leads into it, by a place or by a word of the search. In JupyterLab the reader runs the
 * cells, and there is nothing to keep back.
 */
export function seal(el, card) {
  const nodes = following(el);
  if (!nodes.length) return { keep() {}, end() {} };
  const held = h("div", { tabindex: -1 }), words = h("span", { role: "status" }), show = button("Show it", look, { "aria-label": "Show it, without a prediction" });
  const always = button("Always show", () => { told = true; reading.write("shown", true); }, { "aria-label": "Always show what follows a card" });
  const undo = button("Undo", () => reading.write("shown", null)), fine = button("Close", () => { told = false; draw(); });
  const bar = h("div", { class: "whynn-seal" }, h("p", { class: "whynn-seal-line" }, words, show, always, undo, fine)), whole = h("div", { class: "whynn-kept" });
  nodes[0].before(whole);
  held.append(...nodes);
  whole.append(held);
  let on = false, asked = seen().includes(card), told = false;

  function draw() {
    const shut = on && !asked && !reading.read().shown, reader = bar.contains(document.activeElement);
    if (shut) told = false;
    held.inert = shut;
    words.textContent = told ? "Nothing is kept back now." : "Kept back until you commit.";
    show.hidden = always.hidden = told;
    undo.hidden = fine.hidden = !told;
    if (shut || told) whole.append(bar); else bar.remove();
    if (reader) (shut ? show : told ? undo : held).focus({ preventScroll: true });
  }
  function look() { asked = true; remember(card, true); draw(); }
  /** The address leads here: to a place, to the state of a figure, or to the first of the words that were searched. */
  function led() {
    const place = document.getElementById(location.hash.slice(1));
    if (held.contains(place) || held.contains(firstHit() ?? null) || (location.hash.includes("=") && held.querySelector(".whynn-figure"))) asked = true;
  }
  led();
  const unhear = reading.forgotten(draw);
  // the words of a search are marked a moment after the page is read
  const later = () => setTimeout(() => { led(); draw(); }, 50);
  addEventListener("load", later);
  return {
    keep(now) {
      if (on && !now) { asked = false; remember(card, false); }
      on = now;
      draw();
    },
    end() { unhear(); removeEventListener("load", later); whole.replaceWith(...nodes); },
  };
}
