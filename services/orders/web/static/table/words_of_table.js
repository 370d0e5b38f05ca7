/** Sentences that several parts of the table say. */
import { dated, language, money, quantity, say, sayNumber } from "../../../../../shared/web/static/words.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Means} Means */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Progress} Progress */
/** @typedef {import("./shapes.js").Unit} Unit */

const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const counted = new Intl.NumberFormat(language);

const NEARLY = 10; // from nine tenths on

/** @param {string} local A day or a moment in the network's time. */
export function dayOf(local) {
  return dated(day, new Date(local.length === 10 ? `${local}T12:00` : local));
}

/** @param {Pick<Cycle, "place" | "starts" | "ends" | "distribution">} fetch */
export function fetchSentence(fetch) {
  const place = fetch.place || say("at the centre");
  if (fetch.starts && fetch.ends) {
    const figures = { place, day: dayOf(fetch.starts), from: time.format(new Date(fetch.starts)), to: time.format(new Date(fetch.ends)) };
    return say("To fetch: {place}, {day}, from {from} to {to}.", figures);
  }
  if (fetch.distribution) return say("To fetch: {place}, {day}.", { place, day: dayOf(fetch.distribution) });
  return say("To fetch: {place}. The day will be announced.", { place });
}

const shortDay = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" });

/** The same where there is little room. @param {Pick<Cycle, "place" | "starts" | "ends" | "distribution">} fetch */
export function fetchShort(fetch) {
  const place = fetch.place || say("at the centre");
  if (fetch.starts && fetch.ends) {
    const figures = { place, day: dated(shortDay, new Date(fetch.starts)), from: time.format(new Date(fetch.starts)), to: time.format(new Date(fetch.ends)) };
    return say("To fetch: {day}, {from}–{to}, {place}", figures);
  }
  if (fetch.distribution) return say("To fetch: {day}, {place}", { place, day: dated(shortDay, new Date(`${fetch.distribution}T12:00`)) });
  return say("To fetch: {place}. The day will be announced.", { place });
}

/** @param {Means} means */
export function meansName(means) {
  switch (means) {
    case "cash":
      return say("Cash");
    case "cheque":
      return say("Cheque");
    case "card":
      return say("Card");
    case "transfer":
      return say("Transfer");
    case "credit":
      return say("Credit");
  }
}

/**
 * The ceiling price of a product.
 * @param {Product} product
 */
export function priceSentence(product) {
  const price = money(product.ceiling_price_cents);
  switch (product.unit) {
    case "kg":
      return say("at most {price} a kilo", { price });
    case "l":
      return say("at most {price} a litre", { price });
    case "piece":
      return say("at most {price} each", { price });
  }
}

const SMALL = /** @type {const} */ ({ kg: "g", l: "ml" });
const KILO = 1000;

/** What it is sold by, in grams or millilitres below a kilo or a litre. @param {Product} product */
export function stepSentence({ step, unit }) {
  if (unit === "piece") return step === 1 ? say("by the piece") : say("by {step}", { step: amount(step, unit) });
  return say("by {step}", { step: step < KILO ? `${counted.format(step)} ${SMALL[unit]}` : quantity(step, unit) });
}

/**
 * What is missing for the next price, for all tables together.
 * @param {Product} product
 * @param {Progress} now
 */
export function rungSentence(product, now) {
  const next = now.next_rung;
  if (next === null) {
    return now.about_price_cents === null ? "" : say("best price reached: about {price}", { price: money(now.about_price_cents) });
  }
  const price = money(next.about_price_cents);
  const now_price = now.about_price_cents === null ? null : money(now.about_price_cents);
  return now_price === null ? firstPrice(product, next, price) : nextPrice(product, next, { price, now: now_price });
}

/** Whether the goods that the next price needs are not there. @param {Product} product @param {Progress} now */
export function isOutOfReach(product, { next_rung, at_most, stock_first }) {
  return next_rung !== null && typeof at_most === "number" && product.basis === "quantity" && next_rung.starts_at + stock_first > at_most;
}

/** The price of now alone, where the next one is out of reach. @param {Progress} now */
export function priceNow({ about_price_cents }) {
  return about_price_cents === null ? "" : say("about {price} now", { price: money(about_price_cents) });
}

/**
 * Whether there is enough of a product, by what suppliers say; nobody is refused for it, so no more than that is said.
 * @param {Product} product
 * @param {Progress} now
 */
export function shortSentence(product, { at_most, so_far }) {
  if (typeof at_most !== "number") return "";
  const left = at_most - so_far;
  const figures = { left: amount(Math.max(0, left), product.unit), most: amount(at_most, product.unit), ordered: amount(so_far, product.unit) };
  if (left < 0) return say("Probably not enough for everyone: {ordered} ordered, {most} to be had. The money for what lacks comes back to the account.", figures);
  if (left < product.step) return say("All of it is ordered. Beyond that there is probably not enough for everyone; the money for what lacks comes back to the account.");
  return left * NEARLY <= at_most ? say("Nearly all ordered: {left} left. Beyond that there is probably not enough for everyone.", figures) : "";
}

/** @param {Product} product @param {import("./shapes.js").NextRung} next @param {{ price: string, now: string }} prices */
function nextPrice(product, { missing }, prices) {
  if (product.basis === "quantity") return say("{missing} more from anyone and everybody pays about {price} instead of {now}", { missing: amount(missing, product.unit), ...prices });
  const figures = { number: counted.format(missing), ...prices };
  return sayNumber("{number} more household and everybody pays about {price} instead of {now}", "{number} more households and everybody pays about {price} instead of {now}", missing, figures);
}

/** There is no price yet. @param {Product} product @param {import("./shapes.js").NextRung} next @param {string} price */
function firstPrice(product, { missing }, price) {
  if (product.basis === "quantity") return say("{missing} more between all of us → about {price}", { missing: amount(missing, product.unit), price });
  return sayNumber("{number} more household → about {price}", "{number} more households → about {price}", missing, { number: counted.format(missing), price });
}

/**
 * A quantity with its unit, pieces too.
 * @param {number} base
 * @param {Unit} unit
 */
export function amount(base, unit) {
  return unit === "piece" ? sayNumber("{number} piece", "{number} pieces", base, { number: counted.format(base) }) : quantity(base, unit);
}

const typable = new Intl.NumberFormat(language, { maximumFractionDigits: 3, numberingSystem: "latn", useGrouping: false });
const typableCents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, numberingSystem: "latn", useGrouping: false });

/** An amount as it can be typed again. @param {number} cents */
export function typedMoney(cents) {
  return typableCents.format(cents / 100);
}

/**
 * A quantity as it can be typed again, with the figures of a keyboard.
 * @param {number} base
 * @param {Unit} unit
 */
export function typedQuantity(base, unit) {
  return unit === "piece" ? String(base) : `${typable.format(base / 1000)} ${unit}`;
}
