// "Run this cell" on a page of the site.  Python is not loaded before the first click; see runner_worker.js.
import { indented, newline, pieces, plain, unindented } from "./runner_code.js";
import { edits } from "./memory.js";
import { Kernel, STOPPED } from "./runner_kernel.js";

export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) name.startsWith("on") ? node.addEventListener(name.slice(2), value) : node.setAttribute(name, value);
  node.append(...children);
  return node;
};
export const button = (text, onclick) => el("button", { type: "button", onclick }, text);
const LOST = "Stopped. What the cells had made is lost, their code is not; the next run begins anew.";
const NOTHING = "\n"; // an emptied cell, as it is kept: no text at all would count as none kept
const NO_SERVER = "Python in the page needs a server, and this page was opened from a file. With the book's folder, make serve starts one.";

/** What is said of a run that went well: the time, and whether the text is the stored one. */
export const verdict = (seconds, stored, now) => `Done in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s.${
  !stored ? "" : plain(stored) === plain(now) ? " The same as the stored output." : " This differs from the stored output."}`;

/** What is said before cell k of n earlier ones runs; k is 0 when it is the cell's own turn. */
export const progress = (k, n) => (k ? `Running what this cell needs: ${k} of ${n}…` : "Running…");

/** Types `text` over what lies between `from` and `to`, so that the browser can undo it. */
export function type(area, text, from, to) {
  area.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) area.setRangeText(text, from, to, "end");
}

export class Cell {
  constructor(entry, page) {
    Object.assign(this, { ...entry, page, edited: null, node: document.querySelector(`div.cell.tag_run-${entry.at}`) });
    this.input = this.node?.querySelector(".cell_input");
    this.pre = this.input?.querySelector("pre");
    this.source ??= this.pre?.textContent.replace(/\n$/, "") ?? "";
    if (this.why) this.input?.append(el("p", { class: "run-why" }, this.check ? "The check needs " : "Needs ", ...this.why.split("`").map((t, i) => (i % 2 ? el("code", {}, t) : t)), this.check ? ": do this one in the notebook." : ". The stored output stays."));
    if (this.run) this.controls();
  }
  get place() { return this.page.cells.indexOf(this); }
  get text() { return this.edited ?? this.source; }

  controls() {
    this.stored = [...this.node.querySelectorAll(":scope > .cell_output")];
    this.go = button("Run this cell", () => this.start());
    this.stop = button("Stop", () => this.page.kernel.stop());
    this.edit = button("Edit", () => (this.area ? this.close() : this.begin()));
    this.reset = button("Reset cell", () => this.restore());
    this.status = el("span", { role: "status", class: "run-status" });
    this.stop.hidden = this.reset.hidden = true;
    this.starters = [this.go];
    this.key = `${location.pathname.split("/").slice(-2).join("/")}\n${this.question ?? this.source}`;
    this.edited = this.read();
    this.input.append((this.bar = el("div", { class: "run-bar" }, this.go, this.stop, this.edit, this.reset, this.status)));
    if (this.edited !== null) { this.paint(); this.say("Edited, as you left it."); }
  }
  say(text) { this.status.textContent = text; }

