/** Selling what is left at a centre: which goods, who, how much; the price is said before anything is noted. */
import { call } from "../../../../../shared/web/static/calls.js";
import { at, button, el, field, icon } from "../../../../../shared/web/static/elements.js";
import { language, money, quantity, say, sayNumber, wholeOf } from "../../../../../shared/web/static/words.js";
import { find, readHouseholds } from "./finding.js";
import { follow, here, isStuck, once, present, read } from "./reaching.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("../table/shapes.js").Unit} Unit */
/** @typedef {{ product: string, name: string, unit: Unit, final_price_cents: number }} Product */
/** @typedef {{ order_id: string, household_number: string, product: string, left: number }} Uncollected */
/** @typedef {Product & { key: string, order_id: string | null, from: string | null, left: number | null }} Goods */

const BASE = /** @type {const} */ ({ kg: 1000, l: 1000, piece: 1 });
const moment = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });
const asked = new URLSearchParams(location.search);
const only = asked.get("product");
/** How much surplus lies there, as the page of the day said. */
const surplus = /^\d{1,9}$/.test(asked.get("left") ?? "") ? Number(asked.get("left")) : null;

/** @type {Goods[]} */
let offered = [];
/** @type {Goods | null} */
let goods = null;
/** @type {Household | null} */
let buyer = null;
let loaded = false;

/** What a quantity costs in whole cents, half-up, as the server rounds it. @param {Goods} one @param {number} base */
function costs(one, base) {
  const whole = one.final_price_cents * base;
  const rest = whole % BASE[one.unit];
  return (whole - rest) / BASE[one.unit] + (2 * rest >= BASE[one.unit] ? 1 : 0);
}

/** @param {Goods} one @param {number} base */
function amount(one, base) {
  return one.unit === "piece" ? sayNumber("{number} piece", "{number} pieces", base) : quantity(base, one.unit);
}

/** @param {Goods} one */
function priceOf(one) {
  return one.unit === "piece" ? say("{price} a piece", { price: money(one.final_price_cents) }) : `${money(one.final_price_cents)}/${one.unit}`;
}

async function readGoods() {
  const address = `/v1/cycles/${encodeURIComponent(here.cycle)}/centres/${encodeURIComponent(here.centre)}/goods-for-sale`;
  const { products, uncollected } = await call("GET", address);
  const byCode = new Map(/** @type {Product[]} */ (products).map((one) => [one.product, one]));
  const left = /** @type {Uncollected[]} */ (uncollected).flatMap((one) => {
    const product = byCode.get(one.product);
    return product ? [{ ...product, key: `${one.order_id}/${one.product}`, order_id: one.order_id, from: one.household_number, left: one.left }] : [];
  });
  const lying = (/** @type {Product} */ one) => (surplus === null || one.product !== only ? null : Math.max(0, surplus - left.reduce((sum, each) => sum + (each.product === one.product ? each.left : 0), 0)));
  offered = [...left, .../** @type {Product[]} */ (products).map((one) => ({ ...one, key: one.product, order_id: null, from: null, left: lying(one) }))];
  goods = offered.find((one) => one.key === goods?.key) ?? null;
  showGoods();
}

