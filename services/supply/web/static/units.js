/** What a typed quantity is: thousandths of a kilo or a litre, or whole pieces, households and people. */

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @param {boolean} whole
 */
function take(form, selector, whole) {
  for (const field of form.querySelectorAll(selector)) {
    /** @type {HTMLInputElement} */ (field).dataset.as = whole ? "integer" : "thousandths";
  }
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLSelectElement) || field.form === null) return;
  if (field.name === "unit") take(field.form, "[data-of-unit]", field.value === "piece");
  if (field.name === "basis") take(field.form, "[data-ladder]", field.form.dataset.unit === "piece" || field.value !== "quantity");
});
