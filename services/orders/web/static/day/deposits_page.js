/** How the page of deposits shows the household that is served: what is counted, what it comes to, what was done. */
import { at, button, el, icon, notice } from "../../../../../shared/web/static/elements.js";
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Container} Container */
/** @typedef {Map<string, number>} Counted How many of each container. */
/** @typedef {{ container: Container, has: number }} Held */
/**
 * @typedef {object} Served
 * @property {Household} household
 * @property {number} credit What it has to spend.
 * @property {Held[]} containers Each there is, and how many of it the household has.
 * @property {Counted} back How many come back.
 * @property {Counted} out How many are taken along.
 * @property {string} done What was done last; empty: nothing.
 * @property {string} wrong Why it was not.
 */

export const MOST = 1000;

/** @param {Container[]} containers @param {Counted} counted */
export function cents(containers, counted) {
  return containers.reduce((sum, one) => sum + one.deposit_cents * (counted.get(one.container) ?? 0), 0);
}

/** @param {Counted} counted */
export function pieces(counted) {
  return [...counted.values()].reduce((sum, each) => sum + each, 0);
}

export function showNobody() {
  at("household").replaceChildren(el("p", { class: "soft" }, icon("box"), " ", say("Type a number or a name, then Enter.")));
}

/** @param {Served} served */
export function showServed({ household, credit, containers, back, out, done, wrong }) {
  const its = containers.filter(({ has }) => has > 0);
  const all = containers.map(({ container }) => container);
  const taken = cents(all, out);
  at("household").replaceChildren(
    el("h2", { id: "household-title", tabindex: -1 }, `${household.number} · ${household.label}`),
    el("p", { class: "soft" }, say("{credit} of credit", { credit: money(credit) })),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: wrong === "" }, wrong),
    ...(done === "" ? [] : [notice("sure", el("p", { id: "done", role: "status" }, done))]),
    ...(its.length === 0 ? [el("p", {}, say("It has no container to bring back."))] : [el("ul", { class: "plain" }, ...its.map(({ container, has }) => counting(container, "back", back, has))), giving(cents(all, back))]),
    el("details", { open: pieces(out) > 0 || its.length === 0 }, el("summary", {}, say("It takes containers along")), el("ul", { class: "plain" }, ...all.map((one) => counting(one, "out", out, MOST))), el("div", { class: "stack", id: "taking" }, ...(taken === 0 ? [] : paying(taken, Math.max(0, taken - credit))))),
  );
}

/** @param {Container} one @param {"back" | "out"} way @param {Counted} counted @param {number} most */
function counting(one, way, counted, most) {
  const number = counted.get(one.container) ?? 0;
  const comes = way === "back";
  const made = (/** @type {string} */ text, /** @type {string} */ act, /** @type {string} */ label, /** @type {boolean} */ disabled) => {
    const pressed = button(text, act, { kind: act === "all" ? "" : "square", disabled });
    pressed.setAttribute("aria-label", label);
    pressed.dataset["key"] = `${way}-${act}-${one.container}`;
    return pressed;
  };
  const about = !comes ? say("{deposit} each", { deposit: money(one.deposit_cents) }) : sayNumber("it has {number}, {deposit} each", "it has {number}, {deposit} each", most, { deposit: money(one.deposit_cents) });
  return el(
    "li",
    { class: "counted", "data-container": one.container, "data-way": way },
    el("span", {}, one.name, el("br"), el("span", { class: "soft small" }, about)),
    el(
      "span",
      { class: "stepper" },
      made("−", "less", say("One {name} less", { name: one.name }), number === 0),
      el("output", { "aria-label": one.name }, String(number)),
      made("+", "more", say("One {name} more", { name: one.name }), number >= most),
      !comes ? null : made(say("All {number}", { number: most }), "all", say("All {number} of {name}", { number: most, name: one.name }), number === most),
    ),
  );
}

/** What comes back to the household, before it is noted. @param {number} given */
function giving(given) {
  return el(
    "div",
    { class: "row acts" },
    button(say("{amount} back as credit", { amount: money(given) }), "credit", { kind: given > 0 ? "main" : "", icon: "check", disabled: given === 0 }),
    button(say("{amount} back in cash", { amount: money(given) }), "cash", { icon: "coins", disabled: given === 0 }),
  );
}

/** @param {number} asked @param {number} lacking */
function paying(asked, lacking) {
  if (lacking === 0) return [el("p", {}, say("Its credit pays {amount}.", { amount: money(asked) })), el("div", { class: "row acts" }, button(say("Taken: {amount} from its credit", { amount: money(asked) }), "take", { kind: "main" }))];
  const told = asked > lacking ? say("{credit} from its credit, {lacking} to pay.", { credit: money(asked - lacking), lacking: money(lacking) }) : say("{lacking} to pay.", { lacking: money(lacking) });
  const by = (/** @type {string} */ text, /** @type {string} */ means, /** @type {string} */ kind) => {
    const made = button(text, "take", { kind });
    made.dataset["means"] = means;
    return made;
  };
  return [el("p", {}, told), el("div", { class: "row acts" }, by(say("Taken: {amount} in cash", { amount: money(lacking) }), "cash", "main"), by(say("Taken: {amount} by card", { amount: money(lacking) }), "card", ""))];
}
