/** Selling what is left at a centre, with or without a network: which goods, who, how much; the price is said first. */
import { at, button, el, field, icon, notice } from "../../../../../shared/web/static/elements.js";
import { money, say, wholeOf } from "../../../../../shared/web/static/words.js";
import { Speaker, languageSelect } from "../table/receipt_words.js";
import { attend, isBusy, noted, saidOfKept } from "./desk.js";
import { GoodsNotes } from "./goods.js";
import { sale } from "./note_items.js";
import { amount, costs, moment, priceOf, slip } from "./sale_slip.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Outcome} Outcome */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Sale} Sale */
/** @typedef {Product & { key: string, order_id: string | null, from: string | null, left: number | null }} Goods */

/** @type {{ centre: string, place: string, cycles: { cycle: string, name: string }[], signIn: string }} */
const here = JSON.parse(at("here").textContent ?? "");
const asked = new URLSearchParams(location.search);
/** The page may have been kept under another address: which cycle, this one says. */
const cycle = here.cycles.find((one) => one.cycle === asked.get("cycle")) ?? here.cycles[0] ?? { cycle: "", name: "" };
const only = asked.get("product");
/** How much surplus lies there, as the page of the day said. */
const surplus = /^\d{1,9}$/.test(asked.get("left") ?? "") ? Number(asked.get("left")) : null;
const notes = new GoodsNotes(here.centre, cycle.cycle);

/** Goods by key, and who buys: its id. */
let [chosen, buying] = /** @type {[string | null, string | null]} */ ([null, null]);
/** What was drawn: it is drawn again only when that changes. */
let [listed, told] = ["", ""];

/** What may be sold: what nobody fetched, by bag; then every product as surplus. @returns {Goods[]} */
function offered() {
  const { products } = notes.known;
  const { uncollected } = notes;
  const left = uncollected.flatMap((one) => {
    const product = products.find((each) => each.product === one.product);
    return product ? [{ ...product, key: `${one.order_id}/${one.product}`, order_id: one.order_id, from: one.household_number, left: one.left }] : [];
  });
  return [...left, ...products.map((one) => ({ ...one, key: one.product, order_id: null, from: null, left: surplus === null || one.product !== only ? null : notes.lying(one.product, surplus) }))];
}

function goods() {
  return offered().find((one) => one.key === chosen) ?? null;
}

function buyer() {
  const one = buying === null ? undefined : notes.households.get(buying);
  return one === undefined ? null : { ...one, credit_cents: notes.credit(one.id) };
}

/** Since when what is shown may have changed elsewhere. */
function asOf() {
  const { at: when } = notes.known;
  if (when === null) return [notice("wait", say("What may be sold is not known on this device yet: open this page once with a network."))];
  if (notes.queue.reached && !notes.queue.signedOut) return [];
  return [notice("wait", say("As of {time}, without a network. What this device sold since is taken off; what other tables sold is not.", { time: moment.format(when) }))];
}

