/** The keyboard alone: number, Enter, letters, Enter, quantity, Enter … F8, Enter. Keys stand on their buttons. */
import { at, field } from "./draw.js";

/**
 * @typedef {object} Keyed
 * @property {(view: "find") => void} show
 * @property {() => void} same
 * @property {(means: "cash" | "card") => void} pay
 * @property {(means: "cash" | "card") => void} by
 * @property {() => void | Promise<void>} finish
 * @property {() => void} back
 * @property {import("./catalogue.js").Catalogue} catalogue
 */

/**
 * @param {KeyboardEvent} event
 * @param {Keyed} table
 */
export function keys(event, table) {
  const view = document.body.dataset["view"];
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const done = view === "order" ? inOrder(event, table) : view === "pay" ? inPayment(event, table) : whileFinding(event);
  if (done) event.preventDefault();
}

/** @param {KeyboardEvent} event @param {Keyed} table */
function inOrder(event, table) {
  switch (event.key) {
    case "F2":
      table.show("find");
      return true;
    case "F4":
      table.same();
      return true;
    case "F8":
      table.pay("cash");
      return true;
    case "F9":
      table.pay("card");
      return true;
    case "Enter":
      if (event.target !== field("product")) return false;
      if (field("product").value.trim() === "") table.pay("cash");
      else table.catalogue.enter();
      return true;
  }
  return false;
}

/** @param {KeyboardEvent} event @param {Keyed} table */
function inPayment(event, table) {
  switch (event.key) {
    case "Escape":
      table.back();
      return true;
    case "F8":
      table.by("cash");
      return true;
    case "F9":
      table.by("card");
      return true;
    case "Enter":
      if (!(event.target instanceof HTMLInputElement)) return false;
      void table.finish();
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
