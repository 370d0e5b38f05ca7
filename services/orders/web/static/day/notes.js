/** Notes of the day on this device: what the server said last of its centre, and what waits to be sent. */
import { Refusal, all, call } from "../../../../../shared/web/static/calls.js";
import { introduce } from "../../../../../shared/web/static/device_says.js";
import { Outbox } from "../../../../../shared/web/static/outbox.js";
import { Queue } from "../table/queue.js";
import { OUTBOX, asksFor, changesHands, soldKey } from "./note_items.js";

/** @typedef {import("../../../../../shared/web/static/device_store.js").Waiting} Waiting */
/** @typedef {import("../../../../../shared/web/static/outbox.js").Asked} Asked */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Outcome} Outcome */
/** @typedef {import("./shapes.js").SaleAnswer} SaleAnswer */
/** @typedef {import("./shapes.js").SentSale} SentSale */
/** @typedef {import("./shapes.js").Step} Step */

const YEAR = 366 * 86_400;

/** Whether whoever is signed in now works where this was noted: else it waits for its own volunteer. @param {Waiting} item */
async function mine(item) {
  const { roles, centres } = await call("GET", "/v1/sessions/current");
  const everywhere = roles.some((/** @type {string} */ role) => role === "coordinator" || role === "treasurer");
  return everywhere || centres.includes(item.told.centre);
}

/**
 * What changed hands is booked whatever there is by now; how long it lay here says in which till session it was.
 * @param {Waiting} item
 */
async function ask(item) {
  if (!item.told.served || !changesHands(item)) return call(item.method, item.address, item.body);
  const waited_seconds = Math.min(Math.max(Math.floor((Date.now() - item.made_at) / 1000), 0), YEAR);
  if (item.told.kind !== "paid") return call(item.method, item.address, { ...item.body, waited_seconds });
  const sent = { kind: "payment", id: item.address.split("/").at(-1), waited_seconds, payment: item.body };
  const [answer] = (await call("POST", "/v1/device-batches", { items: [sent] })).answers;
  if (answer.status >= 400) throw new Refusal(answer.status, answer.body);
  return answer.body;
}

/** The queue of this device, of every centre. */
export function outbox() {
  const queue = new Outbox(OUTBOX, mine, undefined, ask, (item) => item.told.served);
  queue.addEventListener("answered", (event) => void rememberSold(queue, /** @type {CustomEvent} */ (event).detail));
  return queue;
}

/**
 * A sale is no longer among what waits, and what may be sold may not be asked for again before the network goes.
 * @param {Outbox} queue @param {Partial<SaleAnswer>} answer
 */
async function rememberSold(queue, answer) {
  if (answer.sale_id === undefined) return;
  const key = soldKey(answer.cycle ?? "", answer.centre ?? "");
  const known = /** @type {SentSale[]} */ (await queue.store.kept(key, []));
  await queue.keep(key, [...known, { .../** @type {SaleAnswer} */ (answer), heard: Date.now() }]);
}

/** What a page of the day knows of its centre and notes there: it says what else it is to know. */
export class Notes extends EventTarget {
  /** @param {string} centre */
  constructor(centre) {
    super();
    this.centre = centre;
    this.queue = outbox();
    /** What the order table keeps here: it is sent there, and spends the same credit. */
    this.table = new Queue(centre);
    introduce(() => ({ centre, waiting: notesOf(this.queue.held) }));
    /** @type {Map<string, Household>} */
    this.households = new Map();
    /** Notes that were being asked when this device stopped: nobody was told what came of them. @type {Step[][]} */
    this.stopped = [];
    this.behind = true;
    this.waited = 0;
    this.queue.addEventListener("changed", () => this.changed());
    this.queue.addEventListener("answered", (event) => this.learn(/** @type {CustomEvent} */ (event).detail));
  }

  changed() {
    const waiting = this.queue.waiting.length;
    this.behind ||= waiting < this.waited; // something was sent, by this tab or another
    this.waited = waiting;
    this.dispatchEvent(new Event("changed"));
  }

  /** Read what else a page kept of its centre last time. */
  async recall() {}

  /** Ask the server for it, and keep it. */
  async ask() {}

  /** What else of one household. @param {string} _id */
  async askOf(_id) {}

  /** What an answer says, before everything is asked for anew. @param {any} _answer */
  learn(_answer) {}

  /** @param {string} what */
  key(what) {
    return `${what}:${this.centre}`;
  }

  /** What was kept last time; then what waits is sent, and the lists are asked for. */
  async start() {
    this.households = byId(await this.queue.store.kept(this.key("households"), []));
    await this.recall();
    await this.queue.look();
    await this.table.look();
    await this.noteStopped();
    await this.meet();
  }

