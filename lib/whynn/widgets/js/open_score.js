// OpenScore: how many open questions were answered, and how many points of their rubrics were found.
import { h, text, frame, table } from "./shared.js";
import { answers } from "./memory.js";
import { open, tally } from "./open_answer_math.js";

const TITLE = "How much could you say?";
const CAPTION = "An answer counts when you have compared it. The points are those that you ticked. Kept in this browser only.";

function render({ model, el }) {
  const forget = () => { for (const [card, r] of Object.entries(answers.read())) if (open(r)) answers.write(card, null); };
  const fig = frame(el, { title: TITLE, caption: CAPTION, onReset: forget, reset: "Forget all", sure: () => "Forget all that you wrote and ticked? There is no way back." });
  const line = h("p", { style: "margin:0" });
  const t = table({ caption: "Open answers so far", head: ["answered", "points", "of", "all three points"], rows: [["", "", "", ""]], widths: ["25%", "20%", "20%", "35%"] });
  fig.body.append(line, t.root);
  function draw() {
    const now = tally(answers.read());
    text(line, now.n ? now.sentence : "No answers yet. Answer a question and come back.");
    [now.n, now.points, now.most, now.full].forEach((v, i) => text(t.cells[0][i], String(v)));
    fig.say(line.textContent);
  }
  const unhear = answers.forgotten(draw);
  draw();
  return () => { unhear(); fig.destroy(); };
}
export default { render };
