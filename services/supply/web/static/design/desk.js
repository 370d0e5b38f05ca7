/** What a price list changes, in each state; of what is folded on the coordinator's pages, one is open. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { showFound, showSaid } from "../import_page.js";

/** @typedef {import("../import_page.js").Found} Found */
/** @typedef {import("../import_page.js").Offer} Offer */

/** @type {Offer} */
const FLOUR = { product: "FLOUR", case_size: 25_000, basis: "quantity", rungs: [{ starts_at: 0, price: "1.20" }, { starts_at: 150_000, price: "1.05" }] };
/** @type {Offer} */
const SOAP = { product: "SOAP", case_size: 12, basis: "households", rungs: [{ starts_at: 0, price: "2.40" }, { starts_at: 30, price: "2.10" }] };
/** @type {Found} */
const NOTHING = { token: "…", new: [], changed: [], vanished: [], unchanged: ["FLOUR"], rounded: [], wrong: [], unmapped: [] };
/** @type {Found} */
const CHANGES = {
  ...NOTHING,
  new: [{ name: null, after: SOAP }],
  changed: ["4.2", "-3.1", "0", null].map((price_move_percent) => ({ before: FLOUR, after: FLOUR, price_move_percent })),
  vanished: [SOAP],
  rounded: [{ row: 7, column: "", sentence: "…" }],
  unmapped: [{ row: 8, reference: "…", name: "Farine de riz" }],
};
const then = { apply: () => {}, note: () => {} };

drawn("preview", () => showSaid("…", "sure"));
drawn("preview", () => showSaid("…", "stop"));
drawn("preview", () => showFound({ ...NOTHING, token: null, wrong: [{ row: 3, column: "Prix", sentence: "…" }] }, then));
drawn("preview", () => showFound(NOTHING, then));
drawn("preview", () => showFound(CHANGES, then));

for (const folded of [".whys details", ".more details"]) document.querySelector(folded)?.setAttribute("open", "");
