/** The order that is being taken: whose it is, what is in it, what it comes to. No money moves here. */
import { creditChange, dueCents, lineCents } from "./amounts.js";

/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").LastOrder} LastOrder */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").ReceiptLine} ReceiptLine */

export class Order {
  /**
   * @param {Household} household
   * @param {number} credit What it has to spend.
   * @param {LastOrder | null} stored Its order of this cycle, if it has one: this amends it.
   */
  constructor(household, credit, stored) {
    this.household = household;
    this.credit = credit;
    this.stored = stored;
    /** @type {Map<string, number>} Base units by product, in the order they were put in. */
    this.lines = new Map(stored?.lines.map((line) => [line.product, line.quantity]));
    this.touched = false;
    /** @type {import("./shapes.js").Item | null} What waits to be sent, and is changed by this. */
    this.changes = null;
    /** Whether this goes after what waits, which may be at the server already; else it takes its place. */
    this.follows = false;
    /** @type {Payment[]} What was taken with what waits: it counts here. */
    this.taken = [];
    /** @type {string[]} What of its recurring order can't be had this time. */
    this.leftOut = [];
    /** @type {{ total: number, own: number } | null} What the household itself pays of this total, as the server says. */
    this.told = null;
  }

  /**
   * What the household pays of a total; of one that the server was not asked about, all of it.
   * @param {number} total
   */
  own(total) {
    return this.told?.total === total ? this.told.own : total;
  }

  /**
   * @param {string} product
   * @param {number} quantity
   */
  put(product, quantity) {
    this.touched = true;
    if (quantity === 0) this.lines.delete(product);
    else this.lines.set(product, quantity);
  }

  /**
   * What it comes to, at the ceiling.
   * @param {Map<string, Product>} products
   */
  sums(products) {
    const lines = this.priced(products);
    const total = lines.reduce((sum, line) => sum + line.cents, 0);
    const held = this.stored?.held_cents ?? 0;
    const own = this.own(total);
    const before = sumOf(this.taken);
    const due = dueCents(own, held, this.credit + before);
    return { lines, total, own, held, before, due, credit: Math.min(this.credit, own - held - before) };
  }

  /**
   * @param {Map<string, Product>} products
   * @returns {(ReceiptLine & { product: string })[]}
   */
  priced(products) {
    return [...this.lines].flatMap(([code, quantity]) => {
      const product = products.get(code);
      if (product === undefined) return [];
      const { name, unit, ceiling_price_cents: price } = product;
      return [{ product: code, name, unit, quantity, cents: lineCents(price, quantity, unit) }];
    });
  }

  /**
   * As the API takes it.
   * @param {string} cycle
   * @param {Payment[]} payments
   */
  body(cycle, payments) {
    const lines = [...this.lines].map(([product, quantity]) => ({ product, quantity }));
    const body = { cycle, household_id: this.household.id, lines, payments };
    return this.stored === null || this.follows ? body : { ...body, version: this.stored.version };
  }

  /**
   * What the household's credit changes by.
   * @param {number} total
   * @param {Payment[]} payments
   */
  change(total, payments) {
    const paid = sumOf(this.taken) + sumOf(payments);
    return creditChange(this.own(total), this.stored?.held_cents ?? 0, this.credit, paid);
  }
}

/** @param {Payment[]} payments */
export function sumOf(payments) {
  return payments.reduce((sum, payment) => sum + payment.amount_cents, 0);
}
