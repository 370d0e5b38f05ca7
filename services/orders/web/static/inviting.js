/** An invitation on a slip: its code is in the answer once, so it is shown instead of drawing the page again. */

const slip = /** @type {HTMLElement | null} */ (document.getElementById("slip"));

document.getElementById("inviting")?.addEventListener("done", (event) => {
  const answer = /** @type {CustomEvent} */ (event).detail;
  if (slip === null || answer.code === null) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (slip.querySelector("[data-link]")).textContent = answer.link ?? `${location.origin}/invitation`;
  /** @type {HTMLElement} */ (slip.querySelector("[data-code]")).textContent = answer.code;
  slip.hidden = false;
  slip.focus();
});
