/** The catalogue as rows to touch or to type in: found by family or by the first letters, brought up to date live. */
import { language, money, say } from "../../../../../shared/web/static/words.js";
import { lineCents } from "./amounts.js";
import { at, button, field } from "../../../../../shared/web/static/elements.js";
import { folded } from "../../../../../shared/web/static/folding.js";
import { baseOf, pictogram, rowOf, rungOf } from "./product_row.js";
import { amount, typedQuantity } from "./words_of_table.js";

/** @typedef {import("./product_row.js").Row} Row */
/** @typedef {import("./shapes.js").Product} Product */
/** @typedef {import("./shapes.js").Progress} Progress */

/** Rows drawn before anything else, few enough for a slow tablet: what else fits the screen follows right after. */
const AT_ONCE = 8;
/** How far below the screen the next ones are drawn already. */
const AHEAD = "500px";

export class Catalogue {
  /** @param {(product: Product, quantity: number) => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, Row>} */
    this.byCode = new Map();
    /** @type {Row[]} Those that match; the first of them are drawn, the others once somebody scrolls so far. */
    this.matched = [];
    this.drawn = AT_ONCE;
    this.family = "";
    this.place = 0;
    this.shown = "";
    this.nearEnd = new IntersectionObserver((seen) => seen.at(-1)?.isIntersecting && this.further(), { rootMargin: AHEAD });
    const end = at("more-products");
    this.nearEnd.observe(end);
    for (const reached of ["click", "focus"]) end.addEventListener(reached, () => this.further());
    const rows = at("rows");
    rows.addEventListener("click", (event) => this.step(event));
    rows.addEventListener("change", (event) => this.type(event.target));
    rows.addEventListener("keydown", (event) => this.key(event));
    rows.addEventListener("focusin", (event) => event.target instanceof HTMLInputElement && event.target.select());
    field("product").addEventListener("input", () => this.filter());
    field("product").addEventListener("keydown", (event) => this.arrow(event));
    at("families").addEventListener("click", (event) => this.choose(event));
  }

  /**
   * Show these products.
   * @param {Product[]} products
   */
  show(products) {
    const same = JSON.stringify(products);
    if (same === this.shown) return;
    this.shown = same;
    const order = new Intl.Collator(language, { numeric: true });
    const sorted = [...products].sort((a, b) => order.compare(a.category, b.category) || order.compare(a.name, b.name));
    this.rows = sorted.map(rowOf);
    this.byCode = new Map(this.rows.map((row) => [row.product.product, row]));
    at("rows").replaceChildren(...this.rows.map((row) => row.shown));
    const families = new Map(sorted.map((product) => [product.category, pictogram(product)]));
    at("families").replaceChildren(
      familyButton("", say("Everything"), "basket"),
      ...Array.from(families, ([family, mark]) => familyButton(family, capital(family), mark)),
    );
    this.filter();
  }

  /** @param {Map<string, Progress>} progress */
  tell(progress) {
    for (const row of this.rows) {
      const now = progress.get(row.product.product);
      const same = JSON.stringify(now);
      if (!now || !row.product.on_sale || same === row.told) continue;
      row.told = same;
      row.rung.replaceChildren(...rungOf(row.product, now));
    }
  }

  /** @param {Map<string, number>} lines */
  mark(lines) {
    for (const row of this.rows) {
      const base = lines.get(row.product.product) ?? 0;
      const { product, typed, cents, shown } = row;
      if (base === row.marked && typed.value === "") continue;
      row.marked = base;
      if (document.activeElement !== typed || base > 0) typed.value = base === 0 ? "" : typedQuantity(base, product.unit);
      cents.textContent = base === 0 ? "—" : money(lineCents(product.ceiling_price_cents, base, product.unit));
      shown.classList.toggle("on", base > 0);
      const less = shown.querySelector("[data-step=less]");
      if (!product.on_sale && less instanceof HTMLButtonElement) less.disabled = base === 0; // what was keyed before is taken out
    }
  }

  /** Those that match what is typed, of the chosen family. */
  filter() {
    const wanted = folded(field("product").value).trim();
    this.place = 0;
    this.matched = this.rows.filter((row) => (wanted === "" ? this.family === "" || row.product.category === this.family : matches(row.folded, wanted)));
    this.draw(AT_ONCE);
    for (const one of at("families").querySelectorAll("button")) {
      one.setAttribute("aria-pressed", String(wanted === "" && one.dataset["family"] === this.family));
    }
    at("no-product").hidden = this.matched.length > 0 || this.rows.length === 0;
    this.point(wanted === "" ? -1 : 0);
  }

  /** @param {number} number How many of those that match. */
  draw(number) {
    const drawn = new Set(this.matched.slice(0, number));
    this.drawn = number;
    for (const row of this.rows) if (row.shown.hidden === drawn.has(row)) row.shown.hidden = !drawn.has(row);
    at("more-products").hidden = this.matched.length <= number;
  }

  /** The next ones, because somebody got to where they begin: by Tab, one is at the first of them. */
  further() {
    const end = at("more-products");
    const next = this.matched[this.drawn];
    const focused = document.activeElement === end;
    this.draw(this.drawn + AT_ONCE);
    if (focused) next?.typed.focus();
    this.nearEnd.unobserve(end);
    this.nearEnd.observe(end); // asks once more whether it is near
  }

  /** @param {number} place Which row Enter goes to; none: -1. */
  point(place) {
    this.place = place;
    const row = this.matched[place];
    if (place >= this.drawn) this.draw(place + AT_ONCE);
    for (const one of this.rows) one.shown.classList.toggle("next", one === row);
    row?.shown.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  arrow(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const last = this.matched.length - 1;
    this.point(Math.min(last, Math.max(0, this.place + (event.key === "ArrowDown" ? 1 : -1))));
  }

  /** Go to the quantity of the row that Enter means; whether there is one. */
  enter() {
    const row = this.matched[this.place];
    if (row === undefined || row.typed.disabled) return false;
    row.typed.focus();
    return true;
  }

  /** @param {Event} event */
  choose(event) {
    const chosen = event.target instanceof Element ? event.target.closest("button") : null;
    if (chosen === null) return;
    this.family = chosen.dataset["family"] ?? "";
    field("product").value = "";
    this.filter();
  }

  /** @param {unknown} target */
  rowAt(target) {
    const shown = target instanceof Element ? target.closest("article") : null;
    return this.byCode.get(shown?.getAttribute("data-product") ?? "");
  }

  /** @param {MouseEvent} event */
  step(event) {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const row = this.rowAt(pressed);
    if (!row || pressed === null) return;
    const now = baseOf(row) ?? 0;
    const by = pressed.dataset["step"] === "less" ? -row.product.step : row.product.step;
    this.changed(row.product, Math.max(0, now + by));
  }

  /** @param {EventTarget | null} target */
  type(target) {
    const row = this.rowAt(target);
    if (!row) return true;
    const base = baseOf(row);
    const wrong = base === null || base % row.product.step !== 0;
    row.typed.setAttribute("aria-invalid", String(wrong));
    const note = row.shown.querySelector(".wrong");
    if (note) note.textContent = wrong ? say("By steps of {step}.", { step: amount(row.product.step, row.product.unit) }) : "";
    if (!wrong) this.changed(row.product, base);
    return !wrong;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (!this.type(event.target)) return event.target.select();
    this.back();
  }

  /** Ready for the next product. */
  back() {
    field("product").value = "";
    this.filter();
    field("product").focus();
  }
}

/** @param {string} text */
function capital(text) {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}

/**
 * @param {string} name
 * @param {string} wanted
 */
function matches(name, wanted) {
  return wanted.split(/\s+/).every((part) => name.split(/[\s'’-]+/).some((word) => word.startsWith(part)));
}

/**
 * @param {string} family
 * @param {string} name
 * @param {string} mark
 */
function familyButton(family, name, mark) {
  const made = button(name, "family", { icon: mark, pressed: false });
  made.dataset["family"] = family;
  return made;
}
