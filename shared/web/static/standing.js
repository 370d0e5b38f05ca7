/** What waits on this device, and since when the server has not answered: always seen. */
import { el, icon } from "./elements.js";
import { momentOf, say, sayNumber } from "./words.js";

/** @typedef {Pick<import("./outbox.js").Outbox, "waiting" | "refused" | "reached" | "signedOut" | "full" | "touched">} Queue */

/**
 * @param {Queue} queue Of which each item is a note.
 * @param {string} signIn Where to.
 */
export function standing(queue, signIn) {
  const waiting = queue.waiting.length;
  if (queue.signedOut) {
    const kept = waiting > 0 ? sayNumber("One note waits. Sign in to send it.", "{number} notes wait. Sign in to send them.", waiting) : say("Your session has ended.");
    return chip("stop", "key", kept, since(queue), el("a", { href: signIn, class: "btn" }, say("Sign in")));
  }
  if (queue.full) return chip("stop", "warning", say("This device is full: free some room. What was noted before is kept."), since(queue));
  const refused = queue.refused.length;
  if (refused > 0) return chip("stop", "warning", sayNumber("One note needs a look", "{number} notes need a look", refused), since(queue));
  if (waiting > 0) return chip("wait", queue.reached ? "clock" : "offline", sayNumber("One note waits to be sent", "{number} notes wait to be sent", waiting), since(queue));
  if (!queue.reached) return chip("wait", "offline", say("No network: go on, everything is kept here"), since(queue));
  return chip("", "check", say("Online · everything is sent"));
}

/** @param {Queue} queue */
function since(queue) {
  const isUpToDate = queue.reached && !queue.signedOut && queue.waiting.length === 0;
  if (isUpToDate || queue.touched === null) return null;
  return el("span", { class: "soft small" }, say("Last contact: {moment}", { moment: momentOf(queue.touched) }));
}

/** @param {string} kind @param {string} mark @param {string} text @param {...(HTMLElement | null)} more */
function chip(kind, mark, text, ...more) {
  return el("div", { class: "row" }, el("span", { class: `chip ${kind}` }, icon(mark), text), ...more);
}
