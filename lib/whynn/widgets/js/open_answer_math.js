// What is kept of an open answer, and what is counted.
/** The points of every rubric. */
export const POINTS = 3;
/** The ticks of a stored record; whatever is no tick is none. */
export const ticks = (kept) => Array.from({ length: POINTS }, (_, i) => kept?.points?.[i] === true);
/** What the browser keeps: a draft, or an answer that was compared with the model's. */
export const record = (given, revealed, points) => ({ given, right: revealed && points.every(Boolean), revealed, points });
/** Whether a stored record is an open answer's. */
export const open = (r) => Array.isArray(r?.points);
/** The open answers that were compared, their points, and a sentence. */
export function tally(all) {
  const done = Object.values(all).filter((r) => open(r) && r.revealed), n = done.length;
  const points = done.flatMap(ticks).filter(Boolean).length, most = POINTS * n;
  const full = done.filter((r) => ticks(r).every(Boolean)).length;
  return { n, points, most, full, sentence: `${n} answered so far, with ${points} of ${most} points.` };
}
