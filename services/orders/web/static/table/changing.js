/**
 * An order is cancelled, and one that still waits to be sent is changed, with or without a network. What was never on
 * its way to the server is changed where it lies; what may be there already is followed by a change, or a cancellation,
 * that builds on the answer to it. No payment is dropped: it counts, is given back from the till, or stays as credit.
 */
import { say } from "../../../../../shared/web/static/words.js";
import { creditItem, orderItem, plainItem } from "./order_item.js";
import { Order, sumOf } from "./order.js";
import { isCancelled, isPaidHere } from "./unpaid.js";

/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./table.js").Table} Table */

const IN_HAND = ["cash", "cheque"];

/** What of a household's order waits here, as it was said last. @param {Device} device @param {Household} household */
export function waitingOrder(device, household) {
  const { cycle, queue } = device;
  const mine = (/** @type {Item} */ item) => item.kind === "order" && item.household_id === household.id && item.body["cycle"] === cycle?.cycle;
  const found = queue.waiting.findLast(mine);
  return found === undefined || isCancelled(queue, found.id) ? null : found;
}

/** A household's order of this cycle as the server has it, unless it was cancelled here. @param {Device} device @param {string} household */
export function storedOrder({ cycle, last, queue }, household) {
  const found = last.get(household);
  return found === undefined || found.cycle !== cycle?.cycle || isCancelled(queue, found.order_id) ? null : found;
}

/** What was cancelled last of a household and waits to be sent. @param {Device} device @param {Household} household */
export function waitingCancellation({ queue }, household) {
  return queue.waiting.findLast((item) => item.kind === "cancellation" && item.household_id === household.id) ?? null;
}

/**
 * The order that changes what waits.
 * @param {Device} device
 * @param {Household} household
 * @param {Item} item
 * @param {boolean} [follows] Whether it goes after what waits: the server may know that already.
 */
export function changed(device, household, item, follows = item.tried !== false) {
  const { about } = item;
  const counted = device.queue.waiting.some((one) => one.sequence === item.sequence) ? about.credit_change_cents : 0;
  const order = new Order(household, device.credit(household) - (follows ? 0 : counted), before(item, follows));
  order.lines = new Map(linesOf(item).map((line) => [line.product, line.quantity]));
  order.changes = item;
  order.follows = follows || item.follows === true;
  order.taken = follows ? [] : about.paid;
  order.told = { total: about.total_cents, own: about.own_cents, low: "", ordinaryFrom: about.ordinary_from ?? null };
  order.ordinary = about.own_cents === about.total_cents ? about.total_cents : null;
  return order;
}

/**
 * The order that is taken or changed: what waits here comes before what the server has, and what was keyed is kept.
 * @param {Device} device
 * @param {Household} household
 * @param {Order | undefined} again What was begun before.
 * @param {import("./shapes.js").LastOrder | null} stored
 */
export function resumed(device, household, again, stored) {
  const waits = waitingOrder(device, household);
  const order = again ?? new Order(household, device.credit(household), stored);
  if (!isOvertaken(device, order)) return order;
  const anew = waits === null ? new Order(household, device.credit(household), stored) : changed(device, household, waits);
  if (order.touched) order.lines.forEach((quantity, product) => anew.put(product, quantity));
  return anew;
}

/** Why an order can't be changed now. @param {Device} device @param {Order} order */
export function whyLocked(device, order) {
  if (isOvertaken(device, order)) return say("Its order was changed meanwhile, in another window. Choose the household again.");
  if (order.stored?.state === "late") return say("Its order waits for the coordinator, because the orders of this centre were closed.");
  const its = order.changes?.id ?? order.stored?.order_id;
  if (its !== undefined && isPaidHere(device.queue, its)) return say("Its payment waits on this device to be sent. Once it is, the order can be changed or cancelled.");
  return null;
}

/** Whether something else was done about an order since, in another window. @param {Device} device @param {Order} order */
export function isOvertaken(device, order) {
  const waits = waitingOrder(device, order.household);
  return isOutdated(device, order) || (waits !== null && waits.id !== order.changes?.id);
}

/** Whether it is still said that a cancellation waits. @param {Device} device @param {Order} order */
export function isSentMeanwhile(device, order) {
  return document.getElementById("gone") !== null && waitingCancellation(device, order.household) === null;
}

/** Whether what an order builds on is not there any more. @param {Device} device @param {Order} order */
function isOutdated(device, order) {
  const { changes, stored } = order;
  return (changes !== null && isStale(device, changes)) || (stored !== null && isCancelled(device.queue, stored.order_id));
}

/** @param {Item} item */
function linesOf(item) {
  return /** @type {import("./shapes.js").Line[]} */ (item.body["lines"]);
}

/**
 * The order as it is without this change.
 * @param {Item} item
 * @param {boolean} follows
 * @returns {import("./shapes.js").LastOrder | null}
 */
function before(item, follows) {
  const { about, body, id, household_id } = item;
  if (!follows && !item.follows && body["version"] === undefined) return null;
  const held = follows ? (about.with_payment ? about.own_cents : 0) : about.held_cents;
  const state = follows && !about.with_payment ? "waiting" : "confirmed";
  return { household_id, order_id: id, cycle: String(body["cycle"]), version: Number(body["version"] ?? 0), state, total_cents: held, held_cents: held, lines: [] };
}

