// The script of a page of exercises: its cells run, and some are the learner's to write.
import { Cell, start } from "./runner_cell.js";
import { Answer, panel } from "./runner_answer.js";

panel(start(document.currentScript.src, ({ question }) => (question ? Answer : Cell)));
