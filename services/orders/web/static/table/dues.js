/** What a household itself pays is asked ahead, so that nobody waits for it at the till. */
import { showTill } from "./payment.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./order.js").Order} Order */

const PAUSE_MS = 200;

let planned = 0;

/** Ask once nothing was put in for a moment. @param {Table} table @param {Order} order */
export function askSoon(table, order) {
  clearTimeout(planned);
  planned = setTimeout(() => void askNow(table, order), PAUSE_MS);
}

/**
 * Ask, and show it where it is not the whole total. Not answered, it is: what is too much stays on its account.
 * @param {Table} table
 * @param {Order} order
 */
export async function askNow(table, order) {
  const { total } = order.sums(table.products);
  await table.device.askDue(order, total);
  if (order !== table.order) return;
  if (table.till === null) return order.own(total) === total ? undefined : table.redraw(false);
  const { due } = order.sums(table.products);
  if (due === table.till.due) return;
  table.till.due = due;
  showTill(table.till);
}
