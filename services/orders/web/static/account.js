/** Signing in with a code, enrolling a second factor, choosing a password: what follows the answer of a form. */
import { say } from "../../../../shared/web/static/words.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {Element} form @param {string} name @param {string} value */
function fill(form, name, value) {
  const field = form.querySelector(`[name="${name}"]`);
  if (field instanceof HTMLInputElement) field.value = value;
}

/** @param {string} shown @param {string} hidden */
function turnTo(shown, hidden) {
  at(hidden).hidden = true;
  at(shown).hidden = false;
  const first = at(shown).querySelector("input:not([type=hidden]), button");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {string[]} codes @param {string} hidden */
function showRecoveryCodes(codes, hidden) {
  const items = codes.map((code) => Object.assign(document.createElement("li"), { textContent: code }));
  at("recovery-codes").replaceChildren(...items);
  turnTo("enrolled", hidden);
}

/** @type {Record<string, (answer: any, event: Event) => void>} */
const then = {
  "sign-in": (answer, event) => {
    if (answer.challenge) {
      event.preventDefault();
      fill(at("second-step"), "challenge", answer.challenge);
      turnTo("second-step", "first-step");
    } else if (answer.enrolling) {
      event.preventDefault();
      location.assign("/account/second-factor");
    }
  },
  enrol: (answer, event) => {
    event.preventDefault();
    const drawing = new DOMParser().parseFromString(answer.qr, "image/svg+xml").documentElement;
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", say("The picture to scan with the app"));
    at("qr").replaceChildren(drawing);
    at("secret").textContent = answer.secret.replace(/(.{4})/g, "$1 ").trim();
    turnTo("confirm", "enrol");
  },
  confirm: (answer, event) => {
    event.preventDefault();
    showRecoveryCodes(answer.recovery_codes, "confirm");
  },
  renew: (answer, event) => {
    event.preventDefault();
    showRecoveryCodes(answer.recovery_codes, "renew");
  },
};

document.addEventListener("done", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  then[form.id]?.(/** @type {CustomEvent} */ (event).detail, event);
});

const SYSTEMS = { Android: "Android", iPhone: "iPhone", iPad: "iPad", Windows: "Windows", "Mac OS": "Mac", CrOS: "ChromeOS", Linux: "Linux" };
const BROWSERS = { "Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari" }; // each names those after it too

/** @param {Record<string, string>} names */
const called = (names) => Object.entries(names).find(([part]) => navigator.userAgent.includes(part))?.[1];

// What tells one's sessions apart in their list: "Firefox · Android", and nothing that would find the device elsewhere.
for (const id of ["sign-in", "second-step"]) {
  const form = document.getElementById(id);
  if (form) fill(form, "device", [called(BROWSERS), called(SYSTEMS)].filter(Boolean).join(" · "));
}

const chosen = document.getElementById("choose-password");
if (chosen && location.hash.length > 1) fill(chosen, "code", decodeURIComponent(location.hash.slice(1)));
