/** What a price list changes, as its page shows it: what is new, dearer, cheaper, gone, and what is wrong in it. */
import { at } from "../../../../shared/web/static/elements.js";
import { language, quantity, say, sayNumber } from "../../../../shared/web/static/words.js";

/** @typedef {{ starts_at: number, price: string }} Rung */
/** @typedef {{ product: string, case_size: number, basis: string, rungs: Rung[] }} Offer */
/** @typedef {{ name: string | null, after: Offer }} NewOffer */
/** @typedef {{ before: Offer, after: Offer, price_move_percent: string | null }} Changed */
/** @typedef {{ row: number, column: string, sentence: string }} Row */
/** @typedef {{ row: number, reference: string, name: string | null }} Unmapped */
/** @typedef {{ token: string | null, new: NewOffer[], changed: Changed[], vanished: Offer[], unchanged: string[], rounded: Row[], wrong: Row[], unmapped: Unmapped[] }} Found */

/** @type {Record<string, { name: string, unit: "kg" | "l" | "piece" }>} */
const products = JSON.parse(document.getElementById("our-products")?.textContent ?? "{}");

/** @param {Found} found */
export function changesOf(found) {
  return found.new.length + found.changed.length;
}

/** @param {Found} found */
export function isApplicable(found) {
  return found.token !== null && changesOf(found) > 0;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [kind] Its class.
 */
function made(tag, text, kind = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

/** @param {string} code */
const named = (code) => products[code]?.name ?? code;

/** @param {string} price */
function euros(price) {
  return new Intl.NumberFormat(language, { style: "currency", currency: "EUR", maximumFractionDigits: 4 }).format(Number(price));
}

/** @param {Offer} offer */
function told(offer) {
  const unit = products[offer.product]?.unit ?? "piece";
  /** @param {Rung} rung */
  const start = (rung) => (offer.basis === "quantity" ? quantity(rung.starts_at, unit) : sayNumber("{number} household", "{number} households", rung.starts_at));
  const prices = offer.rungs.map((rung) =>
    rung.starts_at ? say("{price} from {start} on", { price: euros(rung.price), start: start(rung) }) : euros(rung.price),
  );
  return `${prices.join(" · ")} (${say("cases of {size}", { size: quantity(offer.case_size, unit) })})`;
}

/** @param {string | null} percent */
function moved(percent) {
  if (percent === null) return made("td", "–", "num");
  const number = Number(percent);
  const text = new Intl.NumberFormat(language, { signDisplay: "exceptZero", maximumFractionDigits: 1 }).format(number);
  return made("td", `${number > 0 ? "▲ " : number < 0 ? "▼ " : ""}${text} %`, `num ${number > 0 ? "up" : number < 0 ? "down" : ""}`);
}

/**
 * @param {string} title
 * @param {string[]} heads
 * @param {HTMLElement[][]} rows
 */
function table(title, heads, rows) {
  const section = made("section", "", "card box scroll");
  if (rows.length === 0) return section;
  section.tabIndex = 0;
  section.setAttribute("role", "group");
  section.setAttribute("aria-label", title);
  section.append(made("h2", title));
  const drawn = section.appendChild(document.createElement("table"));
  const head = drawn.createTHead().insertRow();
  for (const text of heads) {
    const cell = made("th", text);
    cell.setAttribute("scope", "col");
    head.append(cell);
  }
  const body = drawn.createTBody();
  for (const row of rows) body.insertRow().append(...row);
  return section;
}

/** @param {string} text */
function rowHead(text) {
  const head = made("th", text);
  head.setAttribute("scope", "row");
  return head;
}

/** @param {Found} found @param {() => void} apply */
function answer(found, apply) {
  const card = made("section", "", "card answer");
  const words = card.appendChild(document.createElement("div"));
  const changes = changesOf(found);
  const title = found.token === null
    ? sayNumber("One row is wrong: nothing can be applied", "{number} rows are wrong: nothing can be applied", found.wrong.length)
    : changes === 0
      ? say("Nothing changes")
      : sayNumber("One offer changes", "{number} offers change", changes);
  words.append(made("h2", title));
  const parts = [
    sayNumber("one new", "{number} new", found.new.length),
    sayNumber("one changed", "{number} changed", found.changed.length),
    sayNumber("one as before", "{number} as before", found.unchanged.length),
    sayNumber("one no longer in the list", "{number} no longer in the list", found.vanished.length),
  ];
  words.append(made("p", `${parts.join(", ")}.`));
  if (isApplicable(found)) {
    const button = /** @type {HTMLButtonElement} */ (made("button", say("Apply all of it"), "btn main"));
    button.type = "button";
    button.addEventListener("click", apply);
    card.append(button);
  }
  return card;
}

/** @param {Unmapped} one @param {(choice: HTMLSelectElement) => void} note */
function mapped(one, note) {
  const cell = document.createElement("td");
  const choice = cell.appendChild(document.createElement("select"));
  choice.className = "bare";
  choice.dataset.reference = one.reference;
  choice.setAttribute("aria-label", say("Which of our products {name} is", { name: one.name ?? one.reference }));
  choice.append(new Option(say("not ours"), ""));
  for (const [code, product] of Object.entries(products)) choice.append(new Option(product.name, code));
  choice.addEventListener("change", () => note(choice));
  return [rowHead(one.name ?? one.reference), cell];
}

/** @param {Found} found @param {{ apply: () => void, note: (choice: HTMLSelectElement) => void }} then What is done with it. */
export function showFound(found, { apply, note }) {
  const preview = at("preview");
  const [product, before, after] = [say("Product"), say("Until now"), say("In the list")];
  preview.replaceChildren(
    answer(found, apply),
    table(say("Rows to correct in the file"), [say("Row"), say("Column"), say("What is wrong")], found.wrong.map((row) => [rowHead(String(row.row)), made("td", row.column), made("td", row.sentence)])),
    table(say("Changed"), [product, before, after, say("Price")], found.changed.map((one) => [rowHead(named(one.after.product)), made("td", told(one.before)), made("td", told(one.after)), moved(one.price_move_percent)])),
    table(say("New"), [product, after], found.new.map((one) => [rowHead(named(one.after.product)), made("td", told(one.after))])),
    table(say("No longer in the list: these offers stay until you remove them"), [product, before], found.vanished.map((one) => [rowHead(named(one.product)), made("td", told(one))])),
    table(say("Rounded prices"), [say("Row"), say("What was done")], found.rounded.map((row) => [rowHead(String(row.row)), made("td", row.sentence)])),
    table(say("Of their catalogue, not ours yet"), [say("Theirs"), say("Ours")], found.unmapped.map((one) => mapped(one, note))),
  );
  for (const part of [...preview.children]) if (part.childElementCount === 0) part.remove();
}

/** What became of it. @param {string} sentence @param {"sure" | "stop"} kind */
export function showSaid(sentence, kind) {
  const shown = made("p", sentence, `notice ${kind}`);
  shown.setAttribute("role", kind === "sure" ? "status" : "alert");
  at("preview").replaceChildren(shown);
}