  /** What was to change hands by a note that nobody was told the end of may have done so: it is asked about until settled. */
  async noteStopped() {
    const kept = /** @type {Step[][]} */ (await this.queue.store.kept(this.key("stopped"), []));
    const known = new Set(kept.map((steps) => steps[0]?.note));
    const cut = this.queue.waiting.filter((item) => asksFor(item) && !item.told.served && item.told.centre === this.centre && !known.has(item.about));
    const whole = cut.map((one) => this.queue.items.filter((item) => item.about === one.about).map((item) => ({ ...item.told, note: item.about })));
    this.stopped = [...kept, ...whole];
    if (whole.length > 0) await this.queue.keep(this.key("stopped"), this.stopped);
  }

  /** The household has its money, or its goods: from now on it is booked whatever there is. @param {string} note */
  async given(note) {
    const left = this.queue.items.filter((item) => item.about === note);
    await this.queue.change(left.map((item) => ({ ...item, state: "waiting", told: { ...item.told, served: true } })));
    await this.forgetStopped(note);
    await this.meet();
  }

  /** @param {string} note */
  async forgetStopped(note) {
    this.stopped = this.stopped.filter((steps) => steps[0]?.note !== note);
    await this.queue.keep(this.key("stopped"), this.stopped);
    this.dispatchEvent(new Event("changed"));
  }

  /** Ask for the lists whatever is known of them. */
  async renew() {
    this.behind = true;
    await this.meet();
  }

  /** Send what waits; ask for the lists if they are behind, else whether there is a network. */
  async meet() {
    await this.queue.send();
    try {
      if (this.behind) await this.refresh();
      else await call("GET", "/v1/sessions/current");
      await this.queue.touch();
    } catch (error) {
      this.queue.note(error);
    }
    await this.table.look();
    await this.queue.look();
  }

  async refresh() {
    const [households] = await Promise.all([all(`/v1/households?centre=${encodeURIComponent(this.centre)}`), this.ask()]);
    this.households = byId(households);
    this.behind = false;
    await this.keepHouseholds();
  }

  async keepHouseholds() {
    await this.queue.keep(this.key("households"), [...this.households.values()]);
  }

  /** One household as it is now, if the server answers. @param {string} id */
  async look(id) {
    if (!this.queue.reached || this.queue.signedOut) return;
    try {
      const [household] = await Promise.all([call("GET", `/v1/households/${id}`), this.askOf(id)]);
      this.households.set(id, household);
      await this.keepHouseholds();
      await this.queue.touch();
    } catch (error) {
      this.queue.note(error);
    }
    await this.queue.look();
  }

  /** What a household may spend, with what waits here and at the order table. @param {string} id */
  credit(id) {
    const ours = this.of(id).reduce((sum, item) => sum + item.told.credit_change_cents, 0);
    const theirs = this.table.waiting.filter((item) => item.household_id === id).reduce((sum, item) => sum + item.about.credit_change_cents, 0);
    return Math.max(0, (this.households.get(id)?.credit_cents ?? 0) + ours + theirs);
  }

  /** @param {string} id */
  of(id) {
    return this.queue.waiting.filter((item) => item.told.household === id);
  }

  /** For finding somebody: everybody with the credit that is left. */
  get everybody() {
    return [...this.households.values()].map((one) => ({ ...one, credit_cents: this.credit(one.id) }));
  }

  /** Each note once, whatever it is made of. */
  get standing() {
    const { reached, signedOut, full, touched } = this.queue;
    return { reached, signedOut, full, touched, waiting: notesOf(this.queue.waiting), refused: notesOf(this.queue.refused) };
  }

  /**
   * Note something that was done with a household, in its order. With a network the server decides first; without
   * one it counts as done once it is on the disk.
   * @param {Asked[]} steps
   * @returns {Promise<Outcome>}
   */
  async note(steps) {
    const about = `${this.centre}/${crypto.randomUUID()}`;
    const served = !this.queue.reached || this.queue.signedOut;
    await this.queue.keepAll(...steps.map((step) => ({ ...step, about, told: { ...step.told, centre: this.centre, served: served || step.told.kind === "paid" } })));
    if (served) {
      void this.queue.send();
      return { how: "kept" };
    }
    await this.queue.send();
    const left = this.queue.items.filter((item) => item.about === about);
    const refused = left.find((item) => item.state === "refused");
    if (refused !== undefined) {
      await this.queue.drop(about);
      return { how: "refused", sentence: refused.sentence, step: refused.told.kind };
    }
    if (left.length === 0) return { how: "sent" };
    await this.queue.change(left.map((item) => ({ ...item, told: { ...item.told, served: true } })));
    return { how: "kept" };
  }

  /** Try what was refused once more. @param {Waiting} item */
  async again(item) {
    await this.queue.change([{ ...item, state: "waiting" }]);
    await this.renew();
  }

  /** Somebody did what was to be done about it. @param {Waiting} item */
  async seen(item) {
    if (item.told.served) await this.queue.forget(item);
    else await this.queue.drop(item.about);
    await this.forgetStopped(item.about);
  }
}

/** @param {Household[]} households */
function byId(households) {
  return new Map(households.map((one) => [one.id, one]));
}

/** The first item of each note. @param {Waiting[]} items */
export function notesOf(items) {
  return [...new Map(items.toReversed().map((item) => [item.about, item])).values()].toReversed();
}
