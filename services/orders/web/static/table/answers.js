/** What the server answered is known on this device from then on. */

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").LastOrder} LastOrder */

/**
 * @param {import("./device.js").Device} device
 * @param {Item} item
 */
export function learn(device, item) {
  const body = item.answer?.body;
  if (!body) return;
  const household = device.households.byId.get(item.household_id);
  if (item.kind === "membership") {
    if (household) void device.put({ ...household, membership_due: false, credit_cents: household.credit_cents - body.fee_cents });
    return;
  }
  if (household) void device.put({ ...household, credit_cents: body.credit_cents });
  if (item.kind === "cancellation") {
    device.last.delete(item.household_id);
    void device.keepLast();
  }
  if (item.kind === "order") {
    device.unpaid = [...device.unpaid.filter((order) => order.order_id !== item.id), ...(body.state === "waiting" ? [unpaid(item, body)] : [])];
    if (!body.late_reason) device.last.set(item.household_id, lastOrder(item, body)); // else it is beside the household's order
    void device.keepLast();
  }
  if (item.kind === "payment" || item.kind === "cancellation" || body.state === "waiting") void device.askTill().catch(() => undefined);
}

/**
 * At the till at once: whoever cashes it in is not interrupted by its being sent.
 * @param {Item} item
 * @param {any} body
 * @returns {import("./shapes.js").WaitingOrder}
 */
function unpaid({ id, household_id, about }, { due_cents, missing_cents }) {
  return { order_id: id, household_id, household_number: about.number, label: about.label, total_cents: due_cents, missing_cents };
}

/**
 * @param {Item} item
 * @param {any} body
 * @returns {LastOrder}
 */
function lastOrder(item, body) {
  const { lines, cycle } = /** @type {Pick<LastOrder, "lines" | "cycle">} */ (/** @type {unknown} */ (item.body));
  const { version, state, total_cents, held_cents } = body;
  return { household_id: item.household_id, order_id: item.id, cycle, version, state, total_cents, held_cents, lines };
}
