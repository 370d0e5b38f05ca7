/** The orders of this hall as this device knows them: what the server said last, and what waits to be sent. */
import { Refusal, all, call } from "../../../../../shared/web/static/calls.js";
import { introduce } from "../../../../../shared/web/static/device_says.js";
import { Outbox } from "../../../../../shared/web/static/outbox.js";

/** @typedef {import("../../../../../shared/web/static/device_store.js").Waiting} Waiting */
/** @typedef {import("./shapes.js").Here} Here */
/** @typedef {import("./shapes.js").Note} Note */
/** @typedef {import("./shapes.js").Order} Order */
/** @typedef {import("./shapes.js").Seen} Seen */

/** Whether the person who is signed in now works where this note was made. @param {string} about */
async function worksAt(about) {
  const [cycle, centre] = about.split("/");
  try {
    await call("GET", `/v1/cycles/${cycle}/centres/${centre}/distribution`);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false; // it waits for its own volunteer
    throw error;
  }
}

/** The queue of every hall on this device. */
export function outbox() {
  return new Outbox("vrac-hall", (item) => worksAt(item.about), (item, before) => (item.body.base_version ??= before.version));
}

/** @param {Seen} order @param {Partial<Note>} changed @returns {Note} */
export function noteOf(order, changed) {
  const lines = changed.lines ?? [];
  return { base_version: order.waits ? null : order.version, state: "collected", neighbour: null, remark: (order.draft ?? order.remark).trim(), ...changed, lines };
}

export class Notes extends EventTarget {
  /** @param {Here} here */
  constructor(here) {
    super();
    this.here = here;
    this.path = `/v1/cycles/${encodeURIComponent(here.cycle)}`;
    this.queue = outbox();
    introduce(() => ({ centre: here.centre, waiting: this.queue.held }));
    /** @type {Map<string, Order>} */
    this.orders = new Map();
    /** Remarks that are typed and go with what is noted next of their order. @type {Map<string, string>} */
    this.drafts = new Map();
    this.queue.addEventListener("changed", () => this.dispatchEvent(new Event("changed")));
    this.queue.addEventListener("answered", (event) => this.learn([/** @type {CustomEvent} */ (event).detail]));
  }

  get key() {
    return `orders:${this.here.cycle}/${this.here.centre}`;
  }

  get draftsKey() {
    return `remarks:${this.here.cycle}/${this.here.centre}`;
  }

  async start() {
    this.drafts = new Map(await this.queue.store.kept(this.draftsKey, []));
    this.learn(await this.queue.store.kept(this.key, []));
    await this.queue.look();
    await this.meet();
  }

  /** Send what waits, then ask what others noted. */
  async meet() {
    await this.queue.send();
    try {
      const found = /** @type {Order[]} */ (await all(`${this.path}/hand-overs?centre=${encodeURIComponent(this.here.centre)}`));
      const there = new Set(found.map((order) => order.order_id));
      for (const id of this.orders.keys()) if (!there.has(id)) this.orders.delete(id);
      this.learn(found);
      await this.queue.touch();
    } catch (error) {
      this.queue.note(error);
    }
    await this.queue.look();
  }

  /** What was noted later stays: an older answer may come after a newer one. @param {Order[]} found */
  learn(found) {
    for (const order of found) {
      const known = this.orders.get(order.order_id);
      if (known === undefined || order.version >= known.version) this.orders.set(order.order_id, order);
    }
    void this.queue.keep(this.key, [...this.orders.values()]);
  }

  /** @returns {Seen[]} By member number. */
  get seen() {
    const shown = [...this.orders.values()].map((order) => this.see(order));
    return shown.sort((one, other) => (one.household < other.household ? -1 : 1));
  }

  /** Cycle, centre and order. @param {string} id */
  about(id) {
    return [this.here.cycle, this.here.centre, id].map(encodeURIComponent).join("/");
  }

  /** @param {string} id */
  itemsOf(id) {
    return this.queue.items.filter((item) => item.about === this.about(id));
  }

  /** @param {Order} order @returns {Seen} */
  see(order) {
    const seen = this.waitingOf(order);
    const draft = this.drafts.get(order.order_id) ?? seen.remark;
    return { ...seen, draft: draft.trim() === seen.remark ? null : draft };
  }

  /** @param {Order} order @returns {Omit<Seen, "draft">} */
  waitingOf(order) {
    const items = this.itemsOf(order.order_id);
    const last = items.at(-1);
    if (last === undefined) return { ...order, waits: false, refused: null };
    const note = /** @type {Note} */ (last.body);
    const { state, neighbour, remark } = note;
    const refusal = items.find((item) => item.state === "refused");
    if (refusal !== undefined) return { ...order, waits: true, refused: { sentence: refusal.sentence, state, neighbour } };
    const weighed = new Map(note.lines.map((line) => [line.product, line.handed]));
    const lines = order.lines.map((line) => ({ ...line, handed: state === "absent" ? 0 : (weighed.get(line.product) ?? line.granted) }));
    return { ...order, state, neighbour, remark, lines, waits: true, refused: null };
  }

  /** @param {string} id @returns {Seen | null} */
  one(id) {
    const order = this.orders.get(id);
    return order === undefined ? null : this.see(order);
  }

  /** @param {Seen} order @param {Partial<Note>} changed */
  async note(order, changed) {
    const address = `${this.path}/hand-overs/${order.order_id}`;
    await this.queue.add({ about: this.about(order.order_id), method: "PUT", address, body: noteOf(order, changed) });
    this.forgetDraft(order.order_id);
  }

  /** Keep a remark that is being typed; without a state nothing is noted of an order. @param {string} id @param {string} text */
  draft(id, text) {
    this.drafts.set(id, text);
    void this.queue.keep(this.draftsKey, [...this.drafts]);
  }

  /** @param {string} id */
  forgetDraft(id) {
    if (this.drafts.delete(id)) void this.queue.keep(this.draftsKey, [...this.drafts]);
  }

  /** Leave what is noted there. @param {string} id */
  drop(id) {
    return this.queue.drop(this.about(id));
  }

  /** Note what was refused once more, over what is noted there now. @param {Seen} order */
  async again(order) {
    await this.meet();
    const items = this.itemsOf(order.order_id);
    const [last, now] = [items.at(-1), this.orders.get(order.order_id)];
    if (last === undefined || now === undefined) return;
    await this.queue.change([{ ...last, body: { ...last.body, base_version: now.version }, state: "waiting", sentence: "" }]);
    for (const before of items.slice(0, -1)) await this.queue.forget(before); // the last one stands for them
    void this.queue.send();
  }
}