function showGoods() {
  const all = offered();
  const [left, others] = [all.filter((one) => one.order_id !== null), all.filter((one) => one.order_id === null)];
  const wanted = (/** @type {Goods} */ one) => only === null || one.product === only;
  const focused = document.activeElement?.getAttribute("data-goods");
  at("goods").replaceChildren(
    ...asOf(),
    ...group(say("Not fetched, and released"), left.filter(wanted), say("Sell these first: the household that paid for them gets its money back.")),
    ...group(say("Surplus"), others.filter(wanted), say("Only what lies here and waits for nobody. The end of the day says how much that is.")),
    ...(only === null ? [] : [el("a", { class: "btn plain", href: `?cycle=${encodeURIComponent(cycle.cycle)}` }, say("Other goods"))]),
  );
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-goods="${CSS.escape(focused)}"]`))?.focus();
}

/** @param {string} title @param {Goods[]} some @param {string} about */
function group(title, some, about) {
  if (some.length === 0) return [];
  return [el("h3", {}, title), el("p", { class: "soft small" }, about), ...some.map(row)];
}

/** @param {Goods} one */
function row(one) {
  const about = [one.from === null ? null : say("bag of {number}", { number: one.from }), one.left === null ? null : say("{quantity} left", { quantity: amount(one, one.left) })];
  const told = about.filter((each) => each !== null).join(" · ");
  const made = el("button", { type: "button", class: "btn goods", "data-do": "goods", "data-goods": one.key, "aria-pressed": String(one.key === chosen) }, el("span", {}, one.name), el("span", { class: "num" }, priceOf(one)), told ? el("span", { class: "small soft" }, told) : null);
  return made;
}

/** The sale as far as it is chosen. */
function draw() {
  const [one, who] = [goods(), buyer()];
  if (one === null || who === null) {
    at("sale").replaceChildren(el("p", { class: "soft" }, icon("basket"), " ", one === null ? say("Choose what is sold.") : say("Find who buys: number or name, then Enter.")));
    return;
  }
  const kind = one.unit === "piece" ? say("How many") : one.unit === "kg" ? say("How much (kg)") : say("How much (litres)");
  at("sale").replaceChildren(
    el("h2", { id: "sale-title" }, `${who.number} · ${who.label}`),
    el("p", { class: "soft" }, say("{goods}, {price}", { goods: one.name, price: priceOf(one) })),
    el("div", { class: "field" }, el("label", { for: "quantity" }, kind), el("input", { id: "quantity", class: "amount", inputmode: one.unit === "piece" ? "numeric" : "decimal", autocomplete: "off", "aria-describedby": "price" })),
    el("div", { id: "price", class: "stack", role: "status" }),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: true }),
    el("div", { class: "row acts", id: "acts" }),
  );
  field("quantity").addEventListener("input", tell);
  field("quantity").focus();
  tell();
}

/** What it comes to: said before anything is noted. */
function tell() {
  const [one, who] = [goods(), buyer()];
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById("quantity"));
  if (one === null || who === null || input === null) return;
  const typed = input.value.trim();
  const base = wholeOf(typed, one.unit === "piece" ? 0 : 3);
  const wrong = typed !== "" && (base === null || base === 0) ? say("“{typed}” is no quantity.", { typed }) : base !== null && one.order_id !== null && base > (one.left ?? 0) ? say("Only {quantity} of this bag is left.", { quantity: amount(one, one.left ?? 0) }) : "";
  input.setAttribute("aria-invalid", String(wrong !== ""));
  at("says").hidden = true;
  if (typed === "" || wrong !== "" || base === null) {
    at("price").replaceChildren(...(wrong === "" ? [] : [el("p", { class: "notice wait" }, wrong)]));
    at("acts").replaceChildren();
    return;
  }
  const cents = costs(one, base);
  const credit = Math.min(who.credit_cents, cents);
  const more = one.order_id === null && one.left !== null && base > one.left ? el("p", { class: "notice wait" }, say("The day's page counted {quantity} of surplus. Count again before you sell more.", { quantity: amount(one, one.left) })) : null;
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

/** @param {Goods} one @param {Household} who @param {string | undefined} means */
async function sell(one, who, means) {
  const base = wholeOf(field("quantity").value, one.unit === "piece" ? 0 : 3) ?? 0;
  const amount_cents = costs(one, base);
  const paid_cents = means ? Math.max(0, amount_cents - who.credit_cents) : 0;
  const { product, order_id, final_price_cents } = one;
  const about = { cycle: cycle.cycle, centre: here.centre, product, quantity: base, order_id, amount_cents, paid_cents, means };
  const step = sale(who, about, `${amount(one, base)} · ${one.name} · ${money(amount_cents)}`);
  const outcome = await noted(notes, [step]);
  if (outcome.how === "refused") return refuse(outcome.sentence);
  const sold = notes.saidOf(step.address) ?? { quantity: base, final_price_cents, amount_cents, paid_cents, at: new Date().toISOString() };
  receipt((its) => slip(here.place, who.number, one, sold, means, its), who.language, outcome);
  await notes.meet();
}

/**
 * @param {(its: Speaker) => HTMLElement} paper
 * @param {string} language Of the household; whoever prints may choose another.
 * @param {Outcome} outcome
 */
function receipt(paper, language, outcome) {
  const choice = languageSelect("receipt-language", language);
  choice.addEventListener("change", () => at("slip").replaceWith(paper(new Speaker(choice.value))));
  const kept = outcome.how === "kept" ? [el("p", { class: "notice wait no-print", role: "status" }, saidOfKept())] : [];
  [chosen, buying] = [null, null];
  at("sale").replaceChildren(el("h2", { id: "sold", tabindex: -1, class: "no-print" }, say("Sold")), ...kept, paper(new Speaker(choice.value)), el("div", { class: "row no-print" }, button(say("Print it"), "print", { icon: "printer" }), button(say("Another sale"), "next", { kind: "main" }), el("div", { class: "field" }, el("label", { for: choice.id }, say("Receipt in")), choice)));
  at("sold").focus();
  show();
}

/** @param {string} sentence */
async function refuse(sentence) {
  complain(sentence);
  await notes.meet();
  if (buying !== null) await notes.look(buying);
  if (goods() === null) draw(); // somebody bought the last of it
  else tell();
  complain(sentence);
}

/** @param {string} sentence */
function complain(sentence) {
  const says = document.getElementById("says") ?? el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1 });
  if (!says.isConnected) at("sale").prepend(says);
  says.textContent = sentence;
  says.hidden = false;
  says.focus();
}

/** To the first of what may be sold, for whoever has no mouse. */
function toGoods() {
  (/** @type {HTMLElement | null} */ (document.querySelector("[data-goods]")) ?? field("find")).focus();
}

/** @param {Household} one */
async function choose(one) {
  buying = one.id;
  draw();
  if (goods() === null) toGoods();
  at("sale").scrollIntoView({ block: "nearest" });
  await notes.look(one.id);
}

/** Goods and price as they are now; what was typed stays. */
function show() {
  const list = JSON.stringify([offered(), chosen, asOf().length, notes.known.at]);
  if (list !== listed) showGoods();
  listed = list;
  if (isBusy()) return; // what is being sold is among what waits: the price that was said stays
  const price = JSON.stringify([goods(), buyer()?.credit_cents]);
  if (price !== told) tell();
  told = price;
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
  const act = pressed?.dataset["do"] ?? "";
  if (pressed === null || isBusy()) return;
  const [one, who] = [goods(), buyer()];
  if (act === "goods") {
    chosen = pressed.dataset["goods"] ?? null;
    show();
    draw();
    if (who === null) field("find").focus();
  } else if (act === "print") print();
  else if (act === "next") {
    draw();
    toGoods();
  } else if (act === "sell" && one !== null && who !== null) void sell(one, who, pressed.dataset["means"]);
});

/** Which cycle it is, and the others. */
function head() {
  at("cycle").textContent = cycle.name;
  const others = here.cycles.filter((one) => one.cycle !== cycle.cycle);
  at("cycles").hidden = others.length === 0;
  at("cycles").replaceChildren(el("span", { class: "soft" }, say("Goods of another cycle:")), ...others.map((one) => el("a", { class: "btn plain", href: `?cycle=${encodeURIComponent(one.cycle)}` }, one.name)));
}

head();
draw();
await attend(notes, here.signIn, show, (one) => void choose(one));
const [first, second] = offered().filter((one) => one.product === only);
if (only !== null && chosen === null && first && !second) {
  chosen = first.key;
  show();
  draw();
}
