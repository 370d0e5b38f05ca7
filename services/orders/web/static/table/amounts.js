/** The arithmetic of an order, as the server does it: whole cents, each line rounded once, half-up (docs/rules.md). */

/** @typedef {import("./shapes.js").Unit} Unit */

/** Base units in a display unit. */
export const BASE = /** @type {const} */ ({ kg: 1000, l: 1000, piece: 1 });

/**
 * What a line holds. Exact: the product stays below 2^53 for every price and quantity that the server takes.
 * @param {number} price Cents per display unit.
 * @param {number} quantity Base units.
 * @param {Unit} unit
 */
export function lineCents(price, quantity, unit) {
  const whole = price * quantity;
  const rest = whole % BASE[unit];
  return (whole - rest) / BASE[unit] + (2 * rest >= BASE[unit] ? 1 : 0);
}

/**
 * What is still to be paid; the household's own credit is always used first.
 * @param {number} total
 * @param {number} held What the order holds already.
 * @param {number} credit
 */
export function dueCents(total, held, credit) {
  return Math.max(0, total - held - credit);
}

/**
 * What the household's credit changes by.
 * @param {number} total
 * @param {number} held
 * @param {number} credit
 * @param {number} paid
 */
export function creditChange(total, held, credit, paid) {
  return credit + paid + held >= total ? paid + held - total : paid;
}
