// Shared pieces of every movable figure: elements, numbers, state, frame, controls, handles.
// Pure where it can be: nothing here touches the page until a figure calls it.
const SVG = "http://www.w3.org/2000/svg";
const put = (n, attrs, kids) => {
  for (const [k, v] of Object.entries(attrs ?? {})) {
    if (k.startsWith("on")) n.addEventListener(k.slice(2), v);
    else if (v === true) n.setAttribute(k, "");
    else if (v !== undefined && v !== null && v !== false) n.setAttribute(k, v);
  }
  n.append(...kids.flat(Infinity).filter((k) => k !== null && k !== undefined && k !== false));
  return n;
};
export const h = (tag, attrs, ...kids) => put(document.createElement(tag), attrs, kids);
export const s = (tag, attrs, ...kids) => put(document.createElementNS(SVG, tag), attrs, kids);
/** Set attributes of a node; `false` removes one. What is so already is left alone: the browser lays out again for any other. */
export const set = (n, attrs) => { for (const [k, v] of Object.entries(attrs)) if (v === false) n.removeAttribute(k); else if (n.getAttribute(k) !== String(v)) n.setAttribute(k, v); return n; };
/** Write the text of a node; on a slow machine one frame after the picture. */
export const text = (n, t) => later(n, () => { if (n.textContent !== t) n.textContent = t; });

// Numbers and names -------------------------------------------------------------------------------------------------
export const clamp = (x, lo, hi) => Math.min(hi, Math.max(lo, x));
export const round = (x, d = 2) => { const r = Math.round(x * 10 ** d) / 10 ** d; return r === 0 ? 0 : r; };
/** Fixed decimals with a true minus sign, so that columns stay put. */
export const fmt = (x, d = 2) => (round(x, d) < 0 ? "\u2212" : "") + Math.abs(x).toFixed(d);
export const signed = (x, d = 2) => (round(x, d) < 0 ? "\u2212 " : "+ ") + Math.abs(x).toFixed(d);
const SUP = { "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075", 6: "\u2076", 7: "\u2077", 8: "\u2078", 9: "\u2079" };
export const pow10 = (e) => "10" + String(e).replace(/./g, (c) => SUP[c]);
/** A positive size over many decades: plain while that is readable, else a power of ten. */
export function size(x) {
  if (!Number.isFinite(x)) return "\u221e";
  if (x < 1e-12) return `< ${pow10(-12)}`;
  const v = Number(x.toPrecision(3)), e = Math.floor(Math.log10(v));
  return e < -3 || e > 3 ? `${(v / 10 ** e).toFixed(1)}\u00d7${pow10(e)}` : e > 1 ? v.toFixed(0) : v.toPrecision(3).slice(0, 6);
}
/** A symbol with an optional subscript: HTML, and the same for SVG text. */
export const sym = (a, i) => h("span", {}, h("var", {}, a), i && h("sub", {}, i));
export const tsym = (a, i, rest = "") => [s("tspan", { "font-style": "italic" }, a), ...(i ? [s("tspan", { dy: 3, "font-size": "75%" }, i), s("tspan", { dy: -3 }, rest || "\u200b")] : [rest])];
export const num = (ch, align = "right") => h("span", { class: "fig-num", style: `--ch:${ch}ch;text-align:${align}` });

