/** A confirmed order as it goes into the queue: what is sent, and what its receipt says. */
import { priced, sumOf } from "./order.js";
import { queued, taken } from "./store.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {Pick<import("./shapes.js").Household, "id" | "centre" | "number" | "label">} Whose */

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
  const { household } = order;
  const all = [...order.taken, ...payments];
  const code = await codeFor(order);
  const { place, starts, ends, distribution } = cycle;
  return {
    id: code?.id ?? crypto.randomUUID(),
    kind: "order",
    centre,
    household_id: household.id,
    body: order.body(cycle.cycle, all, own),
    about: {
      number: household.number,
      label: household.label,
      total_cents: total,
      own_cents: own,
      held_cents: held,
      paid: all,
      credit_change_cents: paid ? order.change(total, payments) : sumOf(all),
      lines,
      fetch: { place, starts, ends, distribution },
      qr: code?.svg ?? null,
      with_payment: paid,
      language: household.language,
      ordinary_from: order.told?.ordinaryFrom ?? null,
    },
    state: "waiting",
    tried: false,
    stamp: crypto.randomUUID(),
    follows: order.follows,
    made_at: Date.now(),
    answer: null,
  };
}

export const NOWHERE = { place: "", starts: null, ends: null, distribution: null };

/**
 * An item without any money.
 * @param {import("./shapes.js").Kind} kind
 * @param {Whose} household
 * @param {string} id
 * @param {Record<string, unknown>} body
 * @returns {Item}
 */
export function plainItem(kind, household, id, body) {
  const { number, label, centre } = household;
  const about = { number, label, total_cents: 0, own_cents: 0, held_cents: 0, paid: [], credit_change_cents: 0, lines: [], fetch: NOWHERE, qr: null, with_payment: false };
  return { id, kind, centre, household_id: household.id, body, about, state: "waiting", tried: false, stamp: crypto.randomUUID(), made_at: Date.now(), answer: null };
}

/** Its yearly fee, from its credit. @param {import("./shapes.js").Household} household @param {number} fee_cents @param {import("./shapes.js").Payment[]} paid What became credit for it, as its receipt says. */
export function feeItem(household, fee_cents, paid) {
  const made = plainItem("membership", household, crypto.randomUUID(), { household_id: household.id, fee_cents });
  made.about = { ...made.about, total_cents: fee_cents, own_cents: fee_cents, paid, credit_change_cents: -fee_cents, language: household.language };
  return made;
}

/** Money that is the household's credit. @param {Whose} household @param {import("./shapes.js").Payment} payment */
export function creditItem(household, payment) {
  const { id, means, amount_cents } = payment;
  const made = plainItem("payment", household, id, { payer_household_id: household.id, means, amount_cents, orders: [] });
  made.about = { ...made.about, paid: [payment], credit_change_cents: amount_cents, with_payment: true };
  return made;
}

/**
 * The receipt of a paid order of this cycle that the server has, to be printed again. Nothing of it is sent.
 * @param {import("./shapes.js").Household} household
 * @param {import("./shapes.js").LastOrder} stored
 * @param {Map<string, import("./shapes.js").Product>} products
 * @param {import("./shapes.js").Cycle} cycle
 * @returns {Promise<Item>}
 */
export async function storedReceipt(household, stored, products, { place, starts, ends, distribution }) {
  const { order_id, total_cents, held_cents } = stored;
  const made = plainItem("order", household, order_id, {});
  const lines = priced(stored.lines.map((line) => [line.product, line.quantity]), products);
  const about = { ...made.about, total_cents, own_cents: held_cents, held_cents, lines, fetch: { place, starts, ends, distribution }, qr: await codeOf(order_id), with_payment: true, language: household.language };
  const answer = { status: 200, sentence: "", code: "", order_state: stored.state, unbooked: [], booked: [], body: null };
  return { ...made, about, state: "sent", answer };
}

/** Its id with a picture of it. @param {import("./order.js").Order} order */
function codeFor(order) {
  const { changes, stored } = order;
  if (changes !== null) return { id: changes.id, svg: changes.about.qr };
  return stored === null ? taken() : codeOf(stored.order_id).then((svg) => ({ id: stored.order_id, svg }));
}

/** @param {string} id An order's that was made before; without a network its picture is with what was made here. */
export async function codeOf(id) {
  const made = (await queued()).findLast((item) => item.id === id && item.about.qr !== null);
  if (made) return made.about.qr;
  try {
    const response = await fetch(`/table/codes/${id}.svg`, { signal: AbortSignal.timeout(1500) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
