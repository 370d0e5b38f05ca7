/** A button that prints the page: ``<button type="button" data-print hidden>``; without scripts the browser's own menu does. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
