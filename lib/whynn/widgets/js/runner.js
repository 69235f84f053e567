// "Run this cell" on a page of the site.  Python is not loaded before the first click; see runner_worker.js.
import { newline, pieces, plain } from "./runner_code.js";
import { edits } from "./memory.js";
import { Kernel, STOPPED } from "./runner_kernel.js";

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) name.startsWith("on") ? node.addEventListener(name.slice(2), value) : node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const button = (text, onclick) => el("button", { type: "button", onclick }, text);
const LOST = "Stopped. What the cells had made is lost; the next run begins anew.";
const NO_SERVER = "Python in the page needs a server, and this page was opened from a file. With the book's folder, make serve starts one.";

/** What is said of a run that went well: the time, and whether the text is the stored one. */
export const verdict = (seconds, stored, now) => `Done in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s.${
  !stored ? "" : plain(stored) === plain(now) ? " The same as the stored output." : " This differs from the stored output."}`;

/** What is said before cell k of n earlier ones runs; k is 0 when it is the cell's own turn. */
export const progress = (k, n) => (k ? `Running what this cell needs: ${k} of ${n}…` : "Running…");

class Cell {
  constructor(entry, page) {
    Object.assign(this, { ...entry, page, edited: null, node: document.querySelector(`div.cell.tag_run-${entry.at}`) });
    this.input = this.node?.querySelector(".cell_input");
    this.pre = this.input?.querySelector("pre");
    this.source ??= this.pre?.textContent.replace(/\n$/, "") ?? "";
    if (this.why) this.input?.append(el("p", { class: "run-why" }, "Needs ", ...this.why.split("`").map((t, i) => (i % 2 ? el("code", {}, t) : t)), ". The stored output stays."));
    if (this.run) this.controls();
  }
  get text() { return this.edited ?? this.source; }

  controls() {
    this.stored = [...this.node.querySelectorAll(":scope > .cell_output")];
    this.go = button("Run this cell", () => this.start());
    this.stop = button("Stop", () => this.page.kernel.stop());
    this.edit = button("Edit", () => (this.area ? this.close() : this.open()));
    this.reset = button("Reset cell", () => this.restore());
    this.status = el("span", { role: "status", class: "run-status" });
    this.stop.hidden = this.reset.hidden = true;
    this.key = `${location.pathname.split("/").slice(-2).join("/")}\n${this.source}`;
    this.edited = edits.read()[this.key] ?? null;
    this.input.append(el("div", { class: "run-bar" }, this.go, this.stop, this.edit, this.reset, this.status));
    if (this.edited !== null) { this.paint(); this.say("Edited, as you left it."); }
  }
  say(text) { this.status.textContent = text; }

  async start() {
    if (location.protocol === "file:") return this.say(NO_SERVER);
    if (!this.stop.hidden) return undefined;
    if (this.area) this.keep();
    const focused = document.activeElement === this.go;
    this.stop.hidden = this.reset.hidden = false;
    this.go.hidden = true;
    if (focused) this.stop.focus();
    this.say(this.page.kernel.started ? "Running…" : `Loading Python and NumPy, ${this.page.megabytes} MB…`);
    this.live?.remove();
    this.node.append((this.live = el("div", { class: "run-live cell_output docutils container", role: "group", "aria-label": "Output from this browser" })));
    for (const old of this.stored) old.hidden = false;
    let begun = performance.now();
    const heard = ({ type, kind, text, name }) => {
      if (type === "loading") this.say(`Loading ${name}…`);
      else if (kind === "earlier") this.say(progress(...text.split(" ").map(Number)));
      else this.show(kind, text);
    };
    try {
      const ok = await this.page.kernel.run(() => { begun = performance.now(); return this.page.sources(); }, this.page.cells.indexOf(this), heard);
      if (ok) for (const old of this.stored) old.hidden = true;
      this.say(ok ? verdict((performance.now() - begun) / 1000, this.edited === null && textOf(this.stored), textOf([this.live]))
        : this.stored.length ? "It failed. The stored output stays." : "It failed.");
    } catch (error) {
      this.say(error.message === STOPPED ? LOST : `Python could not run: ${error.message}. The stored output stays.`);
    }
    const back = document.activeElement === this.stop;
    this.stop.hidden = true;
    this.go.hidden = false;
    if (back) this.go.focus();
    if (!this.live.childNodes.length) this.live.remove();
  }

