// FinalRetrieval: the table of failures and fixes, rebuilt from memory, scored row by row.
import { h, set, text, frame, uid } from "./shared.js";
import { keeper } from "./memory.js";

// Arithmetic, free of drawing ---------------------------------------------------------------------------------------
/** Whether the words name the fix of this row. */
export const fits = (row, words) => new RegExp(row.words).test(words.toLowerCase());
const capital = (t) => t[0].toUpperCase() + t.slice(1);
/** What is right in row `i`, and a reason for what is not. The fix is judged for the failure that was chosen. */
export function judgeRow(rows, i, pick, words) {
  const asked = rows[pick < 0 ? i : pick], said = words.trim(), why = [];
  const failure = pick === i, fix = said !== "" && fits(asked, said);
  if (pick < 0) why.push(`No failure chosen. A hint: ${rows[i].place}.`);
  else if (!failure) why.push(`${capital(rows[pick].short)} comes ${pick > i ? "later" : "earlier"}: ${rows[pick].place}.`);
  if (!said) why.push(`No fix written. Think of: ${asked.thought}.`);
  else if (!fix) {
    const other = rows.find((row) => row !== asked && fits(row, said));
    why.push(other ? `“${said}” mends ${other.short}: ${other.why} Against ${asked.short}, think of: ${asked.thought}.`
      : `“${said}” is not how the book mends ${asked.short}, or not in words that are known here. Think of: ${asked.thought}.`);
  }
  return { failure, fix, right: failure && fix, why };
}
/** The failures in an order that tells nothing. */
export const shuffled = (rows) => rows.map((row, i) => [row.failure, i]).sort(([a], [b]) => (a < b ? -1 : 1));
export const sentence = (right, all) => (right === all ? `All ${all} rows right.` : `${right} of ${all} rows right.`);
/** Whether what was kept is a table of `n` rows. */
export const kept = (n, longest) => (r) => Boolean(r) && typeof r === "object" && Array.isArray(r.picks) && Array.isArray(r.typed) && r.picks.length === n && r.typed.length === n
  && r.picks.every((p) => Number.isInteger(p) && p >= -1 && p < n) && r.typed.every((t) => typeof t === "string" && t.length <= longest) && typeof r.checked === "boolean";

// Drawing -----------------------------------------------------------------------------------------------------------
const FIELD = "font:inherit;color:var(--fig-ink);background:var(--fig-surface);border:1px solid var(--fig-muted);border-radius:calc(.75*var(--fig-radius));min-height:var(--fig-target);padding:0 .5rem;min-width:0;max-width:100%";
const CAPTION = "Choose the failure of each row, in the order of the book, and write its fix in a few words of your own. Then check. Kept in this browser only.";

function render({ model, el }) {
  const rows = model.get("rows"), n = rows.length, longest = model.get("longest"), store = keeper("retrieval", kept(n, longest));
  let state = { picks: [...model.get("picks")], typed: [...model.get("typed")], checked: model.get("checked") }, shown = false;
  const fig = frame(el, { title: "The table, from memory", caption: CAPTION, onReset: () => { shown = false; keep({ picks: rows.map(() => -1), typed: rows.map(() => ""), checked: false }); } });
  fig.root.classList.add("fig-card");

  const parts = rows.map((_, i) => {
    const why = h("div", { id: uid("why") }), mark = h("span", { class: "fig-verdict" });
    const pick = h("select", { style: `${FIELD};flex:2 1 18rem`, "aria-label": `Row ${i + 1}: the failure`, "aria-describedby": why.id, onchange: () => change("picks", i, Number(pick.value)) },
      h("option", { value: -1 }, "choose the failure"), shuffled(rows).map(([words, k]) => h("option", { value: k }, words)));
    const fix = h("input", { type: "text", style: `${FIELD};flex:1 1 9rem`, maxlength: longest, autocomplete: "off", placeholder: "its fix", "aria-label": `Row ${i + 1}: the fix`, "aria-describedby": why.id, oninput: () => change("typed", i, fix.value) });
    const root = h("li", { style: "margin:0;padding:0 0 0 .25rem" }, h("div", { class: "fig-row" }, pick, fix, mark), why);
    return { root, pick, fix, mark, why };
  });
  const status = h("p", { class: "fig-outcome", role: "status", style: "margin:0" });
  const check = h("button", { type: "button", "data-strong": true, onclick: () => keep({ ...state, checked: true }) }, "Check");
  const show = h("button", { type: "button", onclick: () => { shown = !shown; draw(); } }, "Show the table");
  const list = h("ol", { class: "fig-stack", style: "margin:0;padding-left:1.75rem" }, parts.map((p) => p.root));
  const told = h("ol", { style: "margin:0;padding-left:1.75rem" }, rows.map((row) => h("li", {}, `${capital(row.failure)}: `, h("strong", {}, row.fix), `. ${row.why}`)));
  fig.body.append(list, h("div", { class: "fig-row" }, check, show, status), told);

  function draw() {
    const found = rows.map((_, i) => judgeRow(rows, i, state.picks[i], state.typed[i])), right = found.filter((r) => r.right).length;
    parts.forEach((p, i) => {
      p.pick.value = state.picks[i];
      if (p.fix.value !== state.typed[i]) p.fix.value = state.typed[i];
      text(p.mark, !state.checked ? "" : found[i].right ? "✓ right" : found[i].failure || found[i].fix ? "✗ half right" : "✗ not yet");
      set(p.mark, { style: state.checked && !found[i].right ? "color:var(--fig-wrong)" : false });
      p.why.replaceChildren(...(state.checked ? found[i].why : []).map((t) => h("p", { class: "fig-why" }, t)));
    });
    text(status, state.checked ? sentence(right, n) : "");
    show.style.display = state.checked ? "" : "none";
    text(show, shown ? "Hide the table" : "Show the table");
    told.hidden = !(state.checked && shown);
  }
  function take(next) { state = next; model.set({ picks: [...state.picks], typed: [...state.typed], checked: state.checked }); model.save_changes(); draw(); }
  function keep(next) { take(next); store.write("table", next.checked || next.picks.some((p) => p >= 0) || next.typed.some(Boolean) ? next : null); }
  /** A change takes the verdicts away: they were about what stood there before. */
  function change(name, i, value) { keep({ ...state, [name]: state[name].map((old, k) => (k === i ? value : old)), checked: false }); }
  const pull = () => { state = { picks: model.get("picks"), typed: model.get("typed"), checked: model.get("checked") }; draw(); };
  const recall = () => {
    const known = store.read().table ?? { picks: rows.map(() => -1), typed: rows.map(() => ""), checked: false };
    if (JSON.stringify(known) !== JSON.stringify(state)) take({ picks: known.picks, typed: known.typed, checked: known.checked });
  };
  model.on("change:picks change:typed change:checked", pull);
  const unhear = store.forgotten(recall);
  draw();
  if (store.read().table) recall();
  return () => { unhear(); model.off("change:picks change:typed change:checked", pull); fig.destroy(); };
}
export default { render };
