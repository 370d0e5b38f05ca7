/** Pieces of the order table in each state: products, who is served, what is to pay, the receipt. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { Catalogue } from "../table/catalogue.js";
import { orderTold } from "../table/always.js";
import { showCart, showWho } from "../table/cart.js";
import { showFound } from "../table/find.js";
import { Households } from "../table/households.js";
import { Order } from "../table/order.js";
import { Till, showTill } from "../table/payment.js";
import { showNoPeople, showPeople } from "../table/people_page.js";
import { fit, showReceipt } from "../table/receipt.js";
import { showStanding } from "../table/standing.js";
import { showWaiting } from "../table/waiting.js";

/** @typedef {import("../table/shapes.js").Answer} Answer */
/** @typedef {import("../table/shapes.js").Cycle} Cycle */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("../table/shapes.js").Item} Item */
/** @typedef {import("../table/shapes.js").LastOrder} LastOrder */
/** @typedef {import("../table/shapes.js").Product} Product */
/** @typedef {import("../table/shapes.js").Progress} Progress */

/** @type {Cycle} */
const CYCLE = { cycle: "2026-12", name: "", state: "open", closes: null, distribution: null, place: "MJC", starts: "2026-12-18T17:00", ends: "2026-12-18T19:00", open: true };
/** @type {Household} */
const HOUSEHOLD = { id: "1", number: "000118", centre: "DUC", label: "Foyer Kévin", size: 3, language: "fr", credit_cents: 540, membership_due: false, closed_at: null };
/** @type {Product} */
const FLOUR = { product: "NEXT", name: "Farine T65", category: "a", pictogram: "wheat", unit: "kg", step: 500, ceiling_price_cents: 145, organic: true, local: true, on_sale: true, basis: "quantity" };
/** @type {Progress} */
const PROGRESS = { product: "NEXT", so_far: 138_000, stock_first: 0, counted: 138_000, about_price_cents: 127, next_rung: { starts_at: 150_000, missing: 12_000, about_price_cents: 119 } };

/** @type {(Partial<Product> & { now?: Partial<Progress> })[]} */
const STATES = [
  { product: "NEXT" },
  { product: "CHOSEN" },
  { product: "WRONG", name: "Riz rond" },
  { product: "BEST", name: "Huile d’olive", pictogram: "drop", unit: "l", now: { next_rung: null } },
  { product: "FIRST", now: { about_price_cents: null } },
  { product: "HOUSEHOLDS", basis: "households", now: { next_rung: { starts_at: 60, missing: 1, about_price_cents: 119 } } },
  { product: "NEARLY", now: { at_most: 140_000 } },
  { product: "SHORT", now: { at_most: 100_000 } },
  { product: "NONE", now: { at_most: 138_000 } },
  { product: "OFF", name: "Savon de Marseille", pictogram: "soap", unit: "piece", step: 1, on_sale: false },
];
const PRODUCTS = STATES.map(({ now: _, ...own }, place) => ({ ...FLOUR, name: `${FLOUR.name} ${place}`, ...own }));
const BY_CODE = new Map(PRODUCTS.map((one) => [one.product, one]));

const catalogue = new Catalogue(() => {});
catalogue.show(PRODUCTS);
const progress = new Map(STATES.map(({ product = "", now }) => [product, { ...PROGRESS, ...now, product }]));
catalogue.tell(progress);
catalogue.mark(new Map([["CHOSEN", 2500]]));
catalogue.further();
const wrong = catalogue.byCode.get("WRONG");
if (wrong) {
  wrong.typed.value = "0,3";
  catalogue.type(wrong.typed);
}
catalogue.point(0);

/** @type {LastOrder} */
const STORED = { household_id: "1", order_id: "2", cycle: "2026-12", version: 1, state: "confirmed", total_cents: 363, held_cents: 363, lines: [{ product: "CHOSEN", quantity: 2500 }] };
const USUAL = { household_id: "1", recurring_order_id: "3", kept_at: "", lines: [{ product: "CHOSEN", name: FLOUR.name, unit: FLOUR.unit, quantity: 2500 }] };
const device = /** @type {any} */ ({ households: { byId: new Map() }, membership: { needed: "warn", fees_cents: [500, 1000] }, queue: { items: [] }, cycle: CYCLE, catalogue: PRODUCTS, progress });

const OTHER = { ...HOUSEHOLD, id: "2", number: "000144", label: "", size: 1 };
const finding = { ...device, households: new Households([HOUSEHOLD, OTHER]), last: new Map([["1", { ...STORED, cycle: CYCLE.cycle }]]) };
for (const typed of ["zz", "1", ""]) {
  drawn("finding", () => {
    field("find").value = typed;
    showFound(finding, typed);
  });
}

const AMINA = { user_id: "a", name: "Amina", ends_at: "", until: 0 };
const BILAL = { user_id: "b", name: "Bilal", ends_at: "", until: 0 };
const here = { closed: false, alone: null, away: false, known: [AMINA, BILAL] };
drawn("people", showNoPeople);
drawn("people", () => showPeople({ ...here, alone: AMINA.name }, "#"));
drawn("people", () => showPeople({ ...here, alone: AMINA.name, away: true }, "#"));
drawn("people", () => showPeople({ ...here, closed: true, away: true, known: [] }, "#"));
drawn("people", () => showPeople({ ...here, closed: true, away: true }, "#"));
drawn("people", () => showPeople({ ...here, known: [BILAL] }, "#", AMINA.user_id));
drawn("people", () => showPeople(here, "#", AMINA.user_id));
drawn("people", () => {
  showPeople({ ...here, closed: true }, "#");
  at("people-says").textContent = "…";
});

