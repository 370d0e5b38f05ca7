/** Households of the hall in each state: in the list, and served. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { field } from "../../../../../shared/web/static/elements.js";
import { showDifferences, showHousehold } from "../hall/household.js";
import { showList, showProgress } from "../hall/list.js";

/** @typedef {import("../hall/shapes.js").Seen} Seen */

const FLOUR = { product: "FLOUR", name: "Farine T65", unit: /** @type {const} */ ("kg"), ordered: 2500, granted: 2500, grams: 2500, final_price_cents: 127, lacks: null, handed: null };
const SOAP = { product: "SOAP", name: "Savon de Marseille", unit: /** @type {const} */ ("piece"), ordered: 3, granted: 2, grams: 600, final_price_cents: 320, lacks: "…", handed: null };
const FETCHED = "2026-12-18T17:05:00Z";

/** @type {Seen} */
const COMING = { order_id: "1", household: "000101", label: "Foyer Kévin", version: 1, state: null, neighbour: null, remark: "", collected_at: null, lines: [FLOUR, SOAP], waits: false, draft: null, refused: null };

/** @type {Seen[]} */
const STATES = [
  COMING,
  { ...COMING, order_id: "2", household: "000102", state: "collected", collected_at: FETCHED, lines: [{ ...FLOUR, handed: 2380 }] },
  { ...COMING, order_id: "3", household: "000103", state: "left_with_neighbour", neighbour: "000101", collected_at: FETCHED, waits: true, lines: [{ ...FLOUR, handed: 2500 }] },
  { ...COMING, order_id: "4", household: "000104", state: "absent", draft: "…" },
  { ...COMING, order_id: "5", household: "000105", state: "released" },
  { ...COMING, order_id: "6", household: "000106", waits: true, refused: { sentence: "…", state: "collected", neighbour: null } },
  { ...COMING, order_id: "7", household: "000107", lines: [] },
];

showProgress(STATES);
showList(STATES, "all", COMING.order_id);
for (const order of STATES.toReversed()) drawn("household", () => showHousehold(order, false));
drawn("household", () => {
  showHousehold({ ...COMING, household: "000109" }, false);
  field("weighed-0").value = "3000";
  field("weighed-1").value = "1";
  showDifferences(COMING);
});
drawn("household", () => showHousehold({ ...COMING, order_id: "8", household: "000108", state: "collected" }, true));
