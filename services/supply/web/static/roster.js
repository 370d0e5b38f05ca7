/**
 * Dragging somebody to another shift of the roster. What speaks against each place is asked when they are lifted and
 * said before they are dropped. Whoever does not drag follows the name to a page that says and does the same.
 */
import { ask } from "../../../../shared/web/static/asking.js";
import { at } from "../../../../shared/web/static/elements.js";
import { say } from "../../../../shared/web/static/words.js";
import { explain, lifted, markPlace, tellOf } from "./roster_board.js";

/** @typedef {import("./roster_board.js").Place} Place */
/** @typedef {{ version: number, places: Place[] }} Places */
/** @typedef {{ person: HTMLElement, x: number, y: number, carried: HTMLElement | null, places: Promise<Places> | null, found: Places | null, over: HTMLElement | null }} Drag */

const FAR = 8; // pixels: less is a press
const EDGE = 60; // pixels from the edge of the window where the page turns under what is carried

const board = /** @type {HTMLElement} */ (document.getElementById("board"));
const explained = at("explained");
const path = `/v1/cycles/${encodeURIComponent(board.dataset.cycle ?? "")}/roster`;
/** @type {Drag | null} */
let drag = null;
let dropped = false;
let sending = false;

/** @param {HTMLElement} element */
function placeOf(element) {
  return drag?.found?.places.find((one) => (one.shift ?? "") === element.dataset.shift) ?? null;
}

/** @param {HTMLElement} element */
function tell(element) {
  tellOf(element, placeOf(element), element.dataset.shift === drag?.person.dataset.left);
}

function mark() {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (board.querySelectorAll("[data-shift]"))) {
    const place = placeOf(element);
    if (place !== null) markPlace(element, place);
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
  mine.carried = lifted(board, mine.person);
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
    return tellOf(over, place);
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
