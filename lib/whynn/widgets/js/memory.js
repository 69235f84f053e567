// What the reader answered, kept in this browser only.  Storage may be absent, full or corrupt: then the
// answers live as long as the page, and nothing breaks.
/** How sure a reader can be, and which share of such answers ought to be right (a card has three options or so). */
export const SURE = { "a guess": 1 / 3, "fairly sure": 0.75, certain: 0.95 };

const answered = (r) => r && typeof r === "object" && typeof r.right === "boolean" && ["string", "number"].includes(typeof r.given);
/** Whether a stored record is a prediction, or an answer that may be tried again. */
export const predicted = (r) => answered(r) && r.sure in SURE;
export const tried = (r) => answered(r) && typeof r.revealed === "boolean";
/** Only the entries that make sense: a stranger's or an older page's leavings are passed over. */
export const clean = (all, sound) => Object.fromEntries(Object.entries(all && typeof all === "object" && !Array.isArray(all) ? all : {}).filter(([, r]) => sound(r)));

/** Records by card under one name of the browser's storage; only those that are `sound` count. */
export function keeper(name, sound) {
  const key = `whynn.${name}`, changed = `whynn:${name}`;
  let spare = {};
  function read() {
    try { return clean({ ...JSON.parse(localStorage.getItem(key) ?? "{}"), ...spare }, sound); } catch { return clean(spare, sound); }
  }
  function keep(all) {
    spare = {};
    try {
      const t = JSON.stringify(all);
      localStorage.setItem(key, t);
      if (localStorage.getItem(key) !== t) throw new Error("not kept");
    } catch { spare = all; }
    dispatchEvent(new CustomEvent(changed));
  }
  return {
    read,
    /** Keep one answer; `null` forgets it. Every card and summary on the page hears of it. */
    write(card, record) {
      const all = read();
      delete all[card];
      if (record) all[card] = record;
      keep(all);
    },
    forget: () => keep({}),
    /** Call `f` when answers change, here or in another tab; returns what stops it. */
    forgotten(f) {
      const other = (e) => { if (e.key === key || e.key === null) f(); };
      addEventListener(changed, f);
      addEventListener("storage", other);
      return () => { removeEventListener(changed, f); removeEventListener("storage", other); };
    },
  };
}
export const predictions = /* @__PURE__ */ keeper("predictions", predicted);
export const answers = /* @__PURE__ */ keeper("answers", tried);
/** How the reader wants the book to behave: `shown` if nothing is to be kept back. */
export const chosen = (r) => r === true;
export const reading = /* @__PURE__ */ keeper("reading", chosen);
/** Cells that the reader has edited on the site, by page and by the code that the book gives them. */
export const written = (r) => typeof r === "string";
export const edits = /* @__PURE__ */ keeper("edits", written);
/** How often the reader was right at each level, the Brier score, and a sentence. */
export function tally(all) {
  const records = Object.values(all), n = records.length, right = records.filter((r) => r.right).length;
  const rows = Object.entries(SURE).map(([sure, share]) => {
    const at = records.filter((r) => r.sure === sure);
    return { sure, share, n: at.length, right: at.filter((r) => r.right).length };
  });
  const brier = n ? records.reduce((sum, r) => sum + (SURE[r.sure] - (r.right ? 1 : 0)) ** 2, 0) / n : null;
  const certain = rows.at(-1);
  const sentence = `${right} of ${n} predictions right so far${certain.n ? `; ${certain.right} of ${certain.n} when you were certain` : ""}.`;
  return { n, right, rows, brier, sentence };
}
