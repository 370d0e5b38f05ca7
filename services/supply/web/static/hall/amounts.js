/** Weights as they are typed, and what a difference gives back: rounded as the server does (docs/rules.md). */
import { language, money, quantity, say, sayNumber } from "../../../../../shared/web/static/words.js";

/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("./shapes.js").Unit} Unit */

const BASE = /** @type {const} */ ({ kg: 1000, l: 1000, piece: 1 });
const SMALL = /** @type {const} */ ({ kg: "g", l: "ml", piece: "" });
const counted = new Intl.NumberFormat(language);

/**
 * What a quantity costs, in whole cents, half-up.
 * @param {number} price Cents per display unit.
 * @param {number} base
 * @param {Unit} unit
 */
export function costs(price, base, unit) {
  const whole = price * base;
  const rest = whole % BASE[unit];
  return (whole - rest) / BASE[unit] + (2 * rest >= BASE[unit] ? 1 : 0);
}

/** What less than granted gives back, in cents at the final price. @param {Line} line @param {number} handed */
export function givesBack(line, handed) {
  const price = line.final_price_cents ?? 0;
  return costs(price, line.granted, line.unit) - costs(price, handed, line.unit);
}

/** A quantity with its unit, pieces too. @param {number} base @param {Unit} unit */
export function amount(base, unit) {
  return unit === "piece" ? sayNumber("{number} piece", "{number} pieces", base, { number: counted.format(base) }) : quantity(base, unit);
}

/** A quantity as scales show it: 2 380 g. @param {number} base @param {Unit} unit */
export function small(base, unit) {
  return unit === "piece" ? amount(base, unit) : `${counted.format(base)} ${SMALL[unit]}`;
}

/** What is typed for a product: grams, millilitres or pieces. @param {Unit} unit */
export function scale(unit) {
  return unit === "piece" ? say("pieces") : SMALL[unit];
}

/**
 * What a weight means for the household, before it is noted.
 * @param {Line} line
 * @param {number} handed
 */
export function differenceSentence(line, handed) {
  if (handed > line.granted) return say("At most {most}: what is more is sold on its own.", { most: small(line.granted, line.unit) });
  if (handed === line.granted) return say("Exactly what it gets.");
  return say("{less} less: {back} goes back to the household.", { less: small(line.granted - handed, line.unit), back: money(givesBack(line, handed)) });
}

/** @param {number} grams */
export function weight(grams) {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: grams < 100_000 ? 1 : 0 }).format(grams / 1000)} kg`;
}
