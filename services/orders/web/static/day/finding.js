/** A household of the centre by number, name or first letters. */
import { at, el, field } from "../../../../../shared/web/static/elements.js";
import { money, say } from "../../../../../shared/web/static/words.js";
import { Households } from "../table/households.js";

/** @typedef {import("../table/shapes.js").Household} Household */

const MOST = 6;
let households = new Households([]);

/** @param {Household[]} those Who there is. */
export function know(those) {
  households = new Households(those);
}

/** The one of this member number. @param {string} number */
export function numbered(number) {
  return households.numbered(number);
}

/** @param {(household: Household) => void} chosen */
export function find(chosen) {
  field("find").addEventListener("input", show);
  field("find").addEventListener("keydown", (event) => {
    const [first] = households.find(field("find").value);
    if (event.key !== "Enter" || first === undefined) return;
    event.preventDefault();
    take(first, chosen);
  });
  at("found").addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const one = households.byId.get(pressed?.dataset["household"] ?? "");
    if (one) take(one, chosen);
  });
}

/** @param {Household} one @param {(household: Household) => void} chosen */
function take(one, chosen) {
  field("find").value = "";
  show();
  chosen(one);
}

function show() {
  const typed = field("find").value;
  const found = households.find(typed, MOST);
  at("found").replaceChildren(...found.map((one) => el("li", {}, row(one))));
  at("found-none").hidden = found.length > 0 || typed.trim() === "";
}

/** @param {Household} one */
function row(one) {
  const made = el("button", { type: "button", class: "btn found" }, el("b", {}, one.number), el("span", {}, one.label || say("no name noted")), one.credit_cents > 0 ? el("span", { class: "chip" }, say("{credit} of credit", { credit: money(one.credit_cents) })) : null);
  made.dataset["household"] = one.id;
  return made;
}