// Time and state ----------------------------------------------------------------------------------------------------
let uids = 0;
export const uid = (p = "fig") => `${p}-${++uids}-${Math.random().toString(36).slice(2, 7)}`;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
/** Frames longer than this (ms) are split: the picture in one, texts and the look of sliders in the next, so that neither waits for both. */
const LONG = 25, PAUSE = 250;
const LATE = Symbol.for("fig-late"); // how many figures of the page have yet to write their texts
let delayed = null; // while a slow figure draws: what its next frame is to write, by node
const later = (n, job) => { if (delayed) delayed.set(n, job); else job(); };
/** Draw at most once a frame. */
export function schedule(draw) {
  const jobs = new Map();
  let id = 0, last = -Infinity, pace = 0, again = false, late = false;
  const owe = (now) => { if (now !== late) globalThis[LATE] = (globalThis[LATE] ?? 0) + (now ? 1 : -1); late = now; };
  function run(t) {
    pace = t - last < PAUSE ? Math.max(t - last, 0.8 * pace) : 0; // a long frame is remembered for a while
    last = t;
    id = 0;
    if (jobs.size) {
      for (const job of jobs.values()) job();
      jobs.clear();
      owe(again);
      if (again) ask();
      return;
    }
    again = false;
    delayed = pace > LONG ? jobs : null;
    try { draw(t); } finally { delayed = null; }
    owe(jobs.size > 0);
    if (jobs.size) ask();
  }
  function ask() { if (id) again = true; else id = requestAnimationFrame(run); }
  ask.cancel = () => { cancelAnimationFrame(id); jobs.clear(); owe(false); };
  return ask;
}
/** Figure state: the model's traits over defaults, mirrored into the URL hash once the reader has moved something. */
const keys = (globalThis[Symbol.for("fig-keys")] ??= new Set()); // hash keys in use, over all bundles on the page
const decoded = (t) => { try { return decodeURIComponent(t); } catch { return ""; } }; // an address may be cut short
export function store(model, defaults, changed, { key: wish, write, read } = {}) {
  let key = wish;
  for (let n = 2; key && keys.has(key); n++) key = wish + n;
  keys.add(key);
  const names = Object.keys(defaults), event = names.map((n) => `change:${n}`).join(" ");
  const first = Object.fromEntries(names.map((n) => [n, model.get(n) ?? defaults[n]]));
  let state = { ...first }, timer = 0;
  const pull = () => { for (const n of names) state[n] = model.get(n) ?? state[n]; changed(); };
  const entries = () => location.hash.slice(1).split("&").filter((e) => e.includes("="));
  const api = {
    get: () => state,
    set(patch, { quiet } = {}) {
      state = { ...state, ...patch };
      for (const [n, v] of Object.entries(patch)) if (n in defaults) model.set(n, v);
      model.save_changes();
      if (!quiet && key) {
        clearTimeout(timer);
        timer = setTimeout(() => history.replaceState(history.state, "", `#${[...entries().filter((e) => !e.startsWith(`${key}=`)), `${key}=${write(state)}`].join("&")}`), 300);
      }
      changed();
    },
    reset() {
      api.set(first, { quiet: true });
      clearTimeout(timer);
      const rest = entries().filter((e) => !e.startsWith(`${key}=`)).join("&");
      if (location.hash.includes(`${key}=`)) history.replaceState(history.state, "", rest ? `#${rest}` : location.pathname + location.search);
    },
    destroy() { clearTimeout(timer); keys.delete(key); model.off(event, pull); removeEventListener("hashchange", led); },
  };
  /** Take what the address says, if it says something that can be read. */
  function led() {
    const mine = key && entries().find((e) => e.startsWith(`${key}=`)), found = mine && read(decoded(mine.slice(key.length + 1)));
    if (found) api.set(found, { quiet: true });
    return Boolean(found);
  }
  api.linked = led() && entries().length === 1; // scroll only to a figure linked alone
  addEventListener("hashchange", led); // a link in the text, or the way back
  model.on(event, pull);
  return api;
}

/** Arrow keys are the figure's: JupyterLab, which takes them in command mode, asks the focused element itself. */
export const keepKeys = (root) => root.addEventListener("focusin", (e) => e.target.setAttribute("data-lm-suppress-shortcuts", "true"));

