/** What this device holds of its centre, brought up to date whenever there is a network. */
import { all, call } from "../../../../../shared/web/static/calls.js";
import { Households } from "./households.js";
import { isUnknown } from "./sending.js";
import { Provisions } from "./provisions.js";
import { kept } from "./store.js";
import { creditUsed, unpaidOrders } from "./unpaid.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").LastOrder} LastOrder */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Progress} Progress */
/** @typedef {import("./shapes.js").RecurringOrder} RecurringOrder */
/** @typedef {import("./shapes.js").WaitingOrder} WaitingOrder */
/** @typedef {import("./queue.js").Queue} Queue */

const DUE_MS = 1500;
const NO_FEE = /** @type {import("./shapes.js").Membership} */ ({ fees_cents: [], needed: "no" });

export class Device extends EventTarget {
  /**
   * @param {string} centre
   * @param {Queue} queue
   */
  constructor(centre, queue) {
    super();
    this.centre = centre;
    this.queue = queue;
    /** @type {Cycle | null} */
    this.cycle = null;
    /** @type {Product[]} */
    this.catalogue = [];
    /** @type {Map<string, Progress>} */
    this.progress = new Map();
    this.households = new Households([]);
    /** @type {Map<string, LastOrder>} */
    this.last = new Map();
    /** @type {Map<string, RecurringOrder>} What households want in every cycle; without lines: it was given up. */
    this.recurring = new Map();
    /** @type {WaitingOrder[]} What waited for its payment when the server said so last. */
    this.unpaid = [];
    this.provisions = new Provisions(centre, queue);
    this.membership = NO_FEE;
    this.loaded = false;
    /** Whether an order is being keyed: it is finished, or given up, in the cycle that it was begun in. */
    this.isKeying = () => false;
  }

  /** @param {string} what */
  key(what) {
    return `${what}:${this.centre}`;
  }

  /** What was kept last time. */
  async open() {
    this.cycle = await kept(this.key("cycle"), null);
    this.catalogue = await kept(this.key("catalogue"), []);
    this.households = new Households(await kept(this.key("households"), []));
    this.last = new Map(await kept(this.key("last"), []));
    this.recurring = new Map(await kept(this.key("recurring"), []));
    this.unpaid = await kept(this.key("till"), []);
    this.progress = new Map(await kept(this.key("progress"), []));
    this.membership = await kept("membership", NO_FEE);
    this.loaded = this.cycle !== null;
  }

  /** Ask the server for all of it; what it does not answer stays as it was. */
  async refresh() {
    try {
      await this.ask();
      await this.queue.touch();
      this.dispatchEvent(new Event("changed"));
      await this.provisions.fill();
    } catch (error) {
      this.queue.note(error);
    }
    this.loaded = true;
    await this.queue.look();
  }

  async ask() {
    const open = await currentCycle(this.centre);
    const kept = open === null && this.isKeying() ? this.catalogue : null;
    this.cycle = kept && this.cycle ? { ...this.cycle, open: false } : open;
    const centre = encodeURIComponent(this.centre);
    const [catalogue, households, last, recurring, membership] = await Promise.all([
      kept !== null || this.cycle === null ? { products: kept ?? [] } : call("GET", `/v1/cycles/${encodeURIComponent(this.cycle.cycle)}/catalogue`),
      all(`/v1/households?centre=${centre}`),
      all(`/v1/centres/${centre}/last-orders`),
      all(`/v1/centres/${centre}/recurring-orders`),
      call("GET", "/v1/membership"),
    ]);
    this.catalogue = catalogue.products;
    this.households = new Households(this.unsent().concat(households));
    this.last = new Map(/** @type {LastOrder[]} */ (last).map((order) => [order.household_id, order]));
    this.recurring = new Map(/** @type {RecurringOrder[]} */ (recurring).map((order) => [order.household_id, order]));
    this.membership = membership;
    await this.queue.keep("membership", membership);
    await this.queue.keep(this.key("cycle"), this.cycle);
    await this.queue.keep(this.key("catalogue"), this.catalogue);
    await this.keepHouseholds();
    await this.keepLast();
    await this.keepRecurring();
    await this.askTill();
  }

  /** Households that were registered here and wait to be sent. */
  unsent() {
    return this.queue.items
      .filter((item) => item.kind === "household" && item.state !== "sent" && item.centre === this.centre)
      .map((item) => registered(item));
  }

  /** Whether the server does not know a household yet. @param {string} id */
  isUnsent(id) {
    return this.queue.items.some((item) => item.id === id && isUnknown(item));
  }

  /** All that is shown of a household, to see whether it changed. @param {string} id */
  knownOf(id) {
    return JSON.stringify([this.households.byId.get(id), this.last.get(id), this.recurring.get(id)]);
  }

  /** What is to be paid at the till. */
  get till() {
    return unpaidOrders(this);
  }

  async askTill() {
    if (this.cycle === null) return;
    const [centre, cycle] = [this.centre, this.cycle.cycle].map(encodeURIComponent);
    const before = JSON.stringify(this.unpaid);
    this.unpaid = await all(`/v1/centres/${centre}/till?cycle=${cycle}`);
    if (JSON.stringify(this.unpaid) === before) return; // who ticks in the list is not disturbed
    await this.queue.keep(this.key("till"), this.unpaid);
    this.dispatchEvent(new Event("till"));
  }

