/** Order forms that were filled by pen, keyed in by a fast typist: number, lines, sum, means, Enter; the next one. */
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { call } from "../../../../../shared/web/static/calls.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { keepPage } from "../../../../../shared/web/static/keeping.js";
import { learn } from "./answers.js";
import { storedOrder, waitingOrder } from "./changing.js";
import { Device } from "./device.js";
import { FormLines, formItem, orderOf, quantityOf, typedAgain } from "./form_entry.js";
import { MEANS, choose, compare, means, noted, showKeyed, showLine, showMark, showWhose, tell, written } from "./form_page.js";
import { FormPile } from "./form_pile.js";
import { NOWHERE } from "./order_item.js";
import { Queue } from "./queue.js";
import { showStanding } from "./standing.js";
import { StorageFull, keep, kept } from "./store.js";
import { typedMoney } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").PaperForm} PaperForm */
/** @typedef {import("./shapes.js").PaperMeans} PaperMeans */
/** @typedef {import("./shapes.js").Product} Product */

const TRY_AGAIN_MS = 4_000;
const EVERY_MS = 120_000;
const NOBODY = { id: "", number: "", centre: "", label: "", size: 1, language: "", credit_cents: 0, membership_due: false, closed_at: null };

/** @type {{ code: string, name: string, table: string, signIn: string }} */
const here = JSON.parse(at("centre").textContent);

class Forms {
  constructor() {
    this.queue = new Queue(here.code);
    this.device = new Device(here.code, this.queue);
    this.pile = new FormPile(here.code);
    this.lines = new FormLines([], new Map());
    this.printed = { cycle: "", mark: "", lines: /** @type {{ number: number, product: string }[]} */ ([]) };
    this.stored = 0;
    /** @type {Household | null} */
    this.household = null;
    /** @type {Map<string, number>} Base units by product. */
    this.keyed = new Map();
    /** @type {Product | null} The one whose quantity is asked for. */
    this.adding = null;
    /** @type {PaperForm | null} The form of the pile that is corrected: it stays the same order and payment. */
    this.corrected = null;
    this.last = 0;
  }

  async start() {
    await this.queue.onlyUnlessPaused();
    await this.device.open();
    await this.pile.open();
    this.printed = await kept(this.device.key("order-form"), this.printed);
    this.queue.addEventListener("changed", () => showStanding(this.queue, here.signIn));
    this.queue.addEventListener("answered", (event) => learn(this.device, /** @type {CustomEvent<Item>} */ (event).detail));
    this.device.addEventListener("changed", () => this.dress());
    this.listen();
    this.dress();
    showStanding(this.queue, here.signIn);
    this.clear();
    document.body.dataset["ready"] = "yes";
    await this.catchUp();
    void keepPage("/table");
  }

