/** What is to be paid at the till: orders that the server has, and those that wait here to be sent. */

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").WaitingOrder} WaitingOrder */

/** Those of the server as it said last, without what was changed, paid or cancelled here since. @param {Device} device @returns {WaitingOrder[]} */
export function unpaidOrders(device) {
  const { cycle, centre, queue, unpaid } = device;
  const mine = queue.waiting.filter((item) => item.kind === "order");
  const here = mine.filter((item, place) => item.body["cycle"] === cycle?.cycle && item.centre === centre && !item.about.with_payment && !mine.slice(place + 1).some((later) => later.id === item.id));
  const there = unpaid.filter((order) => !mine.some((item) => item.id === order.order_id));
  return [...there, ...here.map((item) => asWaiting(device, item))].filter(({ order_id }) => !isPaidHere(queue, order_id) && !isCancelled(queue, order_id));
}

/** An order as the server will say it, as far as that is known here. @param {Device} device @param {Item} item @returns {WaitingOrder} */
function asWaiting(device, { id, household_id, about }) {
  const household = device.households.byId.get(household_id);
  const credit = household ? device.credit(household) : 0;
  return { order_id: id, household_id, household_number: about.number, label: about.label, total_cents: about.own_cents, missing_cents: Math.max(0, about.own_cents - about.held_cents - credit) };
}

/** Whether an order was cancelled here, though the server may not know yet. @param {Queue} queue @param {string} order */
export function isCancelled({ items }, order) {
  return items.some((item) => item.kind === "cancellation" && item.body["order_id"] === order && ["waiting", "sent"].includes(item.state));
}

/** Whether money for an order waits here to be sent, apart from the order. @param {Queue} queue @param {string} order */
export function isPaidHere(queue, order) {
  return queue.waiting.some((item) => pays(item, order));
}

/** Whether an item is money for this order, apart from the order itself. @param {Item} item @param {string} order */
export function pays(item, order) {
  return item.kind === "payment" && /** @type {string[]} */ (item.body["orders"]).includes(order);
}

/** What orders of a household that were paid here, by whomever, take of its own credit. @param {Queue} queue @param {string} household */
export function creditUsed(queue, household) {
  const paid = queue.waiting.flatMap((item) => (item.kind === "payment" ? (item.about.orders ?? []) : []));
  return paid.filter((order) => order.household_id === household).reduce((sum, order) => sum + order.own_cents - order.missing_cents, 0);
}