/**
 * Keep an order that was confirmed, in the place of what it changes or after it.
 * @param {Table} table
 * @param {Order} order
 * @param {import("./shapes.js").Cycle} cycle
 * @param {Payment[]} payments
 * @param {boolean} paid
 * @returns {Promise<Item | null>} Null: what it changes was changed or cancelled in another tab.
 */
export async function keepOrder(table, order, cycle, payments, paid) {
  const { queue, device, products } = table;
  const { changes } = order;
  const item = await orderItem(device.centre, order, products, cycle, payments, paid);
  const waits = changes !== null && changes.tried === false;
  if (waits) {
    const there = { ...item, .../** @type {{ sequence: number }} */ ({ sequence: changes.sequence }) };
    if (await queue.exchange([{ was: changes, is: there }])) return there;
    if (isStale(device, changes)) return null;
    const after = changed(device, order.household, changes, true); // it was on its way meanwhile
    after.lines = order.lines;
    const late = await orderItem(device.centre, after, products, cycle, payments, paid);
    await queue.add([late]);
    return late;
  }
  await queue.add([item]);
  return item;
}

/** Whether an item was changed, cancelled or refused since it was looked at. @param {Device} device @param {Item} item */
export function isStale(device, item) {
  const now = device.queue.items.find((one) => one.sequence === item.sequence);
  return now === undefined || now.stamp !== item.stamp || !["waiting", "sent"].includes(now.state);
}

/** What of the money can be given back from the till. @param {Item} item */
export function inHand(item) {
  return item.tried === false ? item.about.paid.filter((payment) => IN_HAND.includes(payment.means)) : [];
}

/** Whether the order goes back to what the server has, instead of away. @param {Item} item */
export function isChangeOnly(item) {
  return item.tried === false && item.body["version"] !== undefined;
}

/**
 * Cancel what waits of an order.
 * @param {Table} table
 * @param {Item} item
 * @param {boolean} giveBack What can be given back from the till is, the rest stays as the household's credit.
 * @returns {Promise<Item | null>} What became of it; null: it is on its way, look at it again.
 */
export async function cancelWaiting(table, item, giveBack) {
  if (item.tried !== false) {
    const { with_payment, own_cents, paid } = item.about;
    const cancelled = cancellation(item, with_payment ? own_cents : 0, Math.max(with_payment ? own_cents : 0, sumOf(paid)));
    await table.queue.add([cancelled]);
    return cancelled;
  }
  const back = giveBack ? inHand(item) : [];
  const stays = item.about.paid.filter((payment) => !back.includes(payment));
  const kept_cents = sumOf(stays) + (item.follows ? item.about.held_cents : 0);
  const about = { ...item.about, cancelled: { back, kept_cents, change_only: isChangeOnly(item) } };
  const withdrawn = { ...item, about, state: /** @type {const} */ ("withdrawn") };
  const after = item.follows ? [cancellation(item, item.about.held_cents, 0)] : [];
  return (await table.queue.exchange([{ was: item, is: withdrawn }], [...stays.map((payment) => creditItem(whoseIs(item), payment)), ...after])) ? withdrawn : null;
}

/**
 * Cancel an order that the server has, in the version that was looked at: changed elsewhere meanwhile, it stays.
 * @param {Queue} queue
 * @param {Household} household
 * @param {import("./shapes.js").LastOrder} stored
 * @returns {Promise<Item>} What waits now to be sent.
 */
export async function cancelStored(queue, household, { order_id, version, held_cents }) {
  const made = cancelling(household, { order_id, version }, held_cents, held_cents);
  await queue.add([made]);
  return made;
}

/**
 * Take a cancellation back, if it was never on its way.
 * @param {Device} device
 * @param {Household} household
 * @returns {Promise<boolean>} Whether the order stays.
 */
export async function keepCancelled(device, household) {
  const item = waitingCancellation(device, household);
  if (item === null || waitingOrder(device, household) !== null) return false;
  return device.queue.exchange([{ was: item, is: { ...item, state: "withdrawn" } }]);
}

/** What follows the answer to an item about the same order. @param {Item} item @param {number} held @param {number} kept */
function cancellation(item, held, kept) {
  return cancelling(whoseIs(item), { order_id: item.id }, held, kept);
}

/**
 * @param {import("./order_item.js").Whose} whose
 * @param {{ order_id: string, version?: number }} body No version: the one that is answered to what was sent before.
 * @param {number} held What the order holds by then: it is credit again.
 * @param {number} kept What of it the household is told that stays as credit.
 */
function cancelling(whose, body, held, kept) {
  const made = plainItem("cancellation", whose, crypto.randomUUID(), body);
  made.about = { ...made.about, credit_change_cents: held, cancelled: { back: [], kept_cents: kept, change_only: false } };
  return made;
}

/** @param {Item} item */
function whoseIs(item) {
  return { id: item.household_id, centre: item.centre, number: item.about.number, label: item.about.label };
}