  listen() {
    const form = at("keying");
    form.addEventListener("keydown", (event) => this.press(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.finish();
    });
    field("number").addEventListener("change", () => this.takeHousehold());
    field("paper-total").addEventListener("input", () => compare(this.sum()));
    document.addEventListener("keydown", (event) => {
      if (event.key === "F2") this.clear();
      else if (event.key === "F4") /** @type {HTMLElement | null} */ (document.querySelector("#refused button, #pile button"))?.focus();
      else return;
      event.preventDefault();
    });
    document.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (pressed instanceof HTMLButtonElement) void this.act(pressed);
    });
    addEventListener("focus", () => void this.pile.look()); // another tab may have changed it
    addEventListener("online", () => void this.catchUp());
    setInterval(() => void this.catchUp(), EVERY_MS);
    setInterval(() => void this.tryAgain(), TRY_AGAIN_MS);
  }

  async tryAgain() {
    const { queue } = this;
    if (document.hidden || queue.isUpToDate) return;
    if (await queue.reach()) await this.catchUp();
    else showStanding(queue, here.signIn);
  }

  async catchUp() {
    await this.queue.send();
    await this.device.refresh();
    await this.askLines();
  }

  /** Which product each number of the printed form is. */
  async askLines() {
    const cycle = this.device.cycle?.cycle;
    if (cycle === undefined || !this.queue.reached || this.queue.signedOut) return;
    try {
      this.printed = await call("GET", `/v1/cycles/${encodeURIComponent(cycle)}/order-form`);
      await keep(this.device.key("order-form"), this.printed);
    } catch (error) {
      this.queue.note(error);
    }
    this.dress();
  }

  dress() {
    const { cycle, catalogue } = this.device;
    const lines = this.printed.cycle === cycle?.cycle ? this.printed.lines : [];
    this.lines = new FormLines(lines, new Map(catalogue.map((product) => [product.product, product])));
    at("mark").textContent = cycle === null ? "" : `· ${cycle.name}`;
    showMark(lines.length === 0 ? "" : this.printed.mark);
    at("no-cycle").hidden = cycle !== null || !this.device.loaded;
    at("sealed").hidden = cycle === null || cycle.open;
    this.redraw();
  }

  redraw() {
    showKeyed(this.lines, orderOf(this.household ?? NOBODY, this.keyed, 0));
  }

  sum() {
    const lines = orderOf(this.household ?? NOBODY, this.keyed, 0).priced(this.lines.products);
    return lines.reduce((all, line) => all + line.cents, 0);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") void this.enter(target);
    else if (target.id === "line" && (event.key === "ArrowDown" || event.key === "ArrowUp")) this.step(event.key === "ArrowDown" ? 1 : -1);
    else if (target.id === "quantity" && event.key === "Escape") this.nextLine();
    else if (target.type === "radio" && /^[1-5]$/.test(event.key)) choose(MEANS[Number(event.key) - 1] ?? "cash");
    else return;
    event.preventDefault();
  }

  /** @param {HTMLInputElement} from */
  enter(from) {
    switch (from.id) {
      case "number":
        return this.takeHousehold() && field("line").focus();
      case "line":
        return from.value.trim() === "" ? field("paper-total").focus() : this.takeLine();
      case "quantity":
        return this.takeQuantity();
      case "paper-total":
        return written() !== null && means().focus();
      default:
        return this.finish();
    }
  }

  takeHousehold() {
    const typed = field("number").value.trim();
    const found = this.device.households.numbered(typed);
    this.household = found;
    showWhose(found, found !== null && (waitingOrder(this.device, found) !== null || storedOrder(this.device, found.id) !== null));
    if (found) return tell("");
    return tell(typed === "" ? say("Type the member number that is written on the form.") : say("No household of this centre has the number {typed}. Register it at the order table, or look at the paper again.", { typed }), "number");
  }

  takeLine() {
    const typed = field("line").value;
    const product = this.lines.find(typed);
    if (product === undefined) return tell(say("The form has no line {typed}.", { typed }), "line");
    if (!product.on_sale) return tell(say("{product} is no longer sold: leave this line out.", { product: product.name }), "line");
    this.adding = product;
    tell("");
    showLine(product);
    const before = this.keyed.get(product.product);
    field("quantity").value = before === undefined ? "" : typedAgain(before, product);
    return field("quantity").select();
  }

  takeQuantity() {
    const product = this.adding;
    if (product === null) return tell(say("First the number of the line."), "line");
    const quantity = quantityOf(field("quantity").value, product);
    if (typeof quantity === "string") return tell(quantity, "quantity");
    if (quantity === 0) this.keyed.delete(product.product);
    else this.keyed.set(product.product, quantity);
    this.last = this.lines.number(product.product);
    this.redraw();
    return this.nextLine();
  }

  nextLine() {
    this.adding = null;
    field("line").value = field("quantity").value = "";
    showLine(null);
    tell("");
    field("line").focus();
  }

  /** Down and up go along the lines as they are printed. @param {1 | -1} way */
  step(way) {
    const next = this.lines.beside(Number(field("line").value) || this.last, way);
    if (next !== undefined) field("line").value = String(next);
  }

  async finish() {
    if (!this.takeHousehold() || this.household === null) return;
    if (this.adding !== null) return void tell(say("First the quantity of this line."), "quantity");
    if (this.keyed.size === 0) return void tell(say("The form has no line yet."), "line");
    const total_cents = written();
    if (total_cents === null) return;
    const { id, number, label } = this.household;
    const who = { household_id: id, number, label, means: /** @type {PaperMeans} */ (means().value) };
    const made = { cycle: this.device.cycle?.cycle ?? "", id: this.corrected?.id ?? crypto.randomUUID(), payment_id: this.corrected?.payment_id ?? crypto.randomUUID(), ...who, lines: [...this.keyed], total_cents, sum_cents: this.sum() };
    this.clear(); // what is typed next is the next form's
    await this.kept(made, () => (made.total_cents === made.sum_cents ? this.store(made) : this.putAside(made)));
  }

  /** @param {PaperForm} form */
  async putAside(form) {
    await this.pile.put(form);
    noted(say("Put aside: its sum differs. It stands below until you have dealt with it (F4)."), "wait");
  }

  /** @param {PaperForm} form */
  async store(form) {
    const household = this.device.households.byId.get(form.household_id);
    if (household === undefined) return void tell(say("No household of this centre has the number {typed}. Register it at the order table, or look at the paper again.", { typed: form.number }));
    const cycle = cycleOf(form, this.device.cycle);
    const order = orderOf(household, new Map(form.lines), this.device.credit(household));
    await this.queue.add([formItem(here.code, form, order, this.lines.products, cycle)]);
    await this.pile.drop(form.id);
    this.stored += 1;
    const told = say("Kept: {who}, {total}.", { who: `${form.number} ${form.label}`.trim(), total: money(form.sum_cents) });
    noted(`${told} ${sayNumber("{number} form so far.", "{number} forms so far.", this.stored)}`, "sure");
  }

  /** Keep a form; a full device is said, and the form stays in sight. @param {PaperForm} form @param {() => Promise<void>} work */
  async kept(form, work) {
    try {
      await work();
    } catch (error) {
      tell(error instanceof StorageFull ? say("This device is full: the form below is not kept. Free some room, then store it.") : String(error));
      await this.pile.put(form).catch(() => undefined);
    }
  }

  /** A blank form, ready to type. */
  clear() {
    this.household = this.adding = this.corrected = null;
    this.keyed = new Map();
    this.last = 0;
    /** @type {HTMLFormElement} */ (at("keying")).reset();
    showWhose(null, false);
    noted("", null);
    this.nextLine();
    this.redraw();
    field("number").focus();
  }

  /** @param {HTMLButtonElement} pressed */
  async act(pressed) {
    const form = this.pile.find(pressed.closest("[data-form]")?.getAttribute("data-form") ?? undefined);
    const sequence = Number(pressed.closest("[data-sequence]")?.getAttribute("data-sequence"));
    const item = this.queue.items.find((one) => one.sequence === sequence);
    switch (pressed.dataset["do"]) {
      case "over":
        return this.clear();
      case "correct":
        return form && this.correct(form);
      case "store-as-is":
        return form && this.kept(form, () => this.store(form));
      case "again":
        return item && this.queue.again(item);
      case "seen":
        return item && this.queue.seen(item);
      default:
        if (this.keyed.size > 0) return tell(say("Finish the form that you are at first, or start it over."), "line");
        return location.assign(here.table); // what else is to be done is done at the order table
    }
  }

  /** Take a form of the pile up again. @param {PaperForm} form */
  correct(form) {
    if (this.keyed.size > 0) return tell(say("Finish the form that you are at first, or start it over."), "line");
    this.clear();
    this.corrected = form;
    this.keyed = new Map(form.lines);
    field("number").value = form.number;
    field("paper-total").value = typedMoney(form.total_cents);
    this.takeHousehold();
    choose(form.means);
    this.redraw();
    return field("line").focus();
  }
}

/** The cycle that a form was keyed for: the one that is open, or one that is over, of which the server says what becomes. @param {PaperForm} form @param {Cycle | null} open */
function cycleOf(form, open) {
  if (open && (form.cycle ?? open.cycle) === open.cycle) return open;
  return { cycle: form.cycle ?? "", ...NOWHERE };
}

void new Forms().start();
