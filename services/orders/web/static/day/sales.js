/** Selling what is left at a centre, with or without a network: which goods, who, how much; the price is said first. */
import { at, el, field } from "../../../../../shared/web/static/elements.js";
import { money, say, wholeOf } from "../../../../../shared/web/static/words.js";
import { attend, isBusy, noted, saidOfKept } from "./desk.js";
import { numbered } from "./finding.js";
import { GoodsNotes } from "./goods.js";
import { elsewhere, sale } from "./note_items.js";
import { amount, costs, slip } from "./sale_slip.js";
import { listSold } from "./sold_list.js";
import { complain, showGoods, showNoPrice, showNoSale, showPrice, showSale, showSold } from "./sales_page.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./sales_page.js").Goods} Goods */

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
/** Who buys, of another centre. @type {Household | null} */
let guest = null;
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
  if (guest !== null) return guest;
  const one = buying === null ? undefined : notes.households.get(buying);
  return one === undefined ? null : { ...one, credit_cents: notes.credit(one.id) };
}

/** Whether nothing was sold elsewhere that is not known here. */
function isSure() {
  return notes.queue.reached && !notes.queue.signedOut;
}

function stock() {
  const focused = document.activeElement?.getAttribute("data-goods");
  showGoods({ offered: offered(), chosen, only, cycle: cycle.cycle, known: notes.known.at, sure: isSure() });
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-goods="${CSS.escape(focused)}"]`))?.focus();
}

/** The sale as far as it is chosen. */
function draw() {
  const [one, who] = [goods(), buyer()];
  if (one === null || who === null) return showNoSale(one !== null);
  showSale(one, who);
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
  at("says").hidden = true;
  if (wrong !== "" || base === null) showNoPrice(wrong);
  else showPrice(one, who, base);
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
  [chosen, buying, guest] = [null, null, null];
  showSold((its) => slip(here.place, who.number, one, sold, means, its), who.language, outcome.how === "kept" ? saidOfKept() : "");
  at("sold").focus();
  show();
  await notes.meet();
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

/** To the first of what may be sold, for whoever has no mouse. */
function toGoods() {
  (/** @type {HTMLElement | null} */ (document.querySelector("[data-goods]")) ?? field("find")).focus();
}

/** @param {Household} one */
async function choose(one) {
  [buying, guest] = [one.id, null];
  showChosen();
  await notes.look(one.id);
}

/** @param {string} typed The number of a member of another centre, with or without the zeros before it. */
function chooseElsewhere(typed) {
  const here = numbered(typed);
  if (here !== null) return choose(here);
  [buying, guest] = [null, elsewhere(typed.trim().padStart(6, "0"))];
  showChosen();
}

function showChosen() {
  draw();
  if (goods() === null) toGoods();
  at("sale").scrollIntoView({ block: "nearest" });
}

/** Goods and price as they are now; what was typed stays. */
function show() {
  const list = JSON.stringify([offered(), chosen, isSure(), notes.known.at]);
  if (list !== listed) stock();
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
at("elsewhere").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!isBusy()) void chooseElsewhere(field("elsewhere-number").value);
});
listSold(here.centre, cycle.cycle, () => notes.known.products, () => notes.renew());
await attend(notes, here.signIn, show, (one) => void choose(one));
const [first, second] = offered().filter((one) => one.product === only);
if (only !== null && chosen === null && first && !second) {
  chosen = first.key;
  show();
  draw();
}
