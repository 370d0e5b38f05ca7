/** A confirmed order as it goes into the queue: what is sent, and what its receipt says. */
import { taken } from "./store.js";

/** @typedef {import("./shapes.js").Item} Item */

/**
 * @param {string} centre
 * @param {import("./order.js").Order} order
 * @param {Map<string, import("./shapes.js").Product>} products
 * @param {import("./shapes.js").Cycle} cycle
 * @param {import("./shapes.js").Payment[]} payments
 * @param {boolean} paid Whether it is paid now, with credit or money: else it waits at the till.
 * @returns {Promise<Item>}
 */
export async function orderItem(centre, order, products, cycle, payments, paid) {
  const { lines, total, own, held } = order.sums(products);
  const { household, stored } = order;
  const code = stored === null ? await taken() : { id: stored.order_id, svg: await codeOf(stored.order_id) };
  const { place, starts, ends, distribution } = cycle;
  return {
    id: code?.id ?? crypto.randomUUID(),
    kind: "order",
    centre,
    household_id: household.id,
    body: order.body(cycle.cycle, payments),
    about: {
      number: household.number,
      label: household.label,
      total_cents: total,
      own_cents: own,
      held_cents: held,
      paid: payments,
      credit_change_cents: paid ? order.change(total, payments) : 0,
      lines,
      fetch: { place, starts, ends, distribution },
      qr: code?.svg ?? null,
      with_payment: paid,
      language: household.language,
    },
    state: "waiting",
    made_at: Date.now(),
    answer: null,
  };
}

/** @param {string} id An order's that was made before; without a network it has no picture. */
async function codeOf(id) {
  try {
    const response = await fetch(`/table/codes/${id}.svg`, { signal: AbortSignal.timeout(1500) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