// Frame -------------------------------------------------------------------------------------------------------------
/** A question before a deed that cannot be undone, asked by the button `wish`; `turn(question)` asks it, `turn("")` takes it back. */
export function askFirst(wish, { yes, no, deed }) {
  const line = h("span"), turn = (question) => { line.textContent = question; root.hidden = !question; (question ? root.lastChild : wish).focus({ preventScroll: true }); };
  const root = h("div", { class: "fig-row", hidden: true, onkeydown: (e) => { if (e.key === "Escape") turn(""); } }, line, button(yes, () => { turn(""); deed(); }, { "data-strong": true }), button(no, () => turn("")));
  return { root, turn };
}
/** Title, reset, body, caption and one polite live region. `say` speaks only after the reader has paused. What `sure` asks, if anything, is asked before a reset. */
export function frame(el, { title, caption, onReset, reset = "Reset", sure }) {
  const id = uid(), wish = button(reset, () => { const question = sure?.(); if (question) asked.turn(question); else onReset(); }, { "data-quiet": true, "aria-label": `${reset}: ${title}` });
  const asked = sure && askFirst(wish, { yes: "Forget", no: "Keep", deed: onReset });
  const live = h("div", { class: "fig-sr", role: "status", "aria-live": "polite" });
  const body = h("div", { class: "fig-stack" });
  const head = h("div", { class: "fig-head" }, h("p", { class: "fig-title", id }, title), wish);
  const root = h("figure", { class: "fig", "aria-labelledby": id }, head, asked?.root, body, live, h("figcaption", { class: "fig-caption" }, caption));
  el.append(root);
  keepKeys(root);
  let timer = 0, last = "";
  const say = (t) => { if (t === last) return; last = t; clearTimeout(timer); timer = setTimeout(() => text(live, t), 700); };
  return { root, body, say, destroy() { clearTimeout(timer); root.remove(); } };
}
/** An SVG that always draws in CSS pixels: `layout(width)` returns the height and is called when the width changes. */
export function stage(parent, label, layout) {
  const svg = s("svg", { class: "fig-stage", role: "group", "aria-label": label });
  parent.append(svg);
  let w = 0;
  const fit = () => {
    const now = Math.round(svg.clientWidth || parent.clientWidth);
    if (!now || now === w) return;
    w = now;
    const height = layout(w);
    set(svg, { viewBox: `0 0 ${w} ${height}`, height });
  };
  const watch = new ResizeObserver(fit);
  return { svg, fit, start() { fit(); watch.observe(svg); }, destroy() { watch.disconnect(); } };
}
export const scale = ([a, b], [p, q]) => Object.assign((x) => p + ((x - a) / (b - a)) * (q - p), { invert: (y) => a + ((y - p) / (q - p)) * (b - a) });

// Controls ----------------------------------------------------------------------------------------------------------
/** A native range input with label and value; what a finger moved while it began to scroll goes back. `to`/`from` map value <-> position (for log scales); ink runs from `origin`. */
export function slider({ name, label, min, max, step, origin = min, to = (v) => v, from = (p) => p, show = (v) => fmt(v), spoken = show, oninput }) {
  const out = h("output", { "aria-hidden": "true" });
  const input = h("input", { type: "range", min, max, step, "aria-label": label, oninput: () => oninput(from(Number(input.value))) });
  let now, held;
  input.addEventListener("pointerdown", () => { held = now; });
  input.addEventListener("pointercancel", () => { if (now !== held) oninput(held); });
  const css = (p) => `calc(.625rem + ${p} * (100% - 1.25rem))`;
  const track = h("span", { class: "fig-track" }), root = h("div", { class: "fig-slider" }, h("span", { "aria-hidden": "true" }, name), track, out);
  const at = (v, most = max) => clamp((to(v) - min) / (most - min), 0, 1), o = (origin - min) / (max - min);
  track.append(input);
  return {
    root, input,
    /** `most` is where the scale ends at present, if that changes. */
    set(v, most = max) {
      now = v;
      set(input, { max: most });
      input.value = to(v); // at once: the next key starts from here
      later(root, () => {
        set(input, { "aria-valuetext": spoken(v) });
        input.style.setProperty("--lo", o ? css(Math.min(o, at(v, most))) : "0%"); input.style.setProperty("--hi", css(Math.max(o, at(v, most))));
        text(out, show(v));
      });
    },
    mark(kind = "fig-mark") { const m = h("span", { class: kind, "aria-hidden": "true" }); track.prepend(m); return (v) => m.style.setProperty("--at", at(v)); },
  };
}
export function segmented({ legend, options, onchange }) {
  const name = uid("seg"), inputs = options.map((o) => h("input", { type: "radio", name, value: o, onchange: () => onchange(o) }));
  return { root: h("fieldset", { class: "fig-seg" }, h("legend", { class: "fig-sr" }, legend), inputs.map((i) => h("label", {}, i, h("span", {}, i.value)))), set(v) { for (const i of inputs) i.checked = i.value === v; } };
}
/** A line of text that may offer more: a button unfolds `content`. It never opens while the reader holds something. */
export function fold({ label, content, onchange }) {
  const line = h("p", { style: "margin:0" }), id = uid("fold"), body = h("div", { id }, h("div", {}, content));
  const b = button(label, () => api.open(!api.isOpen), { "aria-expanded": "false", "aria-controls": id });
  const root = h("div", { class: "fig-fold" }, h("div", {}, line, b), body);
  let timer = 0;
  const api = {
    root, line, isOpen: false,
    offer(on) { b.style.visibility = on ? "" : "hidden"; if (!on) api.open(false); },
    open(on) { clearTimeout(timer); if (api.isOpen === on) return; api.isOpen = on; set(root, { "data-open": on ? "" : false }); set(b, { "aria-expanded": on }); text(b, on ? "Hide" : label); onchange(); },
    openAtRest() { clearTimeout(timer); timer = setTimeout(() => (root.closest(".fig")?.matches(":active") ? api.openAtRest() : api.open(true)), 600); },
    destroy() { clearTimeout(timer); },
  };
  return api;
}
export function button(label, onclick, attrs) { return h("button", { type: "button", onclick, ...attrs }, label); }
/** Table with a hidden caption (columns in `wide` only where there is room); `cells[r][c]` are the td elements to write into. */
export function table({ caption, head, rows, widths = [], wide = [] }) {
  const cls = (i) => ({ class: wide.includes(i) ? "fig-narrow-hide" : null });
  const cells = rows.map((r) => r.map((c, i) => h("td", cls(i), c)));
  const root = h("table", { class: "fig-table" }, h("caption", { class: "fig-sr" }, caption), widths.length ? h("colgroup", {}, widths.map((w, i) => h("col", { ...cls(i), style: `width:${w}` }))) : null,
    h("thead", {}, h("tr", {}, head.map((c, i) => h("th", { scope: "col", ...cls(i) }, c)))), h("tbody", {}, cells.map((r) => h("tr", {}, r))));
  return { root, cells };
}

