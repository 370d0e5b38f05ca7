/**
 * What waits to be sent, and the one way of sending it, with or without a network: a batch of items with ids of our
 * own. Sent twice it counts once; what is refused stays here, in words, until somebody looked at it.
 * A device that is full sends what it has all the same: what it can't write down is asked again later.
 */
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { introduce } from "../../../../../shared/web/static/device_says.js";
import { LEFT } from "../../../../../shared/web/static/leaving.js";
import { nextRound, registerHouseholds, sendRound, whose } from "./sending.js";
import { StorageFull, change, claim, drop, exchange, forget, isOpen, keep, kept, queue, queued, settle, spent } from "./store.js";

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
    this.full = false;
    /**
     * While this device is paused: the page that lets people come back, whose session it was, how many wrong PINs were
     * typed without a network, or who came back so: the table is open to them, and nothing is sent.
     * @type {{ page: string, session: string, tries?: number, by?: string } | null}
     */
    this.paused = null;
    /** What became of items and could not be written down: known here until there is room. @type {Map<number | undefined, Item>} */
    this.unwritten = new Map();
    /** @type {Item[]} */
    this.items = [];
    /** @type {number | null} */
    this.touched = null;
    /** What is being sent: should the answer be lost it is said to wait with the next request. @type {Set<number | undefined>} */
    this.going = new Set();
    introduce(() => ({ centre, waiting: this.items.filter((item) => isOpen(item) && !this.going.has(item.sequence)) }));
    this.tabs = new BroadcastChannel("vrac-table");
    this.tabs.onmessage = ({ data }) => (data === LEFT ? location.reload() : void this.look());
  }

  get waiting() {
    return this.items.filter((item) => item.state === "waiting");
  }

  /** Whether nobody is at the table. */
  get closed() {
    return this.paused !== null && this.paused.by === undefined;
  }

  /** Whether there is nothing to try again: all was sent, and is written down. */
  get isUpToDate() {
    return this.reached && !this.signedOut && !this.full && this.waiting.length === 0 && this.unwritten.size === 0;
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  /** Everything as it is known here. */
  async read() {
    return (await queued()).map((item) => {
      const known = this.unwritten.get(item.sequence);
      return known !== undefined && item.state === "waiting" && item.stamp === known.stamp ? known : item;
    });
  }

  async look() {
    this.items = await this.read();
    this.going.clear();
    this.touched = await kept("touched", null);
    this.paused = await kept("paused", null);
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
    this.full = false;
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
    const free = !changed.some(({ was }) => this.unwritten.has(was.sequence)) && (await exchange(changed, added));
    await this.changed();
    void this.send();
    return free;
  }

  /** The server answered something. */
  async touch() {
    this.reached = true;
    this.signedOut = false;
    await this.keep("touched", Date.now());
  }

  /** A device that was full is not any more: whoever looks at it is told. */
  hasRoom() {
    if (!this.full) return;
    this.full = false;
    this.dispatchEvent(new Event("changed"));
  }

  /**
   * Keep what can be done without: a full device goes on without it.
   * @param {string} key
   * @param {unknown} value
   */
  async keep(key, value) {
    try {
      await keep(key, value);
      this.hasRoom();
    } catch (error) {
      this.note(error);
    }
  }

  /** Send what waits, unless the server has to say first who is here. Of several tabs one does, the others see what comes of it. */
  async send() {
    if (this.paused !== null || (this.waiting.length === 0 && this.unwritten.size === 0)) return;
    await navigator.locks.request("vrac-table-send", async () => {
      try {
        await this.writeAgain();
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

  /**
   * Nobody is at the table until somebody comes back. Kept first: neither a reload nor a crash, nor another tab, opens it.
   * @param {string} page That lets people come back.
   */
  async pause(page) {
    await navigator.locks.request("vrac-table-pause", async () => {
      const { current } = await call("GET", "/v1/account/sessions");
      await keep("paused", { page, session: current });
      try {
        await call("POST", "/v1/sessions/pause");
        this.signedOut = true;
      } catch (error) {
        await drop("paused");
        throw error;
      }
    });
    await this.changed();
  }

  /** End a pause. @param {boolean} [returned] Somebody came back with their PIN; else who signed in since, if anybody, ends it. */
  async resume(returned = false) {
    await navigator.locks.request("vrac-table-pause", async () => {
      if (returned || (await this.isSomebodyNew())) await drop("paused");
    });
    await this.changed();
  }

  /** Whether a session began since the pause. The cookie of the one before may be back on the disk after a power cut. */
  async isSomebodyNew() {
    try {
      const { current } = await call("GET", "/v1/account/sessions");
      await this.touch();
      return current !== this.paused?.session;
    } catch (error) {
      this.note(error);
      return false;
    }
  }

  /** Show nothing of a page while this device is paused: people come back at the table. */
  async onlyUnlessPaused() {
    const leave = () => this.paused !== null && location.replace(this.paused.page);
    this.addEventListener("changed", leave);
    await this.look();
    if (this.paused !== null) await new Promise(() => undefined);
  }

  /** @param {unknown} error */
  note(error) {
    if (error instanceof SignedOut) this.signedOut = true;
    else if (error instanceof Away) this.reached = false;
    else if (error instanceof StorageFull) this.full = true;
    else if (!(error instanceof Refusal)) throw error;
  }

  /** Write down what there was no room for before. */
  async writeAgain() {
    for (const item of this.unwritten.values()) await this.write(item);
  }

  /** Write down what became of an item, as soon as there is room. @param {Item} item */
  async write(item) {
    try {
      await settle(item);
      this.unwritten.delete(item.sequence);
    } catch (error) {
      this.note(error);
      this.unwritten.set(item.sequence, item);
    }
  }

  /** Take waiting items to send them: written down if there is room. @param {Item[]} items */
  async claim(items) {
    try {
      return await claim(items);
    } catch (error) {
      this.note(error);
      const claimed = items.map((item) => ({ ...item, tried: true }));
      claimed.forEach((item) => this.unwritten.set(item.sequence, item));
      return claimed;
    }
  }

  /** Send all that whoever is signed in now may send, in rounds: what builds on an answer waits for it. */
  async sendAll() {
    const mine = await whose(this);
    await registerHouseholds(this, mine);
    for (let round = await nextRound(this, mine); round.length > 0; round = await nextRound(this, mine)) await sendRound(this, round);
    await this.prune();
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  async answered(item, answer) {
    item.answer = answer;
    item.state = answer.status < 300 && isAsTold(item, answer) ? "sent" : "refused";
    await this.write(item);
    this.dispatchEvent(new CustomEvent("answered", { detail: item }));
  }

  /**
   * Try a refused item once more.
   * @param {Item} item
   */
  async again(item) {
    await this.change({ ...item, state: "waiting" });
    await this.send();
  }

  /**
   * Somebody looked at it and did what was to be done.
   * @param {Item} item
   */
  async seen(item) {
    await this.change({ ...item, state: "seen" });
  }

  /** Change an item that was answered; a full device is said, and it stays as it was. @param {Item} item */
  async change(item) {
    await change(item).catch((error) => this.note(error));
    await this.changed();
  }

  async prune() {
    const done = spent(await queued());
    const old = done.slice(0, Math.max(0, done.length - SENT_KEPT));
    if (old.length > 0) await forget(old.map((item) => item.sequence ?? -1));
  }
}

/**
 * Whether it came out as the household was told: an order that was paid may have met a credit that was spent
 * elsewhere, a solidarity fund that was, a yearly fee that orders need, or a centre that was closed.
 * @param {Item} item
 * @param {Answer} answer
 */
function isAsTold(item, answer) {
  if (item.kind === "payment") return !answer.body.applied.some((/** @type {any} */ order) => order.state === "late" || (order.state === "waiting" && order.missing_cents === 0));
  if (item.kind !== "order") return true;
  return answer.fee_due !== "refuse" && (!item.about.with_payment || answer.order_state === "confirmed");
}
