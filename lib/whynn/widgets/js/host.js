// The static site's host: it runs the figures that a notebook stored, with no kernel.
// It keeps the contract of anywidget's front-end modules: a model with get, set, save_changes, on, off
// and send; initialize once a model; render once a view, each with an AbortSignal and a cleanup.
import { firstHit } from "./hits.js";

const MIME = "application/vnd.jupyter.widget-";
const scripts = (root, kind) => [...root.querySelectorAll(`script[type="${MIME}${kind}+json"]`)];
const same = (a, b) => Object.is(a, b) || (a && b && typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));

export class Model {
  #state; #heard = new Map(); #unsaved = new Set();
  constructor(state) { this.#state = { ...state }; }
  get(name) { return this.#state[name]; }
  set(name, value) {
    const changes = typeof name === "object" ? name : { [name]: value };
    let any = false;
    for (const [k, v] of Object.entries(changes)) {
      if (same(this.#state[k], v)) continue;
      this.#state[k] = v;
      this.#unsaved.add(k);
      this.#emit(`change:${k}`, this, v);
      any = true;
    }
    if (any) this.#emit("change", this);
  }
  save_changes() { this.#unsaved.clear(); } // there is no kernel: the model itself is the truth
  send() {}
  on(names, heard) { for (const n of names.split(/\s+/)) this.#heard.set(n, [...(this.#heard.get(n) ?? []), heard]); }
  off(names, heard) {
    if (!names) { this.#heard.clear(); return; }
    for (const n of names.split(/\s+/)) this.#heard.set(n, heard ? (this.#heard.get(n) ?? []).filter((f) => f !== heard) : []);
  }
  #emit(name, ...args) { for (const f of this.#heard.get(name) ?? []) f(...args); }
}

/** The figure's module: `whynn:NAME` is a script of this site; anything else is a module's own text. */
async function load(esm) {
  let figure;
  if (esm.startsWith("whynn:")) figure = globalThis.whynn?.figures[esm.slice(6)];
  else {
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    figure = (await import(url).finally(() => URL.revokeObjectURL(url))).default;
  }
  if (!figure) throw new Error(`no script for ${esm.slice(0, 40)}`);
  return typeof figure === "function" ? figure() : figure;
}

/** Run every view of the page; resolves to the page's models, each with `destroy()` for its views. */
export async function start(root = document) {
  const models = new Map(), loaded = new Map(), ready = new Map(), cleanups = new Map();
  const stored = Object.assign({}, ...scripts(root, "state").map((t) => JSON.parse(t.textContent).state));
  for (const [id, { state }] of Object.entries(stored)) models.set(id, new Model(state));
  const experimental = { invoke: () => Promise.reject(new Error("there is no kernel")) };

  async function view(id, el) {
    const model = models.get(id);
    if (!model?.get("_esm")) throw new Error("its state was not stored");
    const esm = model.get("_esm"), leave = new AbortController(), common = { model, signal: leave.signal, experimental };
    if (!loaded.has(esm)) loaded.set(esm, load(esm));
    const figure = await loaded.get(esm);
    if (!ready.has(id)) ready.set(id, Promise.resolve(figure.initialize?.(common)));
    const done = [await ready.get(id), await figure.render({ ...common, el })];
    cleanups.set(id, [...(cleanups.get(id) ?? []), () => { leave.abort(); done.forEach((f) => f?.()); el.remove(); }]);
  }
  // cards first: what they keep back is not to be read meanwhile
  const id = (script) => JSON.parse(script.textContent).model_id, card = (script) => models.get(id(script))?.get("_esm") === "whynn:predict";
  const views = scripts(root, "view");
  for (const script of [...views.filter(card), ...views.filter((v) => !card(v))]) {
    const shell = script.parentElement, el = document.createElement("div"), still = shell.querySelector("[data-still]");
    el.className = "whynn-live";
    el.dataset.key = models.get(id(script))?.get("key") ?? "";
    shell.append(el);
    try {
      await view(id(script), el);
      if (still) still.hidden = true;
    } catch (error) {
      console.error("figure:", error);
      el.className = "whynn-failed";
      el.textContent = `This figure could not start (${error.message}). ${still ? "Above is its first state." : ""}`;
    }
  }
  document.documentElement.dataset.figures = "ready";
  return { models, destroy: (id) => { for (const f of cleanups.get(id) ?? []) f(); cleanups.delete(id); } };
}

// The figures' scripts stand before this one, so once the page is parsed all of them are there.
if (globalThis.document) {
  const begin = () => { globalThis.whynn = { figures: {}, ...globalThis.whynn, Model, page: start() }; };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  // who comes from a search is led to its first hit, when that is marked and all figures have their height
  const lead = () => { if (!location.hash && !scrollY) firstHit()?.scrollIntoView({ block: "center" }); };
  addEventListener("load", () => setTimeout(lead, 50));
  // a link in the text that sets a figure shows it, unless all of it is in sight
  addEventListener("hashchange", () => {
    const key = /^#([^=&]+)=[^&]*$/.exec(location.hash)?.[1], el = key && document.querySelector(`.whynn-live[data-key="${CSS.escape(key)}"]`), box = el?.getBoundingClientRect();
    if (!box || (box.top >= 0 && box.bottom <= innerHeight)) return;
    el.scrollIntoView({ block: box.height < innerHeight ? "center" : "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  });
}
