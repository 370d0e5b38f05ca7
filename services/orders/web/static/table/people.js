/**
 * Who is at the table: several volunteers on one device. Each takes a pause and comes back with a PIN without leaving
 * the page, so that what is keyed stays. A device that is paused stays so until then, whatever happens to it. Without a
 * network whoever comes back sees the table and keys on; the server alone ends a pause, and nothing is sent before.
 */
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { at, button, el, field, icon, redraw } from "../../../../../shared/web/static/elements.js";
import { TRIES, closeAgain, forgetOthers, openAlone, remember, returningAlone } from "./pins.js";
import { StorageFull } from "./store.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {{ user_id: string, name: string, ends_at: string }} Person */

/** After so long without an answer there is no network. */
const PATIENCE = 6_000;

export class People {
  /** @param {Table} table @param {{ code: string, signIn: string }} here */
  constructor(table, here) {
    this.table = table;
    this.here = here;
    /** @type {Person[]} Who may come back to this device. */
    this.known = [];
    /** @type {string | undefined} Who is signed in. */
    this.me = undefined;
    /** @type {string[]} Theirs. */
    this.centres = [];
    /** Whether the server did not answer when it was asked last. */
    this.away = false;
    this.out = false;
    this.drawn = false;
    this.asking = false;
    at("people").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target instanceof HTMLFormElement) void this.sent(event.target);
    });
    at("people-open").addEventListener("click", () => void this.toggle());
  }

  /** Whether nobody is at the table. */
  get closed() {
    return this.table.queue.closed;
  }

  /** Who came back without a network, and is still to type their PIN for the server. */
  get alone() {
    return this.table.queue.paused?.by ?? null;
  }

  /** Open or shut what is there for whoever is signed in. */
  async toggle() {
    if (this.closed) return;
    if (!at("people").hidden) return this.shut();
    this.open();
    if (this.alone !== null) this.draw();
    await this.welcome();
  }

  shut() {
    this.clear();
    at("people").hidden = true;
    at("people-open").setAttribute("aria-expanded", "false");
  }

  /** No PIN that was typed stands there for whoever comes next. */
  clear() {
    for (const typed of at("people").querySelectorAll("input")) typed.value = "";
  }

  open() {
    at("people").hidden = false;
    at("people-open").setAttribute("aria-expanded", "true");
  }

  /** Show what this person, or whoever comes back, can do now. */
  async welcome() {
    const { queue } = this.table;
    this.drawn = false;
    if (this.closed) await this.drawAlone(); // nobody waits for an answer
    try {
      this.known = await call("GET", "/v1/sessions/returning");
      await forgetOthers(queue, this.known);
      const me = this.out ? null : /** @type {{ user_id: string, centres: string[] }} */ (await call("GET", "/v1/sessions/current"));
      [this.me, this.centres, this.away] = [me?.user_id, me?.centres ?? [], false];
      this.draw(this.me);
      this.drawn = true;
    } catch (error) {
      queue.note(error);
      if (error instanceof SignedOut) return this.left();
      this.away = true;
      if (this.alone !== null) return; // and nobody is disturbed
      if (this.closed) return this.drawAlone();
      at("people").replaceChildren(el("p", { class: "notice wait" }, icon("offline"), say("Pauses and PINs need a network.")));
    }
    this.open();
    this.focus();
  }

  /** Ready to type, unless somebody is elsewhere on the page. */
  focus() {
    if (document.activeElement === (this.closed ? document.body : at("people-open"))) at("people").querySelector("input")?.focus();
  }

  /** Who may come back without a network, as far as this device may say so. */
  async drawAlone() {
    const tried = (this.table.queue.paused?.tries ?? 0) >= TRIES;
    this.known = tried ? [] : await returningAlone(this.here.code);
    if (!this.closed) return;
    this.draw();
    this.open();
    this.focus();
  }

  /** Somebody signed in by other means: in another window, say. */
  back() {
    if (!this.out || this.table.queue.paused !== null) return;
    this.out = false;
    this.shut();
  }

  /** The session is over, or paused: whoever has a PIN here may come back. Asked again until the server answers. */
  async left() {
    if (this.out && (this.drawn || this.asking)) return;
    this.out = true;
    this.asking = true;
    await this.welcome();
    this.asking = false;
    if (this.known.length === 0 && !this.closed) this.shut(); // then there is only the password
  }

  /** What stands there already stays, with what is typed in it. @param {string} [me] Who is signed in. */
  draw(me) {
    const { closed, alone, away } = this;
    const mine = this.known.find((one) => one.user_id === me);
    const others = alone !== null && away ? [] : this.known.filter((one) => one.user_id !== me);
    redraw(at("people"), [
      el("h2", {}, closed ? say("The table is paused") : say("Who is at the table")),
      ...this.told(),
      ...(alone !== null ? [pausing(alone)] : me === undefined ? [] : mine ? [pausing(mine.name)] : [choosing()]),
      ...others.map((one, place) => coming(one, closed && place === 0)),
      ...(me === undefined && !away ? [el("p", {}, el("a", { href: this.here.signIn }, say("Sign in with a password")))] : []),
      el("p", { class: "wrong", id: "people-says", role: "alert" }, document.getElementById("people-says")?.textContent || null),
    ]);
  }

  /** What is said of coming back. */
  told() {
    const { away } = this;
    if (this.alone !== null) return [el("p", {}, away ? say("You came back without a network: what you key waits here until you type your PIN once more with one.") : say("The network is back: type your PIN once more, and what waits here is sent."))];
    if (!this.closed) return [];
    if (!away) return [el("p", {}, say("What is keyed is kept. Come back with your PIN."))];
    if (this.known.length > 0) return [el("p", {}, say("There is no network. Your PIN opens the table all the same; what waits here is sent later."))];
    return [el("p", { class: "notice wait" }, icon("offline"), say("Coming back needs a network: your PIN opens the table as soon as there is one. What waits here to be sent is safe. Until then, note orders on paper or use another device."))];
  }

  /** @param {HTMLFormElement} form */
  async sent(form) {
    const pin = form.querySelector("input")?.value ?? "";
    at("people-says").textContent = "";
    try {
      if (form.id === "pin-set") await this.choose(pin);
      else if (form.id === "pause") await this.pause();
      else await this.comeBack(form.dataset["user"] ?? "", pin);
    } catch (error) {
      if (error instanceof SignedOut) return this.left();
      at("people-says").textContent = error instanceof Refusal ? error.message : say("Pauses and PINs need a network.");
      if (error instanceof StorageFull) at("people-says").textContent = say("This device is full, so a pause would not hold. Make room on it, or sign out.");
      else if (!(error instanceof Refusal || error instanceof Away)) throw error;
      form.querySelector("input")?.select();
    }
  }

  /** @param {string} pin */
  async choose(pin) {
    await call("PUT", "/v1/account/pin", { pin });
    await this.welcome();
    await this.remember(this.me, this.centres, pin);
  }

  /** @param {string | undefined} user @param {string[]} centres @param {string} pin */
  async remember(user, centres, pin) {
    const person = this.known.find((one) => one.user_id === user);
    if (person) await remember(this.table.queue, person, centres, pin);
  }

  async pause() {
    this.out = this.drawn = false;
    this.clear();
    if (this.alone === null) await this.table.queue.pause(location.pathname);
    else await closeAgain(this.table.queue);
  }

  /** @param {string} user @param {string} pin */
  async comeBack(user, pin) {
    const { queue } = this.table;
    const session = await returned(user, pin).catch((error) => {
      if (!(error instanceof Away) || queue.paused === null) throw error;
      queue.note(error);
      return null;
    });
    if (session === null) return this.comeBackAlone(user, pin);
    await this.remember(user, session.user.centres, pin);
    this.out = false;
    this.shut();
    await queue.resume(true);
    if (!session.user.centres.includes(this.here.code)) return location.assign("/table"); // somebody of another centre
    await queue.touch();
    this.table.stand();
    resume();
    await this.table.catchUp();
  }

  /** @param {string} user @param {string} pin */
  async comeBackAlone(user, pin) {
    const { queue } = this.table;
    this.away = true;
    if (await openAlone(queue, this.here.code, user, pin)) {
      this.drawn = false; // asked for once more as soon as the server answers
      this.shut();
      return resume();
    }
    await this.drawAlone();
    const left = TRIES - (queue.paused?.tries ?? 0);
    const isKnown = this.known.some((one) => one.user_id === user);
    at("people-says").textContent = !isKnown ? say("Pauses and PINs need a network.") : left > 0 ? sayNumber("That is not the PIN. Without a network you may try once more.", "That is not the PIN. Without a network you may try {number} times more.", left) : "";
    at("people").querySelector("input")?.select();
  }
}

