// The first script of every page, before the theme's own: a storage that is forbidden, full or spoilt breaks nothing,
// and buttons work without code in the page's text.  tools/policy.py writes it into each page.
const OURS = "whynn.", MODES = ["light", "dark", "auto"];
const SAYING = "This browser keeps nothing for this book, or has no room left. What you do here lasts until you leave the page.";

/** A storage that lives as long as the page. The reader's own things it refuses, so that whoever keeps them hears of it. */
export function standIn() {
  const kept = new Map();
  const mine = (key) => { if (String(key).startsWith(OURS)) throw new DOMException("this browser keeps nothing", "SecurityError"); return String(key); };
  return {
    get length() { return kept.size; },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(mine(key)) ?? null,
    setItem: (key, value) => { kept.set(mine(key), String(value)); },
    removeItem: (key) => { kept.delete(mine(key)); },
    clear: () => kept.clear(),
  };
}
/** `storage`, if it can be read. */
export function readable(storage) {
  try { const s = storage(); s.getItem("mode"); return s; } catch { return null; }
}
/** Let `setItem` fail in silence for the theme's things, and with a word to the reader for the reader's. */
export function hearing(holder, tell) {
  const { setItem } = holder;
  holder.setItem = function (key, value) {
    try { return setItem.call(this, key, value); } catch (error) {
      if (!String(key).startsWith(OURS)) return undefined;
      if (key !== `${OURS}try`) tell(); // who only tries says so in words of its own
      throw error;
    }
  };
}
/** One of the three modes; anything else that is kept under this name is thrown away. */
export function mode(storage, key) {
  const kept = storage.getItem(key);
  if (MODES.includes(kept)) return kept;
  if (kept !== null) storage.removeItem(key);
  return "auto";
}

let told = false;
function tell() {
  if (told) return;
  told = true;
  const text = document.createElement("p"), close = document.createElement("button"), note = document.createElement("div");
  Object.assign(close, { type: "button", textContent: "Close", onclick: () => note.remove() });
  note.className = "whynn-unkept";
  note.setAttribute("role", "status");
  note.append(text, close);
  document.body.append(note);
  requestAnimationFrame(() => { text.textContent = SAYING; }); // a screen reader hears what comes into a region that is there
}
function start() {
  let storage = readable(() => localStorage);
  if (!storage) {
    storage = standIn();
    try { Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true }); } catch { /* then the theme has none */ }
    hearing(storage, tell);
  }
  hearing(Storage.prototype, tell);
  const { dataset } = document.documentElement;
  dataset.mode = mode(storage, "mode");
  dataset.theme = mode(storage, "theme");
  const deeds = { print: () => print(), toggleFullScreen: () => globalThis.toggleFullScreen?.() };
  document.addEventListener("click", (e) => deeds[e.target.closest?.("[data-press]")?.dataset.press]?.());
}
if (globalThis.document) start();
