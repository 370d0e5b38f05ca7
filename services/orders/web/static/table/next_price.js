/** What lacks to the next price of what everybody together is nearest to: in sight as long as a household is served. */
import { say } from "../../../../../shared/web/static/words.js";
import { el } from "../../../../../shared/web/static/elements.js";
import { isOutOfReach, rungSentence } from "./words_of_table.js";

/** @typedef {import("./device.js").Device} Device */

/** @param {Device} device @param {string[]} products Those that are ordered. @param {string} [kind] */
export function nextPrice(device, products, kind = "") {
  return el("p", { class: `next-price ${kind}`.trim(), "data-products": JSON.stringify(products) }, sentence(device, products));
}

/** It moves with the orders of all tables. @param {Device} device */
export function tellNextPrice(device) {
  for (const shown of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".next-price"))) {
    shown.textContent = sentence(device, JSON.parse(shown.dataset["products"] ?? "[]"));
  }
}

/** Of what is ordered, else of all that is sold. @param {Device} device @param {string[]} products */
function sentence({ catalogue, progress }, products) {
  const open = catalogue.flatMap((product) => {
    const now = progress.get(product.product);
    return product.on_sale && now?.next_rung && !isOutOfReach(product, now) ? [{ product, now, share: now.counted / now.next_rung.starts_at }] : [];
  });
  const ordered = open.filter(({ product }) => products.includes(product.product));
  const [nearest] = (ordered.length > 0 ? ordered : open).sort((one, other) => other.share - one.share);
  return nearest ? say("{product}: {next}", { product: nearest.product.name, next: rungSentence(nearest.product, nearest.now) }) : "";
}
