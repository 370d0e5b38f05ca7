/** Pieces of the day of distribution in each state: who is found, deposits, what may be sold, the sale, what waits. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { field } from "../../../../../shared/web/static/elements.js";
import { saidOfKept } from "../day/desk.js";
import { showNobody, showServed } from "../day/deposits_page.js";
import { find, know } from "../day/finding.js";
import { showKept } from "../day/kept.js";
import { slip } from "../day/sale_slip.js";
import { showSales } from "../day/sold_list.js";
import { complain, showGoods, showNoPrice, showNoSale, showPrice, showSale, showSold } from "../day/sales_page.js";

/** @typedef {import("../day/deposits_page.js").Served} Served */
/** @typedef {import("../day/sales_page.js").Goods} Goods */
/** @typedef {import("../day/sales_page.js").Shelf} Shelf */
/** @typedef {import("../table/shapes.js").Household} Household */

/** @type {Household} */
const HOUSEHOLD = { id: "1", number: "000118", centre: "DUC", label: "Foyer Kévin", size: 3, language: "fr", credit_cents: 540, membership_due: false, closed_at: null };
const AT = Date.UTC(2026, 11, 18, 17);

know([HOUSEHOLD, { ...HOUSEHOLD, id: "2", number: "000144", label: "", credit_cents: 0 }]);
find(() => {});
field("find").value = "14";
field("find").dispatchEvent(new Event("input"));

/** @type {Goods} */
const FLOUR = { key: "FLOUR", product: "FLOUR", name: "Farine T65", unit: "kg", final_price_cents: 127, order_id: null, from: null, left: 1500 };
/** @type {Goods} */
const SOAP = { ...FLOUR, key: "SOAP", product: "SOAP", name: "Savon de Marseille", unit: "piece", final_price_cents: 320, left: null };
const BAG = { ...FLOUR, key: "3/FLOUR", order_id: "3", from: "000103" };
/** @type {Shelf} */
const SHELF = { offered: [BAG, FLOUR, SOAP], chosen: BAG.key, only: null, cycle: "2026-12", known: AT, sure: true };
drawn("goods", () => showGoods({ ...SHELF, offered: [], known: null }));
drawn("goods", () => showGoods({ ...SHELF, chosen: null, only: "FLOUR", sure: false }));
drawn("goods", () => showGoods(SHELF));

/** @param {Goods} one @param {number} base @param {Partial<Household>} [who] */
const priced = (one, base, who = {}) => {
  showSale(one, { ...HOUSEHOLD, ...who });
  field("quantity").value = String(one.unit === "piece" ? base : base / 1000);
  showPrice(one, { ...HOUSEHOLD, ...who }, base);
};
const SOLD = { quantity: 1500, final_price_cents: 127, amount_cents: 191, paid_cents: 100, at: new Date(AT).toISOString() };
const SALE = { ...SOLD, sale_id: "4", cycle: "2026-12", centre: "DUC", household_id: HOUSEHOLD.id, household_number: HOUSEHOLD.number, product: "FLOUR", order_id: null, withdrawn_at: null, withdrawn_because: null };
drawn("sale", () => showSold((its) => slip("MJC", HOUSEHOLD.number, FLOUR, SOLD, "cash", its), "ar", saidOfKept()));
drawn("sale", () => showSold((its) => slip("MJC", HOUSEHOLD.number, FLOUR, SOLD, "card", its), "fr", ""));
drawn("sale", () => {
  priced(FLOUR, 2000);
  complain("…");
});
drawn("sale", () => priced(SOAP, 3, { credit_cents: 0 }));
drawn("sale", () => priced(SOAP, 3));
drawn("sale", () => priced(BAG, 1500));
drawn("sale", () => {
  showSale(BAG, HOUSEHOLD);
  field("quantity").value = "9";
  showNoPrice("…");
});
drawn("sold-list", () => showSales([], [FLOUR], ""));
drawn("sold-list", () => showSales([{ ...SALE, sale_id: "3" }, { ...SALE, withdrawn_at: SOLD.at, withdrawn_because: "1,5 kg, pas 15" }], [FLOUR], "…"));
drawn("sale", () => showNoSale(true));
drawn("sale", () => showNoSale(false));
/** @type {HTMLElement} */ (document.activeElement).blur(); // whoever opens the page begins at its top

const CRATE = { container: "CRATE", name: "Bac de 20 l", deposit_cents: 700 };
const JAR = { container: "JAR", name: "Bocal d’un litre", deposit_cents: 150 };
/** @type {Served} */
const SERVED = { household: HOUSEHOLD, credit: 620, containers: [CRATE, JAR].map((container) => ({ container, has: 2 })), back: new Map(), out: new Map(), done: "", wrong: "" };
const NOTHING_OUT = [CRATE, JAR].map((container) => ({ container, has: 0 }));
drawn("household", () => showServed({ ...SERVED, wrong: "…" }));
drawn("household", () => showServed({ ...SERVED, done: `… ${saidOfKept()}` }));
drawn("household", () => showServed({ ...SERVED, containers: NOTHING_OUT, credit: 0, out: new Map([["JAR", 1]]) }));
drawn("household", () => showServed({ ...SERVED, containers: NOTHING_OUT, out: new Map([["CRATE", 1]]) }));
drawn("household", () => showServed({ ...SERVED, out: new Map([["JAR", 1]]) }));
drawn("household", () => showServed({ ...SERVED, back: new Map([["CRATE", 1], ["JAR", 2]]) }));
drawn("household", showNobody);

/** @param {string} kind @param {string} what @param {any} [more] */
const step = (kind, what, more = {}) => ({ about: `${kind}${what}`, sentence: "…", told: { kind, number: HOUSEHOLD.number, what, note: "1", ...more } });
const refused = [step("back", "1 × Bac de 20 l", { with_cash: true }), step("back", "2 × Bac de 20 l"), step("out", "1 × Bocal"), step("sold", "1,5 kg · Farine", { served: true }), step("sold", "2 kg · Farine")];
const waiting = [step("given", "7,00 €"), step("paid", "3,50 €", { means: "card" }), step("paid", "3,50 €")];
const standing = { reached: false, signedOut: false, full: false, touched: AT, waiting, refused: [] };
const stopped = [[step("sold", "1 kg · Farine").told], [step("back", "3 × Bac de 20 l").told, step("given", "21,00 €").told]];
showKept(/** @type {any} */ ({ queue: { items: refused, refused, waiting }, stopped, standing }), "#");
