// Calibration: how often the reader was right, by how sure they were.
import { h, s, set, text, fmt, frame, table, stage, scale, schedule } from "./shared.js";
import { predictions, reading, tally, SURE } from "./memory.js";

const CAPTION = "Filled bars: the share you got right. The line across each bar: the share that would match how sure you said you were. Kept in this browser only.";

function render({ model, el }) {
  const ask = schedule(draw), levels = Object.keys(SURE);
  const fig = frame(el, { title: "How well do you know what you know?", caption: CAPTION, onReset: () => predictions.forget(), reset: "Forget all", sure: () => "Forget your predictions in every chapter? There is no way back." });
  const line = h("p", { style: "margin:0" });
  const t = table({ caption: "Predictions by how sure you were", head: ["you said", "cards", "right", "a good match"], rows: levels.map((v) => [v, "", "", `${Math.round(100 * SURE[v])}%`]), widths: ["34%", "18%", "18%", "30%"] });
  const plot = h("div");
  const back = h("input", { type: "checkbox", onchange: () => reading.write("shown", back.checked ? null : true) });
  // only the site keeps anything back
  const choice = el.closest(".cell.docutils") && h("label", { class: "fig-row", style: "flex-wrap:nowrap" }, back, h("span", {}, "Keep back what follows a card until I commit"));
  fig.body.append(line, plot, t.root, choice ?? "");
  const bars = levels.map(() => ({ name: s("text", { class: "muted" }), track: s("rect", { fill: "var(--fig-grid)", height: 12, rx: 3 }), bar: s("rect", { fill: "var(--fig-accent-1)", height: 12, rx: 3 }), want: s("line", { stroke: "var(--fig-ink)", "stroke-width": 3 }) }));
  let X;
  const sg = stage(plot, "Share of predictions that were right, by how sure you were", (w) => {
    X = scale([0, 1], [88, w - 6]);
    bars.forEach((b, i) => {
      const y = 12 + 28 * i;
      set(b.name, { x: 0, y: y + 10 });
      set(b.track, { x: X(0), y, width: X(1) - X(0) });
      set(b.bar, { x: X(0), y });
      set(b.want, { x1: X(SURE[levels[i]]), x2: X(SURE[levels[i]]), y1: y - 5, y2: y + 17 });
    });
    ask();
    return 96;
  });
  sg.svg.append(...bars.flatMap((b) => [b.name, b.track, b.bar, b.want]));
  function draw() {
    if (!X) return;
    const now = tally(predictions.read());
    const said = now.n ? `${now.sentence} Brier score ${fmt(now.brier)}: the mean squared distance between how sure you were and what came out; 0 is perfect.` : "No predictions yet. Answer a card and come back.";
    text(line, said);
    now.rows.forEach((r, i) => {
      const [, n, right] = t.cells[i], share = r.n ? r.right / r.n : 0;
      text(bars[i].name, r.sure);
      set(bars[i].bar, { width: X(share) - X(0) });
      text(n, String(r.n)); text(right, String(r.right));
    });
    fig.say(said);
    back.checked = !reading.read().shown;
  }
  const unhear = [predictions, reading].map((kept) => kept.forgotten(() => ask()));
  sg.start();
  draw();
  return () => { ask.cancel(); unhear.forEach((stop) => stop()); sg.destroy(); fig.destroy(); };
}
export default { render };
