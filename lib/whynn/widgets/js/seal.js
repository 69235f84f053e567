// Until a prediction is made, the site keeps back what the next cells give: it would say the answer too soon.
import { h, button } from "./shared.js";

/** The outputs of the cells that follow a card, up to the next card or figure or the end of its section. */
function following(el) {
  const found = [];
  for (let next = el.closest(".cell.docutils")?.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.querySelector(".whynn-figure") || next.matches("section")) break;
    found.push(...next.querySelectorAll(":scope > .cell_output"));
  }
  return found;
}
/** Keep them back, or not; whoever would rather look gets them. In JupyterLab the reader runs the cells, and there is nothing to keep back. */
export function seal(el) {
  const outputs = following(el), seals = outputs.map(() => h("div", { class: "whynn-seal" }, "Kept back until you commit.", button("Show it", look, { "aria-label": "Show it, without a prediction" })));
  function look(event) {
    const output = outputs[seals.indexOf(event.target.parentElement)];
    keep(false);
    output.setAttribute("tabindex", "-1");
    output.focus({ preventScroll: true });
  }
  function keep(on) {
    outputs.forEach((output, i) => {
      output.classList.toggle("whynn-sealed", on);
      if (on) output.append(seals[i]); else seals[i].remove();
    });
  }
  return keep;
}
