/** Forms whose sum on paper is another one than their lines come to: kept on the device until somebody dealt with them. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, button, el, icon, redraw } from "../../../../../shared/web/static/elements.js";
import { keep, kept } from "./store.js";

/** @typedef {import("./shapes.js").PaperForm} PaperForm */

export class FormPile {
  /** @param {string} centre */
  constructor(centre) {
    this.key = `forms:${centre}`;
    /** @type {PaperForm[]} */
    this.forms = [];
  }

  async open() {
    this.forms = await kept(this.key, /** @type {PaperForm[]} */ ([]));
    this.show();
  }

  /** As another tab leaves it: what that one is writing is waited for. */
  async look() {
    await navigator.locks.request(`vrac-${this.key}`, () => this.open());
  }

  /** @param {PaperForm} form */
  async put(form) {
    await this.change((forms) => [...forms.filter((one) => one.id !== form.id), form]);
  }

  /** @param {string} id */
  async drop(id) {
    await this.change((forms) => forms.filter((one) => one.id !== id));
  }

  /** Change what is kept, by whichever tab. @param {(forms: PaperForm[]) => PaperForm[]} work */
  async change(work) {
    this.forms = work(this.forms); // a full device is said, and the form is still in sight
    this.show();
    await navigator.locks.request(`vrac-${this.key}`, async () => {
      await keep(this.key, work(await kept(this.key, /** @type {PaperForm[]} */ ([]))));
      await this.open();
    });
  }

  /** @param {string | undefined} id */
  find(id) {
    return this.forms.find((one) => one.id === id) ?? null;
  }

  show() {
    redraw(at("pile"), this.forms.map(card));
  }
}

/** @param {PaperForm} form */
function card(form) {
  const figures = { written: money(form.total_cents), sum: money(form.sum_cents) };
  const made = el(
    "article",
    { class: "notice stop" },
    icon("warning"),
    el(
      "div",
      { class: "stack" },
      el("h2", {}, say("Form of {who}", { who: `${form.number} ${form.label}`.trim() })),
      el("p", {}, say("The paper says {written}, its lines come to {sum}. It is not stored yet.", figures)),
      el("div", { class: "row" }, button(say("Correct what I typed"), "correct"), button(say("The paper is wrong: store it as it is"), "store-as-is")),
      form.means === "account" || form.means === "later" ? null : el("p", { class: "small" }, say("Stored as it is, {written} count as paid: what is too much stays on its account, for what lacks the order waits.", figures)),
    ),
  );
  made.dataset["form"] = form.id;
  return made;
}
