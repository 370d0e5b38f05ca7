/** How the page of sales shows what may be sold, the sale that is chosen with its price, and the slip of what is sold. */
import { at, button, el, icon, notice } from "../../../../../shared/web/static/elements.js";
import { money, say } from "../../../../../shared/web/static/words.js";
import { Speaker, languageSelect } from "../table/receipt_words.js";
import { amount, costs, moment, priceOf } from "./sale_slip.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {Product & { key: string, order_id: string | null, from: string | null, left: number | null }} Goods */
/**
 * @typedef {object} Shelf
 * @property {Goods[]} offered
 * @property {string | null} chosen The key of what is sold.
 * @property {string | null} only The one product that was asked for.
 * @property {string} cycle
 * @property {number | null} known When the server said so.
 * @property {boolean} sure Nothing was sold since that is not known here.
 */

/** @param {Shelf} shelf */
export function showGoods({ offered, chosen, only, cycle, known, sure }) {
  const wanted = offered.filter((one) => only === null || one.product === only);
  const [left, others] = [wanted.filter((one) => one.order_id !== null), wanted.filter((one) => one.order_id === null)];
  at("goods").replaceChildren(
    ...asOf(known, sure),
    ...group(say("Not fetched, and released"), left, chosen, say("Sell these first: the household that paid for them gets its money back.")),
    ...group(say("Surplus"), others, chosen, say("Only what lies here and waits for nobody. The end of the day says how much that is.")),
    ...(only === null ? [] : [el("a", { class: "btn plain", href: `?cycle=${encodeURIComponent(cycle)}` }, say("Other goods"))]),
  );
}

/** Since when what is shown may have changed elsewhere. @param {number | null} known @param {boolean} sure */
function asOf(known, sure) {
  if (known === null) return [notice("wait", say("What may be sold is not known on this device yet: open this page once with a network."))];
  if (sure) return [];
  return [notice("wait", say("As of {time}, without a network. What this device sold since is taken off; what other tables sold is not.", { time: moment.format(known) }))];
}

/** @param {string} title @param {Goods[]} some @param {string | null} chosen @param {string} about */
function group(title, some, chosen, about) {
  if (some.length === 0) return [];
  return [el("h3", {}, title), el("p", { class: "soft small" }, about), ...some.map((one) => row(one, one.key === chosen))];
}

/** @param {Goods} one @param {boolean} isChosen */
function row(one, isChosen) {
  const about = [one.from === null ? null : say("bag of {number}", { number: one.from }), one.left === null ? null : say("{quantity} left", { quantity: amount(one, one.left) })];
  const told = about.filter((each) => each !== null).join(" · ");
  return el("button", { type: "button", class: "btn goods", "data-do": "goods", "data-goods": one.key, "aria-pressed": String(isChosen) }, el("span", {}, one.name), el("span", { class: "num" }, priceOf(one)), told ? el("span", { class: "small soft" }, told) : null);
}

/** What is to be chosen first. @param {boolean} hasGoods Those are. */
export function showNoSale(hasGoods) {
  at("sale").replaceChildren(el("p", { class: "soft" }, icon("basket"), " ", hasGoods ? say("Find who buys: number or name, then Enter.") : say("Choose what is sold.")));
}

/** Who buys what, and the field of how much. @param {Goods} one @param {Household} who */
export function showSale(one, who) {
  const kind = one.unit === "piece" ? say("How many") : one.unit === "kg" ? say("How much (kg)") : say("How much (litres)");
  at("sale").replaceChildren(
    el("h2", { id: "sale-title" }, `${who.number} · ${who.label}`),
    el("p", { class: "soft" }, say("{goods}, {price}", { goods: one.name, price: priceOf(one) })),
    el("div", { class: "field" }, el("label", { for: "quantity" }, kind), el("input", { id: "quantity", class: "amount", inputmode: one.unit === "piece" ? "numeric" : "decimal", autocomplete: "off", "aria-describedby": "price" })),
    el("div", { id: "price", class: "stack", role: "status" }),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: true }),
    el("div", { class: "row acts", id: "acts" }),
  );
}

/**
 * Nothing to be paid: a sentence says why, or nothing is typed yet.
 * @param {string} wrong
 */
export function showNoPrice(wrong) {
  at("quantity").setAttribute("aria-invalid", String(wrong !== ""));
  at("price").replaceChildren(...(wrong === "" ? [] : [el("p", { class: "notice wait" }, wrong)]));
  at("acts").replaceChildren();
}

/** What so much comes to: said before anything is noted. @param {Goods} one @param {Household} who @param {number} base */
export function showPrice(one, who, base) {
  const cents = costs(one, base);
  const credit = Math.min(who.credit_cents, cents);
  const more = one.order_id === null && one.left !== null && base > one.left ? el("p", { class: "notice wait" }, say("The day's page counted {quantity} of surplus. Count again before you sell more.", { quantity: amount(one, one.left) })) : null;
  at("quantity").setAttribute("aria-invalid", "false");
  at("price").replaceChildren(
    el("p", { class: "said-price" }, money(cents)),
    el("p", {}, say("Say the price. Sell only if the household accepts.")),
    el("p", { class: "soft" }, parts(credit, cents - credit)),
    ...(more ? [more] : []),
  );
  at("acts").replaceChildren(...acts(cents, cents - credit));
}

/** @param {number} credit @param {number} rest */
function parts(credit, rest) {
  if (rest === 0) return say("Its credit pays all of it.");
  return credit > 0 ? say("{credit} from its credit, {lacking} to pay.", { credit: money(credit), lacking: money(rest) }) : say("{lacking} to pay.", { lacking: money(rest) });
}

/** @param {number} cents @param {number} rest */
function acts(cents, rest) {
  const by = (/** @type {string} */ text, /** @type {string} */ means, /** @type {string} */ kind) => {
    const made = button(text, "sell", { kind });
    if (means) made.dataset["means"] = means;
    return made;
  };
  if (rest === 0) return [by(say("Accepted: {amount} from its credit", { amount: money(cents) }), "", "main")];
  return [by(say("Accepted: {amount} in cash", { amount: money(rest) }), "cash", "main"), by(say("Accepted: {amount} by card", { amount: money(rest) }), "card", "")];
}

/**
 * @param {(its: Speaker) => HTMLElement} paper
 * @param {string} language Of the household; whoever prints may choose another.
 * @param {string} kept That it waits on this device; empty: the server has it.
 */
export function showSold(paper, language, kept) {
  const choice = languageSelect("receipt-language", language);
  choice.addEventListener("change", () => at("slip").replaceWith(paper(new Speaker(choice.value))));
  at("sale").replaceChildren(
    el("h2", { id: "sold", tabindex: -1, class: "no-print" }, say("Sold")),
    ...(kept === "" ? [] : [el("p", { class: "notice wait no-print", role: "status" }, kept)]),
    paper(new Speaker(choice.value)),
    el("div", { class: "row no-print" }, button(say("Print it"), "print", { icon: "printer" }), button(say("Another sale"), "next", { kind: "main" }), el("div", { class: "field" }, el("label", { for: choice.id }, say("Receipt in")), choice)),
  );
}

/** Why nothing was sold. @param {string} sentence */
export function complain(sentence) {
  const says = document.getElementById("says") ?? el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1 });
  if (!says.isConnected) at("sale").prepend(says);
  says.textContent = sentence;
  says.hidden = false;
  says.focus();
}
