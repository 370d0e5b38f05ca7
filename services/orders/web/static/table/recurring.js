/** What a household wants in every cycle: shown, put into its order in one press, kept, given up. It orders nothing. */
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { button, el, icon } from "../../../../../shared/web/static/elements.js";
import { putLines } from "./left_out.js";
import { plainItem } from "./order_item.js";
import { amount } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").RecurringLine} RecurringLine */
/** @typedef {import("./shapes.js").RecurringOrder} RecurringOrder */
/** @typedef {import("./order.js").Order} Order */
/** @typedef {import("./table.js").Table} Table */

/** Put it into an order that is still empty. @param {Table} table */
export function putRecurring(table) {
  const { order, device } = table;
  const usual = order && device.usual(order.household.id);
  if (!order || !usual || order.lines.size > 0) return;
  putLines(table, usual.lines);
}

/** Keep what is ordered as what it wants every time. @param {Table} table */
export async function keepRecurring(table) {
  const { order, device, products } = table;
  if (order === null || device.cycle === null || order.lines.size === 0) return;
  await change(table, order, device.cycle, named(order, products));
}

/** @param {Order} order @param {Map<string, Product>} products */
function named(order, products) {
  return order.priced(products).map(({ product, name, unit, quantity }) => ({ product, name, unit, quantity }));
}

/** Give it up. @param {Table} table */
export async function dropRecurring(table) {
  const { order, device } = table;
  if (order === null || device.cycle === null || !device.usual(order.household.id)) return;
  await change(table, order, device.cycle, []);
}

/**
 * A change names the one before: sent late, it is not the next one any more.
 * @param {Table} table
 * @param {Order} order
 * @param {import("./shapes.js").Cycle} cycle
 * @param {RecurringLine[]} lines None: it is given up.
 */
async function change(table, { household }, { cycle }, lines) {
  const { queue, device } = table;
  const id = crypto.randomUUID();
  const replaces = device.recurring.get(household.id)?.recurring_order_id ?? null;
  const item = plainItem("recurring", household, id, { cycle, replaces, lines: lines.map(({ product, quantity }) => ({ product, quantity })) });
  item.recurring = { household_id: household.id, recurring_order_id: id, kept_at: new Date().toISOString(), lines };
  if ((await table.once(() => queue.add([item]).then(() => true))) === null) return;
  device.recurring.set(household.id, item.recurring);
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
