// The page of corrections: sort and filter what is there.  Without this script the page is a plain list.
export const EVERY = "all";
export const START = { verdict: EVERY, part: EVERY, words: "", order: "best first" };
const numbers = (id) => id.split(".").map(Number);

// Whether a row { verdict, part, text } is asked for; words must all occur, in any order.
export const matches = (row, { verdict, part, words }) =>
  (verdict === EVERY || row.verdict === verdict) && (part === EVERY || row.part === part)
  && words.toLowerCase().split(/\s+/).every((word) => row.text.toLowerCase().includes(word));

const byId = (a, b) => { const [p, q] = [numbers(a.id), numbers(b.id)]; return p[0] - q[0] || p[1] - q[1] || p[2] - q[2]; };
export const ORDERS = {
  "best first": (a, b) => a.place - b.place,
  "by chapter": byId,
  "wrong first": (a, b) => (b.verdict === "wrong") - (a.verdict === "wrong") || a.place - b.place,
};

// The rows that are asked for, in order.
export const chosen = (rows, state) => rows.filter((row) => matches(row, state)).sort(ORDERS[state.order]);
export const told = (shown, all) => (shown === 0 ? `None of ${all} fits.` : shown === all ? `All ${all} shown.` : `${shown} of ${all} shown.`);

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) name.startsWith("on") ? node.addEventListener(name.slice(2), value) : node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const segmented = (legend, name, options, onchange) => {
  const radios = options.map((value) => el("input", { type: "radio", name, value, onchange: () => onchange(value) }));
  return { radios, root: el("fieldset", { class: "fig-seg" }, el("legend", { class: "fig-sr" }, legend), ...radios.map((r) => el("label", {}, r, el("span", {}, r.value)))) };
};

function rowOf(node, place) {
  const id = node.querySelector(".claim-id").textContent.trim();
  return { node, id, place, part: id[0], verdict: node.querySelector("[class^=verdict-]").textContent.trim(), text: node.textContent };
}

function start() {
  const rows = [...document.querySelectorAll("div.claim")].map(rowOf);
  if (!rows.length) return;
  const place = rows[0].node.parentNode, end = rows.at(-1).node.nextSibling;
  const parts = [...document.querySelectorAll("section[id^=part-] > h3")].map((h) => [h.parentNode.id.slice(5), h.firstChild.textContent]);
  let state = { ...START };
  const ask = (change) => { state = { ...state, ...change }; show(); };
  const verdicts = segmented("Verdict", "verdict", [EVERY, "wrong", "imprecise"], (verdict) => ask({ verdict }));
  const orders = segmented("Order", "order", Object.keys(ORDERS), (order) => ask({ order }));
  const part = el("select", { id: "claims-part", onchange: () => ask({ part: part.value }) },
    el("option", { value: EVERY }, "all chapters"), ...parts.map(([value, name]) => el("option", { value }, name)));
  const words = el("input", { id: "claims-words", type: "search", autocomplete: "off", oninput: () => ask({ words: words.value.trim() }) });
  const status = el("p", { role: "status", style: "min-width:10rem" });
  const reset = el("button", { type: "button", "data-quiet": "", onclick: () => { ask(START); verdicts.radios[0].focus(); } }, "Show all");
  const field = (label, input) => el("div", { class: "claims-field" }, el("label", { for: input.id }, label), input);
  const tools = el("div", { class: "fig claims-tools", role: "group", "aria-label": "Sort and filter the corrections" },
    el("div", { class: "fig-row" }, verdicts.root, orders.root), el("div", { class: "fig-row" }, field("Chapter", part), field("Words", words)),
    el("div", { class: "fig-row" }, status, reset));
  place.insertBefore(tools, rows[0].node);

  function show() {
    const now = chosen(rows, state), wanted = new Set(now);
    for (const row of rows) row.node.hidden = !wanted.has(row);
    for (const row of now) place.insertBefore(row.node, end);
    for (const radio of [...verdicts.radios, ...orders.radios]) radio.checked = radio.value === state[radio.name];
    part.value = state.part;
    if (words.value.trim() !== state.words) words.value = state.words;
    status.textContent = told(now.length, rows.length);
    reset.style.visibility = now.length === rows.length && state.order === START.order ? "hidden" : "visible";
  }
  // an address that names a claim shows it, whatever was filtered
  const follow = () => {
    const row = rows.find(({ node }) => `#${node.id}` === location.hash);
    if (!row?.node.hidden) return;
    ask(START);
    row.node.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  show();
}
if (globalThis.document) start();
