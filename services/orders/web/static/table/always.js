/** What is seen as long as a household is served: what it comes to, what is paid, when and where to fetch. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { el } from "../../../../../shared/web/static/elements.js";
import { fetchSentence, fetchShort } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {ReturnType<import("./order.js").Order["sums"]>} Sums */

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

/** When and where to fetch, and what happens if it comes otherwise. @param {Cycle} cycle */
export function promise(cycle) {
  return fetching(cycle, say("If prices fall or something lacks, the difference comes back to the household's account."), supplierFails());
}

function supplierFails() {
  return say("If a supplier cannot deliver, the household gets its money back on its account.");
}

/** @param {Cycle} cycle @param {...string} sentences */
function fetching(cycle, ...sentences) {
  return el("p", { class: "notice" }, el("span", {}, el("b", {}, fetchSentence(cycle)), " ", sentences.join(" ")));
}

/** What the till has room for. @param {Sums} sums @param {Cycle | null} cycle */
export function toldOf(sums, cycle) {
  return [...sumRows(sums), ...(cycle === null ? [] : [fetching(cycle, supplierFails())])];
}

/** Of a yearly fee. @param {number} cents @param {number} credit What of it the household has. */
export function feeTold(cents, credit) {
  return [sum(say("Yearly fee"), money(cents)), ...(credit > 0 ? [sum(say("Credit used"), `− ${money(credit)}`)] : [])];
}

/** Of several households' orders that are paid together. @param {import("./shapes.js").WaitingOrder[]} orders @param {Cycle | null} cycle */
export function togetherTold(orders, cycle) {
  const total = orders.reduce((all, order) => all + order.total_cents, 0);
  const missing = orders.reduce((all, order) => all + order.missing_cents, 0);
  const paid = total > missing ? [sum(say("Covered already"), `− ${money(total - missing)}`)] : [];
  return [sum(say("Total at the ceiling price"), money(total)), ...paid, ...(cycle === null ? [] : [fetching(cycle, supplierFails())])];
}

/** The same in a line, where the rest is below the products. @param {Sums} sums @param {Cycle} cycle */
export function inShort({ total, held, before, credit }, cycle) {
  const paid = held + before + Math.max(0, credit);
  return el("span", { class: "small", id: "bar-says" }, say("At most {total} · paid: {paid}", { total: money(total), paid: money(paid) }), el("br"), fetchShort(cycle), el("br"), say("If a supplier fails: money back."));
}

/**
 * @param {string} label
 * @param {string} shown
 */
function sum(label, shown) {
  return el("p", { class: "sum soft" }, el("span", {}, label), el("b", { class: "num" }, shown));
}
