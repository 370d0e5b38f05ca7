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

/**
 * A pictogram; the page says in ``data-icons`` where they are.
 * @param {string} name
 * @param {string} [size]
 */
export function icon(name, size = "") {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", `icon ${size}`);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${icons}#${name}`);
  made.append(use);
  return made;
}

/**
 * A picture that the server drew, such as a QR code.
 * @param {string} source
 * @param {string} label
 */
export function drawn(source, label) {
  const read = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const made = document.importNode(read, true);
  // With a box of its own it is made larger or smaller whole, never cut.
  if (!made.hasAttribute("viewBox")) made.setAttribute("viewBox", `0 0 ${made.getAttribute("width")} ${made.getAttribute("height")}`);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", label);
  return made;
}

/**
 * A button of an action; its key is shown on it and known to screen readers.
 * @param {string} text
 * @param {string} action
 * @param {{ kind?: string, key?: string, icon?: string, disabled?: boolean, pressed?: boolean }} [how]
 */
export function button(text, action, how = {}) {
  return el(
    "button",
    {
      type: "button",
      class: `btn ${how.kind ?? ""}`,
      "data-do": action,
      disabled: how.disabled ?? false,
      "aria-keyshortcuts": how.key ?? null,
      "aria-pressed": how.pressed === undefined ? null : String(how.pressed),
    },
    how.icon ? icon(how.icon) : null,
    text,
    how.key ? el("kbd", { "aria-hidden": "true" }, how.key) : null,
  );
}

/** What is sure, on its way or stopped, with its pictogram. @param {"" | "sure" | "wait" | "stop"} kind @param {...Child} children */
export function notice(kind, ...children) {
  const mark = { "": "info", sure: "check", wait: "clock", stop: "warning" }[kind];
  return el("div", { class: `notice ${kind}` }, icon(mark), el("div", { class: "stack" }, ...children));
}

/**
 * Show these in a place. What stands there already and is the same stays as it is: whoever is on its button, by key or by
 * finger, is not thrown out because something beside it changed.
 * @param {Element} place
 * @param {Element[]} fresh What tells them apart stands in their text or attributes: a listener of their own would stay the old one's.
 */
export function redraw(place, fresh) {
  let next = place.firstElementChild;
  for (const one of fresh) {
    let same = next;
    while (same !== null && !same.isEqualNode(one)) same = same.nextElementSibling;
    if (same === null) {
      place.insertBefore(one, next);
      continue;
    }
    while (next !== same) next = removed(next);
    next = same.nextElementSibling;
  }
  while (next !== null) next = removed(next);
}

/** @param {Element | null} one @returns {Element | null} The one after it. */
function removed(one) {
  const after = one?.nextElementSibling ?? null;
  one?.remove();
  return after;
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
