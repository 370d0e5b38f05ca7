/** What the household has asked for, and the answer of the page: what it is to pay, when and where it fetches. */
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { at, button, el, icon, redraw } from "../../../../../shared/web/static/elements.js";
import { orderTold, promise, showBar, sumRows } from "./always.js";
import { inHand, isChangeOnly } from "./changing.js";
import { shownLeftOut } from "./left_out.js";
import { MEANS } from "./payment.js";
import { keeping, shownRecurring } from "./recurring.js";
import { amount, meansName } from "./words_of_table.js";
import { shownFee } from "./fees.js";
import { householdSentence } from "./find.js";
import { summaryOf } from "./receipt.js";
import { languageSelect } from "./receipt_words.js";
import { sumOf } from "./order.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").LastOrder} LastOrder */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./order.js").Order} Order */

/**
 * @param {import("./device.js").Device} device
 * @param {Order} order
 * @param {Map<string, Product>} products
 * @param {Cycle} cycle
 * @param {object} its
 * @param {string | null} its.locked Why nothing may be changed.
 * @param {import("./shapes.js").RecurringOrder | undefined} its.usual
 * @param {boolean} its.needsFee Whether its yearly fee is to be taken first.
 * @param {number} its.taken What was taken as a part before.
 */
export function showCart(device, order, products, cycle, { locked, usual, needsFee, taken }) {
  const sums = order.sums(products);
  const { lines } = sums;
  const due = Math.max(0, sums.due - taken);
  const pay = button(due === 0 ? say("Confirm") : say("Pay"), "pay", { kind: "main", disabled: lines.length === 0 || locked !== null });
  pay.dataset["means"] = "cash";
  showBar(due, orderTold(device, sums, taken), pay);
  at("usual-place").replaceChildren(...keeping(order, usual));
  const before = listed();
  at("cart").replaceChildren(
    el("h2", {}, lines.length === 0 ? say("Nothing ordered yet") : sayNumber("Its order · {number} product", "Its order · {number} products", lines.length)),
    el("ul", { class: "plain lines", tabindex: 0, "aria-label": say("What is ordered") }, ...lines.map((line) => el("li", {}, el("span", {}, line.name), el("span", { class: "soft nowrap" }, amount(line.quantity, line.unit)), el("b", { class: "num" }, money(line.cents))))),
    el(
      "div",
      { class: "sums" },
      ...sumRows(sums, taken),
      el("p", { class: "sum", role: "status" }, el("span", {}, say("To pay")), el("b", { class: "due" }, money(due))),
      ...(locked === null && lines.length > 0 ? asked(sums, order, needsFee) : []),
      locked === null ? actions(sums, order, needsFee) : el("p", { class: "notice wait" }, icon("clock"), locked),
      promise(device, cycle, sums),
    ),
  );
  showChanged(before);
}

/** What is ordered as it is shown, and how far it is scrolled: asked of a list alone, since a browser lays all out to answer. */
function listed() {
  const list = at("cart").querySelector(".lines:not(:empty)");
  return list === null ? null : { lines: new Set([...list.children].map((line) => line.textContent)), scrolled: list.scrollTop };
}

/** Where not all lines have room, the one that was keyed last is in sight. @param {ReturnType<typeof listed>} before */
function showChanged(before) {
  const list = at("cart").querySelector(".lines:not(:empty)");
  if (before === null || list === null) return;
  const changed = [...list.children].findLast((line) => !before.lines.has(line.textContent));
  list.scrollTop = before.scrolled;
  if (!(list instanceof HTMLElement && changed instanceof HTMLElement)) return;
  const above = changed.offsetTop - list.offsetTop;
  list.scrollTop = Math.min(above, Math.max(list.scrollTop, above + changed.offsetHeight - list.clientHeight));
}

/**
 * What the household is asked before anything is taken.
 * @param {import("./always.js").Sums} sums
 * @param {Order} order
 * @param {boolean} needsFee
 */
function asked({ total, low }, order, needsFee) {
  const fund = low === "" ? null : el("div", { class: "notice wait" }, icon("info"), el("div", { class: "stack" }, el("p", {}, low), button(say("At the full price: {amount}", { amount: money(total) }), "ordinary", { pressed: order.ordinary === total })));
  const fee = needsFee ? el("p", { class: "notice wait" }, icon("info"), say("Take its yearly fee first: it is under its name.")) : null;
  return fund || fee ? [el("div", { id: "asks", class: "stack", role: "status" }, fee, fund)] : [];
}

/**
 * @param {import("./always.js").Sums} sums
 * @param {Order} order
 * @param {boolean} needsFee
 */
function actions({ lines, due, undecided }, order, needsFee) {
  const none = lines.length === 0 || needsFee;
  const later = order.stored?.state === "confirmed" || order.taken.length > 0 ? null : button(undecided ? say("Note it: it waits until the fund has enough") : say("Pay later, at the till"), "later", { kind: "plain", disabled: none });
  if (undecided) return later;
  if (due === 0) return button(order.stored || order.changes ? say("Confirm the change") : say("Confirm, paid from credit"), "confirm-paid", { kind: "main wide", key: "F8", disabled: none });
  const means = MEANS.map(([code, key], index) => {
    const made = button(meansName(code), "pay", { kind: index === 0 ? "main" : "", disabled: none, ...(key ? { key } : {}) });
    made.dataset["means"] = code;
    return made;
  });
  const group = el("div", { class: "means", role: "group", "aria-label": say("Pay by") }, ...means);
  return el("div", { class: "stack" }, group, later);
}

