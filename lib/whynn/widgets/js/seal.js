// Until a prediction is made, the site keeps back what follows it: it would say the answer too soon.
import { h, button } from "./shared.js";
import { reading } from "./memory.js";

/** What follows a card, up to the next card or figure or the end of its section. */
function following(el) {
  const found = [];
  for (let next = el.closest(".cell.docutils")?.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.querySelector(".whynn-figure") || next.matches("section")) break;
    found.push(next);
  }
  return found;
}
/**
 * Keep it back: `keep(true)`, or not. It is also there for a reader who would rather look, who always would, who comes
 * by a link to a place in it or by a search for a word in it. In JupyterLab the reader runs the cells, and there is
 * nothing to keep back.
 */
export function seal(el) {
  const nodes = following(el);
  if (!nodes.length) return { keep() {}, end() {} };
  const held = h("div", { tabindex: -1 }), always = button("Always show", () => reading.write("shown", true), { "aria-label": "Always show what follows a card" });
  const line = h("p", { class: "whynn-seal-line" }, h("span", {}, "Kept back until you commit."), button("Show it", look, { "aria-label": "Show it, without a prediction" }), always);
  const bar = h("div", { class: "whynn-seal" }, line), whole = h("div", { class: "whynn-kept" });
  nodes[0].before(whole);
  held.append(...nodes);
  whole.append(held);
  let on = false, asked = false;

  function draw() {
    const shut = on && !asked && !reading.read().shown && !held.querySelector(".highlighted") && !held.contains(document.getElementById(location.hash.slice(1)));
    held.inert = shut;
    if (shut) whole.append(bar); else if (bar.parentNode) open();
  }
  function open() {
    const reader = bar.contains(document.activeElement);
    bar.remove();
    if (reader) held.focus({ preventScroll: true });
  }
  function look() { asked = true; draw(); }
  const unhear = reading.forgotten(draw);
  addEventListener("hashchange", draw);
  // the words of a search are marked a moment after the page is read
  const later = () => setTimeout(draw, 50);
  addEventListener("load", later);
  return {
    keep(now) { if (now !== on) asked = false; on = now; draw(); },
    end() { unhear(); removeEventListener("hashchange", draw); removeEventListener("load", later); whole.replaceWith(...nodes); },
  };
}
