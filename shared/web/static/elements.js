/** Elements, made without any text ever being read as markup. */

/** @typedef {Node | string | null | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null>} [attributes] True: there without a value; false, null: not.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
const icons = document.querySelector("[data-icons]")?.getAttribute("data-icons") ?? "";

/** A pictogram; the page says in ``data-icons`` where they are. @param {string} name */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${icons}#${name}`);
  made.append(use);
  return made;
}

/**
 * A button of an action.
 * @param {string} text
 * @param {string} action
 * @param {{ kind?: string, icon?: string, disabled?: boolean, pressed?: boolean }} [how]
 */
export function button(text, action, how = {}) {
  const pressed = how.pressed === undefined ? null : String(how.pressed);
  const attributes = { type: "button", class: `btn ${how.kind ?? ""}`, "data-do": action, "aria-pressed": pressed };
  return el("button", { ...attributes, disabled: how.disabled ?? false }, how.icon ? icon(how.icon) : null, text);
}

/** What is sure, on its way or stopped, with its pictogram. @param {"" | "sure" | "wait" | "stop"} kind @param {...Child} children */
export function notice(kind, ...children) {
  const mark = { "": "info", sure: "check", wait: "clock", stop: "warning" }[kind];
  return el("div", { class: `notice ${kind}` }, icon(mark), el("div", { class: "stack" }, ...children));
}

/** The element of this id, which the template has. @param {string} id */
export function at(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

/** The field of this id. @param {string} id */
export function field(id) {
  return /** @type {HTMLInputElement} */ (at(id));
}
