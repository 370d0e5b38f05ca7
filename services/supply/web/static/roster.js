/**
 * Dragging somebody to another shift of the roster. What speaks against each place is asked when they are lifted and
 * said before they are dropped. Whoever does not drag follows the name to a page that says and does the same.
 */
import { ask } from "../../../../shared/web/static/forms.js";
import { say } from "../../../../shared/web/static/words.js";

/** @typedef {"free" | "reason" | "refused"} Verdict */
/** @typedef {{ shift: string | null, verdict: Verdict, why: { sentence: string }[] }} Place */
/** @typedef {{ version: number, places: Place[] }} Places */
/** @typedef {{ person: HTMLElement, x: number, y: number, carried: HTMLElement | null, places: Promise<Places> | null, found: Places | null, over: HTMLElement | null }} Drag */

const FAR = 8; // pixels: less is a press
const EDGE = 60; // pixels from the edge of the window where the page turns under what is carried

const board = /** @type {HTMLElement} */ (document.getElementById("board"));
const explained = /** @type {HTMLElement} */ (document.getElementById("explained"));
const path = `/v1/cycles/${encodeURIComponent(board.dataset.cycle ?? "")}/roster`;
/** @type {Drag | null} */
let drag = null;
let dropped = false;
let sending = false;

/** @param {Verdict} verdict */
function said(verdict) {
  return { free: say("can go"), reason: say("only with a reason"), refused: say("not possible") }[verdict];
}

/**
 * @param {string} text
 * @param {Place | null} [place]
 */
function explain(text, place = null) {
  const kind = place === null ? "" : { free: "sure", reason: "wait", refused: "stop" }[place.verdict];
  explained.className = `notice explained ${kind}`;
  const list = document.createElement("ul");
  for (const one of place?.why ?? []) list.append(Object.assign(document.createElement("li"), { textContent: one.sentence }));
  const words = document.createElement("div");
  words.append(Object.assign(document.createElement("strong"), { textContent: text }), list);
  explained.replaceChildren(words);
  explained.hidden = false;
}

/** @param {HTMLElement} element */
function placeOf(element) {
  return drag?.found?.places.find((one) => (one.shift ?? "") === element.dataset.shift) ?? null;
}

/** @param {HTMLElement} element */
function tell(element) {
  const place = placeOf(element);
  const name = element.dataset.name ?? "";
  if (element.dataset.shift === drag?.person.dataset.left) explain(say("{place}: stays here", { place: name }));
  else if (place) explain(say("{place}: {verdict}", { place: name, verdict: said(place.verdict) }), place);
  else explain(name);
}

function mark() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (board.querySelectorAll("[data-shift]"))) {
    const place = placeOf(element);
    if (place === null) continue;
    element.dataset.verdict = place.verdict;
    const chip = document.createElement("span");
    chip.className = `chip verdict ${{ free: "", reason: "wait", refused: "stop" }[place.verdict]}`;
    chip.textContent = said(place.verdict);
    element.append(chip);
  }
  if (drag?.over) tell(drag.over);
}

function unmark() {
  board.querySelectorAll(".verdict").forEach((chip) => chip.remove());
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (board.querySelectorAll("[data-shift]"))) {
    delete element.dataset.verdict;
    element.classList.remove("over");
  }
}

/** @param {Drag} mine */
function lift(mine) {
  mine.carried = /** @type {HTMLElement} */ (mine.person.cloneNode(true));
  mine.carried.classList.add("carried");
  mine.carried.setAttribute("aria-hidden", "true");
  board.append(mine.carried);
  mine.person.classList.add("lifted");
  const { volunteer = "", left = "" } = mine.person.dataset;
  const query = new URLSearchParams(left ? { volunteer, left } : { volunteer });
  mine.places = ask("GET", `${path}/places?${query}`);
  mine.places.then(
    (found) => {
      if (drag !== mine) return;
      mine.found = found;
      mark();
    },
    (error) => drag === mine && stop(error instanceof Error ? error.message : String(error)),
  );
}

