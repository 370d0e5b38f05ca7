/** What each button does. */
import { say } from "../../../../../shared/web/static/words.js";
import { cashIn, partOn } from "./cashing.js";
import { cancelStored, cancelWaiting, keepCancelled } from "./changing.js";
import { registered } from "./device.js";
import { takeFee, takenFee } from "./fees.js";
import { householdItem } from "./find.js";
import { putLines } from "./left_out.js";
import { storedReceipt } from "./order_item.js";
import { back, by, confirm, finish, forgetBegun, handBack, pay, takePart } from "./paying.js";
import { printReceipt } from "./receipt.js";
import { dropRecurring, keepRecurring, putRecurring } from "./recurring.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("./shapes.js").Means} Means */
/** @typedef {import("./table.js").Table} Table */

/**
 * @param {Table} table
 * @param {HTMLButtonElement} pressed
 */
export async function act(table, pressed) {
  const means = /** @type {Means} */ (pressed.dataset["means"]);
  switch (pressed.dataset["do"]) {
    case "change":
    case "next":
      return table.show("find");
    case "same":
      return same(table);
    case "usual":
      return putRecurring(table);
    case "keep-usual":
      return keepRecurring(table);
    case "drop-usual":
      return dropRecurring(table);
    case "withdraw-give":
    case "withdraw-keep":
      return withdraw(table, pressed.dataset["do"] === "withdraw-give");
    case "pay":
      return pay(table, means);
    case "means":
      return by(table, means);
    case "part":
      return takePart(table);
    case "confirm":
      return finish(table);
    case "confirm-paid":
      return confirm(table, true);
    case "later":
      return confirm(table, false);
    case "give-up":
      return table.giveUp();
    case "back":
      return back(table);
    case "ordinary":
      return atOrdinaryPrice(table);
    case "fee":
      return takeFee(table, Number(pressed.dataset["cents"]));
    case "serve": {
      const household = table.device.households.byId.get(pressed.dataset["household"] ?? "");
      return household && table.choose(household);
    }
    case "drop-begun":
      return table.tell(forgetBegun(table, pressed.dataset["household"] ?? ""));
    case "part-on":
      return partOn(table, pressed.dataset["part"] ?? "");
    case "part-drop": {
      const { part = "" } = pressed.dataset;
      table.tell(handBack(table.partPayments.of(part)?.parts ?? []));
      table.partPayments.forget(part);
      return table.begun.show();
    }
    case "cash-in":
      return cashIn(table);
    case "fee-receipt": {
      const fee = table.order && takenFee(table.device, table.order.household);
      return fee ? table.done(fee) : undefined;
    }
    case "receipt-again":
      return receiptAgain(table);
    case "cancel":
      return cancel(table);
    case "keep-order":
      return keepAfterAll(table);
    case "print-80":
    case "print-a6":
      return printReceipt(pressed.dataset["do"]);
    default:
      return mend(table, pressed);
  }
}

/**
 * What is done about a refused item.
 * @param {Table} table
 * @param {HTMLButtonElement} pressed
 */
async function mend(table, pressed) {
  const sequence = Number(pressed.closest("[data-sequence]")?.getAttribute("data-sequence"));
  const item = table.queue.items.find((one) => one.sequence === sequence);
  if (item === undefined) return;
  switch (pressed.dataset["do"]) {
    case "again":
      return table.queue.again(item);
    case "seen":
      return table.queue.seen(item);
    case "look": {
      const household = table.device.households.byId.get(item.household_id);
      return household && table.choose(household);
    }
    case "retake":
      return retake(table, item);
    case "renumber":
      return renumber(table, item);
  }
}

/** Take a refused order again: its lines are there, what was paid is credit. @param {Table} table @param {Item} item */
async function retake(table, item) {
  const household = table.device.households.byId.get(item.household_id);
  if (!household) return;
  await table.choose(household);
  if (table.order?.household.id !== household.id) return; // somebody else is served meanwhile
  const named = (/** @type {Line} */ line) => ({ ...item.about.lines.find((one) => one.product === line.product), ...line });
  putLines(table, /** @type {Line[]} */ (item.body["lines"]).map(named));
  table.replaced = item;
}

/** Another number for a household whose number somebody else has. @param {Table} table @param {Item} item */
async function renumber(table, item) {
  const number = await table.device.provisions.takeNumber().catch((error) => table.queue.note(error) ?? null);
  if (number === null) return table.stand();
  item.body["number"] = number;
  item.about.number = number;
  await table.device.put(registered(item));
  await table.queue.again(item);
}

/** The household that is served reads another language from now on. @param {Table} table @param {string} language */
export async function speak(table, language) {
  const { order } = table;
  if (order === null) return;
  table.spoken = { id: order.household.id, language };
  order.household = { ...order.household, language };
  await table.once(() => table.queue.add([householdItem(order.household, true)]));
  await table.device.put(order.household);
}

/** Cancel what waits to be sent of who is served; what was paid is given back or stays as credit. @param {Table} table @param {boolean} giveBack */
async function withdraw(table, giveBack) {
  const { order } = table;
  const item = order?.changes;
  if (!order || !item || table.locked(order) !== null) return table.redraw();
  const made = await table.once(async () => (await cancelWaiting(table, item, giveBack)) ?? "gone");
  if (made === null) return;
  const back = forgetBegun(table, order.household.id);
  if (made !== "gone") {
    table.done(made);
    return table.tell(back);
  }
  table.tell([back, say("This order was sent meanwhile. Look at it again, then cancel it.")].join(" ").trim());
  await table.choose(order.household);
}

/** The household takes it at the ordinary price, or does not after all. @param {Table} table */
function atOrdinaryPrice(table) {
  const { order } = table;
  if (order === null) return;
  const { total } = order.sums(table.products);
  order.ordinary = order.ordinary === total ? null : total;
  order.touched = true;
  table.redraw(false);
  /** @type {HTMLElement | null} */ (document.querySelector("#cart [data-do=ordinary]"))?.focus();
}

/** Cancel the order of who is served, with or without a network: what it held is credit again. @param {Table} table */
async function cancel(table) {
  const { order } = table;
  if (!order?.stored || table.locked(order) !== null) return table.redraw();
  const { household, stored } = order;
  const made = await table.once(() => cancelStored(table.queue, household, stored));
  if (made === null) return;
  const back = forgetBegun(table, household.id);
  table.done(made);
  table.tell(back);
}

/** @param {Table} table */
async function receiptAgain(table) {
  const { order } = table;
  const { cycle } = table.device;
  if (!order?.stored || cycle === null) return;
  const item = await storedReceipt(order.household, order.stored, table.products, cycle);
  if (table.order === order) table.done(item);
}

/** A cancellation that was never on its way is taken back: the order stays. @param {Table} table */
async function keepAfterAll(table) {
  const { order } = table;
  if (!order) return;
  const free = await table.once(() => keepCancelled(table.device, order.household));
  if (free === null) return;
  table.tell(free ? forgetBegun(table, order.household.id) : say("That is on its way already. If the order is wanted after all, take a new one once it is sent."));
  await table.choose(order.household);
}

/** What was ordered last time. @param {Table} table */
export function same(table) {
  const { order } = table;
  const last = order && table.device.last.get(order.household.id);
  if (!order || !last || order.lines.size > 0) return;
  putLines(table, last.lines);
}
