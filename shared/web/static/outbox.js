/**
 * Requests that wait for a network, and the one way of sending them: one after the other, in the order they were made.
 * Each is one that the server takes twice as once; it leaves the queue when it was answered well, and stays in words
 * when it was refused. A request may build on the version in the answer to the one before about the same thing.
 * A device that is full sends what it has all the same: to write less down first would lose more.
 */
import { Away, Refusal, SignedOut, call } from "./calls.js";
import { DeviceStore, StorageFull } from "./device_store.js";
import { LEFT } from "./leaving.js";

/** @typedef {import("./device_store.js").Waiting} Waiting */
/** @typedef {Pick<Waiting, "about" | "method" | "address" | "body" | "told">} Asked */

export class Outbox extends EventTarget {
  /**
   * @param {string} name Of the part of the service, such as ``vrac-hall``.
   * @param {(item: Waiting) => Promise<boolean>} mine Whether whoever is signed in now may send it: else it waits.
   * @param {(item: Waiting, before: any) => void} [build] Let an item build on the answer to the one before.
   * @param {(item: Waiting) => Promise<any>} [ask] Ask the server: as it is written down, unless said otherwise.
   * @param {(item: Waiting) => boolean} [goesOn] Whether it is sent though one before about the same thing was refused.
   */
  constructor(name, mine, build = () => undefined, ask = (item) => call(item.method, item.address, item.body), goesOn = () => false) {
    super();
    this.name = name;
    this.mine = mine;
    this.build = build;
    this.ask = ask;
    this.goesOn = goesOn;
    this.store = new DeviceStore(name);
    this.reached = true;
    this.signedOut = false;
    this.full = false;
    /** @type {Waiting[]} */
    this.items = [];
    /** @type {number | null} */
    this.touched = null;
    /** What is being sent. @type {Set<number | undefined>} */
    this.going = new Set();
    this.tabs = new BroadcastChannel(name);
    this.tabs.onmessage = ({ data }) => (data === LEFT ? location.reload() : void this.look());
  }

  get waiting() {
    return this.items.filter((item) => item.state === "waiting");
  }

  /** What is not being sent, or was refused and nobody looked at: should an answer be lost, the next request says again that it waits. */
  get held() {
    return [...this.waiting.filter((item) => !this.going.has(item.sequence)), ...this.refused];
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  async look() {
    this.items = await this.store.queued();
    this.going.clear();
    this.touched = await this.store.kept("touched", null);
    this.dispatchEvent(new Event("changed"));
  }

  async changed() {
    this.tabs.postMessage("changed");
    await this.look();
  }

  /**
   * Keep requests for sending, all or none; done when they are on the disk.
   * @param {...Asked} asked
   */
  async add(...asked) {
    await this.keepAll(...asked);
    void this.send();
  }

  /** The same, not sent yet. @param {...Asked} asked */
  async keepAll(...asked) {
    const made = { state: /** @type {const} */ ("waiting"), made_at: Date.now(), answer: null, sentence: "" };
    await this.store.putAll(asked.map((one) => ({ ...one, ...made, id: crypto.randomUUID() })));
    this.full = false;
    await this.changed();
  }

  /** Write changes of items down, all or none, while no tab is sending them as they were. @param {Waiting[]} items */
  async change(items) {
    await navigator.locks.request(`${this.name}-send`, () => this.store.putAll(items));
    await this.changed();
  }

  /** Somebody looked at one item: it goes. @param {Waiting} item */
  async forget(item) {
    await this.store.forget(item);
    await this.changed();
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
      await this.store.keep(key, value);
      this.hasRoom();
      return true;
    } catch (error) {
      this.note(error);
      return false;
    }
  }

  /** @param {unknown} error */
  note(error) {
    if (error instanceof SignedOut) this.signedOut = true;
    else if (error instanceof Away) this.reached = false;
    else if (error instanceof StorageFull) this.full = true;
    else if (!(error instanceof Refusal)) throw error;
  }

  /** Send what waits. Of several tabs one does, the others see what comes of it. */
  async send() {
    if (this.waiting.length === 0) return;
    await navigator.locks.request(`${this.name}-send`, async () => {
      try {
        await this.sendAll();
      } catch (error) {
        this.note(error);
      }
    });
    await this.changed();
  }

  async sendAll() {
    /** @type {Map<string, any>} */
    const answers = new Map();
    const stopped = new Set(this.refused.map((item) => item.about));
    for (const item of await this.store.queued()) {
      if (item.state !== "waiting" || (stopped.has(item.about) && !this.goesOn(item)) || !(await this.mine(item))) continue;
      const before = answers.get(item.about) ?? (await this.store.kept(`answer:${item.about}`, null));
      if (before !== null) this.build(item, before);
      const answer = await this.one(item);
      if (answer === null) stopped.add(item.about);
      else answers.set(item.about, answer);
    }
  }

  /** @param {Waiting} item */
  async one(item) {
    this.going.add(item.sequence);
    await this.write(item); // as it is sent: should the answer be lost, the same is sent again
    try {
      const answer = await this.ask(item);
      await this.touch();
      // Nobody's name in it: what it says of people is in the list that they are shown from.
      const kept = await this.keep(`answer:${item.about}`, { version: answer.version });
      if (!kept && (await this.follows(item))) throw new StorageFull(); // asked again once there is room: it counts once
      await this.store.forget(item);
      this.dispatchEvent(new CustomEvent("answered", { detail: answer }));
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.write({ ...item, state: "refused", sentence: error.message });
      await this.touch();
      return null;
    }
  }

  /** Write a change of an item down, if there is room: without it the same is asked again. @param {Waiting} item */
  async write(item) {
    try {
      await this.store.put(item);
    } catch (error) {
      this.note(error);
    }
  }

  /** Whether another request builds on the answer to this one. @param {Waiting} item */
  async follows(item) {
    return (await this.store.queued()).some((other) => other.about === item.about && other.sequence !== item.sequence);
  }

  /**
   * Somebody looked at what was refused: it goes, with what was to follow it.
   * @param {string} about
   */
  async drop(about) {
    for (const item of await this.store.queued()) if (item.about === about) await this.store.forget(item);
    await this.changed();
  }
}
