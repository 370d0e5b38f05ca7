/**
 * Forms that speak to the JSON API: ``<form data-api="PUT /v1/payments/{id}" data-then="reload">``.
 *
 * What stands in braces is the field of that name, or an id made once when the page is drawn: a form sent
 * again after a lost answer is the same request. A field's ``data-as`` says what it is in JSON: ``cents``,
 * ``thousandths``, ``integer``, ``boolean``, ``list`` (comma separated), ``null`` (empty is null), ``date-time``;
 * ``decimal`` (euros with up to four figures after the comma, as text), ``pairs`` (lines such as ``T65 = FAR-T65``);
 * ``a.b`` is a field in a field, ``lines.[0].product`` one in a list, one with a ``data-key`` goes under that key. What stands in a ``data-row`` in which nothing
 * is typed is left out, and a field with ``data-omit`` while it is empty. A form with ``data-new`` replaces nothing that is there. A refusal is shown as its own sentence beside the button that was pressed.
 */
import { ask, explain } from "./asking.js";
import { keepPlace, takePlace } from "./place.js";
import { sinceWhen } from "./waiting.js";
import { say, wholeOf } from "./words.js";

/** @typedef {null | boolean | number | string | Json[] | { [name: string]: Json }} Json */

class Wrong extends Error {
  /**
   * @param {HTMLElement} field
   * @param {string} sentence
   */
  constructor(field, sentence) {
    super(sentence);
    this.field = field;
  }
}

/** @param {Element} element */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
}

/**
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 * @returns {Json}
 */
function valueOf(field) {
  const typed = field.value.trim();
  switch (field.dataset.as) {
    case "cents":
    case "thousandths": {
      if (typed === "" && !field.required) return null;
      const whole = wholeOf(typed, field.dataset.as === "cents" ? 2 : 3);
      if (whole === null) throw new Wrong(field, say("“{typed}” is no amount: write it like 12,50.", { typed }));
      return whole;
    }
    case "integer":
      if (typed === "" && !field.required) return null;
      if (!/^-?\d{1,16}$/.test(typed) || !Number.isSafeInteger(Number(typed))) throw new Wrong(field, say("“{typed}” is no whole number.", { typed }));
      return Number(typed);
    case "boolean":
      return field instanceof HTMLInputElement && field.type === "checkbox" ? field.checked : typed === "true";
    case "list":
      return typed === "" ? [] : typed.split(",").map((part) => part.trim());
    case "decimal": {
      const plain = typed.replace(",", ".");
      if (!/^\d{1,7}(\.\d{1,4})?$/.test(plain)) throw new Wrong(field, say("“{typed}” is no amount: write it like 12,50.", { typed }));
      return plain;
    }
    case "pairs":
      return pairsOf(field);
    case "null":
      return typed === "" ? null : typed;
    case "date-time":
      return typed === "" ? null : new Date(typed).toISOString();
    default:
      return field.value;
  }
}

/**
 * What is one thing there and another here, a line each.
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 * @returns {{ [name: string]: string }}
 */
