/**
 * The money of the order that is served: taken at once or in parts, handed back, confirmed with the order. A part counts
 * wherever its order is confirmed; only whoever presses "Back to the order" hands it back.
 */
import { orderTold } from "./always.js";
import { cashed } from "./cashing.js";
import { isStale, keepOrder } from "./changing.js";
import { askNow } from "./dues.js";
import { field } from "../../../../../shared/web/static/elements.js";
import { feePaid, needsFee } from "./fees.js";
import { Till, showTill } from "./payment.js";
import { givenBack } from "./receipt.js";

/** @typedef {import("./shapes.js").Means} Means */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./table.js").Table} Table */

/** What was taken for the order that is served as a part, and not handed back. @param {Table} table */
export function takenFor({ begun, order }) {
  return begun.parts.get(order?.household.id ?? "") ?? [];
}

/** Where money was taken for this order before, it is paid on. @param {Table} table */
export function payOn(table) {
  if (takenFor(table).length > 0 && table.order && table.order.sums(table.products).due > 0) pay(table, "cash");
}

/** @param {Table} table @param {Means} means */
export function pay(table, means) {
  const { order, device, products } = table;
  if (order === null || order.lines.size === 0 || table.locked(order) !== null) return;
  const { due, undecided } = order.sums(products);
  if (undecided || needsFee(device, order)) return ask();
  if (due === 0) return void confirm(table, true);
  table.till = new Till(due, means, (taken) => orderTold(device, order.sums(products), taken), takenFor(table), (parts) => table.begun.take(order, parts));
  table.show("pay");
  showTill(table.till);
  void askNow(table, order);
}

/** What the household is to be asked before anything is taken. */
function ask() {
  /** @type {HTMLElement | null} */ (document.querySelector("#fee button, #asks button"))?.focus();
}

/** What is typed at the till now is by these means. @param {Table} table @param {Means} means */
export function by({ till }, means) {
  if (till === null) return;
  till.means = means;
  showTill(till);
}

/** What is typed at the till is taken, and the rest comes by other means. @param {Table} table */
export function takePart({ till }) {
  if (till === null) return;
  till.addPart();
  till.keep(till.parts);
  showTill(till);
}

/** @param {Table} table */
export async function finish(table) {
  const { fee, order, till } = table;
  if (till === null || !till.suffices) return;
  if (fee !== null) return feePaid(table, till.payments());
  if (order === null) return cashed(table, till.payments());
  if (!needsFee(table.device, order)) return confirm(table, true, till.payments());
  leave(table); // it is due since the till was opened: what was taken as a part is kept
  return ask();
}

/**
 * @param {Table} table
 * @param {boolean} paid Whether the order is paid now: else it waits at the till.
 * @param {Payment[]} [payments]
 */
export async function confirm(table, paid, payments = takenFor(table)) {
  const { order, device, queue } = table;
  const { cycle } = device;
  if (order === null || cycle === null || needsFee(device, order)) return;
  const made = await table.once(() => keepOrder(table, order, cycle, payments, paid));
  if (made === null) return order.changes && isStale(device, order.changes) ? leave(table) : undefined;
  table.begun.delete(order.household.id);
  if (table.replaced) await queue.seen(table.replaced);
  table.replaced = null;
  table.done(made);
}

/** Nothing is paid now: what was taken as a part is handed back. @param {Table} table */
export function back(table) {
  const parts = table.till?.parts ?? [];
  if (parts.length > 0) table.till?.keep([]);
  leave(table);
  if (parts.length > 0) table.tell(handBack(parts));
}

/** Forget what was begun for a household. @param {Table} table @param {string} household @returns {string} What is to be handed back, in words. */
export function forgetBegun({ begun }, household) {
  const parts = begun.parts.get(household) ?? [];
  begun.delete(household);
  return handBack(parts);
}

/** What was taken and counts no more, in words: nobody would know it otherwise. @param {Payment[]} parts */
export function handBack(parts) {
  return parts.map(givenBack).join(" ");
}

/** Go back to where the till was opened; what was taken as a part stays. @param {Table} table */
export function leave(table) {
  table.till = table.fee = null;
  if (table.order === null) return table.show("find");
  table.show("order");
  table.redraw();
  return field("product").focus();
}
