/**
 * Who is at the table: several volunteers on one device. Each takes a pause and comes back with a PIN without leaving
 * the page, so that what is keyed stays. A device that is paused stays so until then, whatever happens to it. Without a
 * network whoever comes back sees the table and keys on; the server alone ends a pause, and nothing is sent before.
 */
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { Away, Refusal, SignedOut, call } from "../../../../../shared/web/static/calls.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { showNoPeople, showPeople } from "./people_page.js";
import { TRIES, closeAgain, keepUp, openAlone, remember, returningAlone } from "./pins.js";
import { StorageFull } from "./store.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {{ user_id: string, name: string, ends_at: string, until: number }} Person Until when, by this device's clock. */

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
    /** How often the network was found gone: an answer to what was asked before says nothing of now. */
    this.lost = 0;
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
    const { lost } = this;
    this.drawn = false;
    if (this.closed) await this.drawAlone(); // nobody waits for an answer
    try {
      this.known = timed(await call("GET", "/v1/sessions/returning"));
      await keepUp(queue, this.known);
      const me = this.out ? null : /** @type {{ user_id: string, centres: string[] }} */ (await call("GET", "/v1/sessions/current"));
      if (lost !== this.lost) return;
      [this.me, this.centres, this.away] = [me?.user_id, me?.centres ?? [], false];
      this.draw(this.me);
      this.drawn = true;
    } catch (error) {
      queue.note(error);
      if (error instanceof SignedOut) return this.left();
      this.away = true;
      if (this.alone !== null) return; // and nobody is disturbed
      if (this.closed) return this.drawAlone();
      showNoPeople();
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

  /** @param {string} [me] Who is signed in. */
  draw(me) {
    showPeople(this, this.here.signIn, me);
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
    this.lost += 1;
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

/**
 * Until when each may come back, by this device's clock: were it a day ahead, their sessions would look over to it.
 * @param {{ user_id: string, name: string, ends_at: string, seconds_left: number }[]} told
 * @returns {Person[]}
 */
function timed(told) {
  return told.map(({ seconds_left, ...one }) => ({ ...one, until: Date.now() + seconds_left * 1000 }));
}
