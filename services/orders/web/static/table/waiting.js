/** One keys, another cashes: orders that wait for money at this centre, paid one by one or several together. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, button, el } from "../../../../../shared/web/static/elements.js";
import { sumOf } from "./order.js";
import { creditItem, plainItem } from "./order_item.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./order_item.js").Whose} Whose */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./shapes.js").WaitingOrder} WaitingOrder */

/**
 * @param {WaitingOrder[]} orders
 * @param {Set<string>} chosen
 */
export function showWaiting(orders, chosen) {
  const shown = JSON.stringify([orders, [...chosen]]);
  if (at("waiting-orders").dataset["shown"] === shown) return; // nobody is disturbed in it
  at("waiting-orders").dataset["shown"] = shown;
  const due = orders.filter((order) => chosen.has(order.order_id)).reduce((sum, order) => sum + order.missing_cents, 0);
  at("waiting-title").textContent = say("To be paid at the till");
  at("waiting-none").hidden = orders.length > 0;
  at("waiting-orders").replaceChildren(...orders.map((order) => el("li", {}, choice(order, chosen.has(order.order_id)))));
  const actions = orders.length === 0 ? [] : [button(due > 0 ? say("Cash in {amount}", { amount: money(due) }) : say("Choose whose orders are paid"), "cash-in", { kind: due > 0 ? "main wide" : "wide", disabled: due === 0 })];
  at("waiting-pay").replaceChildren(...actions);
}

/**
 * @param {WaitingOrder} order
 * @param {boolean} checked
 */
function choice(order, checked) {
  if (order.missing_cents === 0) return paidAlready(order);
  const box = el("input", { type: "checkbox", checked });
  box.checked = checked;
  box.dataset["order"] = order.order_id;
  return el("label", { class: "choice" }, box, el("span", {}, el("b", {}, order.household_number), " ", order.label), el("b", { class: "num push" }, money(order.missing_cents)));
}

/** Its household's money is there, and still it waits: what for is said once the household is chosen. @param {WaitingOrder} order */
function paidAlready({ household_id, household_number, label }) {
  const look = button(say("Look at it"), "serve");
  look.dataset["household"] = household_id;
  const said = el("span", { class: "small" }, say("Nothing to cash in: choose the household to see what it waits for."));
  return el("div", { class: "choice" }, el("span", {}, el("b", {}, household_number), " ", label, el("br"), said), el("span", { class: "push" }, look));
}

/**
 * The payments of these orders, as items to send: one for each means. Of several means and several households each is
 * first the payer's credit, and the credit then pays all the orders at once: no order is left for want of the cents
 * that another means brings.
 * @param {string} centre
 * @param {WaitingOrder[]} orders The first one's household pays.
 * @param {Payment[]} payments
 * @param {Pick<import("./shapes.js").Cycle, "place" | "starts" | "ends" | "distribution">} fetch
 * @param {string} [language] What the payer reads.
 * @param {import("./shapes.js").PaidOrder[]} [paidOrders] What its receipt says of each order.
 * @returns {Item[]} The last one's receipt is the household's.
 */
export function paymentItems(centre, orders, payments, fetch, language, paidOrders = []) {
  const [first] = orders;
  if (first === undefined) return [];
  const whose = { id: first.household_id, centre, number: first.household_number, label: first.label };
  const paying = (/** @type {Payment} */ payment, /** @type {Payment[]} */ paid) => paymentItem(whose, orders, payment, paid, fetch, language, paidOrders);
  const households = new Set(orders.map((order) => order.household_id));
  const due = orders.reduce((sum, order) => sum + order.missing_cents, 0);
  if (payments.length < 2 || households.size < 2) {
    const each = payments.map((payment) => paying(payment, [payment]));
    if (each[0]) each[0].about.credit_change_cents = sumOf(payments) - due;
    return each;
  }
  const all = paying({ id: crypto.randomUUID(), means: "credit", amount_cents: due }, payments);
  all.about.credit_change_cents = -due;
  return [...payments.map((payment) => creditItem(whose, payment)), all];
}

/**
 * @param {Whose} whose
 * @param {WaitingOrder[]} orders
 * @param {Payment} payment What is sent.
 * @param {Payment[]} paid What its receipt says.
 * @param {Pick<import("./shapes.js").Cycle, "place" | "starts" | "ends" | "distribution">} fetch
 * @param {string} [language]
 * @param {import("./shapes.js").PaidOrder[]} [paidOrders]
 */
function paymentItem(whose, orders, payment, paid, fetch, language, paidOrders = []) {
  const { id, means, amount_cents } = payment;
  const lines = orders.map((order) => ({ name: `${order.household_number} ${order.label}`, quantity: 1, unit: /** @type {const} */ ("piece"), cents: order.missing_cents }));
  const single = paidOrders.length === 1 ? paidOrders[0] : undefined;
  const missing = lines.reduce((sum, line) => sum + line.cents, 0);
  const total = single ? single.total_cents : missing;
  const made = plainItem("payment", whose, id, { payer_household_id: whose.id, means, amount_cents, orders: orders.map((order) => order.order_id) });
  made.about = { ...made.about, total_cents: total, own_cents: single ? single.own_cents : missing, paid, lines, fetch, with_payment: true, orders: paidOrders, ...(language ? { language } : {}) };
  return made;
}
