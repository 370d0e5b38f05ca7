/** Asking the server for what can't wait on the device: without a network the page says so and notes nothing. */
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { at, button, el, icon } from "../../../../../shared/web/static/elements.js";
import { keepPage } from "../../../../../shared/web/static/keeping.js";
import { say } from "../../../../../shared/web/static/words.js";

const EVERY_MS = 15_000;

/** @type {{ centre: string, place: string, cycle: string, signIn: string }} */
export const here = JSON.parse(at("here").textContent ?? "");

/** What was asked and not answered: asked again as it was, it counts once. @type {(() => Promise<void>) | null} */
let stuck = null;
/** Whether the button of it is not done with. */
let busy = false;

/** @param {boolean} reached */
function stand(reached) {
  const chip = reached ? el("span", { class: "chip" }, icon("check"), say("Online")) : el("span", { class: "chip stop" }, icon("offline"), say("No network"));
  at("standing").replaceChildren(chip);
  at("desk").inert = stuck !== null;
  if (reached && stuck === null) at("away").hidden = true;
  else if (stuck === null) tell(say("No network: sales can't be noted now. Write them on paper, with number, what and how much, and type them here later."));
}

/** @param {string} sentence @param {...(HTMLElement | null)} acts */
function tell(sentence, ...acts) {
  at("away").replaceChildren(icon("warning"), el("div", { class: "row" }, el("p", {}, sentence), ...acts));
  at("away").hidden = false;
}

/**
 * Do something that moves money, once however often a button is pressed. Without an answer nothing else is done before
 * the same was asked again and answered.
 * @param {() => Promise<void>} work Asks with ids that it made before: done again, it is the same.
 * @param {(sentence: string) => void} refused
 */
export async function once(work, refused) {
  if (busy) return;
  busy = true;
  document.body.toggleAttribute("data-busy", true);
  try {
    await work();
    stuck = null;
    stand(true);
  } catch (error) {
    if (error instanceof SignedOut && stuck === null) location.assign(here.signIn);
    else if (error instanceof SignedOut || error instanceof Away) wait(work, refused, error instanceof SignedOut);
    else {
      stuck = null;
      at("desk").inert = false;
      refused(error instanceof Error ? error.message : String(error));
      if (error instanceof Refusal) stand(true);
    }
  } finally {
    busy = false;
    document.body.toggleAttribute("data-busy", false);
  }
}

/**
 * @param {() => Promise<void>} work
 * @param {(sentence: string) => void} refused
 * @param {boolean} signedOut Asking again needs somebody who is signed in: in another tab, for this one knows the ids.
 */
function wait(work, refused, signedOut) {
  stuck = work;
  stand(signedOut);
  const again = button(say("Ask again"), "ask-again", { kind: "main" });
  again.addEventListener("click", () => void once(work, refused));
  tell(say("No answer came. It may be noted or not: give no money and no goods before you asked again. It counts once."), again, signedOut ? el("a", { class: "btn", href: here.signIn, target: "_blank", rel: "noopener" }, say("Sign in")) : null);
  again.focus();
}

/** Whether something was asked that nobody answered: nothing else is begun before. */
export function isStuck() {
  return stuck !== null;
}

addEventListener("beforeunload", (event) => stuck !== null && event.preventDefault());

/** Try to read; what is there tells whether there is a network. @param {() => Promise<unknown>} work */
export async function read(work) {
  try {
    await work();
    stand(true);
    return true;
  } catch (error) {
    if (error instanceof SignedOut) stuck === null && location.assign(here.signIn);
    else if (error instanceof Away) stand(false);
    else throw error;
    return false;
  }
}

/** Keep looking whether there is a network. @param {() => Promise<boolean>} look Reads what the page lacks. */
export function follow(look) {
  const again = () => void (document.hidden || busy ? null : look());
  for (const name of ["online", "focus"]) addEventListener(name, again);
  addEventListener("offline", () => stand(false));
  setInterval(again, EVERY_MS);
  void keepPage("/table", []);
}

/** That somebody is signed in, and a network is there. */
export function present() {
  return call("GET", "/v1/sessions/current");
}
