/** Lines that somebody wants again: put into the order; what can't be had this time is named and left out. */
import { say } from "../../../../../shared/web/static/words.js";
import { el, icon } from "../../../../../shared/web/static/elements.js";
import { amount } from "./words_of_table.js";

/** @typedef {import("./shapes.js").LastLine} LastLine */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./order.js").Order} Order */
/** @typedef {import("./table.js").Table} Table */

/** @param {Table} table @param {LastLine[]} lines As they were sold when they were asked for. */
export function putLines(table, lines) {
  const { order, products } = table;
  if (order === null) return;
  order.leftOut = [];
  order.touched = true; // what is looked up meanwhile does not begin it anew
  for (const line of lines) {
    const why = whyNot(line, products.get(line.product));
    if (why === null) table.put(line.product, line.quantity);
    else order.leftOut.push(why);
  }
  table.redraw();
  table.catalogue.back();
}

/**
 * Why a line can't be had this time; null: it can.
 * @param {LastLine} line
 * @param {Product | undefined} product
 */
function whyNot(line, product) {
  const name = line.name ?? product?.name ?? line.product;
  if (product === undefined) return say("{name}: not offered this time", { name });
  if (!product.on_sale) return say("{name}: no longer sold in this cycle", { name });
  const unit = line.unit ?? product.unit;
  if (product.unit === unit && line.quantity % product.step === 0) return null;
  return say("{name}: now sold by {step}, no longer {quantity}", { name, step: amount(product.step, product.unit), quantity: amount(line.quantity, unit) });
}

/** What can't be had this time. @param {Order} order */
export function shownLeftOut(order) {
  if (order.leftOut.length === 0) return null;
  const each = order.leftOut.map((why) => el("li", {}, why));
  return el("div", { class: "notice wait wide", id: "left-out", role: "status" }, icon("info"), el("div", {}, el("b", {}, say("Left out, because it can't be had this time")), el("ul", { class: "plain" }, ...each)));
}
