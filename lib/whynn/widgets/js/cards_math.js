// The cards' arithmetic: what is due, in which order, and how a date is said.
const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** A card that is being learnt may come this much early when nothing else is left. */
export const AHEAD = 20 * MINUTE;
const REVIEW = 2;
const ORDINARY = ["stability", "difficulty", "elapsed_days", "scheduled_days", "learning_steps", "reps", "lapses"];

const date = (t) => typeof t === "string" && Number.isFinite(Date.parse(t));
/** Whether a stored record is a schedule that can be gone on with. */
export const scheduled = (r) => Boolean(r) && typeof r === "object" && date(r.due) && date(r.last_review) && [1, 2, 3].includes(r.state)
  && ORDINARY.every((k) => typeof r[k] === "number" && Number.isFinite(r[k]) && r[k] >= 0);
/** Whether a stored record is an attempt at a question of a page. */
export const attempted = (r) => Boolean(r) && typeof r === "object" && typeof r.text === "string" && typeof r.shown === "boolean";

const some = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
/** A time from now in words. */
export function inWords(due, now) {
  const wait = due - now;
  if (wait <= 0) return "now";
  if (wait < HOUR - MINUTE / 2) return `in ${some(Math.max(1, Math.round(wait / MINUTE)), "minute")}`;
  if (wait < DAY - HOUR / 2) return `in ${some(Math.round(wait / HOUR), "hour")}`;
  const days = Math.round(wait / DAY);
  if (days === 1) return "tomorrow";
  if (days < 60) return `in ${days} days`;
  return days < 700 ? `in ${Math.round(days / 30.4)} months` : `in ${Math.round(days / 365.25)} years`;
}
/** What to ask now: first what is due, longest overdue first; then new cards in the book's order; then, a little
 *  early, what is being learnt. With the counts, and when the next card falls due if there is none now. */
export function queue(ids, records, now) {
  const at = (id) => Date.parse(records[id].due), known = ids.filter((id) => id in records).sort((a, b) => at(a) - at(b));
  const due = known.filter((id) => at(id) <= now), fresh = ids.filter((id) => !(id in records));
  const early = known.filter((id) => at(id) > now && at(id) <= now + AHEAD && records[id].state !== REVIEW);
  const later = known.length - due.length, next = due[0] ?? fresh[0] ?? early[0] ?? null;
  return { next, due: due.length, fresh: fresh.length, later, wake: known.length > due.length ? at(known[due.length]) : null };
}
/** The counts in words. */
export const told = ({ due, fresh, later }) => `${due} due, ${fresh} new, ${later} later.`;
/** What is said of one card in the list. */
export const status = (record, now) => (record ? (Date.parse(record.due) <= now ? "due now" : `due ${inWords(Date.parse(record.due), now)}`) : "new");
/** What is said when nothing is left to ask. */
export const empty = (wake, now, everywhere) => `Nothing is due${everywhere ? "" : " in this chapter"}. ${wake === null ? "" : `The next card comes ${inWords(wake, now)}.`}`.trim();
/** A record with its dates as text, and the card that the scheduler wants. */
export const stored = (card) => ({ ...Object.fromEntries(ORDINARY.map((k) => [k, card[k] ?? 0])), state: card.state, due: card.due.toISOString(), last_review: card.last_review.toISOString() });
export const revived = (record) => ({ ...record, due: new Date(record.due), last_review: new Date(record.last_review) });
