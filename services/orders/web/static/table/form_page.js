/** How the page of order forms shows what is keyed: the lines, the sum beside the paper's, what is wrong and where. */
import { money, say, wholeOf } from "../../../../../shared/web/static/words.js";
import { at, el, field } from "../../../../../shared/web/static/elements.js";
import { amount, priceSentence } from "./words_of_table.js";

/** @typedef {import("./form_entry.js").FormLines} FormLines */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").PaperMeans} PaperMeans */
/** @typedef {import("./shapes.js").Product} Product */

export const MEANS = /** @type {const} */ (["cash", "cheque", "card", "account", "later"]);

/** Whose form it is. @param {Household | null} found @param {boolean} hasOrdered */
export function showWhose(found, hasOrdered) {
  at("whose").textContent = found ? `${found.number} · ${found.label || say("no name noted")}` : "";
  at("ordered").hidden = !hasOrdered;
  at("ordered").textContent = hasOrdered ? say("It has an order already. A second one is refused and its money kept on its account: change its order at the order table instead.") : "";
}

/** Of which forms the printed lines are. @param {string} mark Empty: they are not known. */
export function showMark(mark) {
  at("mark-says").textContent = mark === "" ? "" : say("These are the lines of forms marked {mark}. A form with another mark has other numbers: type the code that is printed beside them.", { mark });
}

/**
 * What was keyed so far, and what it comes to.
 * @param {FormLines} form
 * @param {import("./order.js").Order} order
 */
export function showKeyed(form, order) {
  const lines = order.priced(form.products);
  const rows = lines.map((line) => el("tr", {}, el("td", { class: "num" }, String(form.number(line.product) || line.product)), el("th", { scope: "row" }, line.name), el("td", { class: "num" }, amount(line.quantity, line.unit)), el("td", { class: "num" }, money(line.cents))));
  at("lines").hidden = rows.length === 0;
  at("lines").querySelector("tbody")?.replaceChildren(...rows);
  const sum = lines.reduce((all, line) => all + line.cents, 0);
  at("comes-to").textContent = money(sum);
  at("printed").replaceChildren(...form.lines.map((line) => printedRow(form, line, order.lines)));
  compare(sum);
}

/** @param {FormLines} form @param {{ number: number, product: string }} line @param {Map<string, number>} keyed */
function printedRow(form, { number, product }, keyed) {
  const sold = form.products.get(product);
  const kind = !sold?.on_sale ? "off" : keyed.has(product) ? "on" : "";
  return el("tr", { class: kind }, el("td", { class: "num" }, String(number)), el("th", { scope: "row" }, sold?.name ?? product), el("td", { class: "num" }, sold ? amount(sold.step, sold.unit) : ""));
}

/** Whether the paper's sum is what the lines come to. @param {number} sum */
export function compare(sum) {
  const written = wholeOf(field("paper-total").value, 2);
  at("total-says").textContent = written === null ? "" : written === sum ? say("The same: right.") : say("Not the same: look at the lines again.");
  at("total-says").className = written !== null && written !== sum ? "wrong" : "small";
}

/** @param {Product | null} product The one whose quantity is asked for. */
export function showLine(product) {
  const says = product === null ? [say("Leave it empty and press Enter when there is no more line.")] : [el("b", {}, product.name), ` · ${say("by {step}", { step: amount(product.step, product.unit) })} · ${priceSentence(product)}`];
  at("line-says").replaceChildren(...says);
}

/**
 * What is wrong, and the field that it is about; nothing: all is well.
 * @param {string} sentence
 * @param {string} [where]
 */
export function tell(sentence, where) {
  at("says").textContent = sentence;
  for (const id of ["number", "line", "quantity", "paper-total"]) field(id).setAttribute("aria-invalid", String(id === where));
  if (where) field(where).focus();
  return sentence === "";
}

/** What became of the form before. @param {string} sentence @param {"sure" | "wait" | null} kind */
export function noted(sentence, kind) {
  at("stored").hidden = kind === null;
  at("stored").className = `notice ${kind ?? ""}`;
  at("stored").textContent = sentence;
}

/** The paper's sum in cents; if it is none, that is said. */
export function written() {
  const cents = wholeOf(field("paper-total").value, 2);
  if (cents === null) tell(say("Type the total that is written on the paper, like 12,50."), "paper-total");
  else tell("");
  return cents;
}

/** How it was paid. */
export function means() {
  return /** @type {HTMLInputElement} */ (document.querySelector("input[name=means]:checked"));
}

/** @param {PaperMeans} chosen */
export function choose(chosen) {
  const radio = /** @type {HTMLInputElement} */ (document.querySelector(`input[name=means][value=${chosen}]`));
  radio.checked = true;
  radio.focus();
}
