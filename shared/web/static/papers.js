/**
 * A paper takes seconds where many households are on it. Whoever asks for one goes on meanwhile: the page says beside
 * its link, or the form that asks for it, since when it is being made, then that it is ready, or why not. It opens by itself only while nobody can have
 * begun anything else. Once made it stays with the service for a while (shared/papers/shelf.py): it is not made again to
 * be opened, nor for whoever left the page and comes back. A file (CSV, XLSX) is saved once it is here. Without this
 * script a link is a link, a form a form.
 */
import { answered, explain } from "./asking.js";
import { el } from "./elements.js";
import { WONDERING } from "./waiting.js";
import { language, say } from "./words.js";

const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
const HEARD = 100; // milliseconds until a place is known to screen readers: what is put into it then is read out
let left = new AbortController();

/** @typedef {{ asking: HTMLElement, address: string, paper: string }} Asked What asks for it, a link or a form's button. */

/** Where it is said what becomes of the papers of a row. @param {HTMLElement} asking */
function placeOf(asking) {
  const row = asking.closest(".row, .head") ?? asking;
  const known = row.nextElementSibling;
  if (known?.classList.contains("asked")) return known;
  const place = el("div", { class: "stack asked", role: "status", "aria-atomic": "false" });
  row.after(place);
  return place;
}

/** @param {Asked} asked */
function opening({ address, paper }) {
  return el("a", { href: address, target: "_blank", rel: "noopener" }, say("Open"), el("span", { class: "visually-hidden" }, ` ${paper}`));
}

/** A file's name is what the service calls it. @param {Asked} asked @param {Response} response */
async function saving({ paper }, response) {
  const name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
  const link = el("a", { href: URL.createObjectURL(await response.blob()), download: name }, say("Save it"), el("span", { class: "visually-hidden" }, ` ${paper}`));
  link.click();
  return link;
}

/** @param {Asked} asked */
async function bring(asked) {
  const { asking, address, paper } = asked;
  const { signal } = left;
  const since = Date.now();
  const place = placeOf(asking);
  [...place.children].find((one) => /** @type {HTMLElement} */ (one).dataset["paper"] === address)?.remove();
  const shown = el("p", { class: "notice being-made", "data-paper": address });
  place.append(shown);
  const timer = setTimeout(() => {
    shown.textContent = say("{paper}: being made since {time}. You may go on, or leave this page and ask for it again later.", { paper, time: time.format(since) });
  }, HEARD);
  try {
    const response = await answered("GET", address, undefined, signal);
    const isFile = !new URL(address).pathname.endsWith(".pdf");
    const link = isFile ? await saving(asked, response) : opening(asked);
    shown.className = "notice sure";
    shown.replaceChildren(el("span", {}, say("{paper}: ready at {time}.", { paper, time: time.format() }), " ", link));
    if (isFile) return;
    void response.body?.cancel();
    if (Date.now() - since < WONDERING && navigator.userActivation?.isActive !== false) window.open(address, "_blank", "noopener");
  } catch (error) {
    if (signal.aborted) shown.remove();
    else {
      shown.className = "notice stop";
      shown.replaceChildren(el("span", {}, say("{paper}: not made.", { paper }), " ", ...explain(error)));
    }
  } finally {
    clearTimeout(timer);
    asking.removeAttribute("aria-busy");
  }
}

/** Whether an address is a paper's, or a file's. @param {URL | HTMLAnchorElement} address */
function isPaper(address) {
  return address.origin === location.origin && /\.(pdf|csv|xlsx)$/.test(address.pathname);
}

/** @param {Event} event @param {HTMLElement} asking @param {string} address */
function ask(event, asking, address) {
  event.preventDefault();
  if (asking.hasAttribute("aria-busy")) return;
  asking.setAttribute("aria-busy", "true");
  const paper = asking.getAttribute("aria-label") ?? (asking.textContent ?? "").replace(/\s+/g, " ").trim();
  void bring({ asking, address, paper });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || !isPaper(link) || link.closest(".asked")) return;
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  ask(event, link, link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "get" || !event.submitter) return;
  const address = new URL(form.action);
  if (!isPaper(address)) return;
  for (const [name, value] of new FormData(form)) address.searchParams.append(name, String(value));
  ask(event, event.submitter, address.href);
});

window.addEventListener("pagehide", () => {
  left.abort();
  left = new AbortController();
});
