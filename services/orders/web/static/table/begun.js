/**
 * Orders that were begun and are not confirmed, with money that was taken for them as a part of several means: on the
 * disk with each change, so that neither a reload, nor a crash, nor signing in again takes them along.
 */
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { at, button, el, redraw } from "../../../../../shared/web/static/elements.js";
import { resumed, storedOrder } from "./changing.js";
import { sumOf } from "./order.js";
import { drop, keptBelow } from "./store.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./order.js").Order} Order */
/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {{ household_id: string, cycle: string, lines: [string, number][], parts: Payment[] }} Draft */

export class Begun {
  /** @param {Device} device @param {import("./part_payments.js").PartPayments} others What was taken for fees and for orders at the till. */
  constructor(device, others) {
    this.device = device;
    this.others = others;
    /** @type {Map<string, Order>} By household. */
    this.orders = new Map();
    /** @type {Map<string, Payment[]>} What was taken for them, by household. */
    this.parts = new Map();
    /** @type {Set<Draft>} Of households that this device does not know, as after signing out, until the server has said who they are. */
    this.unknown = new Set();
  }

  /** What a reload or a crash left. */
  async open() {
    /** @type {Draft[]} */
    const drafts = await keptBelow(this.key(""));
    for (const draft of drafts) {
      const isOver = draft.cycle !== this.device.cycle?.cycle && draft.parts.length === 0;
      if (isOver || this.isConfirmed(draft)) {
        await drop(this.key(draft.household_id));
        continue;
      }
      this.unknown.add(draft);
      if (draft.parts.length > 0) this.parts.set(draft.household_id, draft.parts);
    }
    this.resumeKnown();
  }

  /** Resume what was begun of the households that this device knows by now. */
  resumeKnown() {
    for (const draft of this.unknown) {
      const household = this.device.households.byId.get(draft.household_id);
      if (household === undefined) continue;
      this.unknown.delete(draft);
      this.resume(household, draft);
    }
  }

  /** @param {string} household */
  key(household) {
    return `${this.device.key("begun")}:${household}`;
  }

  /** Whether the power went when it was confirmed already. @param {Draft} draft */
  isConfirmed({ household_id, cycle, lines, parts }) {
    const same = JSON.stringify(lines);
    return this.device.queue.items.some((item) => {
      if (item.kind !== "order" || item.household_id !== household_id || item.body["cycle"] !== cycle) return false;
      const its = /** @type {import("./shapes.js").Line[]} */ (item.body["lines"]).map(({ product, quantity }) => [product, quantity]);
      return parts.length > 0 ? item.about.paid.some(({ id }) => parts.some((part) => part.id === id)) : JSON.stringify(its) === same;
    });
  }

  /** @param {import("./shapes.js").Household} household @param {Draft} draft */
  resume(household, { lines }) {
    const order = resumed(this.device, household, undefined, storedOrder(this.device, household.id));
    const sold = new Set(this.device.catalogue.map(({ product }) => product));
    order.lines = new Map(lines.filter(([product]) => sold.has(product)));
    order.touched = true;
    this.orders.set(household.id, order);
  }

  /** @param {string} household */
  get(household) {
    this.resumeKnown();
    return this.orders.get(household);
  }

  /** Keep what was taken for an order so far; none: it was handed back. @param {Order} order @param {Payment[]} parts */
  take(order, parts) {
    if (parts.length > 0) this.parts.set(order.household.id, [...parts]);
    else this.parts.delete(order.household.id);
    this.set(order);
  }

  /** Keep an order as it is now. @param {Order} order */
  set(order) {
    const { id } = order.household;
    const { cycle, queue } = this.device;
    const parts = this.parts.get(id) ?? [];
    this.orders.set(id, order);
    if (cycle) void queue.keep(this.key(id), { household_id: id, cycle: cycle.cycle, lines: [...order.lines], parts });
  }

  /** @param {string} household */
  delete(household) {
    this.orders.delete(household);
    this.parts.delete(household);
    void drop(this.key(household)).catch((error) => this.device.queue.note(error));
    this.show();
  }

  /** Where the next household is asked for, those that are not done with. */
  show() {
    this.resumeKnown();
    const open = [...this.orders.values()].filter(({ household, lines, touched }) => touched && (lines.size > 0 || this.parts.has(household.id)));
    const lines = [...open.map((order) => this.line(order)), ...this.others.lines()];
    at("begun").hidden = lines.length === 0;
    redraw(at("begun-orders"), lines);
  }

  /** @param {Order} order */
  line({ household, lines }) {
    const taken = sumOf(this.parts.get(household.id) ?? []);
    const said = [sayNumber("{number} product", "{number} products", lines.size), ...(taken > 0 ? [say("{amount} taken already", { amount: money(taken) })] : [])];
    const actions = [button(say("Go on"), "serve"), button(say("Give it up"), "drop-begun", { kind: "plain" })];
    for (const one of actions) one.dataset["household"] = household.id;
    return el("li", { class: "notice wait" }, el("div", { class: "stack" }, el("p", {}, el("b", {}, household.number), " ", household.label, el("br"), said.join(" · ")), el("div", { class: "row" }, ...actions)));
  }
}