/** Go on where the table was left. */
function resume() {
  const view = document.body.dataset["view"];
  if (view === "pay") field("given").focus();
  else (view === "order" ? field("product") : field("find")).focus();
}

/**
 * Come back with a PIN; a wrong one is no end of a session.
 * @param {string} user_id
 * @param {string} pin
 * @returns {Promise<{ user: { centres: string[] } }>}
 */
async function returned(user_id, pin) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch("/v1/sessions/return", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ user_id, pin }),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Away();
  }
  if (response.status >= 500) throw new Away();
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** @param {string} name */
function pausing(name) {
  const pause = button(say("Take a pause"), "");
  pause.type = "submit";
  pause.removeAttribute("data-do");
  return el("form", { id: "pause", class: "row" }, el("b", {}, name), pause);
}

function choosing() {
  return pinForm("pin-set", say("Choose four to six digits to come back with"), say("Set it"), "new");
}

/** @param {Person} person @param {boolean} next Whether this is what is most likely done now. */
function coming(person, next) {
  const form = pinForm(`pin-${person.user_id}`, say("{name}: your PIN", { name: person.name }), say("Go on"), person.user_id, next);
  form.dataset["user"] = person.user_id;
  return form;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} action
 * @param {string} field
 * @param {boolean} [next]
 */
function pinForm(id, label, action, field, next = false) {
  const input = el("input", { id: `digits-${field}`, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true, class: "bare pin" });
  return el("form", { id, class: "row" }, el("div", { class: "field" }, el("label", { for: input.id }, label), input), el("button", { type: "submit", class: next ? "btn main" : "btn" }, action));
}
