/** Always seen: who keys, whether everything is sent, what waits, what was refused and what to do about it. */
import { momentOf, money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { at, button, el, icon, redraw } from "../../../../../shared/web/static/elements.js";
import { keepInSight } from "../../../../../shared/web/static/in_sight.js";
import { pays } from "./unpaid.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./queue.js").Queue} Queue */

keepInSight(at("standing"));

/**
 * @param {Queue} queue
 * @param {string} signIn Where to sign in again.
 */
export function showStanding(queue, signIn) {
  showVolunteer(queue);
  const { waiting, refused } = queue;
  const kind = queue.full || refused.length > 0 ? "stop" : waiting.length > 0 || !queue.reached || queue.signedOut ? "wait" : "";
  const mark = kind === "" ? "check" : !queue.reached ? "offline" : kind === "stop" ? "warning" : "clock";
  at("standing").replaceChildren(el("span", { class: `chip ${kind}` }, icon(mark), sentence(queue)));
  at("since").textContent = queue.touched !== null && (!queue.reached || queue.signedOut || waiting.length > 0) ? say("Last in touch with the server: {moment}.", { moment: momentOf(queue.touched) }) : "";
  redraw(at("signed-out"), [...(queue.signedOut ? signedOut(signIn) : []), ...(queue.full ? [full()] : [])]);
  redraw(at("refused"), refused.map((item) => refusedCard(item, queue.items)));
  redraw(at("waiting"), waiting.map(waitingLine));
  at("queue").hidden = waiting.length === 0;
}

/** Who keys now: another tab may have changed that. @param {Queue} queue */
export function showVolunteer(queue) {
  const name = nameOf(queue);
  at("volunteer").hidden = name === "";
  at("volunteer-name").textContent = name;
}

/**
 * Whose session this device has, as the cookie beside it says, which goes with it: the page may be kept since somebody
 * else was here. In a pause nobody is here but who came back without a network.
 * @param {Queue} queue
 */
function nameOf({ paused, signedOut }) {
  if (paused !== null) return paused.by ?? "";
  const name = /(?:^|; )vrac_name=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  return signedOut ? "" : decodeURIComponent(name);
}

/** What waits; an order can still be looked at and changed. @param {Item} item */
function waitingLine(item) {
  const line = el("li", { class: "row" }, itemName(item), item.kind === "order" ? button(say("Look at it"), "look") : null);
  line.dataset["sequence"] = String(item.sequence);
  return line;
}

/** @param {Queue} queue */
function sentence(queue) {
  if (document.body.dataset["paused"] !== undefined) return say("Paused");
  if (queue.full) return say("This device is full");
  if (queue.refused.length > 0) return sayNumber("{number} thing needs a look", "{number} things need a look", queue.refused.length);
  const orders = queue.waiting.filter((item) => item.kind === "order").length;
  const others = queue.waiting.length - orders;
  if (orders === 0 && others > 0) return sayNumber("{number} thing waits to be sent", "{number} things wait to be sent", others);
  if (orders > 0) return sayNumber("{number} order waits to be sent", "{number} orders wait to be sent", orders);
  if (queue.signedOut) return say("Signed out: sign in again");
  if (!queue.reached) return say("No network · the table works on");
  return dayWaits() ? say("Online") : say("Online · everything is sent");
}

/** Whether deposits or sales of this device wait, or nobody looked yet. */
function dayWaits() {
  const day = document.getElementById("day-waits");
  return day !== null && (day.dataset["looked"] === undefined || !day.hidden);
}

function full() {
  return el("p", { class: "notice stop", id: "full" }, icon("warning"), say("This device is full. What was noted on it is kept, and is sent. Delete photos or files to make room; until then take new orders on another device or on paper."));
}

/** @param {string} signIn */
function signedOut(signIn) {
  return [
    el("div", { class: "notice wait" }, icon("key"), el("div", {}, el("p", {}, say("Your session has ended. Nothing is lost: what waits here is sent once you have signed in again.")), el("a", { class: "btn", href: signIn }, say("Sign in again")))),
  ];
}

/** @param {Item} item */
export function itemName(item) {
  const who = `${item.about.number} ${item.about.label}`.trim();
  if (item.about.known) return say("Language of {who}", { who });
  if (item.kind === "household") return say("New household {who}", { who });
  if (item.kind === "recurring") return item.recurring?.lines.length ? say("Usual order of {who}", { who }) : say("Usual order of {who}, given up", { who });
  if (item.kind === "membership") return say("Yearly fee of {amount}, {who}", { who, amount: money(item.about.total_cents) });
  if (item.kind === "cancellation") return item.state === "refused" ? say("Order of {who}, not cancelled", { who }) : say("Cancelled order of {who}", { who });
  if (item.kind === "payment") return say("Payment of {amount}, {who}", { who, amount: money(item.about.paid.reduce((sum, one) => sum + one.amount_cents, 0)) });
  return say("Order of {total}, {who}", { who, total: money(item.about.total_cents) });
}

/** @param {Item} item @param {Item[]} all */
function refusedCard(item, all) {
  const answer = item.answer;
  const good = (answer?.status ?? 0) < 300;
  const moved = item.kind === "cancellation" && answer?.code === "order_changed"; // the same again would be refused again
  const actions = good || moved ? [] : [button(say("Try again"), "again")];
  if (item.kind === "household" && answer?.code === "household_number_taken") actions.unshift(button(say("Give another number"), "renumber"));
  if (item.kind !== "household" || item.about.known) actions.push(button(say("It is settled"), "seen", { kind: "plain" }));
  if (item.kind === "cancellation" || item.kind === "membership" || (item.kind === "order" && good)) actions.unshift(button(say("Look at it"), "look"));
  if (item.kind === "order" && !good) actions.unshift(button(say("Take the order again"), "retake"));
  const card = el("article", { class: "notice stop" }, icon("warning"), el("div", { class: "stack" }, el("h2", {}, itemName(item)), el("p", {}, answer?.sentence ?? ""), money_says(item), paidTogether(item, all), el("div", { class: "row" }, ...actions)));
  card.dataset["sequence"] = String(item.sequence);
  return card;
}

/** What became of the money that somebody paid for an order of the till, apart from it. @param {Item} item @param {Item[]} all */
function paidTogether(item, all) {
  const payment = item.kind === "order" && (item.answer?.status ?? 0) >= 300 ? all.findLast((one) => pays(one, item.id)) : undefined;
  const share = payment?.about.orders?.find((one) => one.id === item.id)?.missing_cents;
  if (!payment || share === undefined) return null;
  const who = `${payment.about.number} ${payment.about.label}`.trim();
  return el("p", {}, say("{amount} were paid for it at the till: they are on the account of {who}.", { amount: money(share), who }));
}

/** @param {Item} item What became of the money that was taken. */
function money_says(item) {
  const sum = (/** @type {string[]} */ ids) => item.about.paid.filter((one) => ids.includes(one.id)).reduce((all, one) => all + one.amount_cents, 0);
  const booked = sum(item.answer?.booked ?? []);
  const lost = sum(item.answer?.unbooked ?? []);
  if (lost > 0) return el("p", {}, say("{amount} that were taken are not booked yet: keep the receipt and tell the coordinator.", { amount: money(lost) }));
  if (booked > 0) return el("p", {}, say("{amount} that were taken are on the household's account.", { amount: money(booked) }));
  return null;
}
