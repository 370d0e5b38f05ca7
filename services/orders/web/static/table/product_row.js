/** A product as a row of the catalogue: its price, its step, how far everybody is, its quantity to touch or to type. */
import { say, wholeOf } from "../../../../../shared/web/static/words.js";
import { el, icon } from "../../../../../shared/web/static/elements.js";
import { folded } from "../../../../../shared/web/static/folding.js";
import { isOutOfReach, priceNow, priceSentence, rungSentence, shortSentence, stepSentence } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Progress} Progress */

/**
 * @typedef {object} Row
 * @property {Product} product
 * @property {string} folded
 * @property {HTMLElement} shown
 * @property {HTMLInputElement} typed
 * @property {HTMLElement} cents
 * @property {HTMLElement} rung
 * @property {number} marked What is shown as ordered.
 * @property {string} told Which progress is shown.
 */

/** Of its family. @param {Product} product */
export function pictogram(product) {
  return product.pictogram ?? "box";
}

/**
 * @param {Product} product
 * @returns {Row}
 */
export function rowOf(product) {
  const typed = el("input", {
    class: "bare",
    inputmode: "decimal",
    autocomplete: "off",
    placeholder: "0",
    "aria-label": say("Quantity of {product}", { product: product.name }),
    disabled: !product.on_sale,
  });
  const cents = el("div", { class: "num amount" }, "—");
  const rung = el("div", { class: "rung" });
  const less = el("button", { type: "button", class: "btn square", "data-step": "less", "aria-label": say("Less {product}", { product: product.name }), disabled: !product.on_sale }, "−");
  const more = el("button", { type: "button", class: "btn square", "data-step": "more", "aria-label": say("More {product}", { product: product.name }), disabled: !product.on_sale }, "+");
  const named = el(
    "div",
    { class: "what" },
    el("h3", {}, product.name),
    el("p", { class: "soft small" }, el("span", {}, priceSentence(product)), "\u00a0· ", el("span", { class: "nowrap" }, stepSentence(product)), marks(product)),
    product.on_sale ? rung : el("p", { class: "small stopped" }, say("Not to be had this time.")),
    el("span", { class: "wrong", role: "status" }),
  );
  const shown = el(
    "article",
    { class: product.on_sale ? "card row" : "card row off", "data-product": product.product },
    icon(pictogram(product), "large"),
    named,
    el("div", { class: "qty" }, less, typed, more),
    cents,
  );
  return { product, folded: folded(product.name), shown, typed, cents, rung, marked: 0, told: "" };
}

/** What is typed, in base units; null when it is no quantity. @param {Row} row */
export function baseOf(row) {
  const text = row.typed.value.replace(/[^\d.,]/g, "");
  const whole = row.product.unit === "piece" || /\d\s*(?:g|ml)\s*$/i.test(row.typed.value);
  return text === "" ? 0 : wholeOf(text, whole ? 0 : 3);
}

/** @param {Product} product */
function marks(product) {
  const said = [product.organic ? say("organic") : "", product.local ? say("local") : ""].filter(Boolean);
  return said.map((mark) => `\u00a0· ${mark}`).join("");
}

/**
 * @param {Product} product
 * @param {Progress} now
 */
export function rungOf(product, now) {
  const short = shortSentence(product, now);
  const warned = short === "" ? [] : [el("span", { class: "short" }, icon("warning"), short)];
  return [...warned, ...priced(product, now)];
}

/**
 * What it costs, and what everybody together may still do about it.
 * @param {Product} product
 * @param {Progress} now
 */
function priced(product, now) {
  if (isOutOfReach(product, now)) return [el("span", {}, priceNow(now))];
  const sentence = rungSentence(product, now);
  if (sentence === "") return [];
  const most = now.next_rung?.starts_at ?? 1;
  const bar = el("progress", {
    class: now.next_rung === null ? "full" : "",
    max: most,
    value: now.next_rung === null ? 1 : Math.min(now.counted, most),
    "aria-hidden": "true",
  });
  return [bar, el("span", {}, sentence)];
}
