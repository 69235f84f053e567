// The script of a page whose cells run.
import { start } from "./runner_cell.js";

start(document.currentScript.src);
