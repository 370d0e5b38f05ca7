/** Money at the table: cash with its change, cheque, card, transfer, or several of them. */
import { money, say, wholeOf } from "../../../../../shared/web/static/words.js";
import { at, button, el } from "../../../../../shared/web/static/elements.js";
import { showBar } from "./always.js";
import { meansName } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Means} Means */
/** @typedef {import("./shapes.js").Payment} Payment */

export const MEANS = /** @type {const} */ ([
  ["cash", "F8"],
  ["card", "F9"],
  ["cheque", ""],
  ["transfer", ""],
]);

export class Till {
  /**
   * @param {number} due
   * @param {Means} means
   * @param {(taken: number) => import("./always.js").Told} told What the household is told as long as it pays.
   * @param {Payment[]} parts What was taken before.
   * @param {(parts: Payment[]) => void} keep Keep what is taken as a part, through a power cut too; none: it is handed back.
   */
  constructor(due, means, told, parts, keep) {
    this.due = due;
    this.means = means;
    this.told = told;
    this.parts = [...parts];
    this.keep = keep;
    this.typed = "";
  }

  get paid() {
    return this.parts.reduce((sum, part) => sum + part.amount_cents, 0);
  }

  get left() {
    return this.due - this.paid;
  }

  /** What was typed, in cents; nothing typed is exactly what is left; null when it is no amount. */
  get given() {
    return this.typed.trim() === "" ? this.left : wholeOf(this.typed, 2);
  }

  /** What goes back to the household in coins. */
  get change() {
    return this.means === "cash" ? Math.max(0, (this.given ?? 0) - this.left) : 0;
  }

  get suffices() {
    return this.given !== null && this.given >= this.left;
  }

  /** Take what was typed as a part of several. */
  addPart() {
    const given = this.given;
    if (given === null || given <= 0) return;
    this.parts.push({ id: crypto.randomUUID(), means: this.means, amount_cents: given - this.change });
    this.typed = "";
  }

  /** Everything that was paid, when it suffices. */
  payments() {
    if (this.left > 0 || this.typed.trim() !== "") this.addPart();
    return this.parts;
  }
}

/**
 * Show the till in the place of the sums.
 * @param {Till} till
 */
export function showTill(till) {
  const input = el("input", {
    id: "given",
    class: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    value: till.typed,
    placeholder: money(till.left),
    "aria-describedby": "given-hint",
  });
  const label = till.means === "cash" ? say("Cash received") : say("Amount by {means}", { means: meansName(till.means).toLowerCase() });
  const told = till.told(till.paid);
  showBar(till.left, told);
  at("till").replaceChildren(
    el("h2", {}, say("Payment")),
    el("div", { class: "told" }, ...told.whole),
    el("div", { class: "means", role: "group", "aria-label": say("By what means") }, ...means(till)),
    ...till.parts.map((part) => el("p", { class: "sum" }, el("span", {}, meansName(part.means)), el("b", { class: "num" }, money(part.amount_cents)))),
    el("p", { class: "sum" }, el("span", {}, till.parts.length > 0 ? say("Still to pay") : say("To pay")), el("b", { class: "due" }, money(till.left))),
    el("div", { class: "field" }, el("label", { for: "given" }, label), input, el("span", { class: "hint", id: "given-hint" }, say("Left empty, it is exactly what is to pay."))),
    el("p", { class: "notice", id: "till-says", role: "status" }),
    el("div", { class: "stack" }, confirm(), el("div", { class: "row" }, button(say("Another means for the rest"), "part", { disabled: true }), button(say("Back to the order"), "back", { kind: "plain", key: "Esc" }))),
  );
  input.addEventListener("input", () => {
    till.typed = input.value;
    tell(till);
  });
  tell(till);
  input.focus();
}

function confirm() {
  const made = button(say("Confirm"), "confirm", { kind: "main wide", key: "↵" });
  made.id = "confirm";
  return made;
}

/** @param {Till} till */
function means(till) {
  return MEANS.map(([code, key]) => {
    const made = button(meansName(code), "means", { pressed: code === till.means, ...(key ? { key } : {}) });
    made.dataset["means"] = code;
    return made;
  });
}

/** @param {Till} till */
function tell(till) {
  const confirming = /** @type {HTMLButtonElement} */ (at("confirm"));
  const part = /** @type {HTMLButtonElement} */ (at("till").querySelector("[data-do=part]"));
  const { given, left } = till;
  confirming.disabled = !till.suffices;
  part.disabled = given === null || given <= 0 || given >= left;
  at("till-says").textContent = sentence(till);
  at("till-says").className = till.change > 0 ? "notice sure give" : "notice";
}

/** @param {Till} till */
function sentence(till) {
  const { given, left } = till;
  if (given === null) return say("“{typed}” is no amount: write it like 12,50.", { typed: till.typed });
  if (till.change > 0) return say("Give back {change}.", { change: money(till.change) });
  if (given > left) return say("{amount} more than needed: it stays on the household's account.", { amount: money(given - left) });
  if (given < left) return say("{amount} will still be lacking.", { amount: money(left - given) });
  return till.means === "cash" ? say("Exactly right: nothing to give back.") : "";
}
