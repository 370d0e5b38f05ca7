/** The households by number, and how far the hall is. */
import { at, button, el, field, icon } from "../../../../../shared/web/static/elements.js";
import { folded } from "../../../../../shared/web/static/folding.js";
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { amount, weight } from "./amounts.js";

/** @typedef {import("./shapes.js").Filter} Filter */
/** @typedef {import("./shapes.js").Seen} Seen */

/** @param {Seen} order @returns {Filter} */
function placeOf(order) {
  if (order.state === null) return "coming";
  return order.state === "absent" || order.state === "released" ? "absent" : "came";
}

/**
 * A number, with or without its zeros, letters of a label, or the code of an order's receipt.
 * @param {Seen} order
 * @param {string} typed Folded.
 */
function fits(order, typed) {
  const number = order.household.replace(/^0+/, "");
  return number.startsWith(typed.replace(/^0+(?=.)/, "")) || order.household.startsWith(typed) || folded(order.label).includes(typed) || typed === `vrac:order:${order.order_id}`;
}

/** @param {Pick<Seen, "state" | "neighbour">} order */
export function stateName({ state, neighbour }) {
  switch (state) {
    case null:
      return say("Still to come");
    case "collected":
      return say("Handed over");
    case "left_with_neighbour":
      return say("Left with {neighbour}", { neighbour: neighbour ?? "" });
    case "absent":
      return say("Absent so far");
    case "released":
      return say("Released for sale");
  }
}

const MARKS = /** @type {const} */ ({ collected: ["", "check"], left_with_neighbour: ["", "people"], absent: ["wait", "person"], released: ["stop", "basket"] });

/** What an order's state is called. @param {Seen} order */
export function stateChip(order) {
  const [kind, mark] = order.state === null ? ["plain", "clock"] : MARKS[order.state];
  return chip(kind, mark, stateName(order));
}

/** @param {string} kind @param {string} mark @param {string} text */
function chip(kind, mark, text) {
  return el("span", { class: `chip ${kind}` }, icon(mark), text);
}

/** @param {Seen[]} orders */
export function showProgress(orders) {
  const came = orders.filter((order) => placeOf(order) === "came");
  const absent = orders.filter((order) => placeOf(order) === "absent").length;
  const lines = orders.flatMap((order) => order.lines);
  const whole = lines.reduce((sum, line) => sum + line.grams, 0);
  const handed = lines.reduce((sum, line) => sum + (line.granted ? (line.grams * (line.handed ?? 0)) / line.granted : 0), 0);
  at("came").textContent = sayNumber("{number} household of {all} served", "{number} households of {all} served", came.length, { all: orders.length });
  const rest = [
    sayNumber("{number} still to come", "{number} still to come", orders.length - came.length - absent),
    sayNumber("{number} absent", "{number} absent", absent),
    say("{handed} of {whole} handed over", { handed: weight(handed), whole: weight(whole) }),
  ];
  at("rest").textContent = rest.join(" · ");
  const bar = /** @type {HTMLProgressElement} */ (at("bar"));
  bar.max = Math.max(1, orders.length);
  bar.value = came.length;
  bar.classList.toggle("full", came.length === orders.length);
}

/**
 * @param {Seen[]} orders
 * @param {Filter} filter
 * @param {string | null} chosen The order that is open.
 */
export function showList(orders, filter, chosen) {
  const typed = folded(field("find").value.trim());
  const shown = orders.filter((order) => (typed === "" ? order.refused !== null || filter === "all" || placeOf(order) === filter : fits(order, typed)));
  const focused = document.activeElement?.getAttribute("data-key");
  at("filters").replaceChildren(...filters(orders, typed === "" ? filter : null));
  at("rows").replaceChildren(...shown.map((order) => row(order, order.order_id === chosen)));
  at("none").hidden = shown.length > 0;
  at("none").textContent = typed === "" ? say("Nobody here.") : say("No household like that here.");
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  return shown;
}

/** @param {Seen[]} orders @param {Filter | null} filter */
function filters(orders, filter) {
  const count = (/** @type {Filter} */ place) => orders.filter((order) => placeOf(order) === place).length;
  /** @type {[Filter, string][]} */
  const all = [
    ["coming", say("To come ({number})", { number: count("coming") })],
    ["came", say("Served ({number})", { number: count("came") })],
    ["absent", say("Absent ({number})", { number: count("absent") })],
    ["all", say("All ({number})", { number: orders.length })],
  ];
  return all.map(([place, text]) => {
    const made = button(text, "filter", { pressed: place === filter });
    made.dataset["filter"] = place;
    made.dataset["key"] = `filter-${place}`;
    return made;
  });
}

/** @param {Seen} order @param {boolean} open */
function row(order, open) {
  const lines = order.lines.filter((line) => line.granted > 0).map((line) => `${line.name} ${amount(line.granted, line.unit)}`);
  const lacks = order.lines.filter((line) => line.lacks !== null).length;
  const openIt = el(
    "button",
    { type: "button", class: "open", "data-do": "open", "data-key": `open-${order.order_id}`, "aria-current": open ? "true" : null },
    el("b", { class: "number" }, order.household),
    el("span", { class: "who" }, order.label),
    el("span", { class: "states" }, stateChip(order), order.waits ? chip(order.refused ? "stop" : "wait", order.refused ? "warning" : "clock", order.refused ? say("Look at this") : say("waits")) : null, lacks > 0 ? chip("wait", "info", sayNumber("one product lacks", "{number} products lack", lacks)) : null, order.draft === null ? null : chip("wait", "paper", say("remark to note"))),
    el("span", { class: "soft small lines" }, lines.join(" · ")),
  );
  const tick = order.state === null && order.refused === null && order.lines.length > 0 ? button("", "hand", { kind: "tick", icon: "check" }) : null;
  tick?.setAttribute("aria-label", say("Everything handed over to {number}", { number: order.household }));
  tick?.setAttribute("data-key", `hand-${order.order_id}`);
  return el("li", { class: "card household", "data-order": order.order_id }, openIt, tick);
}
