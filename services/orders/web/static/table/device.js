/** What this device holds of its centre, brought up to date whenever there is a network. */
import { all, call } from "../../../../../shared/web/static/calls.js";
import { Households } from "./households.js";
import { isCancelled } from "./changing.js";
import { isUnknown } from "./sending.js";
import { keep, kept, stock, stocked } from "./store.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").LastOrder} LastOrder */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Progress} Progress */
/** @typedef {import("./shapes.js").RecurringOrder} RecurringOrder */
/** @typedef {import("./shapes.js").WaitingOrder} WaitingOrder */
/** @typedef {import("./queue.js").Queue} Queue */

const NUMBERS = 20;
const FEW_NUMBERS = 8;
const CODES = 100; // more offline orders than a device takes in an afternoon
const CODES_AT_ONCE = 50;
const DUE_MS = 1500;

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
    /** @type {Map<string, RecurringOrder>} What households want in every cycle. */
    this.recurring = new Map();
    /** @type {WaitingOrder[]} What waited for its payment when the server said so last. */
    this.unpaid = [];
    /** @type {string[]} */
    this.numbers = [];
    this.loaded = false;
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
    this.numbers = await kept(this.key("numbers"), []);
    this.progress = new Map(await kept(this.key("progress"), []));
    this.loaded = this.cycle !== null;
  }

  /** Ask the server for all of it; what it does not answer stays as it was. */
  async refresh() {
    try {
      await this.ask();
      await this.queue.touch();
      this.dispatchEvent(new Event("changed"));
      await this.provide();
    } catch (error) {
      this.queue.note(error);
    }
    this.loaded = true;
    await this.queue.look();
  }

  async ask() {
    this.cycle = await currentCycle(this.centre);
    const centre = encodeURIComponent(this.centre);
    const [catalogue, households, last, recurring] = await Promise.all([
      this.cycle === null ? { products: [] } : call("GET", `/v1/cycles/${encodeURIComponent(this.cycle.cycle)}/catalogue`),
      all(`/v1/households?centre=${centre}`),
      all(`/v1/centres/${centre}/last-orders`),
      all(`/v1/centres/${centre}/recurring-orders`),
    ]);
    this.catalogue = catalogue.products;
    this.households = new Households(this.unsent().concat(households));
    this.last = new Map(/** @type {LastOrder[]} */ (last).map((order) => [order.household_id, order]));
    this.recurring = new Map(/** @type {RecurringOrder[]} */ (recurring).map((order) => [order.household_id, order]));
    await keep(this.key("cycle"), this.cycle);
    await keep(this.key("catalogue"), this.catalogue);
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

  /** What waits for its payment, without what was paid or cancelled here since. */
  get till() {
    return this.unpaid.filter((order) => !this.isPaidHere(order.order_id) && !isCancelled(this.queue, order.order_id));
  }

  /** Whether money for an order waits here to be sent, apart from the order. @param {string} order */
  isPaidHere(order) {
    return this.queue.waiting.some((item) => item.kind === "payment" && /** @type {string[]} */ (item.body["orders"]).includes(order));
  }

  async askTill() {
    if (this.cycle === null) return;
    const [centre, cycle] = [this.centre, this.cycle.cycle].map(encodeURIComponent);
    this.unpaid = await all(`/v1/centres/${centre}/till?cycle=${cycle}`);
    await keep(this.key("till"), this.unpaid);
    this.dispatchEvent(new Event("till"));
  }

  /** What makes the device fit for an afternoon without network: member numbers, order ids with their codes. */
  async provide() {
    if (this.numbers.length < FEW_NUMBERS) {
      const id = await kept(this.key("asked"), crypto.randomUUID());
      await keep(this.key("asked"), id); // asked for again after a lost answer, it is the same block
      const block = await call("POST", `/v1/centres/${encodeURIComponent(this.centre)}/number-blocks`, { id, size: NUMBERS });
      await navigator.locks.request("vrac-table-numbers", async () => {
        const left = await kept(this.key("numbers"), /** @type {string[]} */ ([])); // another tab may have taken some
        this.numbers = [...left, ...block.numbers.filter((/** @type {string} */ one) => !left.includes(one))];
        await keep(this.key("numbers"), this.numbers);
        await keep(this.key("asked"), undefined);
      });
    }
    for (let lacking = CODES - (await stocked()); lacking > 0; lacking -= CODES_AT_ONCE) {
      const ids = Array.from({ length: Math.min(lacking, CODES_AT_ONCE) }, () => crypto.randomUUID());
      const response = await fetch(`/table/codes/several.json?${ids.map((id) => `order_id=${id}`).join("&")}`);
      if (!response.ok) return;
      /** @type {Record<string, string>} */
      const drawn = await response.json();
      await stock(ids.map((id) => ({ id, svg: drawn[id] ?? "" })));
    }
  }

  /** A member number of this device's own. */
  number() {
    return navigator.locks.request("vrac-table-numbers", async () => {
      const [number, ...rest] = await kept(this.key("numbers"), /** @type {string[]} */ ([]));
      this.numbers = rest;
      await keep(this.key("numbers"), rest);
      return number ?? null;
    });
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

  /** @param {Household} household */
  async put(household) {
    const others = [...this.households.byId.values()].filter((one) => one.id !== household.id);
    this.households = new Households([...others, household]);
    await this.keepHouseholds();
  }

  keepHouseholds() {
    return keep(this.key("households"), [...this.households.byId.values()]);
  }

  keepLast() {
    return keep(this.key("last"), [...this.last]);
  }

  /** As the server has them, but what waits here counts already. */
  keepRecurring() {
    for (const item of this.queue.waiting) {
      if (item.kind !== "recurring") continue;
      if (item.recurring) this.recurring.set(item.household_id, item.recurring);
      else this.recurring.delete(item.household_id);
    }
    return keep(this.key("recurring"), [...this.recurring]);
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
      void keep(this.key("progress"), [...this.progress]);
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
    if (!this.queue.reached || this.queue.signedOut || this.isUnsent(order.household.id) || order.told?.total === total) return;
    const address = `/v1/households/${order.household.id}/due?total_cents=${total}`;
    const asked = call("GET", address).then((answer) => (order.told = { total, own: answer.due_cents }));
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
    return waiting.reduce((sum, item) => sum + item.about.credit_change_cents, household.credit_cents);
  }
}

/**
 * A household as it was registered here.
 * @param {import("./shapes.js").Item} item
 * @returns {Household}
 */
export function registered(item) {
  const body = /** @type {{ number: string, centre: string, label: string, size: number, language: string }} */ (item.body);
  return { id: item.id, ...body, credit_cents: 0, membership_due: false, closed_at: null };
}

/**
 * The cycle in which this centre takes orders, else the last it took part in.
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
