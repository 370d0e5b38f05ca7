/** What may be sold at a centre as it was known last, less what this device sold since. */
import { call } from "../../../../../shared/web/static/calls.js";
import { soldKey } from "./note_items.js";
import { Notes } from "./notes.js";

/** @typedef {import("./shapes.js").ForSale} ForSale */
/** @typedef {import("./shapes.js").SaleAnswer} SaleAnswer */
/** @typedef {import("./shapes.js").SentSale} SentSale */
/** @typedef {import("./shapes.js").Uncollected} Uncollected */

/** @type {ForSale} */
const NOTHING = { products: [], uncollected: [], at: null };

export class GoodsNotes extends Notes {
  /** @type {ForSale} */
  known = NOTHING;
  /** What was sold here and sent since that was known. @type {SentSale[]} */
  sent = [];
  /** The same while this page was open, whatever was known meanwhile. @type {SaleAnswer[]} */
  answered = [];
  /** How much there was in the bags of those who did not come, by product. @type {Map<string, number>} */
  bags = new Map();

  /** @param {string} centre @param {string} cycle */
  constructor(centre, cycle) {
    super(centre);
    this.cycle = cycle;
  }

  get goodsKey() {
    return `goods:${this.cycle}:${this.centre}`;
  }

  /** @override */
  async recall() {
    this.known = await this.queue.store.kept(this.goodsKey, NOTHING);
    this.sent = await this.queue.store.kept(soldKey(this.cycle, this.centre), []);
  }

  /** @override */
  async ask() {
    const now = Date.now();
    const address = `/v1/cycles/${encodeURIComponent(this.cycle)}/centres/${encodeURIComponent(this.centre)}/goods-for-sale`;
    const { products, uncollected } = await call("GET", address);
    this.known = { products, uncollected, at: now };
    this.sent = this.sent.filter((one) => one.heard > now);
    await this.queue.keep(this.goodsKey, this.known);
    await this.queue.keep(soldKey(this.cycle, this.centre), this.sent);
  }

  /** @override @param {Partial<SaleAnswer>} answer */
  learn(answer) {
    if (answer.sale_id === undefined) return;
    const sold = /** @type {SaleAnswer} */ (answer);
    this.answered.push(sold);
    if (sold.cycle === this.cycle && sold.centre === this.centre) this.sent.push({ ...sold, heard: Date.now() });
    const buyer = this.households.get(sold.household_id);
    if (buyer) this.households.set(buyer.id, { ...buyer, credit_cents: Math.max(0, buyer.credit_cents + sold.paid_cents - sold.amount_cents) });
    void this.keepHouseholds();
  }

  /** What the server said of a sale of this page. @param {string} address */
  saidOf(address) {
    return this.answered.find((one) => address.endsWith(`/${one.sale_id}`)) ?? null;
  }

  /** What is left of goods that nobody fetched, those that this device sold taken off. @returns {Uncollected[]} */
  get uncollected() {
    const left = this.known.uncollected.map((one) => ({ ...one, left: one.left - this.waits(one.order_id, one.product) - quantityOf(this.sent, one.order_id, one.product) }));
    return left.filter((one) => one.left > 0);
  }

  /** What of a surplus that was counted, bags included, still lies there. @param {string} product @param {number} counted */
  lying(product, counted) {
    const inBags = this.known.uncollected.reduce((sum, one) => sum + (one.product === product ? one.left : 0), 0);
    this.bags.set(product, Math.max(inBags, this.bags.get(product) ?? 0));
    return Math.max(0, counted - (this.bags.get(product) ?? 0) - quantityOf(this.answered, null, product) - this.waits(null, product));
  }

  /** What this device sold and has not sent, of an order's goods or of surplus. @param {string | null} order @param {string} product */
  waits(order, product) {
    const its = this.queue.waiting.filter(({ told, body }) => told.kind === "sold" && told.centre === this.centre && body.cycle === this.cycle);
    return quantityOf(its.map((item) => item.body), order, product);
  }
}

/** @param {{ order_id: string | null, product: string, quantity: number }[]} sales @param {string | null} order @param {string} product */
function quantityOf(sales, order, product) {
  return sales.reduce((sum, one) => sum + (one.order_id === order && one.product === product ? one.quantity : 0), 0);
}
