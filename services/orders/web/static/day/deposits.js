/** Containers that a household brings back or takes along, with or without a network: found, counted, money back. */
import { at, button, el, field, icon, notice } from "../../../../../shared/web/static/elements.js";
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { ContainerNotes } from "./containers.js";
import { attend, isBusy, noted, saidOfKept } from "./desk.js";
import { moves, payment, refund } from "./note_items.js";

/** @typedef {import("../../../../../shared/web/static/outbox.js").Asked} Asked */
/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {import("./shapes.js").Container} Container */

const MOST = 1000;
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

/** @param {Map<string, number>} counted */
function cents(counted) {
  return notes.containers.reduce((sum, one) => sum + one.deposit_cents * (counted.get(one.container) ?? 0), 0);
}

/** @param {Map<string, number>} counted */
function pieces(counted) {
  return [...counted.values()].reduce((sum, each) => sum + each, 0);
}

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
  if (household === null) {
    at("household").replaceChildren(el("p", { class: "soft" }, icon("box"), " ", say("Type a number or a name, then Enter.")));
    return;
  }
  for (const one of notes.containers) back.set(one.container, Math.min(back.get(one.container) ?? 0, has(one)));
  const its = notes.containers.filter((one) => has(one) > 0);
  at("household").replaceChildren(
    el("h2", { id: "household-title", tabindex: -1 }, `${household.number} · ${household.label}`),
    el("p", { class: "soft" }, say("{credit} of credit", { credit: money(notes.credit(household.id)) })),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: wrong === "" }, wrong),
    ...(done === "" ? [] : [notice("sure", el("p", { id: "done", role: "status" }, done))]),
    its.length === 0 ? el("p", {}, say("It has no container to bring back.")) : el("ul", { class: "plain" }, ...its.map((one) => counting(one, back, has(one)))),
    ...(its.length === 0 ? [] : [el("div", { class: "row acts", id: "giving" })]),
    el("details", { open: pieces(out) > 0 || its.length === 0 }, el("summary", {}, say("It takes containers along")), el("ul", { class: "plain" }, ...notes.containers.map((one) => counting(one, out, MOST))), el("div", { class: "stack", id: "taking" })),
  );
  tell(household);
}

/** @param {Container} one @param {Map<string, number>} counted @param {number} most */
function counting(one, counted, most) {
  const number = counted.get(one.container) ?? 0;
  const way = counted === back ? "back" : "out";
  const comes = counted === back;
  const made = (/** @type {string} */ text, /** @type {string} */ act, /** @type {string} */ label, /** @type {boolean} */ disabled) => {
    const pressed = button(text, act, { kind: act === "all" ? "" : "square", disabled });
    pressed.setAttribute("aria-label", label);
    pressed.dataset["key"] = `${way}-${act}-${one.container}`;
    return pressed;
  };
  const about = !comes ? say("{deposit} each", { deposit: money(one.deposit_cents) }) : sayNumber("it has {number}, {deposit} each", "it has {number}, {deposit} each", most, { deposit: money(one.deposit_cents) });
  const item = el(
    "li",
    { class: "counted", "data-container": one.container, "data-way": way },
    el("span", {}, one.name, el("br"), el("span", { class: "soft small" }, about)),
    el(
      "span",
      { class: "stepper" },
      made("−", "less", say("One {name} less", { name: one.name }), number === 0),
      el("output", { "aria-label": one.name }, String(number)),
      made("+", "more", say("One {name} more", { name: one.name }), number >= most),
      !comes ? null : made(say("All {number}", { number: most }), "all", say("All {number} of {name}", { number: most, name: one.name }), number === most),
    ),
  );
  return item;
}

/** What it comes to, before it is noted. @param {Household} household */
function tell(household) {
  const [given, asked] = [cents(back), cents(out)];
  const giving = document.getElementById("giving");
  giving?.replaceChildren(
    button(say("{amount} back as credit", { amount: money(given) }), "credit", { kind: given > 0 ? "main" : "", icon: "check", disabled: given === 0 }),
    button(say("{amount} back in cash", { amount: money(given) }), "cash", { icon: "coins", disabled: given === 0 }),
  );
  const lacking = Math.max(0, asked - notes.credit(household.id));
  at("taking").replaceChildren(...(asked === 0 ? [] : paying(asked, lacking)));
}

/** @param {number} asked @param {number} lacking */
function paying(asked, lacking) {
  if (lacking === 0) return [el("p", {}, say("Its credit pays {amount}.", { amount: money(asked) })), el("div", { class: "row acts" }, button(say("Taken: {amount} from its credit", { amount: money(asked) }), "take", { kind: "main" }))];
  const told = asked > lacking ? say("{credit} from its credit, {lacking} to pay.", { credit: money(asked - lacking), lacking: money(lacking) }) : say("{lacking} to pay.", { lacking: money(lacking) });
  const by = (/** @type {string} */ text, /** @type {string} */ means, /** @type {string} */ kind) => {
    const made = button(text, "take", { kind });
    made.dataset["means"] = means;
    return made;
  };
  return [el("p", {}, told), el("div", { class: "row acts" }, by(say("Taken: {amount} in cash", { amount: money(lacking) }), "cash", "main"), by(say("Taken: {amount} by card", { amount: money(lacking) }), "card", ""))];
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
  const [amount, number] = [cents(back), pieces(back)];
  const figures = { amount: money(amount) };
  const said = inCash ? sayNumber("One container is back. Give {amount} from the till.", "{number} containers are back. Give {amount} from the till.", number, figures) : sayNumber("One container is back: {amount} is on its credit.", "{number} containers are back: {amount} is on its credit.", number, figures);
  const steps = moves(one, chosenOf(back), -1).map((step) => ({ ...step, told: { ...step.told, with_cash: inCash } }));
  return note(one, inCash ? [...steps, refund(one, amount)] : steps, said, ({ step, sentence: why }) => (step === "given" ? say("{amount} is on its credit. In cash it can’t be given: {why}", { amount: money(amount), why }) : why));
}

/** @param {Household} one @param {string | undefined} means */
function take(one, means) {
  const [amount, number] = [cents(out), pieces(out)];
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
field("find").focus();
