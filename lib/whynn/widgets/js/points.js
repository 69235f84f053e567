// Points of the exercises that were checked on the site, kept in this browser.
import { keeper } from "./memory.js";

/** Whether a stored record is what the last check of a question gave. */
export const scored = (r) => Number.isInteger(r?.points) && Number.isInteger(r.of) && 0 <= r.points && r.points <= r.of;
export const points = /* @__PURE__ */ keeper("points", scored);