function showGoods() {
  const [left, others] = [offered.filter((one) => one.order_id !== null), offered.filter((one) => one.order_id === null)];
  const wanted = (/** @type {Goods} */ one) => only === null || one.product === only;
  const focused = document.activeElement?.getAttribute("data-goods");
  at("goods").replaceChildren(
    ...group(say("Not fetched, and released"), left.filter(wanted), say("Sell these first: the household that paid for them gets its money back.")),
    ...group(say("Surplus"), others.filter(wanted), say("Only what lies here and waits for nobody. The end of the day says how much that is.")),
    ...(only === null ? [] : [el("a", { class: "btn plain", href: `?cycle=${encodeURIComponent(here.cycle)}` }, say("Other goods"))]),
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
  const made = el("button", { type: "button", class: "btn goods", "data-do": "goods", "data-goods": one.key, "aria-pressed": String(one === goods) }, el("span", {}, one.name), el("span", { class: "num" }, priceOf(one)), told ? el("span", { class: "small soft" }, told) : null);
  return made;
}

/** The sale as far as it is chosen. */
function draw() {
  if (goods === null || buyer === null) {
    at("sale").replaceChildren(el("p", { class: "soft" }, icon("basket"), " ", goods === null ? say("Choose what is sold.") : say("Find who buys: number or name, then Enter.")));
    return;
  }
  const kind = goods.unit === "piece" ? say("How many") : goods.unit === "kg" ? say("How much (kg)") : say("How much (litres)");
  at("sale").replaceChildren(
    el("h2", { id: "sale-title" }, `${buyer.number} · ${buyer.label}`),
    el("p", { class: "soft" }, say("{goods}, {price}", { goods: goods.name, price: priceOf(goods) })),
    el("div", { class: "field" }, el("label", { for: "quantity" }, kind), el("input", { id: "quantity", class: "amount", inputmode: goods.unit === "piece" ? "numeric" : "decimal", autocomplete: "off", "aria-describedby": "price" })),
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
  if (goods === null || buyer === null) return;
  const typed = field("quantity").value.trim();
  const base = wholeOf(typed, goods.unit === "piece" ? 0 : 3);
  const wrong = typed !== "" && (base === null || base === 0) ? say("“{typed}” is no quantity.", { typed }) : base !== null && goods.order_id !== null && base > (goods.left ?? 0) ? say("Only {quantity} of this bag is left.", { quantity: amount(goods, goods.left ?? 0) }) : "";
  field("quantity").setAttribute("aria-invalid", String(wrong !== ""));
  at("says").hidden = true;
  if (typed === "" || wrong !== "" || base === null) {
    at("price").replaceChildren(...(wrong === "" ? [] : [el("p", { class: "notice wait" }, wrong)]));
    at("acts").replaceChildren();
    return;
  }
  const cents = costs(goods, base);
  const credit = Math.min(buyer.credit_cents, cents);
  const more = goods.order_id === null && goods.left !== null && base > goods.left ? el("p", { class: "notice wait" }, say("The day's page counted {quantity} of surplus. Count again before you sell more.", { quantity: amount(goods, goods.left) })) : null;
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
function sell(one, who, means) {
  const base = wholeOf(field("quantity").value, one.unit === "piece" ? 0 : 3) ?? 0;
  const cents = costs(one, base);
  const rest = Math.max(0, cents - who.credit_cents);
  const payment = means ? { id: crypto.randomUUID(), means, amount_cents: rest } : null;
  const address = `/v1/day-sales/${crypto.randomUUID()}`;
  const body = { household_id: who.id, cycle: here.cycle, centre: here.centre, product: one.product, quantity: base, order_id: one.order_id, accepted: true, payment };
  return once(async () => {
    const sold = await call("PUT", address, body);
    receipt(one, who, sold, means);
    await readHouseholds();
    await readGoods();
  }, (sentence) => void refuse(sentence));
}

/**
 * @param {Goods} one
 * @param {Household} who
 * @param {{ quantity: number, final_price_cents: number, amount_cents: number, paid_cents: number, at: string }} sold
 * @param {string | undefined} means
 */
function receipt(one, who, sold, means) {
  const line = (/** @type {string} */ name, /** @type {string} */ figure) => el("p", { class: "sum" }, el("span", {}, name), el("b", { class: "num" }, figure));
  const credit = Math.max(0, sold.amount_cents - sold.paid_cents);
  const slip = el(
    "div",
    { class: "slip", id: "slip" },
    el("p", { class: "small soft" }, `${here.place} · ${moment.format(new Date(sold.at))}`),
    el("p", {}, el("b", {}, who.number)),
    line(`${one.name} · ${amount(one, sold.quantity)} × ${priceOf({ ...one, final_price_cents: sold.final_price_cents })}`, money(sold.amount_cents)),
    ...(credit > 0 ? [line(say("From the credit"), money(credit))] : []),
    ...(sold.paid_cents > 0 ? [line(means === "card" ? say("Paid by card") : say("Paid in cash"), money(sold.paid_cents))] : []),
  );
  goods = null;
  buyer = null;
  at("sale").replaceChildren(el("h2", { id: "sold", tabindex: -1, class: "no-print" }, say("Sold")), slip, el("div", { class: "row no-print" }, button(say("Print it"), "print", { icon: "printer" }), button(say("Another sale"), "next", { kind: "main" })));
  at("sold").focus();
}

/** @param {string} sentence */
async function refuse(sentence) {
  await read(async () => {
    await readHouseholds();
    await readGoods();
    if (buyer !== null) buyer = await call("GET", `/v1/households/${buyer.id}`);
  });
  if (goods === null) draw(); // somebody bought the last of it
  else tell();
  const says = document.getElementById("says") ?? el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1 });
  if (!says.isConnected) at("sale").prepend(says);
  says.textContent = sentence;
  says.hidden = false;
  says.focus();
}

/** @param {Household} one */
async function choose(one) {
  if (isStuck()) return;
  await read(async () => {
    buyer = await call("GET", `/v1/households/${one.id}`);
    draw();
    at("sale").scrollIntoView({ block: "nearest" });
  });
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
  const act = pressed?.dataset["do"] ?? "";
  if (pressed === null || isStuck()) return;
  if (act === "goods") {
    goods = offered.find((one) => one.key === pressed.dataset["goods"]) ?? null;
    showGoods();
    draw();
    if (buyer === null) field("find").focus();
  } else if (act === "print") print();
  else if (act === "next") draw();
  else if (act === "sell" && goods !== null && buyer !== null) void sell(goods, buyer, pressed.dataset["means"]);
});

async function look() {
  return read(async () => {
    if (loaded) return present();
    await readHouseholds();
    await readGoods();
    const [first, second] = offered.filter((one) => one.product === only);
    if (only !== null && first && !second) goods = first;
    loaded = true;
    showGoods();
    draw();
    document.body.dataset["ready"] = "yes";
  });
}

find((one) => void choose(one));
follow(look);
draw();
await look();
