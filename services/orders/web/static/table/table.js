/** The order table: one household at a time is found, asked, paid for and given its receipt. */
import { say } from "../../../../../shared/web/static/words.js";
import { act, speak } from "./actions.js";
import { learn } from "./answers.js";
import { showCart, showWho } from "./cart.js";
import { tick } from "./cashing.js";
import { Catalogue } from "./catalogue.js";
import { isOvertaken, isSentMeanwhile, resumed, storedOrder, waitingCancellation, whyLocked } from "./changing.js";
import { Device } from "./device.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { Begun } from "./begun.js";
import { askSoon } from "./dues.js";
import { needsFee } from "./fees.js";
import { clearFind, findHouseholds, registerHouseholds } from "./find.js";
import { keepPage } from "../../../../../shared/web/static/keeping.js";
import { keys } from "./keys.js";
import { tellNextPrice } from "./next_price.js";
import { sumOf } from "./order.js";
import { PartPayments } from "./part_payments.js";
import { forgetBegun, payOn, takenFor } from "./paying.js";
import { People } from "./people.js";
import { Queue } from "./queue.js";
import { showReceipt } from "./receipt.js";
import { keepRoom } from "./room.js";
import { showStanding, showVolunteer } from "./standing.js";
import { StorageFull } from "./store.js";
import { showWaiting } from "./waiting.js";
import { dayOf } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {"find" | "order" | "pay" | "receipt"} View */

const EVERY_MS = 120_000;
const TRY_AGAIN_MS = 4_000;
const TILL_MS = 8_000;

/** @type {{ code: string, name: string, signIn: string }} */
export const here = JSON.parse(at("centre").textContent);

export class Table {
  constructor() {
    this.queue = new Queue(here.code);
    this.device = new Device(here.code, this.queue);
    this.people = new People(this, here);
    this.catalogue = new Catalogue((product, quantity) => this.put(product.product, quantity));
    /** @type {Map<string, Product>} */
    this.products = new Map();
    this.partPayments = new PartPayments(this.device);
    this.begun = new Begun(this.device, this.partPayments);
    /** @type {import("./order.js").Order | null} */
    this.order = null;
    /** @type {import("./payment.js").Till | null} */
    this.till = null;
    /** @type {Item | null} */
    this.receipt = null;
    /** @type {Item | null} A refused order that is taken again. */
    this.replaced = null;
    /** @type {Set<string>} Waiting orders that are paid together. */
    this.together = new Set();
    /** @type {number | null} The yearly fee that is paid now. */
    this.fee = null;
    this.busy = false;
    /** Whether the centre took orders when that was asked last. */
    this.open = false;
    /** What was chosen last, and may not be at the server yet. */
    this.spoken = { id: "", language: "" };
  }

  async start() {
    await this.queue.look();
    this.stand();
    await this.device.open();
    await this.begun.open();
    await this.partPayments.open();
    for (const kept of [this.queue, at("day-waits")]) kept.addEventListener("changed", () => this.stand());
    this.queue.addEventListener("answered", (event) => learn(this.device, /** @type {CustomEvent<Item>} */ (event).detail));
    this.device.addEventListener("changed", () => this.dress());
    this.device.addEventListener("till", () => this.idle());
    this.device.addEventListener("progress", () => this.catalogue.tell(this.device.progress));
    this.device.addEventListener("progress", () => tellNextPrice(this.device));
    this.device.isKeying = () => this.order !== null;
    findHouseholds(this.device, (household) => {
      this.tell(""); // what was said was of somebody else
      void this.choose(household);
    });
    registerHouseholds(this.device, (item, household) => this.welcome(item, household));
    this.listen();
    keepRoom(at("desk"), at("cart"));
    this.dress();
    this.stand();
    this.show("find");
    document.body.dataset["ready"] = "yes";
    await this.catchUp();
    void keepPage("/table");
  }