// Handles -----------------------------------------------------------------------------------------------------------
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** Make an SVG group draggable and steerable by arrow keys (Shift: ten times as far).
 *  `start(p)` on grab, `drag(p)` with the pointer in stage pixels, `nudge(dx, dy)` in steps with y up, `end()` after. */
export function movable(svg, g, { label, start, drag, nudge, end }) {
  set(g, { class: "fig-handle", tabindex: 0, role: "slider", "aria-label": label, "aria-valuenow": 0 });
  const at = (e) => { const r = svg.getBoundingClientRect(), v = svg.viewBox.baseVal; return [((e.clientX - r.left) * v.width) / r.width, ((e.clientY - r.top) * v.height) / r.height]; };
  let held = null;
  g.addEventListener("touchstart", (e) => e.preventDefault(), { passive: false }); // touch-action alone is not enough inside an SVG
  g.addEventListener("pointerdown", (e) => { if (e.button) return; held = e.pointerId; g.setPointerCapture(held); g.focus({ preventScroll: true }); start?.(at(e)); e.preventDefault(); });
  g.addEventListener("pointermove", (e) => { if (e.pointerId === held) drag(at(e)); });
  for (const t of ["pointerup", "pointercancel"]) g.addEventListener(t, (e) => { if (e.pointerId === held) { held = null; end?.(); } });
  g.addEventListener("keydown", (e) => { const d = ARROWS[e.key]; if (!d) return; const k = e.shiftKey ? 10 : 1; nudge(d[0] * k, d[1] * k); e.preventDefault(); });
  return (now, spoken) => set(g, { "aria-valuenow": now, "aria-valuetext": spoken });
}
/** The one look of a handle: a rounded square of ink. Data is never drawn so. */
export const grip = () => s("g", {}, s("rect", { class: "hit", x: -22, y: -22, width: 44, height: 44 }), s("rect", { class: "ring", x: -13, y: -13, width: 26, height: 26, rx: 8 }), s("rect", { class: "grip", x: -9, y: -9, width: 18, height: 18, rx: 5 }));
