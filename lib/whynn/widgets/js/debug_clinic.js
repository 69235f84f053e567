// DebugClinic: fourteen runs, one fault each. Look, name the disease, prescribe, and see the treated run.
import { h, s, set, text, pow10, fmt, scale, schedule, store, frame, stage, slider, fold, button, table, uid } from "./shared.js";
import { plain, rich } from "./card.js";
import { answers } from "./memory.js";
import * as M from "./debug_clinic_math.js";

// Drawing -----------------------------------------------------------------------------------------------------------
const DEFAULTS = { run: 1, look: 0, given: {} };
const CAPTION = "Choose a run and move the slider: the four small charts show each layer at that step, weights only. The gradient norm of the whole network, biases included, is the longest of the last six steps, so it can exceed that of every layer. Every run has the same examples and batches and, unless they are its fault, the same starting weights. The dashed healthy run is plain descent. A run counts for the score if both its answers are right at the first try. Your answers stay in this browser.";
const DOT = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", TRI = "m0-3.8l3.6 6.2h-7.2z", DIA = "m0-4l4 4l-4 4l-4-4z", BOX = "m-3-3h6v6h-6z";
const LOOK = {
  train: ["var(--fig-accent-1)", DOT, "this run, training"], held: ["var(--fig-accent-2)", TRI, "this run, held out"], healthy: ["var(--fig-muted)", "", "healthy, held out"],
  ttrain: ["var(--fig-accent-3)", DIA, "treated, training"], theld: ["var(--fig-accent-4)", BOX, "treated, held out"],
};
const PROFILES = { norms: "gradient norm", rms: "size of the signal (RMS)", dead: "share of dead units", ratio: "update / weight" };
const ends = (v) => v.filter(Number.isFinite);

