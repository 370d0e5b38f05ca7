/** What the pages of the day do alike: one thing at a time, sent once there is a network, looked at where it was refused. */
import { StorageFull } from "../../../../../shared/web/static/device_store.js";
import { keepPage } from "../../../../../shared/web/static/keeping.js";
import { say } from "../../../../../shared/web/static/words.js";
import { find, know } from "./finding.js";
import { showKept } from "./kept.js";

/** @typedef {import("../../../../../shared/web/static/outbox.js").Asked} Asked */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./notes.js").Notes} Notes */
/** @typedef {import("./shapes.js").Outcome} Outcome */

const EVERY_MS = 15_000;
let busy = false;

/** Whether something is being noted: nothing else is begun before. */
export function isBusy() {
  return busy;
}

/**
 * Note something, once however often a button is pressed.
 * @param {Notes} notes @param {Asked[]} steps @returns {Promise<Outcome>}
 */
export async function noted(notes, steps) {
  busy = true;
  document.body.toggleAttribute("data-busy", true);
  try {
    return await notes.note(steps);
  } catch (error) {
    if (!(error instanceof StorageFull)) throw error;
    return { how: "refused", step: null, sentence: say("This device is full: nothing was noted. Free some room, then try again.") };
  } finally {
    busy = false;
    document.body.toggleAttribute("data-busy", false);
  }
}

/** Where a note is that could not be sent. */
export function saidOfKept() {
  return say("Kept on this device: it is sent by itself once there is a network.");
}

/**
 * Open the page with what is known, and go on meeting the server.
 * @param {Notes} notes
 * @param {string} signIn
 * @param {() => void} show What the page shows of its own.
 * @param {(household: Household) => void} chosen
 */
export async function attend(notes, signIn, show, chosen) {
  await notes.table.onlyUnlessPaused();
  const all = () => {
    know(notes.everybody);
    showKept(notes, signIn);
    show();
  };
  const meet = () => void (document.hidden || busy ? null : notes.meet());
  notes.addEventListener("changed", all);
  find((one) => void (busy ? null : chosen(one)));
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
    if (pressed !== null && !busy) void lookedAt(notes, pressed, pressed.dataset["do"] ?? "");
  });
  for (const name of ["online", "focus"]) addEventListener(name, meet);
  setInterval(meet, EVERY_MS);
  await notes.start();
  all();
  document.body.dataset["ready"] = "yes";
  void keepPage("/table");
}

/** What was refused or cut off, that a button stands beside. @param {Notes} notes @param {HTMLElement} pressed @param {string} act */
function lookedAt(notes, pressed, act) {
  const note = pressed.closest("[data-note]")?.getAttribute("data-note");
  if (act === "given" && note) return notes.given(note);
  const item = notes.queue.refused.find((one) => String(one.sequence) === pressed.closest("[data-sequence]")?.getAttribute("data-sequence"));
  if (item !== undefined && act === "again") return notes.again(item);
  if (item !== undefined && act === "seen") return notes.seen(item);
}
