/** One order form as it is keyed in: its lines by number, what they come to, and what it is as an order. */
import { say, wholeOf } from "../../../../../shared/web/static/words.js";
import { Order } from "./order.js";
import { plainItem } from "./order_item.js";
import { amount, typedQuantity } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./shapes.js").PaperForm} PaperForm */
/** @typedef {import("./shapes.js").PaperMeans} PaperMeans */
/** @typedef {import("./shapes.js").Product} Product */

/** The lines of the printed form, and which product each is. */
export class FormLines {
  /**
   * @param {{ number: number, product: string }[]} lines
   * @param {Map<string, Product>} products
   */
  constructor(lines, products) {
    this.lines = lines;
    this.products = products;
    this.byNumber = new Map(lines.map((line) => [line.number, line.product]));
    this.byProduct = new Map(lines.map((line) => [line.product, line.number]));
  }

  /** By its number, or by the code that is printed beside it. @param {string} typed */
  find(typed) {
    const wanted = typed.trim();
    const code = /^\d+$/.test(wanted) ? this.byNumber.get(Number(wanted)) : undefined;
    return this.products.get(code ?? "") ?? [...this.products.values()].find((one) => one.product.toLowerCase() === wanted.toLowerCase());
  }

  /** @param {string} product */
  number(product) {
    return this.byProduct.get(product) ?? 0;
  }

  /** The line after or before one, among those that are sold. @param {number} from @param {1 | -1} way */
  beside(from, way) {
    const sold = this.lines.filter((line) => this.products.get(line.product)?.on_sale).map((line) => line.number);
    return way === 1 ? sold.find((number) => number > from) : sold.findLast((number) => number < from);
  }
}

/**
 * The base units of what was typed for a product, or the sentence that says why it can't be.
 * @param {string} typed
 * @param {Product} product
 * @returns {number | string}
 */
export function quantityOf(typed, product) {
  const whole = wholeOf(typed, product.unit === "piece" ? 0 : 3);
  if (whole === null) return say("“{typed}” is no quantity: write it like 2,5.", { typed });
  if (whole % product.step !== 0) return say("{product} is sold by {step}: look at the paper again.", { product: product.name, step: amount(product.step, product.unit) });
  return whole;
}

/** What stands in the quantity's place when a line is taken up again. @param {number} quantity @param {Product} product */
export function typedAgain(quantity, product) {
  return typedQuantity(quantity, product.unit).replace(/[^\d.,]/g, "");
}

/** @param {Household} household @param {Map<string, number>} lines @param {number} credit */
export function orderOf(household, lines, credit) {
  const order = new Order(household, credit, null);
  for (const [product, quantity] of lines) order.put(product, quantity);
  return order;
}

/**
 * A form as it goes into the queue. Its ids were made when it was keyed: sent twice, it is one order and one payment.
 * @param {string} centre
 * @param {PaperForm} form
 * @param {Order} order
 * @param {Map<string, Product>} products
 * @param {Pick<Cycle, "cycle" | "place" | "starts" | "ends" | "distribution">} cycle
 * @returns {Item}
 */
export function formItem(centre, form, order, products, cycle) {
  const { lines, total, own } = order.sums(products);
  const { place, starts, ends, distribution } = cycle;
  const payments = paymentsOf(form);
  const paid = form.means !== "later";
  const item = plainItem("order", { ...order.household, centre }, form.id, order.body(cycle.cycle, payments, own));
  const money = { total_cents: total, own_cents: own, paid: payments, credit_change_cents: paid ? order.change(total, payments) : 0 };
  const about = { ...item.about, ...money, lines, fetch: { place, starts, ends, distribution }, with_payment: paid, language: order.household.language };
  return { ...item, about };
}

/** What lies in the box is what the paper says. @param {PaperForm} form @returns {Payment[]} */
function paymentsOf(form) {
  if (form.means === "account" || form.means === "later") return [];
  return [{ id: form.payment_id, means: form.means, amount_cents: form.total_cents }];
}
