/** The yearly fee at the table: what the network says of one that is due, and taking it, with or without a network. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { button, el, icon } from "../../../../../shared/web/static/elements.js";
import { feeTold } from "./always.js";
import { creditItem, feeItem } from "./order_item.js";
import { sumOf } from "./order.js";
import { leave, payOn } from "./paying.js";
import { Till, showTill } from "./payment.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./order.js").Order} Order */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./table.js").Table} Table */

/** The fee of a household that was taken here and waits to be sent, or was sent today. @param {Device} device @param {Household} household */
export function takenFee({ queue }, household) {
  const isToday = (/** @type {number} */ moment) => new Date(moment).toDateString() === new Date().toDateString();
  const its = queue.items.filter((item) => item.kind === "membership" && item.household_id === household.id);
  return its.findLast(({ state, made_at }) => state === "waiting" || (state === "sent" && isToday(made_at))) ?? null;
}

/** Whether the network says something of a household's fee, by what is known now. @param {Device} device @param {Household} served */
function isDue(device, served) {
  const household = device.households.byId.get(served.id) ?? served;
  const { needed, fees_cents } = device.membership;
  return needed !== "no" && fees_cents.length > 0 && household.membership_due && takenFee(device, household) === null;
}

/** Whether an order is not to be confirmed before the fee is paid; one that was taken is changed all the same. @param {Device} device @param {Order} order */
export function needsFee(device, order) {
  return device.membership.needed === "refuse" && order.stored === null && order.changes === null && isDue(device, order.household);
}

/** What stands with the household. @param {Device} device @param {Household} household */
export function shownFee(device, household) {
  const fee = takenFee(device, household);
  if (fee !== null) return el("div", { class: "notice sure wide", id: "fee-taken" }, icon("check"), el("div", { class: "row" }, el("span", {}, say("Its yearly fee of {amount} is taken.", { amount: money(fee.about.total_cents) })), button(say("Receipt of its fee"), "fee-receipt", { icon: "printer" })));
  if (!isDue(device, household)) return null;
  const needed = device.membership.needed === "refuse";
  const said = needed ? say("Its yearly fee is due, and orders need it: take the fee first, then the order.") : say("Its yearly fee is due: ask for it when you can.");
  const fees = device.membership.fees_cents.map((cents) => {
    const made = button(money(cents), "fee");
    made.dataset["cents"] = String(cents);
    return made;
  });
  const choice = el("div", { class: "row", role: "group", "aria-label": say("Take its yearly fee") }, el("span", { "aria-hidden": "true" }, say("Take its yearly fee")), ...fees);
  return el("div", { class: "notice wait wide", id: "fee" }, icon("info"), el("div", { class: "stack" }, el("p", {}, said), choice));
}

/** Take a fee: from the household's credit, and what lacks as money. @param {Table} table @param {number} cents */
export function takeFee(table, cents) {
  const { order, partPayments } = table;
  if (order === null) return;
  const { id } = order.household;
  const credit = Math.min(order.credit, cents);
  table.fee = cents;
  const keep = (/** @type {Payment[]} */ parts) => partPayments.take({ id, household_id: id, fee_cents: cents, orders: [] }, parts);
  table.till = new Till(cents - credit, "cash", (taken) => feeTold(table.device, cents, credit, taken), partPayments.of(id)?.parts ?? [], keep);
  table.show("pay");
  showTill(table.till);
}

/** @param {Table} table @param {Payment[]} payments */
export async function feePaid(table, payments) {
  const { fee, order, till } = table;
  if (fee === null || order === null) return;
  const { household } = order;
  const items = [...payments.map((payment) => creditItem(household, payment)), feeItem(household, fee, payments)];
  if ((await table.once(() => table.queue.add(items).then(() => true))) === null) return;
  till?.keep([]); // it is noted
  order.credit += sumOf(payments) - fee;
  table.tell("");
  leave(table);
  payOn(table);
}
