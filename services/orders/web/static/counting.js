/**
 * Counting notes and coins: − and + and typed numbers add up, and what differs from what should be there
 * asks for its reason. Enter goes to the next kind of piece: it never closes a till by accident.
 */
import { money, say } from "../../../../shared/web/static/words.js";

/** @param {HTMLInputElement} field */
function numberIn(field) {
  return /^\d{1,6}$/.test(field.value.trim()) ? Number(field.value.trim()) : 0;
}

/** @param {HTMLFormElement} form */
function counted(form) {
  let sum = 0;
  for (const row of form.querySelectorAll(".denomination")) {
    const field = /** @type {HTMLInputElement} */ (row.querySelector("input.bare"));
    const cents = Number(/** @type {HTMLElement} */ (row).dataset.cents) * numberIn(field);
    const shown = /** @type {HTMLOutputElement} */ (row.querySelector("output"));
    shown.value = money(cents);
    row.classList.toggle("some", cents > 0);
    sum += cents;
  }
  return sum;
}

/** @param {HTMLFormElement} form */
function add(form) {
  const sum = counted(form);
  const shown = /** @type {HTMLElement} */ (form.querySelector("[data-counted]"));
  shown.textContent = money(sum);
  if (form.dataset.expected !== undefined) compare(form, sum - Number(form.dataset.expected));
}

/**
 * @param {HTMLFormElement} form
 * @param {number} difference
 */
function compare(form, difference) {
  const shown = difference !== 0 && form.dataset.touched !== undefined; // nothing "is missing" before anybody counted
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (form.querySelector(`[data-${name}]`));
  part("difference").hidden = !shown;
  part("word").textContent = difference > 0 ? say("too much") : say("missing");
  /** @type {HTMLElement} */ (form.querySelector("[data-difference] [data-cents]")).textContent = money(Math.abs(difference));
  part("even").textContent = difference === 0 ? say("To the cent.") : "";
  part("reason").hidden = !shown;
  const reason = /** @type {HTMLInputElement} */ (part("reason").querySelector("input"));
  reason.required = shown;
  if (difference === 0) reason.value = "";
}

/**
 * @param {HTMLFormElement} form
 * @param {KeyboardEvent} event
 */
function onKey(form, event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches(".denomination input.bare")) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    field.value = String(Math.max(0, numberIn(field) + (event.key === "ArrowUp" ? 1 : -1)));
    add(form);
  } else if (event.key === "Enter") {
    const fields = [...form.querySelectorAll(".denomination input.bare, [data-reason]:not([hidden]) input, button.main")];
    /** @type {HTMLElement | undefined} */ (fields[fields.indexOf(field) + 1])?.focus();
  } else return;
  event.preventDefault();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.count"))) {
  form.addEventListener("input", () => {
    form.dataset.touched = "";
    add(form);
  });
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(".denomination input")) event.target.select();
  });
  form.addEventListener("focusout", (event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.matches(".denomination input") && field.value.trim() === "") field.value = "0";
  });
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) return;
    form.dataset.touched = "";
    const field = button.parentElement?.querySelector("input.bare");
    if (button.dataset.step !== undefined && field instanceof HTMLInputElement) {
      field.value = String(Math.max(0, numberIn(field) + Number(button.dataset.step)));
    }
    add(form);
  });
  // Somebody may have counted before this script was here.
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(".denomination input.bare"));
  if ([...fields].some((field) => field.value !== field.defaultValue)) form.dataset.touched = "";
  add(form);
}
