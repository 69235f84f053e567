// A page's exercises: a box for the learner's own code, its check, the points, and a notebook to take along.
import { Cell, button, el, type } from "./runner_cell.js";
import { points } from "./points.js";

const HEAD = /^(\S+) · .* · (\d+) of (\d+) points$/gm;
const PART = /^ {2}([✓✗]) (\d+\/\d+) {2}(.*)$/, REASON = /^ {9}(\S.*)$/;

const KEYS = "Shift+Enter checks. Tab indents once you write, Escape gives it back to the page.";
const OTHER = /<your code for ([\w-]+)>/g;

/** What the check of `question` says in `text`: points and of how many, or null. */
export function score(text, question) {
  const last = [...text.matchAll(HEAD)].filter(([, name]) => name === question).at(-1);
  return last ? { points: Number(last[2]), of: Number(last[3]) } : null;
}
/** What a check prints, taken apart: `{ parts: [{ mark, won, text, reason }], rest }`, where `rest` are its other lines. */
export function report(text) {
  const parts = [], rest = [];
  for (const line of text.split("\n")) {
    const [, mark, won, said] = PART.exec(line) ?? [], why = parts.length && !rest.length && REASON.exec(line)?.[1];
    if (mark) parts.push({ mark, won, text: said, reason: "" });
    else if (why) parts.at(-1).reason += `${parts.at(-1).reason && " "}${why}`;
    else if (line && parts.length) rest.push(line.startsWith("A hint: check(") ? "There are hints below." : line);
  }
  return { parts, rest };
}
/** The points of several questions, `{ question, worth }`, in a sentence; `records` are by question. */
export function total(questions, records) {
  const won = questions.reduce((sum, { question }) => sum + (records[question]?.points ?? 0), 0), worth = questions.reduce((sum, one) => sum + one.worth, 0);
  const solved = questions.filter(({ question }) => records[question] && records[question].points === records[question].of).length;
  return `${won} of ${worth} points on this page at your last checks; ${solved} of ${questions.length} questions solved.`;
}
/**
 * The exercise notebook with what was written: `answers` are `{ cells, text }`, and a text takes the place of its
 * cells, in the first of them. Throws an Error where the notebook has no such cell.
 */
export function filled(notebook, answers) {
  const gone = new Set(answers.flatMap(({ cells }) => cells.slice(1)));
  const cells = notebook.cells.filter(({ id }) => !gone.has(id)).map((cell) => ({ ...cell }));
  for (const { cells: [first], text } of answers) {
    const place = cells.find(({ id }) => id === first);
    if (!place) throw new Error(`it has no cell ${first}`);
    place.source = text.split(/(?<=\n)/);
  }
  return { ...notebook, cells };
}