  show(kind, text) {
    if (kind === "png") {
      const alt = (this.edited === null && this.node.querySelector(".cell_output img")?.alt) || "What this cell drew just now";
      this.live.append(el("div", { class: "output image_png" }, el("img", { src: `data:image/png;base64,${text}`, alt })));
      return;
    }
    let last = this.live.lastElementChild;
    if (last?.dataset.kind !== kind) {
      last = el("div", { class: "output text_plain highlight-none notranslate", "data-kind": kind }, el("div", { class: "highlight" }, el("pre", { tabindex: "0" })));
      this.live.append(last);
    }
    last.querySelector("pre").append(text);
  }

  open() {
    this.area = el("textarea", { class: "run-edit", "aria-label": "The code of this cell", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
      oninput: () => { this.keep(); this.grow(); }, onkeydown: (event) => this.pressed(event) });
    this.area.value = this.text;
    this.pre.closest(".highlight").hidden = true;
    this.input.insertBefore(this.area, this.go.parentNode);
    this.edit.textContent = "Close the editor";
    this.say("Shift+Enter runs the cell, Escape closes the editor.");
    this.grow();
    this.area.focus();
  }
  grow() { this.area.rows = this.area.value.split("\n").length; }
  pressed(event) {
    if (event.key === "Escape") { this.close(); this.edit.focus(); }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (event.shiftKey || event.ctrlKey || event.metaKey) { this.start(); return; }
    const { selectionStart: from, selectionEnd: to, value } = this.area;
    this.area.setRangeText(newline(value, from), from, to, "end");
    this.grow();
  }
  /** The editor's text becomes the cell's, and outlasts the page. */
  keep() {
    const text = this.area.value.replace(/\s+$/, "");
    this.edited = text === this.source ? null : text;
    edits.write(this.key, this.edited);
    this.paint();
  }
  paint() {
    this.original ??= [...this.pre.childNodes];
    this.pre.replaceChildren(...(this.edited === null ? this.original : pieces(`${this.edited}\n`).map(([kind, piece]) => (kind ? el("span", { class: kind }, piece) : piece))));
    this.reset.hidden = this.edited === null && !this.live?.isConnected;
  }
  close() {
    this.keep();
    this.area.remove();
    this.area = null;
    this.pre.closest(".highlight").hidden = false;
    this.edit.textContent = "Edit";
    this.say(this.edited === null ? "" : "Edited.");
  }
  restore() {
    if (!this.stop.hidden) this.page.kernel.stop();
    if (this.area) this.close();
    this.edited = null;
    edits.write(this.key, null);
    this.live?.remove();
    for (const old of this.stored) old.hidden = false;
    this.paint();
    this.say("As stored.");
    this.go.focus();
  }
}

const textOf = (outputs) => outputs.flatMap((output) => [...output.querySelectorAll("pre")]).map((pre) => pre.textContent).join("");

function start(src) {
  const data = document.getElementById("whynn-cells");
  if (!data) return;
  const { cells, absent, megabytes } = JSON.parse(data.textContent);
  const spawn = () => new Worker(new URL("runner_worker.js", src), { type: "module" });
  const page = { megabytes, kernel: new Kernel(spawn, { base: new URL("../python/", src).href, absent }) };
  page.cells = cells.map((entry) => new Cell(entry, page));
  page.sources = () => page.cells.map((cell) => cell.text);
}
if (globalThis.document) start(document.currentScript.src);
