/**
 * What is sent before the scripts are there waits for them. A form without an ``action`` is theirs: the browser
 * itself would write what was typed into the address, a password too.
 */
{
  /** @type {Map<HTMLFormElement, HTMLElement | null>} */
  const early = new Map();

  /** @param {SubmitEvent} event */
  const wait = (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.hasAttribute("action")) return;
    event.preventDefault();
    event.stopPropagation();
    early.set(form, event.submitter);
  };

  document.addEventListener("submit", wait, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("submit", wait, true);
    for (const [form, button] of early) form.requestSubmit(button);
  });
}
