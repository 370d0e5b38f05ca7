/** After opening, what should be looked at is said before the page goes on. */
import { say } from "../../../../shared/web/static/words.js";

document.getElementById("opening")?.addEventListener("done", (event) => {
  /** @type {string[]} */
  const warnings = /** @type {CustomEvent} */ (event).detail?.warnings ?? [];
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (warnings.length === 0) return;
  event.preventDefault();
  const list = document.createElement("ul");
  list.append(...warnings.map((warning) => Object.assign(document.createElement("li"), { textContent: warning })));
  const told = Object.assign(document.createElement("div"), { className: "notice wait" });
  const words = document.createElement("div");
  const on = Object.assign(document.createElement("a"), { href: form.dataset.then ?? "/cycles", textContent: say("To the cycle") });
  words.append(Object.assign(document.createElement("p"), { textContent: say("Orders are open. Have a look at this:") }), list, on);
  told.append(words);
  told.setAttribute("role", "alert");
  form.closest("section")?.after(told);
  form.remove();
  told.tabIndex = -1;
  told.focus();
});
