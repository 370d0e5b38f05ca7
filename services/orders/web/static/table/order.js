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
    /** @type {string[]} What of its last or recurring order can't be had this time. */
    this.leftOut = [];
    /** @type {{ total: number, own: number, low: string, ordinaryFrom: string | null } | null} What the household itself pays of this total, as the server says, what it is to decide first, and until when. */
    this.told = null;
    /** @type {number | null} The total that it takes at the ordinary price. */
    this.ordinary = null;
  }

  /**
   * What the household pays of a total; of one that the server was not asked about, all of it.
   * @param {number} total
   */
  own(total) {
    return this.told?.total === total && this.ordinary !== total ? this.told.own : total;
  }

  /** What the household is to be asked before it pays this total; empty: nothing. @param {number} total */
  low(total) {
    return this.told?.total === total ? this.told.low : "";
  }

  /** Whether it is asked something and has not said that it takes the ordinary price. @param {number} total */
  isUndecided(total) {
    return this.low(total) !== "" && this.ordinary !== total;
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
    return { lines, total, own, held, before, due, credit: Math.min(this.credit, own - held - before), low: this.low(total), undecided: this.isUndecided(total) };
  }

  /**
   * @param {Map<string, Product>} products
   * @returns {(ReceiptLine & { product: string })[]}
   */
  priced(products) {
    return priced([...this.lines], products);
  }

  /**
   * As the API takes it.
   * @param {string} cycle
   * @param {Payment[]} payments
   * @param {number} told_cents What the household was told that it pays, at most.
   */
  body(cycle, payments, told_cents) {
    const lines = [...this.lines].map(([product, quantity]) => ({ product, quantity }));
    const body = { cycle, household_id: this.household.id, lines, payments, told_cents };
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

/**
 * @param {[string, number][]} lines Base units by product.
 * @param {Map<string, Product>} products
 * @returns {(ReceiptLine & { product: string })[]}
 */
export function priced(lines, products) {
  return lines.flatMap(([code, quantity]) => {
    const product = products.get(code);
    if (product === undefined) return [];
    const { name, unit, ceiling_price_cents: price } = product;
    return [{ product: code, name, unit, quantity, cents: lineCents(price, quantity, unit) }];
  });
}

/** @param {Payment[]} payments */
export function sumOf(payments) {
  return payments.reduce((sum, payment) => sum + payment.amount_cents, 0);
}