/** @param {string} [text] Said once it is over. */
function stop(text) {
  drag?.carried?.remove();
  drag?.person.classList.remove("lifted");
  drag = null;
  unmark();
  if (text === undefined) explained.hidden = true;
  else explain(text, { shift: null, verdict: "refused", why: [] });
}

/** @param {PointerEvent} event */
function below(event) {
  const element = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-shift]");
  return element instanceof HTMLElement ? element : null;
}

/** @param {PointerEvent} event */
function turn(event) {
  if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  const days = board.querySelector(".days");
  const box = days?.getBoundingClientRect();
  if (!days || !box) return;
  if (event.clientX > Math.min(box.right, innerWidth) - EDGE) days.scrollBy(EDGE / 4, 0);
  if (event.clientX < box.left + EDGE && event.clientX > box.left - EDGE) days.scrollBy(-EDGE / 4, 0);
}

/** @param {PointerEvent} event */
function carry(event) {
  if (drag === null || sending) return;
  if (drag.carried === null) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    drag.person.setPointerCapture(event.pointerId);
    lift(drag);
  }
  if (drag.carried) drag.carried.style.translate = `${event.clientX + 6}px ${event.clientY + 6}px`;
  turn(event);
  const over = below(event);
  if (over === drag.over) return;
  drag.over?.classList.remove("over");
  drag.over = over;
  over?.classList.add("over");
  if (over) tell(over);
  else explained.hidden = true;
}

/** @param {PointerEvent} event */
async function drop(event) {
  const mine = drag;
  if (mine === null || sending) return;
  if (mine.carried === null) {
    drag = null; // a press: the link is followed
    return;
  }
  dropped = true;
  setTimeout(() => (dropped = false)); // the click that some drops end with comes before
  const over = below(event);
  if (over === null || over.dataset.shift === mine.person.dataset.left) return stop();
  const found = await mine.places?.catch(() => null);
  if (found && drag === mine) await move(mine, over, found);
}

/**
 * @param {Drag} mine
 * @param {HTMLElement} over
 * @param {Places} found
 */
async function move(mine, over, found) {
  const place = placeOf(over);
  if (place === null) return stop();
  if (place.verdict === "refused") {
    stop();
    return explain(say("{place}: {verdict}", { place: over.dataset.name ?? "", verdict: said("refused") }), place);
  }
  if (place.verdict === "reason") {
    const page = mine.person.querySelector("a")?.href ?? "";
    return location.assign(`${page}&to=${encodeURIComponent(place.shift ?? "")}`);
  }
  const { volunteer, left } = mine.person.dataset;
  const body = { volunteer, left: left || null, joined: place.shift, base_version: found.version };
  sending = true;
  try {
    await ask("PUT", `${path}/moves/${crypto.randomUUID()}`, body);
    sessionStorage.setItem("said", say("Moved. The next roster keeps to it."));
    location.reload();
  } catch (error) {
    sending = false;
    stop(error instanceof Error ? error.message : String(error));
  }
}

board.addEventListener("pointerdown", (event) => {
  if (sending) return; // one move after the other
  const target = /** @type {HTMLElement} */ (event.target);
  const person = /** @type {HTMLElement | null} */ (target.closest(".person"));
  // A finger on the name scrolls the page; on the grip it lifts.
  if (person === null || event.button !== 0 || (event.pointerType === "touch" && target.closest(".grip") === null)) return;
  explained.hidden = true;
  drag = { person, x: event.clientX, y: event.clientY, carried: null, places: null, found: null, over: null };
});
addEventListener("click", (event) => dropped && event.preventDefault(), { capture: true });
board.addEventListener("dragstart", (event) => event.preventDefault());
addEventListener("pointermove", carry);
addEventListener("pointerup", drop);
addEventListener("pointercancel", () => stop());
document.addEventListener("keydown", (event) => event.key === "Escape" && drag && stop());