  listen() {
    document.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (pressed instanceof HTMLButtonElement && !pressed.disabled) void act(this, pressed);
    });
    at("who").addEventListener("change", (event) => void speak(this, /** @type {HTMLSelectElement} */ (event.target).value));
    at("waiting-orders").addEventListener("change", (event) => tick(this, event.target));
    document.addEventListener("keydown", (event) => keys(event, this));
    addEventListener("online", () => void this.catchUp());
    setInterval(() => void this.catchUp(), EVERY_MS);
    document.addEventListener("visibilitychange", () => (document.hidden ? this.device.unfollow() : void this.tryAgain()));
    setInterval(() => void this.tryAgain(), TRY_AGAIN_MS);
    setInterval(() => void this.lookAtTill(), TILL_MS);
  }

  /** Nothing is asked while all is well; else until the server answers. */
  async tryAgain() {
    const { queue } = this;
    showVolunteer(queue);
    if (!document.hidden) this.device.follow();
    if (queue.isUpToDate && !queue.paused) return;
    if (queue.signedOut && document.hidden) return;
    if (await queue.reach()) await this.catchUp();
    else this.stand();
  }

  /** What other tables keyed is paid at this one. */
  async lookAtTill() {
    const { device, queue } = this;
    if (document.hidden || document.body.dataset["view"] !== "find" || !queue.reached || queue.signedOut || queue.paused) return;
    await device.askTill().catch((error) => queue.note(error));
  }

  async catchUp() {
    if (this.queue.paused) await this.queue.resume();
    if (this.queue.paused) return;
    await this.queue.send();
    await this.device.refresh();
    this.device.follow();
  }

  /** Show what the device holds now. */
  dress() {
    const { cycle, catalogue } = this.device;
    this.products = new Map(catalogue.map((product) => [product.product, product]));
    this.catalogue.show(catalogue);
    this.catalogue.tell(this.device.progress);
    if (this.order) this.catalogue.mark(this.order.lines);
    at("cycle").textContent = cycle === null ? "" : cycle.closes ? say("{name} · orders until {day}", { name: cycle.name, day: dayOf(cycle.closes) }) : cycle.name;
    at("no-cycle").hidden = cycle !== null || !this.device.loaded;
    at("sealed").hidden = cycle === null || cycle.open;
    if (this.open && !cycle?.open && this.order !== null) this.tell(say("The orders of this centre were closed while this one was being keyed. Confirmed now, it waits for the coordinator, who takes it or gives the money back. Or give it up."));
    this.open = cycle?.open ?? false;
    if (at("found").childElementCount === 0 && field("find").value === "") clearFind(this.device);
    this.begun.show();
    this.idle();
  }

  stand() {
    document.body.toggleAttribute("data-paused", this.queue.closed);
    showStanding(this.queue, here.signIn);
    this.idle();
    if (this.queue.signedOut || this.queue.paused) void this.people.left();
    else this.people.back();
    if (this.order && document.body.dataset["view"] === "order" && (isOvertaken(this.device, this.order) || isSentMeanwhile(this.device, this.order))) this.redraw();
    const shown = this.receipt === null ? undefined : this.queue.items.find((item) => item.sequence === this.receipt?.sequence);
    if (shown && this.receipt && shown.state !== this.receipt.state) {
      this.receipt = shown;
      showReceipt(shown, here.name);
    }
  }

  idle() {
    for (const id of this.together) if (!this.device.till.some((order) => order.order_id === id)) this.together.delete(id);
    showWaiting(this.device.till, this.together);
  }

  /** @param {View} view */
  show(view) {
    document.body.dataset["view"] = view;
    const finding = view === "find" || view === "receipt";
    at("finding").hidden = !finding;
    at("ordering").hidden = at("give-up").hidden = finding || this.order === null;
    at("ordering").inert = view === "pay"; // what is being paid is not changed meanwhile
    at("idle").hidden = view !== "find";
    at("cart").hidden = view !== "order";
    at("till").hidden = view !== "pay";
    at("receipt").hidden = view !== "receipt";
    if (finding) {
      at("who").replaceChildren();
      clearFind(this.device);
      this.begun.show();
      void this.lookAtTill();
      field("find").focus({ preventScroll: view === "receipt" });
    }
    if (view === "receipt") at("receipt").scrollIntoView({ block: "nearest" });
  }

  /** @param {Household} household */
  async choose(household) {
    this.begin(household);
    if (this.device.isUnsent(household.id)) return;
    const known = this.device.knownOf(household.id);
    try {
      await this.device.look(household.id);
    } catch (error) {
      this.queue.note(error);
      return this.queue.look();
    }
    const now = this.device.households.byId.get(household.id);
    const isNew = this.device.knownOf(household.id) !== known; // else what was opened meanwhile stays open
    const isShown = document.body.dataset["view"] === "order" && this.order?.household.id === now?.id; // nobody went on
    if (now && isNew && isShown && !this.order?.touched) this.begin(now);
    return this.stand();
  }

  /** @param {Household} household */
  begin(household) {
    if (this.device.cycle === null) return this.tell(say("No cycle takes orders at this centre now."));
    if (this.spoken.id === household.id) household = { ...household, language: this.spoken.language };
    const again = this.begun.get(household.id);
    const focused = document.body.dataset["view"] === "order" ? document.activeElement : null;
    this.order = resumed(this.device, household, again, storedOrder(this.device, household.id));
    this.till = this.receipt = this.fee = null;
    if (this.replaced?.household_id !== household.id) this.replaced = null;
    this.show("order");
    this.redraw();
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.body) focused.focus();
    else this.catalogue.back();
    if (this.order.lines.size > 0) askSoon(this, this.order);
    payOn(this);
  }

  /** @param {boolean} [whole] Not only what is ordered. */
  redraw(whole = true) {
    const { order } = this;
    const { cycle } = this.device;
    if (order === null || cycle === null) return;
    const usual = this.device.usual(order.household.id);
    const locked = this.locked(order);
    if (whole) showWho(this.device, order, { last: this.device.last.get(order.household.id) ?? null, usual, locked, cancelled: waitingCancellation(this.device, order.household) });
    this.catalogue.mark(order.lines);
    showCart(this.device, order, this.products, cycle, { locked, usual, needsFee: needsFee(this.device, order), taken: sumOf(takenFor(this)) });
  }

  /** Why this order can't be changed now. @param {import("./order.js").Order} order */
  locked(order) {
    return whyLocked(this.device, order);
  }

  /**
   * @param {string} product
   * @param {number} quantity
   */
  put(product, quantity) {
    if (this.order === null || this.locked(this.order) !== null) return this.redraw();
    const offered = this.order.lines.size === 0; // then its head offers the last order
    this.order.put(product, quantity);
    this.begun.set(this.order);
    askSoon(this, this.order);
    return this.redraw(offered || this.order.lines.size === 0);
  }

  /**
   * Keep something, once however often the button is pressed; a full device is said and nothing counts as noted.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | null>}
   */
  async once(work) {
    if (this.busy) return null;
    this.busy = true;
    try {
      return await work();
    } catch (error) {
      this.tell(notKept(error));
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} sentence */
  tell(sentence) {
    at("problem").textContent = sentence;
    at("problem").hidden = sentence === "";
    if (sentence !== "") at("problem").scrollIntoView({ block: "nearest" });
  }

  /** @param {Item} item */
  done(item) {
    this.tell("");
    this.order = null;
    this.till = null;
    const now = this.queue.items.find((one) => one.sequence === item.sequence) ?? item;
    this.receipt = now;
    showReceipt(now, here.name);
    this.show("receipt");
  }

  /** @param {Item} item @param {Household} household */
  async welcome(item, household) {
    if ((await this.once(() => this.queue.add([item]).then(() => true))) === null) return;
    await this.device.put(household);
    this.begin(household);
  }

  /** Nothing is kept of the order that is being keyed. */
  async giveUp() {
    const back = this.order ? forgetBegun(this, this.order.household.id) : "";
    this.order = this.till = null;
    this.tell(back);
    this.show("find");
    await this.catchUp();
  }
}

/** Why nothing could be kept, and what to do. @param {unknown} error */
function notKept(error) {
  if (error instanceof StorageFull) return say("This device is full: nothing was noted, give the money back or use another device. Free some room, then confirm again.");
  const isOlder = error instanceof DOMException && error.name === "VersionError";
  return isOlder ? say("This page is older than what is kept on this device: nothing was noted. Load this page anew, then confirm again.") : String(error);
}

void new Table().start();