/**
 * Who is served.
 * @param {import("./device.js").Device} device
 * @param {Order} order
 * @param {object} its
 * @param {LastOrder | null} its.last
 * @param {import("./shapes.js").RecurringOrder | undefined} its.usual
 * @param {string | null} its.locked Why nothing may be changed.
 * @param {import("./shapes.js").Item | null} its.cancelled What was cancelled and waits to be sent.
 */
export function showWho(device, order, { last, usual, locked, cancelled }) {
  const { household, stored, credit, changes } = order;
  const none = stored === null && order.lines.size === 0;
  const head = [
    el("b", { class: "who-number" }, household.number),
    el("div", { class: "who-name" }, el("h2", { tabindex: -1, id: "who-name" }, household.label || say("no name noted")), el("p", { class: "soft" }, householdSentence(household, credit))),
    el("div", { class: "row push" }, el("span", { id: "usual-place" }), el("div", { class: "reads" }, el("label", { for: "reads", class: "visually-hidden" }, say("Its language")), languageSelect("reads", household.language, true)), none && usual ? button(say("Usual order"), "usual", { key: "F6" }) : null, none && last !== null ? button(say("Same as last time"), "same", { key: "F4" }) : null, button(say("Another household"), "change", { key: "F2" })),
    ...(changes ? [waits(order, changes, locked === null)] : stored ? [standing(stored, locked === null)] : cancelled ? [gone(cancelled)] : []),
    ...(none && usual ? [shownRecurring(usual)] : []),
    shownLeftOut(order),
    shownFee(device, household),
  ].filter((one) => one !== null);
  if (isOpenFor(household)) for (const one of head) one.querySelector("details")?.setAttribute("open", "");
  redraw(at("who"), head);
}

/** Whether its way to cancel was opened: news of the household does not shut it under a finger. @param {import("./shapes.js").Household} household */
function isOpenFor(household) {
  const shown = at("who");
  return shown.querySelector(".who-number")?.textContent === household.number && shown.querySelector("details[open]") !== null;
}

/** It has an order, which can be changed and cancelled unless it is locked. @param {LastOrder} stored @param {boolean} free */
function standing(stored, free) {
  const held = money(stored.held_cents);
  const said = stored.state === "confirmed" ? say("It has ordered already and paid {amount}. What you change is added to that.", { amount: held }) : say("It has an order that is not paid yet: it counts once it is paid.");
  const cancelling = el("details", {}, el("summary", {}, say("Cancel the order")), el("div", { class: "row" }, button(say("Yes, cancel it"), "cancel", { kind: "stop" }), el("span", { class: "small" }, say("What was paid stays on the household's account."))));
  return el("div", { class: "notice sure wide" }, icon("check"), el("div", { class: "row" }, el("span", {}, said), stored.state === "confirmed" ? button(say("Its receipt again"), "receipt-again", { icon: "printer" }) : null, summaryOf(stored.order_id), free ? cancelling : null));
}

/** Its order was cancelled here, and the server may not know yet. @param {import("./shapes.js").Item} item */
function gone(item) {
  const keep = item.tried === false ? button(say("Keep its order after all"), "keep-order") : null;
  return el("div", { class: "notice wait wide", id: "gone" }, icon("clock"), el("div", { class: "row" }, el("span", {}, say("Its order is cancelled. That waits on this device to be sent.")), keep));
}

/** Its order waits here to be sent: it can be changed, or cancelled, unless it is locked. @param {Order} order @param {import("./shapes.js").Item} item @param {boolean} free */
function waits(order, item, free) {
  const paid = sumOf(item.about.paid);
  if (!free) return el("div", { class: "notice wait wide", id: "waits" }, icon("clock"), say("Its order waits on this device to be sent."));
  const said = paid > 0 ? say("Its order waits on this device to be sent. You can change it: the {amount} paid with it count.", { amount: money(paid) }) : say("Its order waits on this device to be sent. You can change it.");
  const what = isChangeOnly(item) ? say("Take this change back") : say("Cancel the order");
  return el("div", { class: "notice wait wide", id: "waits" }, icon("clock"), el("div", { class: "row" }, el("span", {}, said), el("details", {}, el("summary", {}, what), el("div", { class: "stack" }, ...ways(item, paid)))));
}

/** What becomes of the money that was taken. @param {import("./shapes.js").Item} item @param {number} paid */
function ways(item, paid) {
  const back = sumOf(inHand(item));
  if (paid === 0) return [button(say("Yes, cancel it"), "withdraw-keep", { kind: "stop" })];
  const keep = button(say("Cancel it and keep {amount} as credit", { amount: money(paid) }), "withdraw-keep", { kind: "stop" });
  if (back === 0) return [keep, el("span", { class: "small" }, say("What was paid stays on the household's account."))];
  const give = back === paid ? say("Cancel it and give {amount} back", { amount: money(back) }) : say("Cancel it, give {amount} back and keep the rest as credit", { amount: money(back) });
  return [button(give, "withdraw-give", { kind: "stop" }), keep];
}
