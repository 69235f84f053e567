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
/** Let what does not fit in be kept for as long as the page, if it is the theme's; of the reader's own let `tell` say it. */
export function hearing(holder, tell) {
  const { getItem, setItem } = holder, spare = new Map();
  holder.getItem = function (key) { return spare.get(String(key)) ?? getItem.call(this, key); };
  holder.setItem = function (key, value) {
    spare.delete(String(key));
    try { return setItem.call(this, key, value); } catch (error) {
      if (!String(key).startsWith(OURS)) return void spare.set(String(key), String(value));
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
  for (const name of ["localStorage", "sessionStorage"]) {
    if (readable(() => globalThis[name])) continue;
    const storage = standIn();
    hearing(storage, tell);
    Object.defineProperty(globalThis, name, { value: storage, configurable: true });
  }
  hearing(Storage.prototype, tell);
  const { dataset } = document.documentElement;
  dataset.mode = mode(localStorage, "mode");
  dataset.theme = mode(localStorage, "theme");
  let onScreen = "";
  addEventListener("beforeprint", () => { onScreen = dataset.theme; dataset.theme = "light"; }); // dark ground is not printed
  addEventListener("afterprint", () => { dataset.theme = onScreen; });
  const deeds = { print: () => print(), toggleFullScreen: () => globalThis.toggleFullScreen?.() };
  document.addEventListener("click", (e) => deeds[e.target.closest?.("[data-press]")?.dataset.press]?.());
}
if (globalThis.document) start();
