/** A piece that a script draws, in several states on one page: into what a page has once, by its id. */

const REFERENCES = ["for", "aria-describedby", "aria-controls", "aria-labelledby"];

/**
 * Draw a piece once more, above those that were drawn before: there its ids are found first.
 * @param {string} name Of the template that it is drawn into.
 * @param {() => void} draw
 */
export function drawn(name, draw) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-piece=${name}]`));
  const list = /** @type {HTMLElement} */ (template.nextElementSibling);
  const state = document.createElement("div");
  state.className = "stack";
  state.append(template.content.cloneNode(true));
  list.prepend(state);
  draw();
  setApart(state, String(list.children.length));
}

/** What is pointed at by its id is told from that of the other states. @param {HTMLElement} state @param {string} number */
function setApart(state, number) {
  for (const reference of REFERENCES) {
    for (const one of state.querySelectorAll(`[${reference}]`)) {
      const ids = (one.getAttribute(reference) ?? "").split(" ");
      for (const id of ids) state.querySelector(`[id="${id}"]`)?.setAttribute("id", `${id}-${number}`);
      one.setAttribute(reference, ids.map((id) => `${id}-${number}`).join(" "));
    }
  }
}