export class Answer extends Cell {
  controls() {
    super.controls();
    const heading = this.node.closest("section")?.querySelector("h2, h3");
    this.label = `Your code: ${heading ? heading.firstChild.textContent : this.question}`;
    this.checks = button("Check", () => this.start([this.place, this.page.cells.findIndex(({ at }) => at === this.check)]));
    this.checks.className = "run-first";
    this.go.textContent = "Run without checking";
    this.edit.remove();
    if (!this.why) {
      this.bar.prepend(this.checks);
      this.starters.unshift(this.checks);
    }
    this.node.classList.add("run-answer");
    this.open();
    this.area.addEventListener("focus", () => this.status.textContent || this.say(KEYS));
    this.tell();
  }
  /** How the question stood at its last check. */
  tell() {
    const known = points.read()[this.question];
    this.say(known ? `${known.points} of ${known.of} points at your last check.` : this.edited === null ? "" : "As you left it.");
  }
  escaped() {
    this.typing = false;
    this.say("Tab now leads on to the buttons.");
  }
  ended(ok, seconds, places) {
    const found = ok && places.length > 1 && score(this.live.textContent, this.question);
    if (!ok) {
      const other = [...this.live.textContent.matchAll(OTHER)].map(([, name]) => name).find((name) => name !== this.question);
      return other ? `The code for ${other}, which this needs, stopped with an error.` : "It stopped with an error. Mend it, and check again.";
    }
    if (!found) return super.ended(ok, seconds);
    this.checked = this.text;
    points.write(this.question, found);
    this.told();
    return found.points === found.of ? `All ${found.of} points.` : `${found.points} of ${found.of} points.`;
  }
  /** The report as a list, which wraps on a phone; the learner's own output stays above it. */
  told() {
    const last = [...this.live.querySelectorAll('[data-kind="stdout"]')].at(-1), { parts, rest } = report(last.textContent);
    const worded = (text) => text.split("`").map((piece, i) => (i % 2 ? el("code", {}, piece) : piece));
    const items = parts.map(({ mark, won, text, reason }) => el("li", { class: mark === "✓" ? "right" : "wrong" },
      el("span", { class: "sign", role: "img", "aria-label": mark === "✓" ? "holds" : "does not hold" }, mark), el("span", { class: "won" }, won), el("span", {}, ...worded(text), ...(reason ? [el("p", {}, ...worded(reason))] : []))));
    last.replaceWith(el("div", { class: "run-report" }, el("ul", {}, ...items), ...rest.map((line) => el("p", {}, ...worded(line)))));
  }
  /** Back to what was to be written, or to what the learner had: nothing is lost by a slip. */
  restore() {
    const { dropped } = this, undo = this.edited === null && dropped !== undefined;
    this.dropped = undo ? undefined : this.text;
    this.live?.remove();
    this.area.focus(); // typed, so that the browser can undo it too
    type(this.area, undo ? dropped : this.source, 0, this.area.value.length);
    this.keep();
    this.say(undo ? "As you had it." : "As at first. Undo brings back what you wrote.");
    this.reset.focus();
  }
  busy(on) {
    super.busy(on);
    if (on) this.reset.hidden = true;
    else this.paint();
  }
  /** A report on what stands there no more says so. */
  keep() {
    super.keep();
    const stale = Boolean(this.live?.isConnected) && this.checked !== undefined && this.checked !== this.text;
    this.live?.classList.toggle("run-stale", stale);
    if (stale) this.say("Changed since this check.");
  }
  paint() {
    super.paint();
    const undo = this.edited === null && this.dropped !== undefined;
    this.reset.textContent = undo ? "Undo" : "Clear my code";
    this.reset.hidden = !undo && this.edited === null;
  }
}

/** The points of a question, beside its name. */
export const mention = (r) => (!r ? "" : r.points === r.of ? ` ✓ ${r.points}/${r.of}` : ` (${r.points}/${r.of})`);

/** At the page's end: the points so far, and the notebook with what was written in these cells of the page. */
export function panel(cells) {
  const answers = cells.filter(({ question }) => question), own = cells.filter((cell) => cell.cells);
  if (!answers.length) return;
  const link = document.querySelector('article a.download[href$=".ipynb"]');
  const line = el("p", {}), said = el("span", { role: "status", class: "run-status" });
  const take = button("Download the notebook with what you wrote", async () => {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error("it is not there");
      const made = filled(await answer.json(), own.filter(({ edited }) => edited !== null).map(({ cells, text }) => ({ cells, text })));
      const href = URL.createObjectURL(new Blob([`${JSON.stringify(made, null, 1)}\n`], { type: "application/x-ipynb+json" }));
      el("a", { href, download: link.href.split("/").at(-1) }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
      said.textContent = "";
    } catch (error) {
      said.textContent = location.protocol === "file:" ? "A page opened from a file cannot read the notebook beside it." : `The notebook could not be read: ${error.message}. What you wrote is still here.`;
    }
  });
  const marks = answers.map(({ node, question }) => {
    const id = node.closest("section")?.id, mark = el("span", { class: "run-mark" });
    (id && document.querySelector(`nav.page-toc a[href="#${CSS.escape(id)}"]`))?.append(mark);
    return [question, mark];
  });
  const tell = () => {
    const records = points.read();
    line.textContent = total(answers, records);
    for (const [question, mark] of marks) mark.textContent = mention(records[question]);
  };
  document.querySelector("article > section").append(el("div", { class: "run-sum", role: "group", "aria-label": "Your points" }, line, el("div", { class: "run-bar" }, take, said)));
  points.forgotten(tell);
  tell();
}
