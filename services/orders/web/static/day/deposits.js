/** Containers that a household brings back or takes along: found, counted, money back as credit or in cash. */
import { all, call } from "../../../../../shared/web/static/calls.js";
import { at, button, el, field, icon, notice } from "../../../../../shared/web/static/elements.js";
import { money, say, sayNumber } from "../../../../../shared/web/static/words.js";
import { find, isRead, readHouseholds } from "./finding.js";
import { follow, isStuck, once, present, read } from "./reaching.js";

/** @typedef {import("../table/shapes.js").Household} Household */
/** @typedef {{ container: string, name: string, deposit_cents: number }} Container */
/** @typedef {{ container: string, number: number }} Taken */

const MOST = 1000;
/** @type {Container[]} */
let containers = [];
/** @type {Household | null} */
let household = null;
/** How many of each it has. @type {Map<string, number>} */
let taken = new Map();
/** How many of each come back; those that are taken along. */
const [back, out] = /** @type {[Map<string, number>, Map<string, number>]} */ ([new Map(), new Map()]);
/** What was done last. */
let done = "";

/** @param {Map<string, number>} counted */
function cents(counted) {
  return containers.reduce((sum, one) => sum + one.deposit_cents * (counted.get(one.container) ?? 0), 0);
}

/** @param {Household} one */
async function open(one) {
  if (isStuck()) return;
  await read(async () => {
    done = "";
    await show(one.id);
    at("household-title").focus();
    at("household").scrollIntoView({ block: "nearest" });
  });
}

/** As it is now, with nothing counted. @param {string} id */
async function show(id) {
  const [now, its] = await Promise.all([call("GET", `/v1/households/${id}`), call("GET", `/v1/households/${id}/containers`)]);
  household = now;
  taken = new Map(/** @type {Taken[]} */ (its.containers).map((one) => [one.container, one.number]));
  back.clear();
  out.clear();
  draw();
}

function draw() {
  if (household === null) {
    at("household").replaceChildren(el("p", { class: "soft" }, icon("box"), " ", say("Type a number or a name, then Enter.")));
    return;
  }
  const its = containers.filter((one) => (taken.get(one.container) ?? 0) > 0);
  at("household").replaceChildren(
    el("h2", { id: "household-title", tabindex: -1 }, `${household.number} · ${household.label}`),
    el("p", { class: "soft" }, say("{credit} of credit", { credit: money(household.credit_cents) })),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: true }),
    ...(done === "" ? [] : [notice("sure", el("p", { id: "done", role: "status" }, done))]),
    its.length === 0 ? el("p", {}, say("It has no container to bring back.")) : el("ul", { class: "plain" }, ...its.map((one) => counting(one, back, taken.get(one.container) ?? 0))),
    ...(its.length === 0 ? [] : [el("div", { class: "row acts", id: "giving" })]),
    el("details", { open: out.size > 0 || its.length === 0 }, el("summary", {}, say("It takes containers along")), el("ul", { class: "plain" }, ...containers.map((one) => counting(one, out, MOST))), el("div", { class: "stack", id: "taking" })),
  );
  tell();
}

/** @param {Container} one @param {Map<string, number>} counted @param {number} most */
function counting(one, counted, most) {
  const number = counted.get(one.container) ?? 0;
  const way = counted === back ? "back" : "out";
  const has = counted === back;
  const made = (/** @type {string} */ text, /** @type {string} */ act, /** @type {string} */ label, /** @type {boolean} */ disabled) => {
    const pressed = button(text, act, { kind: act === "all" ? "" : "square", disabled });
    pressed.setAttribute("aria-label", label);
    pressed.dataset["key"] = `${way}-${act}-${one.container}`;
    return pressed;
  };
  const about = !has ? say("{deposit} each", { deposit: money(one.deposit_cents) }) : sayNumber("it has {number}, {deposit} each", "it has {number}, {deposit} each", most, { deposit: money(one.deposit_cents) });
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
      !has ? null : made(say("All {number}", { number: most }), "all", say("All {number} of {name}", { number: most, name: one.name }), number === most),
    ),
  );
  return item;
}

