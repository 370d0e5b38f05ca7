/** Who is at the table: found among the households of the centre, or registered on the spot. */
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { at, el, field, icon } from "../../../../../shared/web/static/elements.js";
import { plainItem } from "./order_item.js";
import { storedOrder } from "./changing.js";

/** @typedef {import("./shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./device.js").Device} Device */

/**
 * Search as somebody types.
 * @param {Device} device
 * @param {(household: Household) => void} chosen
 */
export function findHouseholds(device, chosen) {
  const typed = field("find");
  const show = () => showFound(device, typed.value);
  typed.addEventListener("input", show);
  typed.addEventListener("keydown", (event) => {
    const first = device.households.find(typed.value)[0];
    if (event.key === "Enter" && first) chosen(first);
    else if (event.key === "ArrowDown") /** @type {HTMLElement | null} */ (at("found").querySelector("button"))?.focus();
    else return;
    event.preventDefault();
  });
  at("found").addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    const household = device.households.byId.get(pressed?.dataset["household"] ?? "");
    if (household) chosen(household);
  });
  at("found").addEventListener("keydown", move);
}

/** @param {KeyboardEvent} event */
function move(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...at("found").querySelectorAll("button")];
  const place = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const next = all[place + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  (next ?? field("find")).focus();
}

/**
 * Show who matches what is typed.
 * @param {Device} device
 * @param {string} typed
 */
export function showFound(device, typed) {
  const found = device.households.find(typed);
  at("found").replaceChildren(...found.map((household) => el("li", {}, foundButton(device, household))));
  const none = found.length === 0 && typed.trim() !== "";
  at("found-none").hidden = !none;
  at("found-hint").textContent = typed.trim() === "" ? sayNumber("{number} household of this centre is known here.", "{number} households of this centre are known here.", device.households.byId.size) : "";
}

/**
 * @param {Device} device
 * @param {Household} household
 */
function foundButton(device, household) {
  const made = el(
    "button",
    { type: "button", class: "btn found" },
    el("b", {}, household.number),
    el("span", {}, household.label || say("no name noted")),
    el("span", { class: "soft small" }, sayNumber("{number} person", "{number} people", household.size)),
    storedOrder(device, household.id) ? el("span", { class: "chip" }, icon("check"), say("has ordered")) : null,
  );
  made.dataset["household"] = household.id;
  return made;
}

/** Start anew, ready to type. @param {Device} device */
export function clearFind(device) {
  field("find").value = "";
  showFound(device, "");
}

/**
 * A new household, with a number of this device's own.
 * @param {Device} device
 * @param {(item: Item, household: Household) => Promise<void>} made
 */
export function registerHouseholds(device, made) {
  const form = /** @type {HTMLFormElement} */ (at("newcomer"));
  let busy = false; // Enter pressed twice is one household
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await register().finally(() => (busy = false));
  });
  const register = async () => {
    const size = Number(field("newcomer-size").value);
    const number = await device.provisions.takeNumber().catch((error) => device.queue.note(error) ?? null);
    const none = device.queue.full ? say("This device is full: nothing was noted. Free some room, then try again.") : say("No member number is left on this device. It gets new ones as soon as there is a network.");
    at("newcomer-says").textContent = number === null ? none : "";
    if (number === null) return;
    const household = { id: crypto.randomUUID(), number, centre: device.centre, label: field("newcomer-label").value.trim(), size, language: field("newcomer-language").value, credit_cents: 0, membership_due: true, closed_at: null };
    await made(householdItem(household), household);
    form.reset();
    /** @type {HTMLDetailsElement} */ (at("newcomer-place")).open = false;
  };
}

/**
 * @param {Household} household
 * @param {boolean} [known] It was there before: only its language is changed.
 * @returns {Item}
 */
export function householdItem(household, known = false) {
  const { id, number, centre, label, size, language } = household;
  const item = plainItem("household", household, id, { number, centre, label, size, language });
  return { ...item, about: { ...item.about, known } };
}

/** @param {Household} household @param {number} credit */
export function householdSentence(household, credit) {
  const people = sayNumber("{number} person", "{number} people", household.size);
  return credit > 0 ? say("{people} · {credit} of credit", { people, credit: money(credit) }) : people;
}
