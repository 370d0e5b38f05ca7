/**
 * What waits to be sent, and the one way of sending it, with or without a network: a batch of items with ids of our
 * own. Sent twice it counts once; what is refused stays here, in words, until somebody looked at it.
 */
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { introduce } from "../../../../../shared/web/static/device_says.js";
import { LEFT } from "../../../../../shared/web/static/leaving.js";
import { nextRound, registerHouseholds, sendRound, whose } from "./sending.js";
import { change, exchange, forget, keep, kept, queue, queued } from "./store.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Answer} Answer */

const SENT_KEPT = 200;

/**
 * @typedef {object} Standing
 * @property {Item[]} items Everything that is kept, in the order it was made.
 * @property {boolean} reached Whether the last try came through.
 * @property {boolean} signedOut
 * @property {number | null} touched When the server last answered, by this device's clock: shown, never decided upon.
 */

export class Queue extends EventTarget {
  /** @param {string} centre */
  constructor(centre) {
    super();
    this.centre = centre;
    this.reached = true;
    this.signedOut = false;
    /** @type {Item[]} */
    this.items = [];
    /** @type {number | null} */
    this.touched = null;
    /** What is being sent: should the answer be lost it is said to wait with the next request. @type {Set<number | undefined>} */
    this.going = new Set();
    introduce(() => ({ centre, waiting: this.waiting.filter((item) => !this.going.has(item.sequence)) }));
    this.tabs = new BroadcastChannel("vrac-table");
    this.tabs.onmessage = ({ data }) => (data === LEFT ? location.reload() : void this.look());
  }

  get waiting() {
    return this.items.filter((item) => item.state === "waiting");
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  async look() {
    this.items = await queued();
    this.going.clear();
    this.touched = await kept("touched", null);
    this.dispatchEvent(new Event("changed"));
  }

  /** @param {boolean} [told] Whether other tabs know. */
  async changed(told = false) {
    if (!told) this.tabs.postMessage("changed");
    await this.look();
  }

  /**
   * Keep items for sending; done when they are on the disk.
   * @param {Item[]} items
   */
  async add(items) {
    await queue(items);
    await this.changed();
    void this.send();
  }

  /**
   * Change what was never on its way to the server, and add to it; all or nothing.
   * @param {{ was: Item, is: Item }[]} changed
   * @param {Item[]} [added]
   * @returns {Promise<boolean>} Whether it could still be changed.
   */
  async exchange(changed, added = []) {
    const free = await exchange(changed, added);
    await this.changed();
    void this.send();
    return free;
  }

  /** The server answered something. */
  async touch() {
    this.reached = true;
    this.signedOut = false;
    await keep("touched", Date.now());
  }

  /** Send what waits. Of several tabs one does, the others see what comes of it. */
  async send() {
    if (this.waiting.length === 0) return;
    await navigator.locks.request("vrac-table-send", async () => {
      try {
        await this.sendAll();
      } catch (error) {
        this.note(error);
      }
    });
    await this.changed();
  }

  /** Whether the server can be asked again. */
  async reach() {
    try {
      await call("GET", "/v1/sessions/current");
      await this.touch();
    } catch (error) {
      this.note(error);
    }
    return this.reached && !this.signedOut;
  }

  /** @param {unknown} error */
  note(error) {
    if (error instanceof SignedOut) this.signedOut = true;
    else if (error instanceof Away) this.reached = false;
    else if (!(error instanceof Refusal)) throw error;
  }

  /** Send all that whoever is signed in now may send, in rounds: what builds on an answer waits for it. */
  async sendAll() {
    const mine = await whose(this);
    await registerHouseholds(this, mine);
    for (let round = await nextRound(mine); round.length > 0; round = await nextRound(mine)) await sendRound(this, round);
    await this.prune();
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  async answered(item, answer) {
    item.answer = answer;
    item.state = answer.status < 300 && isAsTold(item, answer) ? "sent" : "refused";
    await change(item);
    this.dispatchEvent(new CustomEvent("answered", { detail: item }));
  }

  /**
   * Try a refused item once more.
   * @param {Item} item
   */
  async again(item) {
    item.state = "waiting";
    await change(item);
    await this.changed();
    await this.send();
  }

  /**
   * Somebody looked at it and did what was to be done.
   * @param {Item} item
   */
  async seen(item) {
    item.state = "seen";
    await change(item);
    await this.changed();
  }

  async prune() {
    const done = (await queued()).filter((item) => item.state !== "waiting" && item.state !== "refused");
    const old = done.slice(0, Math.max(0, done.length - SENT_KEPT));
    if (old.length > 0) await forget(old.map((item) => item.sequence ?? -1));
  }
}

/**
 * Whether it came out as the household was told: an order that was paid may have met a credit that was spent
 * elsewhere, or a centre that was closed.
 * @param {Item} item
 * @param {Answer} answer
 */
function isAsTold(item, answer) {
  return item.kind !== "order" || !item.about.with_payment || answer.order_state === "confirmed";
}
