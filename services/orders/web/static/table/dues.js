/** What a household itself pays is asked ahead, so that nobody waits for it at the till. */
import { leave } from "./paying.js";
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
  const { due, low, undecided } = order.sums(table.products);
  if (table.till === null) return order.own(total) === total && low === "" ? undefined : table.redraw(false);
  if (table.fee !== null) return;
  if (undecided) return leave(table); // nothing is taken before it is asked
  if (due === table.till.due) return;
  table.till.due = due;
  showTill(table.till);
}
