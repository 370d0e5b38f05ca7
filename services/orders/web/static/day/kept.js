/** What waits on this device, what was refused, and what was cut off: in words until somebody has looked at it. */
import { at, button, el, notice, redraw } from "../../../../../shared/web/static/elements.js";
import { keepInSight } from "../../../../../shared/web/static/in_sight.js";
import { standing } from "../../../../../shared/web/static/standing.js";
import { say } from "../../../../../shared/web/static/words.js";
import { stepName } from "./note_items.js";

/** @typedef {import("../../../../../shared/web/static/device_store.js").Waiting} Waiting */
/** @typedef {import("./notes.js").Notes} Notes */
/** @typedef {import("./shapes.js").Step} Step */

keepInSight(at("standing"));

/** @param {Notes} notes @param {string} signIn */
export function showKept(notes, signIn) {
  const { queue } = notes;
  at("standing").replaceChildren(standing(notes.standing, signIn));
  const cutOff = notes.stopped.filter(([first]) => !queue.refused.some((item) => item.about === first?.note && item.told.kind === "sold"));
  redraw(at("look"), [...cutOff.map(stopped), ...queue.refused.map((item) => refused(item, paid(queue.items, item)))]);
  redraw(at("waiting"), queue.waiting.map((item) => el("li", {}, stepName(item.told))));
  at("queue").hidden = queue.waiting.length === 0;
}

/** Whether cash was given in the same note. @param {Waiting[]} items @param {Waiting} item */
function paid(items, item) {
  return item.told.with_cash === true || items.some((other) => other.about === item.about && other.told.kind === "given");
}

/** @param {Waiting} item @param {boolean} withCash */
function refused(item, withCash) {
  const { kind } = item.told;
  const why = [el("h2", {}, stepName(item.told)), el("p", {}, item.sentence)];
  if (kind === "back" && withCash) why.push(el("p", {}, say("The money that was given is noted all the same. What it had no right to, it owes: see with it which containers are its own.")));
  else if (kind === "back") why.push(el("p", {}, say("The containers are here; nothing was given back for these. See with the household which are its own.")));
  else if (kind === "out") why.push(el("p", {}, say("It has taken them along. Have it pay the deposit at the order table, then try again.")));
  else if (kind === "sold" && item.told.served) why.push(el("p", {}, say("The goods have left and what was paid is in the till, but it is not noted. Tell the coordinator, with number, goods and amount.")));
  else if (kind === "sold") why.push(el("p", {}, say("This device stopped while this was noted, and it is not noted. Ask whether the household has the goods and has paid.")));
  const has = kind === "sold" && !item.told.served ? button(say("It has the goods"), "given") : button(say("Try again"), "again");
  const card = notice("stop", ...why, el("div", { class: "row" }, has, button(say("It is settled"), "seen", { kind: "plain" })));
  card.dataset["sequence"] = String(item.sequence);
  card.dataset["note"] = item.about;
  return card;
}

/** @param {Step[]} steps */
function stopped(steps) {
  const sold = steps[0]?.kind === "sold";
  const ask = sold ? say("This device stopped while this was noted. It counts once. Ask whether the household has the goods; if not, take the money and hand them over now.") : say("This device stopped while this was noted. It counts once. Ask whether the household has its money; if not, give it now.");
  const card = notice("wait", el("h2", {}, steps.map(stepName).join(" · ")), el("p", {}, ask), el("div", { class: "row" }, button(sold ? say("It has the goods") : say("It has its money"), "given")));
  card.dataset["note"] = steps[0]?.note ?? "";
  return card;
}
