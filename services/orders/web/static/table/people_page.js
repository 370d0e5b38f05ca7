/** Who is at the table, as it is shown: who takes a pause, who comes back, and what is said while there is no network. */
import { say } from "../../../../../shared/web/static/words.js";
import { at, button, el, icon, redraw } from "../../../../../shared/web/static/elements.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {Pick<import("./people.js").People, "closed" | "alone" | "away" | "known">} Here */

/**
 * What stands there already stays, with what is typed in it.
 * @param {Here} here
 * @param {string} signIn Where to, with a password.
 * @param {string} [me] Who is signed in.
 */
export function showPeople(here, signIn, me) {
  const { closed, alone, away, known } = here;
  const mine = known.find((one) => one.user_id === me);
  const others = alone !== null && away ? [] : known.filter((one) => one.user_id !== me);
  redraw(at("people"), [
    el("h2", {}, closed ? say("The table is paused") : say("Who is at the table")),
    ...told(here),
    ...(alone !== null ? [pausing(alone)] : me === undefined ? [] : mine ? [pausing(mine.name)] : [choosing()]),
    ...others.map((one, place) => coming(one, closed && place === 0)),
    ...(me === undefined && !away ? [el("p", {}, el("a", { href: signIn }, say("Sign in with a password")))] : []),
    el("p", { class: "wrong", id: "people-says", role: "alert" }, document.getElementById("people-says")?.textContent || null),
  ]);
}

/** Of somebody at the table whom the server does not answer. */
export function showNoPeople() {
  at("people").replaceChildren(el("p", { class: "notice wait" }, icon("offline"), say("Pauses and PINs need a network.")));
}

/** What is said of coming back. @param {Here} here */
function told({ closed, alone, away, known }) {
  if (alone !== null) return [el("p", {}, away ? say("You came back without a network: what you key waits here until you type your PIN once more with one.") : say("The network is back: type your PIN once more, and what waits here is sent."))];
  if (!closed) return [];
  if (!away) return [el("p", {}, say("What is keyed is kept. Come back with your PIN."))];
  if (known.length > 0) return [el("p", {}, say("There is no network. Your PIN opens the table all the same; what waits here is sent later."))];
  return [el("p", { class: "notice wait" }, icon("offline"), say("Coming back needs a network: your PIN opens the table as soon as there is one. What waits here to be sent is safe. Until then, note orders on paper or use another device."))];
}

/** @param {string} name */
function pausing(name) {
  const pause = button(say("Take a pause"), "");
  pause.type = "submit";
  pause.removeAttribute("data-do");
  return el("form", { id: "pause", class: "row" }, el("b", {}, name), pause);
}

function choosing() {
  return pinForm("pin-set", say("Choose four to six digits to come back with"), say("Set it"), "new");
}

/** @param {Person} person @param {boolean} next Whether this is what is most likely done now. */
function coming(person, next) {
  const form = pinForm(`pin-${person.user_id}`, say("{name}: your PIN", { name: person.name }), say("Go on"), person.user_id, next);
  form.dataset["user"] = person.user_id;
  return form;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} action
 * @param {string} field
 * @param {boolean} [next]
 */
function pinForm(id, label, action, field, next = false) {
  const input = el("input", { id: `digits-${field}`, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true, class: "bare pin" });
  return el("form", { id, class: "row" }, el("div", { class: "field" }, el("label", { for: input.id }, label), input), el("button", { type: "submit", class: next ? "btn main" : "btn" }, action));
}
