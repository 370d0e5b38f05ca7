/**
 * Who is at the table: several volunteers on one device. Each takes a pause and comes back with a PIN without leaving
 * the page, so that what is keyed stays. Nothing of it works without a network: the server alone knows the PINs. A
 * device that is paused stays so until then, whatever happens to it.
 */
import { say } from "../../../../../shared/web/static/words.js";
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { at, button, el, field, icon } from "../../../../../shared/web/static/elements.js";
import { StorageFull } from "./store.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {{ user_id: string, name: string, ends_at: string }} Person */

export class People {
  /** @param {Table} table @param {{ code: string, signIn: string }} here */
  constructor(table, here) {
    this.table = table;
    this.here = here;
    /** @type {Person[]} Who may come back to this device. */
    this.known = [];
    this.out = false;
    this.drawn = false;
    this.asking = false;
    at("people").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target instanceof HTMLFormElement) void this.sent(event.target);
    });
    at("people-open").addEventListener("click", () => void this.toggle());
  }

  get paused() {
    return this.table.queue.paused !== null;
  }

  /** Open or shut what is there for whoever is signed in. */
  async toggle() {
    if (this.paused) return;
    if (!at("people").hidden) return this.shut();
    await this.welcome();
  }

  shut() {
    at("people").hidden = true;
    at("people-open").setAttribute("aria-expanded", "false");
  }

  /** Show what this person, or whoever comes back, can do now. */
  async welcome() {
    this.drawn = false;
    try {
      this.known = await call("GET", "/v1/sessions/returning");
      const me = this.out ? null : /** @type {string} */ ((await call("GET", "/v1/sessions/current")).user_id);
      this.draw(me);
      this.drawn = true;
    } catch (error) {
      this.table.queue.note(error);
      if (error instanceof SignedOut) return this.left();
      at("people").replaceChildren(...(this.paused ? [el("h2", {}, say("The table is paused"))] : []), el("p", { class: "notice wait" }, icon("offline"), this.paused ? say("Coming back needs a network: your PIN opens the table as soon as there is one. What waits here to be sent is safe. Until then, note orders on paper or use another device.") : say("Pauses and PINs need a network.")));
    }
    at("people").hidden = false;
    at("people-open").setAttribute("aria-expanded", "true");
    const first = at("people").querySelector("input");
    if (this.paused || document.activeElement === at("people-open")) first?.focus();
  }

  /** Somebody signed in by other means: in another window, say. */
  back() {
    if (!this.out || this.paused) return;
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
    if (this.known.length === 0 && !this.paused) this.shut(); // then there is only the password
  }

  /** @param {string | null} me Who is signed in. */
  draw(me) {
    const mine = this.known.find((one) => one.user_id === me);
    const others = this.known.filter((one) => one.user_id !== me);
    at("people").replaceChildren(
      el("h2", {}, this.paused ? say("The table is paused") : say("Who is at the table")),
      ...(this.paused ? [el("p", {}, say("What is keyed is kept. Come back with your PIN."))] : []),
      ...(me === null ? [] : mine ? [pausing(mine)] : [choosing()]),
      ...others.map((one, place) => coming(one, this.paused && place === 0)),
      ...(me === null ? [el("p", {}, el("a", { href: this.here.signIn }, say("Sign in with a password")))] : []),
      el("p", { class: "wrong", id: "people-says", role: "alert" }),
    );
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
  }

  async pause() {
    this.out = false;
    await this.table.queue.pause(location.pathname);
  }

  /** @param {string} user @param {string} pin */
  async comeBack(user, pin) {
    const session = await returned(user, pin);
    this.out = false;
    this.shut();
    await this.table.queue.resume(true);
    if (!session.user.centres.includes(this.here.code)) return location.assign("/table"); // somebody of another centre
    await this.table.queue.touch();
    this.table.stand();
    resume();
    await this.table.catchUp();
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
    });
  } catch {
    throw new Away();
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** @param {Person} person */
function pausing(person) {
  const pause = button(say("Take a pause"), "");
  pause.type = "submit";
  pause.removeAttribute("data-do");
  return el("form", { id: "pause", class: "row" }, el("b", {}, person.name), pause);
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
