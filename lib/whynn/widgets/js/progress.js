// Your progress: everything that this browser keeps for the book, as one file; read back, merged, erased.
import { h, text, askFirst } from "./shared.js";
import { predicted, tried, chosen, written } from "./memory.js";
import { scored } from "./points.js";
import { attempted, scheduled } from "./cards_math.js";

export const PREFIX = "whynn.", FORMAT = "whynn-progress", VERSION = 1;
const NAMES = { predictions: "predictions", answers: "short answers", attempts: "recall questions", cards: "cards", reading: "choices", edits: "edited cells", points: "checked exercises" };
const SOUND = { predictions: predicted, answers: tried, attempts: attempted, cards: scheduled, reading: chosen, edits: written, points: scored };
const plain = (x) => Boolean(x) && typeof x === "object" && !Array.isArray(x);
const keysOf = (storage) => Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((k) => k.startsWith(PREFIX));

/** What is kept, by name: `{ predictions: {...}, ... }`. What is no JSON object is nobody's record and is passed over. */
export function collect(storage) {
  const found = {};
  for (const key of keysOf(storage)) {
    try {
      const records = JSON.parse(storage.getItem(key));
      if (plain(records)) found[key.slice(PREFIX.length)] = records;
    } catch { /* a stranger's or a broken entry */ }
  }
  return found;
}
export const pack = (records, now) => JSON.stringify({ format: FORMAT, version: VERSION, saved: new Date(now).toISOString(), records }, null, 1);
/** The records of a file, or an Error that says what is wrong with it. */
export function unpack(t) {
  let file;
  try { file = JSON.parse(t); } catch { throw new Error("This is no file of this book: it is not JSON."); }
  if (!plain(file) || file.format !== FORMAT) throw new Error("This is no file of this book: it was not saved by “Save to a file”.");
  if (file.version !== VERSION) throw new Error(`This file has version ${JSON.stringify(file.version)}; this book reads version ${VERSION}.`);
  if (!plain(file.records)) throw new Error("This file holds no records.");
  for (const [name, records] of Object.entries(file.records)) {
    if (!/^[a-z][a-z_.-]*$/.test(name) || !plain(records)) throw new Error(`This file is damaged: “${name}” is no list of records.`);
    const bad = SOUND[name] && Object.keys(records).find((id) => !SOUND[name](records[id]));
    if (bad !== undefined && SOUND[name]) throw new Error(`This file is damaged: the record “${bad}” of ${NAMES[name]} cannot be read.`);
  }
  return file.records;
}
/** Both together: what is only in one stays; of two records for one thing the file's counts, of two schedules the later. */
export function merge(here, file) {
  const all = { ...here };
  for (const [name, records] of Object.entries(file)) {
    const old = here[name] ?? {}, later = ([id, r]) => name !== "cards" || !SOUND.cards(old[id]) || old[id].last_review <= r.last_review;
    all[name] = { ...old, ...Object.fromEntries(Object.entries(records).filter(later)) };
  }
  return all;
}
/** Write all of it, or none: a storage that fails half-way gets back what it had. */
export function put(storage, all) {
  const before = new Map(Object.keys(all).map((name) => [PREFIX + name, storage.getItem(PREFIX + name)]));
  try {
    for (const [name, records] of Object.entries(all)) {
      const t = JSON.stringify(records);
      storage.setItem(PREFIX + name, t);
      if (storage.getItem(PREFIX + name) !== t) throw new Error("not kept");
    }
  } catch {
    for (const [key, old] of before) { storage.removeItem(key); if (old !== null) try { storage.setItem(key, old); } catch { /* it was there a moment ago */ } }
    throw new Error("This browser has no room for it. Nothing was changed.");
  }
}
export const erase = (storage) => { for (const key of keysOf(storage)) storage.removeItem(key); };
/** What there is, in a sentence. */
export function summary(all) {
  const counts = Object.entries(all).map(([name, records]) => [NAMES[name] ?? name.replaceAll("_", " "), Object.keys(records).length]).filter(([, n]) => n);
  return counts.length ? `Kept in this browser: ${counts.map(([name, n]) => `${name} ${n}`).join(", ")}.` : "Nothing is kept in this browser yet.";
}
/** Whether this browser keeps anything at all. */
export function keeps(storage) {
  try { storage().setItem(`${PREFIX}try`, "1"); const kept = storage().getItem(`${PREFIX}try`) === "1"; storage().removeItem(`${PREFIX}try`); return kept; } catch { return false; }
}

// Drawing -----------------------------------------------------------------------------------------------------------
const HELD = "This browser keeps nothing for this page. What you do here lasts until you close it, so save it to a file.";
/** The panel. `page` reads and forgets what this page alone holds: `{ read() -> records by name, forget() }`. */
export function panel(place, page) {
  const storage = () => localStorage;
  const read = () => { let kept = {}; try { kept = collect(storage()); } catch { /* there is none */ } return { ...kept, ...page.read() }; };
  const line = h("p", {}), said = h("p", { role: "status", class: "cards-said" });
  const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": "A saved file", onchange: load });
  const open = h("button", { type: "button", onclick: () => file.click() }, "Read from a file");
  const wish = h("button", { type: "button", onclick: () => { sure.turn("Erase all of it? There is no way back."); text(said, ""); } }, "Erase everything");
  const sure = askFirst(wish, { yes: "Erase", no: "Keep it", deed: wipe });
  place.replaceChildren(h("div", { class: "fig cards-progress", role: "group", "aria-label": "Your progress" }, line,
    h("div", { class: "fig-row" }, h("button", { type: "button", onclick: save }, "Save to a file"), open, file, wish), sure.root, said));

  function show() { text(line, keeps(storage) ? summary(read()) : HELD); }
  function heard(names) { for (const name of names) dispatchEvent(new CustomEvent(`whynn:${name}`)); show(); }
  function save() {
    const url = URL.createObjectURL(new Blob([pack(read(), Date.now())], { type: "application/json" }));
    h("a", { href: url, download: "whynn-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10e3);
    text(said, "Saved as whynn-progress.json.");
  }
  async function load() {
    const [chosen] = file.files;
    if (!chosen) return;
    try {
      const records = unpack(await chosen.text());
      put(storage(), merge(read(), records));
      heard(Object.keys(records));
      text(said, `Read ${chosen.name}. What was here and not in the file is still here.`);
    } catch (error) {
      text(said, `${error instanceof DOMException ? "This browser keeps nothing for this page, so a file cannot be read in." : error.message}`);
    }
    file.value = "";
  }
  function wipe() {
    const names = Object.keys(read());
    page.forget();
    try { erase(storage()); erase(sessionStorage); } catch { /* there is none */ }
    heard(names);
    text(said, "Everything is erased.");
  }
  show();
  return show;
}
