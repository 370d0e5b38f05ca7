/** What a household wants in every cycle: shown, put into its order in one press, kept, given up. It orders nothing. */
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { button, el, icon } from "../../../../../shared/web/static/elements.js";
import { plainItem } from "./order_item.js";
import { amount } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").RecurringLine} RecurringLine */
/** @typedef {import("./shapes.js").RecurringOrder} RecurringOrder */
/** @typedef {import("./order.js").Order} Order */
/** @typedef {import("./table.js").Table} Table */

/** Put it into an order that is still empty; what can't be had is named and left out. @param {Table} table */
export function putRecurring(table) {
  const { order, device, products } = table;
  const usual = order && device.recurring.get(order.household.id);
  if (!order || !usual || order.lines.size > 0) return;
  order.leftOut = [];
  order.touched = true; // what is looked up meanwhile does not begin it anew
  for (const line of usual.lines) {
    const why = whyNot(line, products.get(line.product));
    if (why === null) table.put(line.product, line.quantity);
    else order.leftOut.push(why);
  }
  table.redraw();
  table.catalogue.back();
}

/**
 * Why a line can't be had this time; null: it can.
 * @param {RecurringLine} line
 * @param {Product | undefined} product
 */
function whyNot(line, product) {
  const { name, quantity, unit } = line;
  if (product === undefined) return say("{name}: not offered this time", { name });
  if (!product.on_sale) return say("{name}: no longer sold in this cycle", { name });
  if (product.unit === unit && quantity % product.step === 0) return null;
  return say("{name}: now sold by {step}, no longer {quantity}", { name, step: amount(product.step, product.unit), quantity: amount(quantity, unit) });
}

/** Keep what is ordered as what it wants every time. @param {Table} table */
export async function keepRecurring(table) {
  const { order, device, products } = table;
  if (order === null || device.cycle === null || order.lines.size === 0) return;
  const { household } = order;
  const id = crypto.randomUUID();
  const lines = [...order.lines].map(([product, quantity]) => ({ product, quantity }));
  const replaces = device.recurring.get(household.id)?.recurring_order_id ?? null;
  const item = plainItem("recurring", household, id, { cycle: device.cycle.cycle, replaces, lines });
  item.recurring = { household_id: household.id, recurring_order_id: id, kept_at: new Date().toISOString(), lines: named(order, products) };
  await change(table, item);
}

/** @param {Order} order @param {Map<string, Product>} products */
function named(order, products) {
  return order.priced(products).map(({ product, name, unit, quantity }) => ({ product, name, unit, quantity }));
}

/** Give it up. @param {Table} table */
export async function dropRecurring(table) {
  const { order, device } = table;
  const usual = order && device.recurring.get(order.household.id);
  if (!order || !usual) return;
  const item = plainItem("recurring", order.household, usual.recurring_order_id, {});
  item.recurring = null;
  await change(table, item);
}

/** @param {Table} table @param {import("./shapes.js").Item} item */
async function change(table, item) {
  const { queue, device } = table;
  if ((await table.once(() => queue.add([item]).then(() => true))) === null) return;
  if (item.recurring) device.recurring.set(item.household_id, item.recurring);
  else device.recurring.delete(item.household_id);
  await device.keepRecurring();
  table.redraw();
  table.catalogue.back();
}

/** What it is, to look at or to give up. @param {RecurringOrder} usual */
export function shownRecurring(usual) {
  const lines = usual.lines.map((line) => el("li", {}, line.name, " ", el("span", { class: "soft nowrap" }, amount(line.quantity, line.unit))));
  return el(
    "details",
    { class: "wide usual" },
    el("summary", {}, sayNumber("Usual order · {number} product", "Usual order · {number} products", usual.lines.length)),
    el("ul", { class: "plain" }, ...lines),
    button(say("Give up this usual order"), "drop-usual", { kind: "plain" }),
  );
}

/** What of it can't be had this time. @param {Order} order */
export function shownLeftOut(order) {
  if (order.leftOut.length === 0) return null;
  const each = order.leftOut.map((why) => el("li", {}, why));
  return el("div", { class: "notice wait wide", id: "left-out", role: "status" }, icon("info"), el("div", {}, el("b", {}, say("Left out of the usual order")), el("ul", { class: "plain" }, ...each)));
}

/**
 * Keeping what is ordered; or that it is kept.
 * @param {Order} order
 * @param {RecurringOrder | undefined} usual
 */
export function keeping(order, usual) {
  if (order.lines.size === 0) return [];
  const same = usual?.lines.length === order.lines.size && usual.lines.every((line) => order.lines.get(line.product) === line.quantity);
  if (same) return [el("span", { class: "soft small", id: "usual-kept", role: "status" }, icon("check"), " ", say("This is its usual order."))];
  return [button(usual ? say("Keep in place of its usual order") : say("Keep as its usual order"), "keep-usual", { kind: "plain" })];
}
