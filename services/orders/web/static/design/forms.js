/** A paper form that is keyed in, in each state, and one that was put aside. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { FormLines, orderOf } from "../table/form_entry.js";
import { choose, compare, noted, showKeyed, showLine, showMark, showWhose, tell } from "../table/form_page.js";
import { FormPile } from "../table/form_pile.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("../table/shapes.js").PaperForm} PaperForm */
/** @typedef {import("../table/shapes.js").Product} Product */

/** @type {Household} */
const HOUSEHOLD = { id: "1", number: "000118", centre: "DUC", label: "Foyer Kévin", size: 3, language: "fr", credit_cents: 540, membership_due: false, closed_at: null };
/** @type {Product} */
const FLOUR = { product: "FLOUR", name: "Farine T65", category: "a", unit: "kg", step: 500, ceiling_price_cents: 145, organic: true, local: true, on_sale: true, basis: "quantity" };
const PRODUCTS = [FLOUR, { ...FLOUR, product: "OIL", name: "Huile d’olive", unit: /** @type {const} */ ("l") }, { ...FLOUR, product: "SOAP", name: "Savon de Marseille", unit: /** @type {const} */ ("piece"), step: 1, on_sale: false }];
const lines = new FormLines(PRODUCTS.map(({ product }, place) => ({ number: place + 1, product })), new Map(PRODUCTS.map((one) => [one.product, one])));

/** @param {Household} household @param {boolean} hasOrdered */
function whose(household, hasOrdered) {
  field("number").value = household.number;
  showWhose(household, hasOrdered);
}

/** @param {string} name Of this state. @param {[string, number][]} keyed @param {() => void} [more] */
function form(name, keyed, more = () => {}) {
  drawn("keying", () => {
    at("keying").setAttribute("aria-label", name);
    showKeyed(lines, orderOf(HOUSEHOLD, new Map(keyed), 0));
    more();
  });
}

form("Stored", [], () => noted("…", "sure"));
form("Put aside", [], () => noted("…", "wait"));
form("No such line", [["FLOUR", 2500]], () => {
  whose({ ...HOUSEHOLD, label: "" }, true);
  field("line").value = "9";
  tell("…", "line");
});
for (const [name, total] of [["Another sum", "3,60"], ["The same sum", "3,63"]]) {
  form(String(name), [["FLOUR", 2500]], () => {
    whose(HOUSEHOLD, false);
    field("paper-total").value = String(total);
    compare(363);
    choose("cheque");
  });
}
form("Its quantity", [["FLOUR", 2500]], () => {
  whose(HOUSEHOLD, false);
  showLine(FLOUR);
});
showMark("2026-12 · 1");
/** @type {HTMLElement} */ (document.activeElement).blur(); // whoever opens the page begins at its top

/** @type {PaperForm} */
const PUT_ASIDE = { id: "1", payment_id: "2", household_id: "1", number: HOUSEHOLD.number, label: HOUSEHOLD.label, lines: [["FLOUR", 2500]], total_cents: 360, sum_cents: 363, means: "cash" };
const pile = new FormPile("DUC");
pile.forms = [PUT_ASIDE, { ...PUT_ASIDE, id: "2", means: "later" }];
pile.show();
