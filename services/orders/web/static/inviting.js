/** An invitation on a slip: its code is in the answer once, so it is shown instead of drawing the page again. Of a mail that did not leave the page says why. */

const slip = /** @type {HTMLElement | null} */ (document.getElementById("slip"));

document.getElementById("inviting")?.addEventListener("done", (event) => {
  const answer = /** @type {CustomEvent} */ (event).detail;
  if (slip === null) return;
  if (answer.code === null) {
    const { dataset } = /** @type {HTMLFormElement} */ (event.target);
    dataset["said"] = dataset[answer.invitation.mail ?? "slip"] ?? "";
    return;
  }
  event.preventDefault();
  showSlip(slip, answer.link ?? `${location.origin}/invitation`, answer.code);
  slip.focus();
});

/** @param {HTMLElement} slip @param {string} link @param {string} code */
export function showSlip(slip, link, code) {
  /** @type {HTMLElement} */ (slip.querySelector("[data-link]")).textContent = link;
  /** @type {HTMLElement} */ (slip.querySelector("[data-code]")).textContent = code;
  slip.hidden = false;
}
