/** The board of a roster while somebody is carried over it: who is lifted, and what is said of each place. */
import { at } from "../../../../shared/web/static/elements.js";
import { say } from "../../../../shared/web/static/words.js";

/** @typedef {"free" | "reason" | "refused"} Verdict */
/** @typedef {{ shift: string | null, verdict: Verdict, why: { sentence: string }[] }} Place */

/** @param {Verdict} verdict */
function said(verdict) {
  return { free: say("can go"), reason: say("only with a reason"), refused: say("not possible") }[verdict];
}

/**
 * Say it at the foot of the window.
 * @param {string} text
 * @param {Place | null} [place]
 */
export function explain(text, place = null) {
  const kind = place === null ? "" : { free: "sure", reason: "wait", refused: "stop" }[place.verdict];
  const explained = at("explained");
  explained.className = `notice explained ${kind}`;
  const list = document.createElement("ul");
  for (const one of place?.why ?? []) list.append(Object.assign(document.createElement("li"), { textContent: one.sentence }));
  const words = document.createElement("div");
  words.append(Object.assign(document.createElement("strong"), { textContent: text }), list);
  explained.replaceChildren(words);
  explained.hidden = false;
}

/**
 * Say what speaks for or against the place that somebody is carried over.
 * @param {HTMLElement} element
 * @param {Place | null} place As far as it is known.
 * @param {boolean} [stays] They come from there.
 */
export function tellOf(element, place, stays = false) {
  const name = element.dataset.name ?? "";
  if (stays) explain(say("{place}: stays here", { place: name }));
  else if (place) explain(say("{place}: {verdict}", { place: name, verdict: said(place.verdict) }), place);
  else explain(name);
}

/** Mark what may be done there. @param {HTMLElement} element @param {Place} place */
export function markPlace(element, place) {
  element.dataset.verdict = place.verdict;
  const chip = document.createElement("span");
  chip.className = `chip verdict ${{ free: "", reason: "wait", refused: "stop" }[place.verdict]}`;
  chip.textContent = said(place.verdict);
  element.append(chip);
}

/** Whom the pointer carries from now on. @param {HTMLElement} board @param {HTMLElement} person */
export function lifted(board, person) {
  const carried = /** @type {HTMLElement} */ (person.cloneNode(true));
  carried.classList.add("carried");
  carried.inert = true;
  board.append(carried);
  person.classList.add("lifted");
  return carried;
}
