/** What is seen as long as a household is served: what it comes to, what is paid, when and where to fetch, the next price. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, el } from "../../../../../shared/web/static/elements.js";
import { nextPrice } from "./next_price.js";
import { fetchSentence, fetchShort } from "./words_of_table.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {ReturnType<import("./order.js").Order["sums"]>} Sums */
/** @typedef {{ whole: HTMLElement[], says: HTMLElement, next: HTMLElement }} Told What the till has room for; in short, for a phone. */

/** What it comes to at most, and what of that is paid. @param {Sums} sums @param {number} [taken] As a part, before. */
export function sumRows({ total, own, held, before, credit }, taken = 0) {
  return [
    sum(say("Total at the ceiling price"), money(total)),
    own === total ? null : sum(say("The household's part"), money(own)),
    held > 0 ? sum(say("Paid before"), `− ${money(held)}`) : null,
    taken > 0 ? sum(say("Taken already"), `− ${money(taken)}`) : null,
    before > 0 ? sum(say("Paid with what waits"), `− ${money(before)}`) : null,
    credit > 0 ? sum(say("Credit used"), `− ${money(credit)}`) : null,
    credit < 0 ? sum(say("Back to the household's credit"), money(-credit)) : null,
  ].filter((row) => row !== null);
}

/** When and where to fetch, what happens if it comes otherwise, and what lacks to the next price. @param {Device} device @param {Cycle} cycle @param {Sums} sums */
export function promise(device, cycle, { lines }) {
  const back = say("If prices fall or something lacks, the difference comes back to the household's account.");
  return fetching(device, cycle, codes(lines), back);
}

/** @param {{ product: string }[]} lines */
function codes(lines) {
  return lines.map(({ product }) => product);
}

function supplierFails() {
  return say("If a supplier cannot deliver, the household gets its money back on its account.");
}

/** @param {Device} device @param {Cycle} cycle @param {string[]} products @param {string} [more] What is said where there is room. */
function fetching(device, cycle, products, more = "") {
  return el("div", { class: "notice" }, el("div", {}, el("p", {}, el("b", {}, fetchSentence(cycle)), " ", el("span", { class: "less" }, more, " "), supplierFails()), nextPrice(device, products)));
}

/** Of an order. @param {Device} device @param {Sums} sums @param {number} [taken] As a part, before. */
export function orderTold(device, sums, taken = 0) {
  const { total, held, before, credit, lines } = sums;
  const paid = held + before + taken + Math.max(0, credit);
  return told(device, sumRows(sums), say("At most {total} · paid: {paid}", { total: money(total), paid: money(paid) }), codes(lines));
}

/** Of a yearly fee. @param {Device} device @param {number} cents @param {number} credit What of it the household has. @param {number} taken As a part, before. */
export function feeTold(device, cents, credit, taken) {
  const rows = [sum(say("Yearly fee"), money(cents)), ...(credit > 0 ? [sum(say("Credit used"), `− ${money(credit)}`)] : [])];
  return told(device, rows, say("Yearly fee of {amount} · paid: {paid}", { amount: money(cents), paid: money(credit + taken) }), []);
}

/** Of several households' orders that are paid together. @param {Device} device @param {import("./shapes.js").WaitingOrder[]} orders @param {number} taken As a part, before. */
export function togetherTold(device, orders, taken) {
  const total = orders.reduce((all, order) => all + order.total_cents, 0);
  const covered = total - orders.reduce((all, order) => all + order.missing_cents, 0);
  const rows = [sum(say("Total at the ceiling price"), money(total)), ...(covered > 0 ? [sum(say("Covered already"), `− ${money(covered)}`)] : [])];
  return told(device, rows, say("At most {total} · paid: {paid}", { total: money(total), paid: money(covered + taken) }), []);
}

/**
 * What the till has room for, and the same in a few lines, where that is out of sight.
 * @param {Device} device
 * @param {HTMLElement[]} rows
 * @param {string} line
 * @param {string[]} products
 * @returns {Told}
 */
function told(device, rows, line, products) {
  const { cycle } = device;
  const always = cycle === null ? [] : [fetching(device, cycle, products)];
  const lines = cycle === null ? [line] : [line, fetchShort(cycle), say("If a supplier fails: money back.")];
  const says = el("span", { class: "small", id: "bar-says" }, ...lines.flatMap((one, place) => (place === 0 ? [one] : [el("br"), one])));
  return { whole: [...rows, ...always], says, next: nextPrice(device, products, "small") };
}

/** At the foot of a phone's screen, whatever is scrolled there. @param {number} due @param {Told} told @param {HTMLElement | null} [action] */
export function showBar(due, { says, next }, action = null) {
  const sums = el("span", { class: "bar-sums" }, el("span", {}, say("To pay"), " ", el("b", { class: "due" }, money(due))), says);
  at("bar").replaceChildren(...[sums, action, next].filter((one) => one !== null));
}

/**
 * @param {string} label
 * @param {string} shown
 */
function sum(label, shown) {
  return el("p", { class: "sum soft" }, el("span", {}, label), el("b", { class: "num" }, shown));
}