function render({ model, el }) {
  const cases = model.get("_cases"), steps = model.get("_steps"), looks = model.get("_looks"), [chance, floor] = model.get("_lines"), key = model.get("key") ?? "clinic";
  const read = (t) => M.log(t, looks.length), healthy = read(model.get("_healthy")), logs = cases.map(() => null);
  const ask = schedule(draw), st = store(model, DEFAULTS, () => ask(), { key, write: M.encode, read: (t) => M.decode(t, cases.length, looks.length) });
  const now = () => cases[st.get().run - 1], both = (i) => (logs[i] ??= { sick: read(cases[i].sick), treated: read(cases[i].treated) });
  const fig = frame(el, { title: "The clinic: fourteen sick runs", caption: CAPTION, onReset: reset, sure: () => (Object.keys(st.get().given).length ? "Forget your answers to all fourteen runs? There is no way back." : "") });
  let shown = "", picked = { ask: -1, cure: -1 };

  // The runs, the score, the step
  const name = uid("run"), chips = cases.map((c, i) => h("input", { type: "radio", name, value: i + 1, onchange: () => st.set({ run: i + 1 }) })), faces = cases.map((c, i) => h("span", { style: "padding:0" }, String(i + 1)));
  const wards = h("fieldset", { class: "fig-seg", style: "flex-wrap:wrap;row-gap:.375rem" }, h("legend", { class: "fig-sr" }, "Run"), chips.map((c, i) => h("label", { style: "flex:0 0 2.75rem;text-align:center" }, c, faces[i])));
  const big = h("strong", { style: "font-size:1.25rem;font-weight:650" }), by = h("span"), count = h("span"), head = h("p", { class: "fig-facts", style: "align-items:baseline" }, big, by, count);
  const S = slider({ name: "step", label: "Step at which the layers are shown", min: 0, max: looks.length - 1, step: 1, to: (v) => v, from: (i) => i, show: (i) => String(looks[i]), spoken: (i) => `step ${looks[i]}`, oninput: (look) => st.set({ look }) });

  // Charts: two over the steps, four over the layers
  const H = 168, charts = [], PAD = { l: 40, r: 8, t: 24, b: 22 };
  function chart(title, { height = H, right = PAD.r, marks, lanes }) {
    const root = h("div"), axis = s("g", {}), rim = s("rect", { fill: "none", stroke: "var(--fig-line)" }), where = s("line", { class: "axis" }), extra = s("g", {}), box = s("rect", {}), clip = uid("clip");
    const lines = lanes.map((k) => ({ k, line: s("path", { fill: "none", stroke: LOOK[k][0], "stroke-width": k === "healthy" ? 2 : 2.25, "stroke-linejoin": "round", "stroke-dasharray": k === "healthy" ? "6 4" : null }), dots: s("path", { fill: LOOK[k][0] }) }));
    const c = { X: null, w: 0, lines, extra, where, span: "" };
    const stg = stage(root, title, (w) => {
      c.w = w; c.X = scale([0, marks.length - 1], [PAD.l + 8, w - right - 8]); c.span = "";
      for (const r of [rim, box]) set(r, { x: PAD.l, y: PAD.t, width: w - PAD.l - right, height: height - PAD.t - PAD.b });
      below.replaceChildren(...marks.flatMap((m, i) => (m === null || (w < 220 && /[246]/.test(m) && m < 10) ? [] : [s("text", { class: "muted", x: c.X(i), y: height - 6, "text-anchor": "middle" }, String(m))])));
      ask();
      return height;
    });
    const below = s("g", {});
    stg.svg.append(s("defs", {}, s("clipPath", { id: clip }, box)), axis, below, rim, where, extra, s("g", { "clip-path": `url(#${clip})` }, lines.flatMap((l) => [l.line, l.dots])), s("text", { x: 2, y: 14 }, title));
    /** Draw series over a vertical axis of decades, or from 0 to 1; zeros lie on the floor of the picture. */
    c.draw = (series, span, label, dots) => {
      const top = PAD.t + 7, foot = height - PAD.b - 7, Y = span ? scale(span, [foot - (c.zero ? 14 : 0), top]) : scale([0, 1], [foot, top]);
      const y = (v) => (span ? (v === 0 ? foot : Y(Math.min(Math.max(Math.log10(v), span[0] - 9), span[1] + 9))) : Y(v)).toFixed(1), mark = `${span}`;
      if (mark !== c.span) {
        const at = span ? M.ticks(span) : [0, 0.5, 1], tag = (v) => (span && span[1] - span[0] > 2.2 ? pow10(Math.round(Math.log10(v))) : String(Number(v.toPrecision(1))));
        axis.replaceChildren(...[...(c.zero ? [0] : []), ...at].flatMap((v) => [s("line", { class: "grid", x1: PAD.l, x2: c.w - right, y1: y(v), y2: y(v) }), s("text", { class: "muted", x: PAD.l - 5, y: Number(y(v)) + 4, "text-anchor": "end" }, v ? tag(v) : "0")]));
        c.span = mark;
      }
      c.y = y;
      lines.forEach((l) => {
        const pts = (series[l.k] ?? []).map((v, i) => (v === null || !Number.isFinite(v) ? null : `${c.X(i).toFixed(1)} ${y(v)}`));
        set(l.line, { d: pts.filter(Boolean).length ? `M${pts.filter(Boolean).join("L")}` : "" });
        set(l.dots, { d: pts.filter((p, i) => p && (!dots || dots(i))).map((p) => `M${p}${LOOK[l.k][1]}`).join("") });
      });
      set(stg.svg, { "aria-label": label });
    };
    c.root = root; c.start = stg.start; c.destroy = stg.destroy;
    charts.push(c);
    return c;
  }
  const stepMarks = steps.map((v) => (v % 60 ? null : v)), onLook = (i) => looks.includes(steps[i]), all = Object.keys(LOOK);
  const ASIDE = 62; // room for the names of the two lines, beside the curves
  const loss = chart("loss by step", { height: 212, right: ASIDE, marks: stepMarks, lanes: all }), grad = chart("gradient norm, whole network with biases", { height: 212, marks: stepMarks, lanes: ["healthy", "train", "ttrain"] });
  const small = Object.fromEntries(Object.entries(PROFILES).map(([q, title]) => [q, chart(title, { marks: M.LAYERS, lanes: ["healthy", "train", "ttrain"] })]));
  for (const q of ["norms", "rms", "ratio"]) small[q].zero = true;

  // Numbers: losses as the legend, layers under a fold
  const swatch = (k) => s("svg", { width: 26, height: 18, viewBox: "-13 -9 26 18", "aria-hidden": "true", style: "vertical-align:-4px;margin-right:.25rem;flex:none" }, s("path", { d: "M-13 0H13", stroke: LOOK[k][0], "stroke-width": 2.5, "stroke-dasharray": k === "healthy" ? "6 4" : null }), s("path", { d: `M0 0${LOOK[k][1]}`, fill: LOOK[k][0], transform: "scale(1.4)" }));
  const board = table({ caption: "Losses of this run, of a healthy one, and of the treated one", head: [h("span", { style: "float:left" }, "loss"), "start", "lowest", "end", "in use"], widths: ["", ...Array(4).fill("min(4.4em, 15cqw)")], rows: all.map((k) => [h("span", { style: "float:left" }, swatch(k), LOOK[k][2]), "", "", "", ""]) });
  board.root.style.fontSize = "clamp(var(--fig-size-small), 3.8cqw, var(--fig-size))"; // all five columns on a phone, the first in two lines
  for (const row of board.cells) row[0].style.cssText = "white-space:normal;text-align:left";
  const layers = table({ caption: "This run, layer by layer, at the step of the slider", head: ["layer", "gradient", "signal", "dead", "update"], widths: ["13%", "23%", "23%", "17%", "24%"], rows: M.LAYERS.map((l) => [l, "", "", "", ""]) });
  const numbers = fold({ label: "Show numbers", content: [layers.root], onchange: () => {} });
  text(numbers.line, "The four small charts as numbers");

  // The two questions
  const verdict = h("p", { class: "fig-outcome" }), why = h("p", { class: "fig-why" }), told = h("div", { class: "fig-stack", role: "status", "aria-live": "polite" }, verdict, why);
  const forms = { ask: form("ask", "What is the cause?", "Diagnose"), cure: form("cure", "What do you prescribe?", "Prescribe") };
  const next = button("Next run", () => { st.set({ run: (st.get().run % cases.length) + 1, look: 0 }); chips[st.get().run - 1].focus({ preventScroll: true }); }, { "data-strong": true });
  function form(phase, legend, word) {
    const group = uid("pick"), picks = [], marks = [], whys = [], labels = [];
    const rows = Array.from({ length: M.CHOICES }, (_, i) => {
      picks.push(h("input", { type: "radio", name: group, value: i, onchange: () => { picked[phase] = i; text(hint, ""); } })); labels.push(h("span")); marks.push(h("span", { class: "fig-verdict", "aria-hidden": "true" })); whys.push(h("p", { class: "fig-why", hidden: true }));
      return h("div", {}, h("label", {}, picks[i], labels[i], marks[i]), whys[i]);
    });
    const hint = h("span", { class: "fig-hint" }), go = button(word, () => answer(phase), { "data-strong": true }), line = h("div", { class: "fig-row" }, go, hint);
    const title = uid("asked"), root = h("div", { class: "fig-stack" }, h("p", { class: "fig-question", id: title }, legend), h("fieldset", { class: "fig-options", "aria-labelledby": title }, rows), line);
    return { root, picks, marks, whys, labels, hint, line, rows };
  }
  fig.body.append(wards, head, h("div", { class: "fig-cols fig-wide-2", style: "--cols:1.2fr 1fr" }, loss.root, grad.root), S.root, h("div", { class: "fig-cols", style: "grid-template-columns:1fr 1fr;gap:.75rem" }, Object.values(small).map((c) => c.root)), board.root, forms.ask.root, forms.cure.root, told, h("div", { class: "fig-row" }, next), numbers.root);

  function answer(phase) {
    const c = now(), i = picked[phase], where = M.standing(st.get().given[c.id], c), f = forms[phase];
    text(f.hint, i < 0 ? "Choose an answer first." : "");
    if (i < 0) return;
    const tried = phase === "ask" ? [[...where.asked, i], []] : [where.asked, [...where.cured, i]];
    keep(c, M.write(tried));
    picked[phase] = -1;
    const after = M.standing(st.get().given[c.id], c);
    draw();
    if (after.phase === "cure" && phase === "ask") forms.cure.picks[0].focus({ preventScroll: true });
    else if (after.phase === "done") next.focus({ preventScroll: true });
  }
  function keep(c, t) {
    st.set({ given: { ...st.get().given, [c.id]: t } }, { quiet: true });
    answers.write(`06-clinic-${c.id}`, { given: t, right: M.standing(t, c).clean, revealed: false });
  }
  function reset() {
    for (const c of cases) answers.write(`06-clinic-${c.id}`, null);
    picked = { ask: -1, cure: -1 };
    st.reset();
    st.set({ given: {} }, { quiet: true });
  }
  /** What this browser remembers, unless the model already knows. */
  function recall() {
    const kept = answers.read(), given = Object.fromEntries(cases.flatMap((c) => { const r = kept[`06-clinic-${c.id}`], t = r && M.write(M.tries(String(r.given), c)); return t ? [[c.id, t]] : []; }));
    if (JSON.stringify(given) !== JSON.stringify(st.get().given)) st.set({ given }, { quiet: true });
  }

  function fill(f, texts, reasons, key, tried, over) {
    texts.forEach((t, i) => {
      const mine = tried.includes(i), open = mine || over, right = open && i === key;
      f.labels[i].replaceChildren(...[rich(t)].flat()); f.whys[i].replaceChildren(...[rich(reasons[i])].flat());
      f.picks[i].disabled = mine || over; f.picks[i].checked = over ? i === key : !mine && f.picks[i].checked && shown === `${now().id}`;
      f.whys[i].hidden = !open;
      set(f.rows[i], { "data-right": right ? "" : false, "data-given": mine ? "" : false });
      text(f.marks[i], right ? "\u2713 right" : mine ? "\u2717 not so" : "");
    });
    f.line.style.display = over ? "none" : "";
  }
  const finish = (v) => (Number.isFinite(v.at(-1)) ? M.say(v.at(-1)) : "off");
  const told1 = (what, v) => `${what}: ${M.say(v[0])} at the start, lowest ${M.say(v[M.lowest(v)])} at step ${steps[M.lowest(v)]}, ${M.say(v.at(-1))} at the end.`;

  function draw() {
    if (charts.some((c) => !c.X)) return;
    const t = st.get(), c = now(), { sick, treated } = both(t.run - 1), w = M.standing(t.given[c.id], c), over = w.phase === "done", sum = M.score(t.given, cases);
    if (shown !== c.id) picked = { ask: -1, cure: -1 };
    // the runs
    cases.forEach((each, i) => {
      const at = M.standing(t.given[each.id], each), face = `${i + 1}${at.phase === "done" ? (at.clean ? "\u2713" : "\u25cb") : at.asked.length ? "\u2026" : ""}`;
      chips[i].checked = i + 1 === t.run; text(faces[i], face);
      set(chips[i], { "aria-label": `Run ${i + 1}, ${at.phase === "done" ? (at.clean ? "cured at the first try" : "cured") : at.asked.length ? "begun" : "not yet seen"}` });
    });
    text(big, `Run ${t.run}`); text(by, `optimizer: ${c.by}`); text(count, `${sum.clean} of ${sum.n} right at the first try, ${sum.done} cured`);
    S.set(t.look);
    // the charts
    const extra = over ? [treated.train, treated.held] : [], everything = [sick.train, sick.held, healthy.held, treated.train, treated.held].flat();
    loss.draw({ train: sick.train, held: sick.held, healthy: healthy.held, ...(over ? { ttrain: treated.train, theld: treated.held } : {}) }, M.reach(everything, 0.3, 1.6, 8), [told1("Training loss", sick.train), told1("Held out", sick.held), told1("A healthy run, held out", healthy.held), ...extra.map((v, i) => told1(i ? "Treated, held out" : "Treated, training", v))].join(" "), onLook);
    grad.draw({ train: sick.gradient, healthy: healthy.gradient, ...(over ? { ttrain: treated.gradient } : {}) }, M.reach([sick.gradient, healthy.gradient, treated.gradient].flat(), 0.1, 5, 10), `Gradient norm. ${told1("This run", sick.gradient)} ${told1("A healthy run", healthy.gradient)}${over ? ` ${told1("Treated", treated.gradient)}` : ""} The longest: ${M.say(Math.max(...ends(sick.gradient)))}.`, onLook);
    const gone = sick.train.findIndex((v) => !Number.isFinite(v)), left = gone > 0 ? [s("text", { class: "halo", x: PAD.l + 26, y: PAD.t + 18, fill: "var(--fig-wrong)", style: "fill:var(--fig-wrong)" }, `\u2191 off the scale by step ${steps[gone]}`)] : [];
    const lines = [[chance, "guessing"], [floor, "floor"]];
    loss.extra.replaceChildren(...lines.flatMap(([v, label]) => [s("line", { class: "axis", "stroke-dasharray": "1 4", x1: PAD.l, x2: loss.w - ASIDE, y1: loss.y(v), y2: loss.y(v) }), s("text", { class: "muted", x: loss.w - ASIDE + 5, y: Number(loss.y(v)) + 4 }, label)]), ...left);
    for (const chart of [loss, grad]) { const x = chart.X(steps.indexOf(looks[t.look])); set(chart.where, { x1: x, x2: x, y1: PAD.t, y2: 212 - PAD.b }); }
    for (const [q, chart] of Object.entries(small)) {
      const rows = [sick, healthy, treated].map((l) => M.aligned(q, l[q][t.look])), span = q === "dead" ? null : M.reach([sick[q], healthy[q], treated[q]].flat(2), q === "ratio" ? 1e-4 : 0.1, q === "ratio" ? 0.01 : 2, 12);
      const words = (row) => row.map((v, i) => (v === null ? "" : `${M.LAYERS[i]} ${M.say(v)}`)).filter(Boolean).join(", ");
      chart.draw({ train: rows[0], healthy: rows[1], ...(over ? { ttrain: rows[2] } : {}) }, span, `${PROFILES[q]} at step ${looks[t.look]}, by layer. This run: ${words(rows[0])}. Healthy: ${words(rows[1])}.${over ? ` Treated: ${words(rows[2])}.` : ""}`);
      M.LAYERS.forEach((_, i) => text(layers.cells[i][1 + Object.keys(PROFILES).indexOf(q)], rows[0][i] === null ? "" : M.say(rows[0][i]) === "off the scale" ? "off" : M.say(rows[0][i])));
    }
    // the table
    [sick.train, sick.held, healthy.held, treated.train, treated.held].forEach((v, r) => {
      const show = r < 3 || over, use = [null, over ? c.use[0] : null, model.get("_use"), null, c.use[1]][r], cell = board.cells[r];
      text(cell[1], show ? M.say(v[0]) : ""); text(cell[2], show ? M.say(v[M.lowest(v)]) : ""); text(cell[3], show ? finish(v) : ""); text(cell[4], show && use !== null ? (use < 99 ? fmt(use, 2) : "> 99") : "");
      cell[0].parentElement.hidden = !show;
    });
    // the questions
    const fresh = shown !== c.id;
    if (fresh) for (const f of Object.values(forms)) for (const p of f.picks) p.checked = false;
    shown = c.id;
    fill(forms.ask, c.asks, c.whys, c.right, w.asked, w.phase !== "ask"); fill(forms.cure, c.cures, c.notes, c.cure, w.cured, over);
    forms.cure.root.hidden = w.phase === "ask";
    const last = w.phase === "ask" ? w.asked : w.cured;
    text(verdict, over ? `Cured. In use its loss is ${fmt(c.use[1], 2)}; untreated it was ${c.use[0] < 99 ? fmt(c.use[0], 2) : "above 99"}.` : w.phase === "cure" && !last.length ? "Right. Now treat it." : last.length ? "Not so. The reason stands under your answer." : "");
    set(verdict, { "data-wrong": !over && last.length > 0 ? "" : false });
    // a wrong answer's reason stands under it; who listens hears it here
    text(why, over ? "The charts and the table now show the treated run too." : last.length ? plain((w.phase === "ask" ? c.whys : c.notes)[last.at(-1)]) : "");
    set(why, { class: over ? "fig-why" : "fig-sr" });
    next.parentElement.style.display = over ? "" : "none";
    fig.say(`Run ${t.run}, step ${looks[t.look]}. ${told1("Training loss", sick.train)} ${sum.clean} of ${sum.n} right at the first try.`);
  }
  for (const c of charts) c.start();
  const unhear = answers.forgotten(recall);
  recall();
  draw();
  if (st.linked) fig.root.scrollIntoView({ block: "start" });
  return () => { ask.cancel(); unhear(); numbers.destroy(); st.destroy(); for (const c of charts) c.destroy(); fig.destroy(); };
}
export default { render };