  /** Runs the cells of these places in turn, and shows here what they give. */
  async start(places = [this.place]) {
    if (location.protocol === "file:") return this.say(NO_SERVER);
    if (!this.stop.hidden) return undefined;
    if (this.area) this.keep();
    const from = this.starters.find((one) => one === document.activeElement);
    this.busy(true);
    if (from) this.stop.focus();
    this.page.running += 1;
    this.say(this.page.running > 1 ? "Waiting for another cell…" : this.page.kernel.started ? "Running…" : `Loading Python and NumPy, ${this.page.megabytes} MB…`);
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
      let ok = true;
      for (const place of places) {
        this.anew = true;
        ok &&= await this.page.kernel.run(() => { begun = performance.now(); this.say("Running…"); return this.page.sources(this.side); }, place, heard, this.side);
      }
      if (ok) for (const old of this.stored) old.hidden = true;
      this.say(this.ended(ok, (performance.now() - begun) / 1000, places));
    } catch (error) {
      this.say(error.message === STOPPED ? LOST : `Python could not run: ${error.message}.${this.stored.length ? " The stored output stays." : ""}`);
    }
    this.page.running -= 1;
    const back = document.activeElement === this.stop;
    this.busy(false);
    if (back) (from ?? this.go).focus();
    if (!this.live.childNodes.length) this.live.remove();
  }
  /** Buttons for a cell that runs, or for one that does not. */
  busy(on) {
    this.stop.hidden = !on;
    for (const one of this.starters) one.hidden = on;
    if (on) this.reset.hidden = false;
  }
  /** What is said of a run that has ended. */
  ended(ok, seconds) {
    if (!ok) return this.stored.length ? "It failed. The stored output stays." : "It failed.";
    return verdict(seconds, this.edited === null && textOf(this.stored), textOf([this.live]));
  }

  show(kind, text) {
    if (kind === "png") {
      const alt = (this.edited === null && this.node.querySelector(".cell_output img")?.alt) || "What this cell drew just now";
      this.live.append(el("div", { class: "output image_png" }, el("img", { src: `data:image/png;base64,${text}`, alt })));
      return;
    }
    let last = this.live.lastElementChild;
    if (this.anew || last?.dataset.kind !== kind) {
      last = el("div", { class: "output text_plain highlight-none notranslate", "data-kind": kind }, el("div", { class: "highlight" }, el("pre", { tabindex: "0" })));
      this.live.append(last);
    }
    this.anew = false;
    last.querySelector("pre").append(text);
  }

  /** The reader asks for the editor. */
  begin() {
    this.open();
    this.say("Shift+Enter runs the cell, Escape closes the editor.");
    this.area.focus();
    this.typing = true;
  }
  open() {
    this.area = el("textarea", { class: "run-edit", "aria-label": this.label ?? "The code of this cell", spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      oninput: () => { this.typing = true; this.keep(); }, onkeydown: (event) => this.pressed(event), onpointerdown: () => { this.typing = true; }, onblur: () => { this.typing = false; } });
    this.area.value = this.text;
    this.turn(true);
    this.pre.after(this.area);
    this.paint();
    this.edit.textContent = "Close the editor";
  }
  /** While it is written, the coloured code lies beneath what is typed, whose own signs are clear. */
  turn(writing) {
    this.pre.closest(".highlight").classList.toggle("run-writing", writing);
    this.pre.inert = writing;
  }
  /** The page follows the caret to a line that was not there yet when the browser looked. */
  reveal() {
    const walk = document.createTreeWalker(this.pre, NodeFilter.SHOW_TEXT), range = document.createRange();
    let at = this.area.selectionEnd, node;
    while ((node = walk.nextNode()) && at >= node.length) at -= node.length;
    if (!node) return;
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const below = range.getBoundingClientRect().bottom + 48 - innerHeight;
    if (below > 0) scrollBy(0, below);
  }
  escaped() { this.close(); this.edit.focus(); }
  /** Tab moves on through the page until the reader has begun to write, and after Escape. */
  pressed(event) {
    if (event.isComposing) return;
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event, { selectionStart: from, selectionEnd: to, value } = this.area;
    const write = (text, start, end) => { event.preventDefault(); type(this.area, text, start, end); this.keep(); this.reveal(); };
    if (key === "Escape") this.escaped();
    else if (key === "Enter" && (shiftKey || ctrlKey || metaKey)) { event.preventDefault(); this.starters[0].click(); }
    else if (ctrlKey || metaKey || altKey) return;
    else if (key === "Enter") write(newline(value, from), from, to);
    else if (key === "Backspace" && from === to && unindented(value, from) > 1) write("", from - unindented(value, from), from);
    else if (key === "Tab" && this.typing) {
      const made = indented(value, from, to, shiftKey);
      write(made.by, made.from, made.to);
      if (made.marked) this.area.setSelectionRange(...made.marked);
    }
  }
  /** What was kept of this cell's text, by this tab or another. */
  read() { return edits.read()[this.key]?.replace(NOTHING, "") ?? null; }
  /** Another tab has written: its text is this one's too. */
  adopt() {
    const now = this.read();
    if (!this.run || now === this.edited) return;
    this.edited = now;
    if (this.area) this.area.value = this.text;
    this.paint();
  }
  /** The editor's text becomes the cell's, and outlasts the page. */
  keep() {
    const text = this.area.value.replace(/\s+$/, "");
    // another tab may have written since; what was not touched here is no reason to write over that
    if (text !== this.text) {
      this.edited = text === this.source ? null : text;
      edits.write(this.key, this.edited === "" ? NOTHING : this.edited);
    }
    this.paint();
  }
  paint() {
    this.original ??= [...this.pre.childNodes];
    const text = this.area ? this.area.value : this.text;
    this.pre.replaceChildren(...(text === this.source && !this.area ? this.original : pieces(`${text}\n${this.area ? "\n" : ""}`).map(([kind, piece]) => (kind ? el("span", { class: kind }, piece) : piece))));
    this.reset.hidden = this.edited === null && !this.live?.isConnected;
  }
  close() {
    this.keep();
    this.area.remove();
    this.area = null;
    this.turn(false);
    this.paint();
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

/** Makes the page's cells live, each of the class that `kind(entry)` gives; returns them. `src` is the script's address. */
export function start(src, kind = () => Cell) {
  const data = document.getElementById("whynn-cells");
  if (!data) return [];
  const { cells, absent, megabytes } = JSON.parse(data.textContent);
  const spawn = () => new Worker(new URL("runner_worker.js", src), { type: "module" });
  const page = { megabytes, running: 0, kernel: new Kernel(spawn, { base: new URL("../python/", src).href, absent }) };
  page.cells = cells.map((entry) => new (kind(entry))(entry, page));
  page.sources = (side = "book") => page.cells.map((cell) => ((cell.side ?? side) === side ? cell.text : ""));
  if (page.cells.some(({ question }) => question)) page.kernel.labels = page.cells.map(({ question }, i) => (question ? `your code for ${question}` : `cell ${i + 1}`));
  addEventListener("storage", () => page.cells.forEach((cell) => cell.adopt()));
  return page.cells;
}
