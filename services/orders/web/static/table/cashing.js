/** Orders that waited for their money are paid: one, or several households' together. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { Till, showTill } from "./payment.js";
import { togetherTold } from "./always.js";
import { takeFee } from "./fees.js";
import { priced, sumOf } from "./order.js";
import { NOWHERE, codeOf } from "./order_item.js";
import { leave } from "./paying.js";
import { paymentItems } from "./waiting.js";

/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./table.js").Table} Table */


/** What was ticked; the household that was ticked first pays. @param {Table} table */
function chosen(table) {
  const { till } = table.device;
  return [...table.together].flatMap((id) => till.filter((order) => order.order_id === id));
}

/** @param {import("./shapes.js").WaitingOrder[]} orders */
function dueOf(orders) {
  return orders.reduce((sum, order) => sum + order.missing_cents, 0);
}

/** Begin to cash in what was chosen. @param {Table} table */
export function cashIn(table) {
  const orders = chosen(table);
  const due = dueOf(orders);
  if (due === 0) return;
  table.order = null;
  const ids = orders.map((order) => order.order_id);
  const before = table.partPayments.of(...ids);
  const purpose = { id: before?.id ?? ids[0] ?? "", household_id: orders[0]?.household_id ?? "", fee_cents: 0, orders: ids };
  table.till = new Till(due, "cash", (taken) => togetherTold(table.device, orders, taken), before?.parts ?? [], (parts) => table.partPayments.take(purpose, parts));
  table.show("pay");
  showTill(table.till);
}

/** Pay on what a part was taken for before. @param {Table} table @param {string} id */
export function partOn(table, id) {
  const one = table.partPayments.of(id);
  if (one === undefined) return;
  const household = table.device.households.byId.get(one.household_id);
  if (one.orders.length === 0 && household) {
    table.begin(household);
    if (table.order?.household.id === household.id) takeFee(table, one.fee_cents);
    return;
  }
  table.together = new Set(one.orders);
  table.idle();
  cashIn(table);
  if (table.till === null) table.tell(say("These orders are paid, or gone: give {amount} back, then give this up.", { amount: money(sumOf(one.parts)) }));
}

/** @param {Table} table @param {Payment[]} payments */
export async function cashed(table, payments) {
  const orders = chosen(table);
  if (dueOf(orders) !== table.till?.due) {
    table.tell(say("One of these orders was paid at another table meanwhile. Nothing is noted: look at the list, then cash in what is left."));
    return leave(table);
  }
  const payer = table.device.households.byId.get(orders[0]?.household_id ?? "");
  const shown = await table.once(async () => {
    const items = paymentItems(table.device.centre, orders, payments, table.device.cycle ?? NOWHERE, payer?.language, await Promise.all(orders.map((order) => paidOrder(table, order))));
    await table.queue.add(items);
    return items.at(-1) ?? null;
  });
  if (shown === null) return;
  table.till.keep([]); // it is noted
  table.device.unpaid = table.device.unpaid.filter((order) => !table.together.has(order.order_id));
  table.together.clear();
  table.idle();
  table.done(shown);
}

/**
 * What a receipt says of an order that was keyed here or at another table.
 * @param {Table} table
 * @param {import("./shapes.js").WaitingOrder} order
 * @returns {Promise<import("./shapes.js").PaidOrder>}
 */
async function paidOrder({ device, products }, { order_id: id, household_id, household_number, label, total_cents, missing_cents }) {
  const paid = { id, household_id, who: `${household_number} ${label}`, missing_cents, own_cents: total_cents };
  const here = device.queue.waiting.findLast((item) => item.kind === "order" && item.id === id)?.about;
  if (here) return { ...paid, total_cents: here.total_cents, lines: here.lines, qr: here.qr };
  const [stored, qr] = await Promise.all([device.orderOf(household_id, id), codeOf(id)]);
  const lines = priced(stored?.lines.map((line) => [line.product, line.quantity]) ?? [], products);
  return { ...paid, total_cents: stored?.total_cents ?? total_cents, lines, qr };
}

/** An order is paid together with the others that are ticked, or not. @param {Table} table @param {EventTarget | null} box */
export function tick(table, box) {
  if (!(box instanceof HTMLInputElement)) return;
  const id = box.dataset["order"] ?? "";
  if (box.checked) table.together.add(id);
  else table.together.delete(id);
  table.idle();
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-order="${id}"]`))?.focus();
}
