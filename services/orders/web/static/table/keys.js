/** The keyboard alone: number, Enter, letters, Enter, quantity, Enter … F8, Enter. Keys stand on their buttons. */
import { same } from "./actions.js";
import { back, by, finish, pay } from "./paying.js";
import { putRecurring } from "./recurring.js";
import { at, field } from "../../../../../shared/web/static/elements.js";

/** @typedef {import("./table.js").Table} Table */

/**
 * @param {KeyboardEvent} event
 * @param {Table} table
 */
export function keys(event, table) {
  const view = document.body.dataset["view"];
  if (document.body.dataset["paused"] !== undefined) return; // nobody is at the table
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const done = view === "order" ? inOrder(event, table) : view === "pay" ? inPayment(event, table) : whileFinding(event);
  if (done) event.preventDefault();
}

/** @param {KeyboardEvent} event @param {Table} table */
function inOrder(event, table) {
  switch (event.key) {
    case "F2":
      table.show("find");
      return true;
    case "F4":
      same(table);
      return true;
    case "F6":
      putRecurring(table);
      return true;
    case "F8":
      pay(table, "cash");
      return true;
    case "F9":
      pay(table, "card");
      return true;
    case "Enter":
      if (event.target !== field("product")) return false;
      if (field("product").value.trim() === "") pay(table, "cash");
      else table.catalogue.enter();
      return true;
  }
  return false;
}

/** @param {KeyboardEvent} event @param {Table} table */
function inPayment(event, table) {
  switch (event.key) {
    case "Escape":
      back(table);
      return true;
    case "F8":
      by(table, "cash");
      return true;
    case "F9":
      by(table, "card");
      return true;
    case "Enter":
      if (!(event.target instanceof HTMLInputElement) || !at("till").contains(event.target)) return false;
      void finish(table);
      return true;
  }
  return false;
}

/** @param {KeyboardEvent} event */
function whileFinding(event) {
  switch (event.key) {
    case "F3": {
      const place = /** @type {HTMLDetailsElement} */ (at("newcomer-place"));
      place.open = true;
      field("newcomer-label").focus();
      return true;
    }
    case "F7":
      /** @type {HTMLElement | null} */ (at("receipt").querySelector("[data-do=print-80]"))?.click();
      return true;
  }
  return false;
}
