/** What goods cost, as it is said, and the slip of a sale as it is printed. */
import { el } from "../../../../../shared/web/static/elements.js";
import { language, money, quantity, say, sayNumber } from "../../../../../shared/web/static/words.js";

/** @typedef {import("../table/receipt_words.js").Speaker} Speaker */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").SaleAnswer} SaleAnswer */

const BASE = /** @type {const} */ ({ kg: 1000, l: 1000, piece: 1 });
export const moment = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });

/** What a quantity costs in whole cents, half-up, as the server rounds it. @param {Product} one @param {number} base */
export function costs(one, base) {
  const whole = one.final_price_cents * base;
  const rest = whole % BASE[one.unit];
  return (whole - rest) / BASE[one.unit] + (2 * rest >= BASE[one.unit] ? 1 : 0);
}

/** @param {Product} one @param {number} base */
export function amount(one, base) {
  return one.unit === "piece" ? sayNumber("{number} piece", "{number} pieces", base) : quantity(base, one.unit);
}

/** @param {Product} one */
export function priceOf(one) {
  return one.unit === "piece" ? say("{price} a piece", { price: money(one.final_price_cents) }) : `${money(one.final_price_cents)}/${one.unit}`;
}

/**
 * What the household reads, in its language.
 * @param {string} place
 * @param {string} number Of the household that buys.
 * @param {Product} one
 * @param {Pick<SaleAnswer, "quantity" | "final_price_cents" | "amount_cents" | "paid_cents" | "at">} sold
 * @param {string | undefined} means
 * @param {Speaker} its Of whoever reads it.
 */
export function slip(place, number, one, sold, means, its) {
  const line = (/** @type {string | HTMLElement} */ name, /** @type {number} */ cents) => el("p", { class: "sum" }, el("span", {}, name), el("b", { class: "num" }, el("bdi", {}, its.money(cents))));
  const credit = Math.max(0, sold.amount_cents - sold.paid_cents);
  const price = one.unit === "piece" ? its.word("{price} a piece", { price: its.money(sold.final_price_cents) }) : `${its.money(sold.final_price_cents)}/${one.unit}`;
  return el(
    "div",
    { class: "slip", id: "slip", lang: its.language, dir: its.tongue.direction },
    el("p", { class: "small soft" }, `VRAC · ${place} · `, el("bdi", {}, its.moment(Date.parse(sold.at)))),
    el("p", {}, el("b", {}, number)),
    el("p", {}, el("bdi", {}, one.name)),
    line(el("span", {}, el("bdi", {}, its.amount(sold.quantity, one.unit)), " × ", el("bdi", {}, price)), sold.amount_cents),
    ...(credit > 0 ? [line(its.paid("credit"), credit)] : []),
    ...(sold.paid_cents > 0 ? [line(its.paid(means === "card" ? "card" : "cash"), sold.paid_cents)] : []),
  );
}