const none = { last: null, usual: undefined, locked: null, cancelled: null };

/** @param {number} credit @param {LastOrder | null} [stored] @param {Partial<Household>} [other] */
const orderOf = (credit, stored = null, other = {}) => new Order({ ...HOUSEHOLD, ...other }, credit, stored);
const leftOut = orderOf(540);
leftOut.leftOut = [FLOUR.name];

drawn("who", () => showWho(device, orderOf(0, null, { membership_due: true }), none));
drawn("who", () => showWho(device, leftOut, none));
drawn("who", () => showWho(device, orderOf(0, { ...STORED, state: "unpaid" }), none));
drawn("who", () => showWho(device, orderOf(0, STORED), none));
drawn("who", () => showWho(device, orderOf(540), { ...none, last: STORED, usual: USUAL }));

const cart = { locked: null, usual: undefined, needsFee: false, taken: 0 };
/** @param {Order} order */
const filled = (order) => {
  order.put("CHOSEN", 2500);
  order.put("BEST", 1000);
  return order;
};
const asked = filled(orderOf(0));
asked.told = { total: asked.sums(BY_CODE).total, own: 100, low: "…", ordinaryFrom: null };
drawn("cart", () => showCart(device, filled(orderOf(0)), BY_CODE, CYCLE, { ...cart, locked: "…" }));
drawn("cart", () => showCart(device, asked, BY_CODE, CYCLE, cart));
drawn("cart", () => showCart(device, filled(orderOf(2000)), BY_CODE, CYCLE, cart));
drawn("cart", () => showCart(device, filled(orderOf(100, STORED)), BY_CODE, CYCLE, { ...cart, taken: 100 }));
drawn("cart", () => showCart(device, orderOf(0), BY_CODE, CYCLE, cart));

/** @param {import("../table/shapes.js").Means} means @param {string} typed @param {import("../table/shapes.js").Payment[]} parts */
function tillOf(means, typed, ...parts) {
  const till = new Till(508, means, (taken) => orderTold(device, filled(orderOf(0)).sums(BY_CODE), taken), parts, () => {});
  till.typed = typed;
  return till;
}
drawn("till", () => showTill(tillOf("card", "", { id: "p", means: "cash", amount_cents: 300 })));
drawn("till", () => showTill(tillOf("cash", "douze")));
drawn("till", () => showTill(tillOf("cash", "20")));
drawn("till", () => showTill(tillOf("cash", "")));

const WAITING = { order_id: "1", household_id: "1", household_number: HOUSEHOLD.number, label: HOUSEHOLD.label, total_cents: 508, missing_cents: 508 };
drawn("waiting", () => showWaiting([], new Set()));
drawn("waiting", () => showWaiting([WAITING, { ...WAITING, order_id: "2" }, { ...WAITING, order_id: "3", missing_cents: 0 }], new Set(["1"])));

/** @type {Item} */
const ITEM = {
  id: "0197f0a0-0000-7000-8000-000000000001",
  kind: "order",
  centre: "DUC",
  household_id: "1",
  body: {},
  about: { number: "000118", label: HOUSEHOLD.label, total_cents: 363, own_cents: 363, held_cents: 0, paid: [{ id: "p", means: "cash", amount_cents: 363 }], credit_change_cents: 0, lines: [{ name: FLOUR.name, quantity: 2500, unit: "kg", cents: 363 }], fetch: CYCLE, qr: null, with_payment: true },
  state: "waiting",
  tried: false,
  stamp: "",
  made_at: Date.UTC(2026, 11, 1, 17),
  answer: null,
};
/** @type {Answer} */
const ANSWER = { status: 201, sentence: "…", code: "", order_state: "confirmed", unbooked: [], booked: [], body: null };
drawn("receipt", () => showReceipt({ ...ITEM, about: { ...ITEM.about, cancelled: { back: ITEM.about.paid, kept_cents: 100, change_only: false } } }, "La Duchère"));
drawn("receipt", () => showReceipt({ ...ITEM, state: "refused", answer: { ...ANSWER, status: 409, order_state: "" } }, "La Duchère"));
drawn("receipt", () => showReceipt({ ...ITEM, state: "sent", answer: ANSWER, about: { ...ITEM.about, language: "ar" } }, "La Duchère"));
for (const paper of /** @type {const} */ (["print-a6", "print-80"])) {
  drawn("receipt", () => {
    showReceipt(ITEM, "La Duchère");
    fit(at("receipt"), paper);
  });
}

const refused = [
  { ...ITEM, state: "refused", answer: { ...ANSWER, status: 409, order_state: "", unbooked: ["p"] } },
  { ...ITEM, kind: "household", state: "refused", answer: { ...ANSWER, status: 409, code: "household_number_taken" } },
  { ...ITEM, state: "sent", answer: { ...ANSWER, order_state: "late" } },
];
const queue = { items: [], waiting: [], refused: [], reached: true, signedOut: false, full: false, paused: null, touched: ITEM.made_at };
/** @param {Partial<Record<keyof typeof queue, any>>} other */
const stand = (other) => showStanding(/** @type {any} */ ({ ...queue, ...other }), "#");
stand({}); // where it stands, and is kept in sight
drawn("standing", () => stand({ reached: false }));
drawn("standing", () => stand({ waiting: [ITEM, { ...ITEM, kind: "household" }], reached: false }));
drawn("standing", () => stand({ signedOut: true }));
drawn("standing", () => stand({ full: true }));
drawn("standing", () => stand({ refused, items: refused, paused: { by: AMINA.name } }));

/** @type {HTMLElement} */ (document.activeElement).blur(); // whoever opens the page begins at its top
scrollTo(0, 0);
