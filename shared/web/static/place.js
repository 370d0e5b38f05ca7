/** Whoever has no mouse goes on where they were: a page that comes again would have them begin at its top. */

/** @param {HTMLFormElement} form Sent from the keyboard; its page comes again. */
export function keepPlace(form) {
  if (!document.activeElement?.matches(":focus-visible")) return;
  const part = form.closest("[aria-labelledby], [aria-label]");
  const name = part?.hasAttribute("aria-labelledby") ? "aria-labelledby" : "aria-label";
  const named = part ? `[${name}="${CSS.escape(part.getAttribute(name) ?? "")}"]` : "main";
  if (location.hash) history.replaceState(null, "", location.pathname + location.search); // "#main" would take the focus there after all
  sessionStorage.setItem("place", JSON.stringify({ path: location.pathname, api: form.dataset.api, named }));
}

/** Never on a button: who presses twice would send what stands there now. */
export function takePlace() {
  const { path, api, named } = JSON.parse(sessionStorage.getItem("place") ?? "{}");
  sessionStorage.removeItem("place");
  if (path !== location.pathname) return;
  const folded = document.querySelector(`form[data-api="${CSS.escape(api)}"]`)?.closest("details")?.querySelector("summary");
  const place = folded ?? /** @type {HTMLElement | null} */ (document.querySelector(named) ?? document.querySelector("main"));
  if (place === null) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
