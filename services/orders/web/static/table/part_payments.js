/**
 * Money taken as a part of several means for a yearly fee, or for orders that waited for it: on the disk with each part,
 * so that a power cut takes none of it along. Each is paid on from the list of what was begun, or handed back.
 */
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { button, el } from "../../../../../shared/web/static/elements.js";
import { sumOf } from "./order.js";
import { drop, keptBelow } from "./store.js";

/** @typedef {import("./shapes.js").Payment} Payment */
/** @typedef {{ id: string, household_id: string, fee_cents: number, orders: string[] }} Purpose What it is for; a fee has no orders. */
/** @typedef {Purpose & { parts: Payment[] }} PartPayment */

export class PartPayments {
  /** @param {import("./device.js").Device} device */
  constructor(device) {
    this.device = device;
    /** @type {Map<string, PartPayment>} */
    this.kept = new Map();
  }

  /** What a reload or a crash left. */
  async open() {
    /** @type {PartPayment[]} */
    const kept = await keptBelow(this.key(""));
    for (const one of kept) {
      if (this.isNoted(one)) await drop(this.key(one.id));
      else this.kept.set(one.id, one);
    }
  }

  /** @param {string} id */
  key(id) {
    return `${this.device.key("part")}:${id}`;
  }

  /** Whether the power went when it was noted already. @param {PartPayment} one */
  isNoted({ parts }) {
    return this.device.queue.items.some((item) => item.kind === "payment" && parts.some(({ id }) => id === item.id));
  }

  /** What was taken for one of these before: of a fee its household, of others an order. @param {...string} ids */
  of(...ids) {
    return [...this.kept.values()].find(({ id, orders }) => [id, ...orders].some((one) => ids.includes(one)));
  }

  /** Keep what was taken for this so far; none: it is handed back, or noted. @param {Purpose} purpose @param {Payment[]} parts */
  take(purpose, parts) {
    const { queue } = this.device;
    if (parts.length === 0) return this.forget(purpose.id);
    const one = { ...purpose, parts: [...parts] };
    this.kept.set(one.id, one);
    return void queue.keep(this.key(one.id), one);
  }

  /** @param {string} id */
  forget(id) {
    this.kept.delete(id);
    void drop(this.key(id)).catch((error) => this.device.queue.note(error));
  }

  /** Each as a line of the list of what was begun. */
  lines() {
    return [...this.kept.values()].map((one) => this.line(one));
  }

  /** @param {PartPayment} one */
  line({ id, household_id, fee_cents, orders, parts }) {
    const household = this.device.households.byId.get(household_id);
    const what = orders.length === 0 ? say("Yearly fee of {amount}", { amount: money(fee_cents) }) : sayNumber("{number} order at the till", "{number} orders paid together", orders.length);
    const actions = [button(say("Go on"), "part-on"), button(say("Give it up"), "part-drop", { kind: "plain" })];
    for (const action of actions) action.dataset["part"] = id;
    const said = [what, say("{amount} taken already", { amount: money(sumOf(parts)) })].join(" · ");
    return el("li", { class: "notice wait" }, el("div", { class: "stack" }, el("p", {}, el("b", {}, household?.number ?? ""), " ", household?.label ?? "", el("br"), said), el("div", { class: "row" }, ...actions)));
  }
}
