/** One keys, another cashes: orders that wait for money at this centre, paid one by one or several together. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, button, el } from "../../../../../shared/web/static/elements.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./shapes.js").WaitingOrder} WaitingOrder */

/**
 * @param {WaitingOrder[]} orders
 * @param {Set<string>} chosen
 */
export function showWaiting(orders, chosen) {
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
  const box = el("input", { type: "checkbox", checked });
  box.checked = checked;
  box.dataset["order"] = order.order_id;
  return el("label", { class: "choice" }, box, el("span", {}, el("b", {}, order.household_number), " ", order.label), el("b", { class: "num push" }, money(order.missing_cents)));
}

/**
 * The payments of these orders, as items to send: one for each means.
 * @param {string} centre
 * @param {WaitingOrder[]} orders The first one's household pays.
 * @param {Payment[]} payments
 * @param {Pick<import("./shapes.js").Cycle, "place" | "starts" | "ends" | "distribution">} fetch
 * @param {string} [language] What the payer reads.
 * @returns {Item[]}
 */
export function paymentItems(centre, orders, payments, fetch, language) {
  const [first] = orders;
  if (first === undefined) return [];
  const lines = orders.map((order) => ({ name: `${order.household_number} ${order.label}`, quantity: 1, unit: /** @type {const} */ ("piece"), cents: order.missing_cents }));
  return payments.map((payment) => {
    const { id, means, amount_cents } = payment;
    const total = lines.reduce((sum, line) => sum + line.cents, 0);
    const about = { number: first.household_number, label: first.label, total_cents: total, own_cents: total, held_cents: 0, paid: [payment], credit_change_cents: 0, lines, fetch, qr: null, with_payment: true, ...(language ? { language } : {}) };
    const body = { payer_household_id: first.household_id, means, amount_cents, orders: orders.map((order) => order.order_id) };
    return { id, kind: "payment", centre, household_id: first.household_id, body, about, state: "waiting", tried: false, stamp: crypto.randomUUID(), made_at: Date.now(), answer: null };
  });
}
