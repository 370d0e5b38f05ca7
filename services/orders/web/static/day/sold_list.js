/** What was sold here, the latest first; one that was a mistake is taken back, with its reason. Both need a network. */
import { Away, Refusal, SignedOut, all, call } from "../../../../../shared/web/static/calls.js";
import { at, el } from "../../../../../shared/web/static/elements.js";
import { money, say } from "../../../../../shared/web/static/words.js";
import { amount, moment } from "./sale_slip.js";

/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").SaleAnswer} SaleAnswer */

/**
 * @param {string} centre
 * @param {string} cycle
 * @param {() => Product[]} products Of the cycle, as they are known.
 * @param {() => Promise<void>} changed After a sale was taken back.
 */
export function listSold(centre, cycle, products, changed) {
  const list = /** @type {HTMLDetailsElement} */ (at("sold-here"));
  const ask = async (/** @type {string} */ told) => {
    try {
      /** @type {SaleAnswer[]} */
      const sales = await all(`/v1/cycles/${encodeURIComponent(cycle)}/day-sales`);
      showSales(sales.filter((one) => one.centre === centre), products(), told);
    } catch (error) {
      at("sold-list").replaceChildren(el("p", { class: "notice wait", role: "status" }, said(error)));
    }
  };
  list.addEventListener("toggle", () => list.open && void ask(""));
  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    try {
      const { amount_cents, household_number } = await call("POST", `/v1/day-sales/${form.dataset["sale"]}/withdrawal`, { reason: new FormData(form).get("reason") });
      await ask(say("Taken back: {amount} is credit of {number} again. Give it back in cash at the till if they ask for it.", { amount: money(amount_cents), number: household_number }));
      await changed();
    } catch (error) {
      const says = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"));
      says.textContent = said(error);
      says.hidden = false;
    }
  });
}

/** @param {unknown} error */
function said(error) {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Away || error instanceof SignedOut) return say("The server does not answer: what was sold is listed, and taken back, once you are signed in and there is a network.");
  throw error;
}

/** @param {SaleAnswer[]} sales @param {Product[]} products @param {string} told What was done just now. */
export function showSales(sales, products, told) {
  const latest = sales.toSorted((one, other) => other.at.localeCompare(one.at));
  at("sold-list").replaceChildren(
    ...(told === "" ? [] : [el("p", { class: "notice", role: "status" }, told)]),
    ...(latest.length === 0 ? [el("p", { class: "soft" }, say("Nothing was sold here in this cycle so far."))] : []),
    ...latest.map((one) => row(one, products.find(({ product }) => product === one.product))),
  );
}

/** @param {SaleAnswer} sale @param {Product | undefined} product */
function row(sale, product) {
  const goods = product ? `${amount(product, sale.quantity)} · ${product.name}` : sale.product;
  const about = `${moment.format(Date.parse(sale.at))} · ${sale.household_number}`;
  const line = el("p", { class: "sum" }, el("span", {}, goods, el("br"), el("span", { class: "small soft" }, about)), el("b", { class: "num" }, money(sale.amount_cents)));
  return el("div", { class: "sold-line" }, line, sale.withdrawn_at === null ? mistake(sale) : el("p", { class: "small" }, say("Taken back: {reason}", { reason: sale.withdrawn_because ?? "" })));
}

/** @param {SaleAnswer} sale */
function mistake(sale) {
  const id = `why-${sale.sale_id}`;
  return el(
    "details",
    {},
    el("summary", {}, say("It was a mistake")),
    el(
      "form",
      { class: "stack", "data-sale": sale.sale_id },
      el("div", { class: "field" }, el("label", { for: id }, say("What was wrong? The treasurer reads it.")), el("input", { id, name: "reason", required: true, minlength: 3, maxlength: 200, autocomplete: "off" })),
      el("p", { class: "notice stop", role: "alert", hidden: true }),
      el("div", { class: "row" }, el("button", { type: "submit", class: "btn main" }, say("Take it back: {amount} is credit again", { amount: money(sale.amount_cents) }))),
    ),
  );
}
