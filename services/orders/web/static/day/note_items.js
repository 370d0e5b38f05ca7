/** The steps that a note of the day is made of, each a request of its own, and what they are called. */
import { money as sum, say } from "../../../../../shared/web/static/words.js";

/** @typedef {import("../../../../../shared/web/static/device_store.js").Waiting} Waiting */
/** @typedef {import("../../../../../shared/web/static/outbox.js").Asked} Asked */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Container} Container */
/** @typedef {import("./shapes.js").Kind} Kind */
/** @typedef {import("./shapes.js").Sale} Sale */
/** @typedef {import("./shapes.js").Step} Step */

export const OUTBOX = "vrac-day";

/** Lists that tell of people. */
export const PEOPLE = ["households:", "out:", "goods:", "sold:"];

/** Where it is kept what was sold and sent. @param {string} cycle @param {string} centre */
export function soldKey(cycle, centre) {
  return `sold:${cycle}:${centre}`;
}

/** Whether money or goods change hands for good. @param {Pick<Waiting, "told">} item */
export function changesHands(item) {
  return item.told.kind === "paid" || asksFor(item);
}

/** Whether that waits for what the server says, if there is a network. @param {Pick<Waiting, "told">} item */
export function asksFor(item) {
  return item.told.kind === "given" || item.told.kind === "sold";
}

/**
 * Containers that come back (-1) or are taken along (1), a step each.
 * @param {Household} one
 * @param {[Container, number][]} counted
 * @param {1 | -1} sign
 * @returns {Asked[]}
 */
export function moves(one, counted, sign) {
  return counted.map(([container, number]) => {
    const body = { household_id: one.id, container: container.container, number: sign * number };
    const told = step(one, sign < 0 ? "back" : "out", `${number} × ${container.name}`, -sign * number * container.deposit_cents);
    return put(`/v1/deposits/${crypto.randomUUID()}`, body, told);
  });
}

/** Cash that a household gets of its credit. @param {Household} one @param {number} cents */
export function refund(one, cents) {
  return put(`/v1/refunds/${crypto.randomUUID()}`, { household_id: one.id, means: "cash", amount_cents: cents }, step(one, "given", sum(cents), -cents));
}

/** Money that a household brings. @param {Household} one @param {string} means @param {number} cents */
export function payment(one, means, cents) {
  const body = { payer_household_id: one.id, means, amount_cents: cents, orders: [] };
  return put(`/v1/payments/${crypto.randomUUID()}`, body, { ...step(one, "paid", sum(cents), cents), means });
}

/**
 * A member of another centre, of whom this device knows the number alone: it pays all that it buys.
 * @param {string} number
 * @returns {Household}
 */
export function elsewhere(number) {
  return { id: "", number, centre: "", label: say("member of another centre"), size: 1, language: "fr", credit_cents: 0, membership_due: false, closed_at: null };
}

/**
 * Goods that a household buys: its credit pays first, then what it brings.
 * @param {Household} one
 * @param {Sale} sale
 * @param {string} what
 */
export function sale(one, { means, paid_cents, amount_cents, ...about }, what) {
  const payment = means ? { id: crypto.randomUUID(), means, amount_cents: paid_cents } : null;
  const who = one.id === "" ? { household_number: one.number } : { household_id: one.id };
  const body = { ...who, ...about, accepted: true, payment };
  return put(`/v1/day-sales/${crypto.randomUUID()}`, body, step(one, "sold", what, paid_cents - amount_cents));
}

/** @param {string} address @param {any} body @param {Step} told @returns {Asked} */
function put(address, body, told) {
  return { about: "", method: "PUT", address, body, told };
}

/** @param {Household} one @param {Kind} kind @param {string} what @param {number} credit_change_cents @returns {Step} */
function step(one, kind, what, credit_change_cents) {
  return { kind, household: one.id, number: one.number, what, credit_change_cents };
}

/** What a step is called. @param {Step} step */
export function stepName({ kind, number, what, means }) {
  if (kind === "back") return say("{number} brings back {what}", { number, what });
  if (kind === "out") return say("{number} takes along {what}", { number, what });
  if (kind === "sold") return say("{number} buys {what}", { number, what });
  if (kind === "given") return say("{number} gets {what} in cash", { number, what });
  return means === "card" ? say("{number} pays {what} by card", { number, what }) : say("{number} pays {what} in cash", { number, what });
}