  /**
   * A household and its last order as they are now, if the server answers.
   * @param {string} id
   */
  async look(id) {
    const centre = encodeURIComponent(this.centre);
    const [household, last, recurring] = await Promise.all([
      call("GET", `/v1/households/${id}`),
      call("GET", `/v1/centres/${centre}/last-orders?household=${id}`),
      call("GET", `/v1/centres/${centre}/recurring-orders?household=${id}`),
    ]);
    await this.queue.touch();
    if (last.items[0]) this.last.set(id, last.items[0]);
    else this.last.delete(id);
    if (recurring.items[0]) this.recurring.set(id, recurring.items[0]);
    else this.recurring.delete(id);
    await this.put(household);
    await this.keepLast();
    await this.keepRecurring();
  }

  /**
   * An order of a household as the server has it, if that is known here or the server answers in time.
   * @param {string} household
   * @param {string} order
   * @returns {Promise<LastOrder | null>}
   */
  async orderOf(household, order) {
    const known = () => [this.last.get(household)].find((one) => one?.order_id === order) ?? null;
    if (known() !== null || !this.queue.reached || this.queue.signedOut) return known();
    const asked = this.look(household).catch(() => undefined);
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, DUE_MS))]);
    return known();
  }

  /** @param {Household} household */
  async put(household) {
    const others = [...this.households.byId.values()].filter((one) => one.id !== household.id);
    this.households = new Households([...others, household]);
    await this.keepHouseholds();
  }

  keepHouseholds() {
    return this.queue.keep(this.key("households"), [...this.households.byId.values()]);
  }

  keepLast() {
    return this.queue.keep(this.key("last"), [...this.last]);
  }

  /** What a household wants in every cycle. @param {string} id */
  usual(id) {
    const kept = this.recurring.get(id);
    return kept?.lines.length ? kept : undefined;
  }

  /** As the server has them, but what waits here counts already. */
  keepRecurring() {
    for (const item of this.queue.waiting) {
      if (item.recurring) this.recurring.set(item.household_id, item.recurring);
    }
    return this.queue.keep(this.key("recurring"), [...this.recurring]);
  }

  /** Follow how far everybody is from the next price. */
  follow() {
    if (this.cycle === null || this.stream?.readyState === EventSource.OPEN) return;
    this.stream?.close();
    this.stream = new EventSource(`/v1/cycles/${encodeURIComponent(this.cycle.cycle)}/progress/stream`);
    this.stream.addEventListener("progress", (event) => {
      /** @type {Progress[]} */
      const products = JSON.parse(event.data).products;
      this.progress = new Map(products.map((one) => [one.product, one]));
      void this.queue.keep(this.key("progress"), [...this.progress]);
      this.dispatchEvent(new Event("progress"));
    });
  }

  /**
   * What a household itself pays of an order, if the server says so in time; else it is all of it, and what is too
   * much stays on its account.
   * @param {import("./order.js").Order} order
   * @param {number} total
   */
  async askDue(order, total) {
    if (!this.queue.reached || this.queue.signedOut || this.isUnsent(order.household.id)) return;
    const amends = order.stored === null ? "" : `&order_id=${order.stored.order_id}`;
    const address = `/v1/households/${order.household.id}/due?total_cents=${total}${amends}`;
    const asked = call("GET", address).then((answer) => (order.told = { total, own: answer.due_cents, low: answer.sentence, ordinaryFrom: answer.ordinary_from }));
    await Promise.race([asked.catch(() => null), new Promise((resolve) => setTimeout(resolve, DUE_MS))]);
  }

  /** Nobody looks: browsers open few streams at once. */
  unfollow() {
    this.stream?.close();
  }

  /**
   * What a household has to spend, with what waits here to be sent.
   * @param {Household} household
   */
  credit(household) {
    const waiting = this.queue.waiting.filter((item) => item.household_id === household.id);
    return waiting.reduce((sum, item) => sum + item.about.credit_change_cents, household.credit_cents - creditUsed(this.queue, household.id));
  }
}

/**
 * A household as it was registered here.
 * @param {import("./shapes.js").Item} item
 * @returns {Household}
 */
export function registered(item) {
  const body = /** @type {{ number: string, centre: string, label: string, size: number, language: string }} */ (item.body);
  return { id: item.id, ...body, credit_cents: 0, membership_due: true, closed_at: null };
}

/**
 * The open cycle that this centre takes part in, if there is one: its own orders may be closed already.
 * @param {string} centre
 * @returns {Promise<Cycle | null>}
 */
async function currentCycle(centre) {
  const cycles = await call("GET", "/v1/cycles");
  for (const { cycle, state } of cycles) {
    if (state !== "open") continue;
    const found = await call("GET", `/v1/cycles/${encodeURIComponent(cycle)}`);
    const group = found.group_orders.find((/** @type {any} */ one) => one.centre === centre);
    if (group === undefined) continue;
    return {
      cycle,
      name: found.name ?? cycle,
      state: found.state,
      closes: group.closes ?? found.closes,
      distribution: found.distribution,
      place: group.place,
      starts: group.starts,
      ends: group.ends,
      open: group.state === "open",
    };
  }
  return null;
}
