/** A price list: sent to be looked at, drawn as what it changes, sent again to do exactly that. */
import { pairsOf } from "../../../../shared/web/static/forms.js";
import { sinceWhen } from "../../../../shared/web/static/waiting.js";
import { language, quantity, say, sayNumber } from "../../../../shared/web/static/words.js";

/** @typedef {{ starts_at: number, price: string }} Rung */
/** @typedef {{ product: string, case_size: number, basis: string, rungs: Rung[] }} Offer */
/** @typedef {{ name: string | null, after: Offer }} NewOffer */
/** @typedef {{ before: Offer, after: Offer, price_move_percent: string | null }} Changed */
/** @typedef {{ row: number, column: string, sentence: string }} Row */
/** @typedef {{ row: number, reference: string, name: string | null }} Unmapped */
/** @typedef {{ token: string | null, new: NewOffer[], changed: Changed[], vanished: Offer[], unchanged: string[], rounded: Row[], wrong: Row[], unmapped: Unmapped[] }} Found */

const KINDS = /** @type {Record<string, string>} */ ({
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  json: "application/ld+json",
  jsonld: "application/ld+json",
});
/** @type {Record<string, { name: string, unit: "kg" | "l" | "piece" }>} */
const products = JSON.parse(document.getElementById("our-products")?.textContent ?? "{}");
const form = /** @type {HTMLFormElement} */ (document.getElementById("import"));
const preview = /** @type {HTMLElement} */ (document.getElementById("preview"));
const chosen = /** @type {HTMLInputElement} */ (document.getElementById("file"));
const mapping = /** @type {HTMLFormElement} */ (document.getElementById("dfc"));

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

/** @param {Found} found */
function answer(found) {
  const card = made("section", "", "card answer");
  const words = card.appendChild(document.createElement("div"));
  const changes = found.new.length + found.changed.length;
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
  if (found.token !== null && changes > 0) {
    const button = /** @type {HTMLButtonElement} */ (made("button", say("Apply all of it"), "btn main"));
    button.type = "button";
    button.addEventListener("click", () => look(found.token));
    card.append(button);
    form.querySelector(".btn")?.classList.remove("main"); // one next action
  }
  return card;
}

/** @param {Unmapped} one */
function mapped(one) {
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

/**
 * What was chosen goes where it can be read and corrected: the form that remembers it.
 * @param {HTMLSelectElement} choice
 */
function note(choice) {
  const field = /** @type {HTMLTextAreaElement} */ (mapping.elements.namedItem("references"));
  const pairs = pairsOf(field);
  if (choice.value === "") delete pairs[choice.dataset.reference ?? ""];
  else pairs[choice.dataset.reference ?? ""] = choice.value;
  field.value = Object.entries(pairs).map((pair) => pair.join(" = ")).join("\n");
  mapping.closest("details")?.setAttribute("open", "");
}

/** @param {Found} found */
function draw(found) {
  const [product, before, after] = [say("Product"), say("Until now"), say("In the list")];
  preview.replaceChildren(
    answer(found),
    table(say("Rows to correct in the file"), [say("Row"), say("Column"), say("What is wrong")], found.wrong.map((row) => [rowHead(String(row.row)), made("td", row.column), made("td", row.sentence)])),
    table(say("Changed"), [product, before, after, say("Price")], found.changed.map((one) => [rowHead(named(one.after.product)), made("td", told(one.before)), made("td", told(one.after)), moved(one.price_move_percent)])),
    table(say("New"), [product, after], found.new.map((one) => [rowHead(named(one.after.product)), made("td", told(one.after))])),
    table(say("No longer in the list: these offers stay until you remove them"), [product, before], found.vanished.map((one) => [rowHead(named(one.product)), made("td", told(one))])),
    table(say("Rounded prices"), [say("Row"), say("What was done")], found.rounded.map((row) => [rowHead(String(row.row)), made("td", row.sentence)])),
    table(say("Of their catalogue, not ours yet"), [say("Theirs"), say("Ours")], found.unmapped.map(mapped)),
  );
  for (const part of [...preview.children]) if (part.childElementCount === 0) part.remove();
}

/** @param {string} sentence */
function refuse(sentence) {
  const shown = made("p", sentence, "notice stop");
  shown.setAttribute("role", "alert");
  preview.replaceChildren(shown);
}

/** @param {string | null} token Of the changes to apply; null: only look. */
async function look(token) {
  const file = chosen.files?.[0];
  if (!file) return;
  const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  const kind = KINDS[ending] ?? "application/octet-stream";
  const path = kind === "application/ld+json" ? "dfc-catalogues" : "price-lists";
  const address = `/v1/suppliers/${encodeURIComponent(form.dataset.supplier ?? "")}/${path}${token === null ? "" : `?apply=${token}`}`;
  preview.hidden = false;
  preview.setAttribute("aria-busy", "true");
  const made = sinceWhen(preview, token !== null); // only what is applied is kept
  try {
    const answered = await fetch(address, { method: "POST", headers: { "Content-Type": kind, Accept: "application/json" }, body: file });
    const found = await answered.json();
    if (!answered.ok) refuse(found.detail ?? say("Something went wrong. Try again in a moment."));
    else if (token === null) draw(found);
    else finish(found);
  } catch {
    refuse(say("There is no connection. Nothing is lost: try again in a moment."));
  }
  made();
  preview.removeAttribute("aria-busy");
  preview.focus();
}

/** @param {Found} found */
function finish(found) {
  const shown = made("p", sayNumber("Applied: one offer changed.", "Applied: {number} offers changed.", found.new.length + found.changed.length), "notice sure");
  shown.setAttribute("role", "status");
  preview.replaceChildren(shown);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look(null);
});
chosen.addEventListener("change", () => (preview.hidden = true));