export function pairsOf(field) {
  /** @type {{ [name: string]: string }} */
  const pairs = {};
  for (const line of field.value.split("\n").filter((each) => each.trim() !== "")) {
    const at = line.lastIndexOf("=");
    if (at < 1) throw new Wrong(field, say("“{typed}” has no = in it: write theirs = ours, one a line.", { typed: line.trim() }));
    pairs[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return pairs;
}

/**
 * Whether nothing is typed in the row that a field stands in.
 * @param {HTMLElement} field
 */
function inEmptyRow(field) {
  const row = field.closest("[data-row]");
  if (row === null) return false;
  const typed = /** @type {HTMLInputElement[]} */ ([...row.querySelectorAll("input:not([type=hidden]), select, textarea")]);
  return typed.every((each) => (each.type === "checkbox" ? !each.checked : each.value.trim() === ""));
}

/**
 * @param {{ [name: string]: Json }} body
 * @param {string} name
 * @param {Json} value
 */
function put(body, name, value) {
  const parts = name.split(".");
  /** @type {any} */
  let at = body;
  parts.forEach((part, index) => {
    const key = /^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part;
    const next = parts[index + 1];
    if (next === undefined) at[key] = value;
    else at = at[key] ??= next.startsWith("[") ? [] : {};
  });
}

/**
 * The JSON body of a form. Several fields of one name are a list; an unticked box without ``data-as`` is left out.
 * @param {HTMLFormElement} form
 * @param {Set<string>} used Names that stand in the address already.
 */
export function bodyOf(form, used = new Set()) {
  /** @type {{ [name: string]: Json }} */
  const body = {};
  for (const element of form.elements) {
    const field = /** @type {HTMLInputElement} */ (element);
    if (!isField(element) || field.name === "" || field.matches(":disabled") || used.has(field.name)) continue;
    if (inEmptyRow(field)) continue;
    const choice = field.type === "radio" || (field.type === "checkbox" && field.dataset.as !== "boolean");
    if (choice && !field.checked) continue;
    if (field.dataset.omit !== undefined && field.value.trim() === "") continue;
    if (field.dataset.key !== undefined) {
      body[field.name] = { .../** @type {object} */ (body[field.name]), [field.dataset.key]: valueOf(field) };
    } else if (field.dataset.many !== undefined) {
      const list = /** @type {Json[]} */ (body[field.name] ?? []);
      list.push(valueOf(field));
      body[field.name] = list;
    } else {
      put(body, field.name, valueOf(field));
    }
  }
  for (const name of (form.dataset.lists ?? "").split(" ").filter(Boolean)) {
    const list = body[name] ?? [];
    body[name] = Array.isArray(list) ? list.filter((one) => one !== undefined && one !== null) : list;
  }
  return body;
}

/** @type {WeakMap<HTMLFormElement, Map<string, string>>} */
const made = new WeakMap();

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {Set<string>} used
 */
function inAddress(form, name, used) {
  const field = form.elements.namedItem(name);
  if (field instanceof Element && isField(field)) {
    used.add(name);
    return encodeURIComponent(/** @type {HTMLInputElement} */ (field).value.trim());
  }
  const ids = made.get(form) ?? new Map();
  made.set(form, ids);
  if (!ids.has(name)) ids.set(name, crypto.randomUUID());
  return /** @type {string} */ (ids.get(name));
}

/**
 * @param {HTMLFormElement} form
 * @param {unknown} error
 */
function refuse(form, error) {
  let shown = /** @type {HTMLElement | null} */ (form.querySelector(":scope > .problem, :scope .problem"));
  if (shown === null) {
    shown = document.createElement("p");
    shown.className = "notice stop problem";
    form.append(shown);
  }
  shown.setAttribute("role", "alert");
  shown.tabIndex = -1;
  shown.hidden = false;
  shown.replaceChildren(...explain(error));
  shown.focus();
}

/**
 * Send a form; whether another page follows.
 * @param {HTMLFormElement} form
 */
async function send(form) {
  /** @type {Set<string>} */
  const used = new Set();
  const [method = "POST", template = ""] = (form.dataset.api ?? "").split(" ");
  const address = template.replace(/\{([\w.]+)\}/g, (_, name) => inAddress(form, name, used));
  const body = method === "DELETE" || form.dataset.empty !== undefined ? undefined : bodyOf(form, used);
  const answer = await ask(method, address, body, form.dataset.new === undefined ? {} : { "If-None-Match": "*" });
  made.delete(form);
  const done = new CustomEvent("done", { detail: answer, bubbles: true, cancelable: true });
  if (!form.dispatchEvent(done)) return false;
  if (form.dataset.said) sessionStorage.setItem("said", form.dataset.said);
  const then = form.dataset.then ?? "reload";
  if (then === "reload") {
    keepPlace(form);
    location.reload();
  } else location.assign(then.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(answer?.[name] ?? ""))));
  return true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.api === undefined) return;
  event.preventDefault();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter ?? form.querySelector("button[type=submit]"));
  if (form.querySelector("button[aria-busy]") !== null || button?.hasAttribute("aria-busy")) return;
  form.querySelectorAll(".problem").forEach((shown) => shown.setAttribute("hidden", ""));
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  button?.setAttribute("aria-busy", "true");
  const made = sinceWhen(form);
  try {
    if (await send(form)) return; // busy until the next page is there: pressed again, it would be another one
  } catch (error) {
    if (error instanceof Wrong) error.field.setAttribute("aria-invalid", "true");
    refuse(form, error);
  } finally {
    made();
  }
  button?.removeAttribute("aria-busy");
});

window.addEventListener("pageshow", (event) => {
  // Back on a page that the browser had kept as it was left.
  if (event.persisted) document.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

takePlace();
const said = sessionStorage.getItem("said");
const place = document.getElementById("said");
if (said && place) {
  sessionStorage.removeItem("said");
  place.textContent = said;
  place.hidden = false;
  setTimeout(() => (place.hidden = true), 8000);
}