/** What it comes to, before it is noted. */
function tell() {
  const [given, asked] = [cents(back), cents(out)];
  const giving = document.getElementById("giving");
  giving?.replaceChildren(
    button(say("{amount} back as credit", { amount: money(given) }), "credit", { kind: given > 0 ? "main" : "", icon: "check", disabled: given === 0 }),
    button(say("{amount} back in cash", { amount: money(given) }), "cash", { icon: "coins", disabled: given === 0 }),
  );
  const lacking = Math.max(0, asked - (household?.credit_cents ?? 0));
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

/** The notes of what is counted, each with an id of its own. @param {string} id @param {Map<string, number>} counted @param {1 | -1} sign */
function notes(id, counted, sign) {
  const some = [...counted].filter(([, number]) => number > 0);
  return some.map(([container, number]) => ({ address: `/v1/deposits/${crypto.randomUUID()}`, body: { household_id: id, container, number: sign * number } }));
}

/** @param {Household} one @param {boolean} inCash */
function giveBack(one, inCash) {
  const [asked, amount] = [notes(one.id, back, -1), cents(back)];
  const number = [...back.values()].reduce((sum, each) => sum + each, 0);
  const refund = `/v1/refunds/${crypto.randomUUID()}`;
  let credited = false;
  const said = (/** @type {string} */ sentence) => void refused(credited ? say("{amount} is on its credit. In cash it can’t be given: {why}", { amount: money(amount), why: sentence }) : sentence);
  return once(async () => {
    for (const note of asked) await call("PUT", note.address, note.body);
    credited = true;
    if (inCash) await call("PUT", refund, { household_id: one.id, means: "cash", amount_cents: amount });
    const figures = { amount: money(amount) };
    await noted(one, inCash ? sayNumber("One container is back. Give {amount} from the till.", "{number} containers are back. Give {amount} from the till.", number, figures) : sayNumber("One container is back: {amount} is on its credit.", "{number} containers are back: {amount} is on its credit.", number, figures));
  }, said);
}

/** @param {Household} one @param {string | undefined} means */
function take(one, means) {
  const [asked, amount] = [notes(one.id, out, 1), cents(out)];
  const number = [...out.values()].reduce((sum, each) => sum + each, 0);
  const lacking = Math.max(0, amount - one.credit_cents);
  const payment = `/v1/payments/${crypto.randomUUID()}`;
  return once(async () => {
    if (means) await call("PUT", payment, { payer_household_id: one.id, means, amount_cents: lacking, orders: [] });
    for (const note of asked) await call("PUT", note.address, note.body);
    await noted(one, sayNumber("One container is noted: {amount} of deposit.", "{number} containers are noted: {amount} of deposit.", number, { amount: money(amount) }));
  }, (sentence) => void refused(sentence));
}

/** Show how it is now. @param {Household} one @param {string} sentence */
async function noted(one, sentence) {
  done = sentence;
  await show(one.id);
  field("find").focus();
}

/** Say why not, beside how it is now: a part of it may be noted. @param {string} sentence */
async function refused(sentence) {
  const one = household;
  if (one === null) return;
  done = "";
  await read(() => show(one.id));
  at("says").textContent = sentence;
  at("says").hidden = false;
  at("says").focus();
}

/** @param {HTMLElement} pressed @param {string} act */
function count(pressed, act) {
  const item = pressed.closest("[data-container]");
  const container = item?.getAttribute("data-container") ?? "";
  const counted = item?.getAttribute("data-way") === "back" ? back : out;
  const most = counted === back ? (taken.get(container) ?? 0) : MOST;
  const now = counted.get(container) ?? 0;
  counted.set(container, act === "all" ? most : Math.min(most, Math.max(0, now + (act === "more" ? 1 : -1))));
  done = "";
  draw();
  const key = pressed.dataset["key"] ?? "";
  const same = /** @type {HTMLButtonElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  if (same && !same.disabled) same.focus();
  else /** @type {HTMLElement | null} */ (document.querySelector("#giving .main, #taking .main, [data-do=more]:enabled"))?.focus();
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
  const act = pressed?.dataset["do"] ?? "";
  if (pressed === null || household === null || isStuck()) return;
  if (act === "credit" || act === "cash") void giveBack(household, act === "cash");
  else if (act === "take") void take(household, pressed.dataset["means"]);
  else if (act === "more" || act === "less" || act === "all") count(pressed, act);
});

async function look() {
  return read(async () => {
    if (isRead()) return present();
    containers = await all("/v1/containers");
    await readHouseholds();
    draw();
    document.body.dataset["ready"] = "yes";
  });
}

find((one) => void open(one));
follow(look);
draw();
await look();
field("find").focus();
