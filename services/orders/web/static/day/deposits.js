/** Containers that a household brings back or takes along, with or without a network: found, counted, money back. */
import { at, field } from "../../../../../shared/web/static/elements.js";
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { ContainerNotes } from "./containers.js";
import { MOST, cents, pieces, showNobody, showServed } from "./deposits_page.js";
import { attend, isBusy, noted, saidOfKept } from "./desk.js";
import { numbered } from "./finding.js";
import { moves, payment, refund } from "./note_items.js";

/** @typedef {import("../../../../../shared/web/static/outbox.js").Asked} Asked */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Container} Container */

/** @type {{ centre: string, signIn: string }} */
const here = JSON.parse(at("here").textContent ?? "");
const notes = new ContainerNotes(here.centre);

/** Who is served. @type {string | null} */
let chosen = null;
/** How many of each come back; those that are taken along. */
const [back, out] = /** @type {[Map<string, number>, Map<string, number>]} */ ([new Map(), new Map()]);
/** What was done last, and why not. */
let [done, wrong] = ["", ""];
/** What the open household looked like when it was drawn: it is drawn again only when that changes. */
let drawn = "";

function served() {
  return chosen === null ? null : (notes.households.get(chosen) ?? null);
}

/** @param {Container} one */
function has(one) {
  return chosen === null ? 0 : notes.has(chosen, one.container);
}

/** @param {Household} one */
async function open(one) {
  chosen = one.id;
  [done, wrong] = ["", ""];
  back.clear();
  out.clear();
  show();
  at("household-title").focus();
  at("household").scrollIntoView({ block: "nearest" });
  await notes.look(one.id);
}

/** The household that is served, as it is now. */
function show() {
  const one = served();
  const now = JSON.stringify([chosen, one && [one.label, notes.credit(one.id)], notes.containers.map((each) => [each, has(each)]), done, wrong]);
  if (now === drawn) return;
  drawn = now;
  draw();
}

function draw() {
  const household = served();
  if (household === null) return showNobody();
  for (const one of notes.containers) back.set(one.container, Math.min(back.get(one.container) ?? 0, has(one)));
  const containers = notes.containers.map((container) => ({ container, has: has(container) }));
  showServed({ household, credit: notes.credit(household.id), containers, back, out, done, wrong });
}

/** @param {Map<string, number>} counted @returns {[Container, number][]} */
function chosenOf(counted) {
  return notes.containers.flatMap((one) => {
    const number = counted.get(one.container) ?? 0;
    return number > 0 ? [/** @type {[Container, number]} */ ([one, number])] : [];
  });
}

/** @param {Household} one @param {boolean} inCash */
function giveBack(one, inCash) {
  const [amount, number] = [cents(notes.containers, back), pieces(back)];
  const figures = { amount: money(amount) };
  const said = inCash ? sayNumber("One container is back. Give {amount} from the till.", "{number} containers are back. Give {amount} from the till.", number, figures) : sayNumber("One container is back: {amount} is on its credit.", "{number} containers are back: {amount} is on its credit.", number, figures);
  const steps = moves(one, chosenOf(back), -1).map((step) => ({ ...step, told: { ...step.told, with_cash: inCash } }));
  return note(one, inCash ? [...steps, refund(one, amount)] : steps, said, ({ step, sentence: why }) => (step === "given" ? say("{amount} is on its credit. In cash it can’t be given: {why}", { amount: money(amount), why }) : why));
}

/** @param {Household} one @param {string | undefined} means */
function take(one, means) {
  const [amount, number] = [cents(notes.containers, out), pieces(out)];
  const lacking = Math.max(0, amount - notes.credit(one.id));
  const steps = moves(one, chosenOf(out), 1);
  const said = sayNumber("One container is noted: {amount} of deposit.", "{number} containers are noted: {amount} of deposit.", number, { amount: money(amount) });
  return note(one, means ? [payment(one, means, lacking), ...steps] : steps, said, ({ step, sentence: why }) => (step === "out" && means ? say("The {amount} that it paid is on its credit: do not take it again. {why}", { amount: money(lacking), why }) : why));
}

/**
 * @param {Household} one
 * @param {Asked[]} steps
 * @param {string} said What to say once it is noted.
 * @param {(refused: { step: string | null, sentence: string }) => string} why What to say where a step is refused.
 */
async function note(one, steps, said, why) {
  const outcome = await noted(notes, steps);
  wrong = outcome.how === "refused" ? why(outcome) : "";
  done = outcome.how === "refused" ? "" : outcome.how === "sent" ? said : `${said} ${saidOfKept()}`;
  back.clear();
  out.clear();
  await notes.look(one.id);
  drawn = "";
  show();
  (wrong === "" ? field("find") : at("says")).focus();
}

/** @param {HTMLElement} pressed @param {string} act */
function count(pressed, act) {
  const item = pressed.closest("[data-container]");
  const container = item?.getAttribute("data-container") ?? "";
  const counted = item?.getAttribute("data-way") === "back" ? back : out;
  const most = counted === back && chosen !== null ? notes.has(chosen, container) : MOST;
  const now = counted.get(container) ?? 0;
  counted.set(container, act === "all" ? most : Math.min(most, Math.max(0, now + (act === "more" ? 1 : -1))));
  [done, wrong] = ["", ""];
  draw();
  const key = pressed.dataset["key"] ?? "";
  const same = /** @type {HTMLButtonElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  const beside = /** @type {HTMLElement | null | undefined} */ (same?.closest("li")?.querySelector("button:enabled"));
  (same?.disabled ? beside : same)?.focus();
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
  const act = pressed?.dataset["do"] ?? "";
  const household = served();
  if (pressed === null || household === null || isBusy()) return;
  if (act === "credit" || act === "cash") void giveBack(household, act === "cash");
  else if (act === "take") void take(household, pressed.dataset["means"]);
  else if (act === "more" || act === "less" || act === "all") count(pressed, act);
});

draw();
await attend(notes, here.signIn, show, (one) => void open(one));
const brought = numbered(decodeURIComponent(location.hash.slice(1))); // whoever is served in the hall
if (brought === null) field("find").focus();
else void open(brought);
