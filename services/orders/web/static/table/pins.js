/**
 * Coming back from a pause without a network. Of a PIN that the server took this device keeps two digits until that
 * session is over, never the PIN: one PIN in a hundred has the same two. That is enough for a curtain: what it hides is
 * on the disk anyway, and nothing is sent before the server has judged the PIN (docs/adr/0034).
 */
import { keep, kept } from "./store.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {Person & { centres: string[], digits: number }} Returning */

const KEY = "returning";
const HUNDRED = 100;
const MOVED_MS = 60_000;
/** So many wrong PINs in one pause, of whomever; after that only the server says who may come back. */
export const TRIES = 3;

/** Who may come back to this centre's table without a network, by name as the server says them: nobody's form moves while they type. @param {string} centre @returns {Promise<Returning[]>} */
export async function returningAlone(centre) {
  /** @type {Returning[]} */
  const all = await kept(KEY, []);
  return all.filter((one) => one.centres.includes(centre) && untilOf(one) > Date.now()).sort((one, other) => one.name.localeCompare(other.name));
}

/** Keep the two digits of a PIN that the server took. @param {Queue} queue @param {Person} person @param {string[]} centres @param {string} pin */
export async function remember(queue, person, centres, pin) {
  /** @type {Returning[]} */
  const all = await kept(KEY, []);
  const one = { ...person, centres, digits: await digitsOf(person.user_id, pin) };
  await queue.keep(KEY, [...all.filter(({ user_id }) => user_id !== person.user_id), one]);
}

/** Forget those whom the server no longer lets come back to this device; the others for as long as it says now. @param {Queue} queue @param {Person[]} people */
export async function keepUp(queue, people) {
  /** @type {Returning[]} */
  const all = await kept(KEY, []);
  const left = all.flatMap((one) => {
    const told = people.find((person) => person.user_id === one.user_id && person.ends_at === one.ends_at);
    return told ? [{ ...one, until: told.until }] : [];
  });
  const isMoved = left.some((one) => all.some((before) => before.user_id === one.user_id && Math.abs(untilOf(before) - one.until) > MOVED_MS));
  if (left.length < all.length || isMoved) await queue.keep(KEY, left);
}

/** By this device's clock; of one that was kept before that was said, it is the server's. @param {Returning} one */
function untilOf({ until, ends_at }) {
  return until ?? Date.parse(ends_at);
}

/**
 * Open the table for whoever types the PIN of one of them. Counted before it is judged: no reload gives tries back.
 * @param {Queue} queue
 * @param {string} centre
 * @param {string} user
 * @param {string} pin
 * @returns {Promise<boolean>} Whether it is open.
 */
export async function openAlone(queue, centre, user, pin) {
  const open = await navigator.locks.request("vrac-table-pause", async () => {
    const paused = await kept("paused", /** @type {Queue["paused"]} */ (null));
    const person = (await returningAlone(centre)).find((one) => one.user_id === user);
    const tries = paused?.tries ?? 0;
    if (paused === null || person === undefined || tries >= TRIES) return false;
    const { page, session } = paused;
    await keep("paused", { page, session, tries: tries + 1 });
    if ((await digitsOf(user, pin)) !== person.digits) return false;
    await keep("paused", { page, session, by: person.name });
    return true;
  });
  await queue.changed();
  return open;
}

/** Whoever came back without a network takes a pause again. @param {Queue} queue */
export async function closeAgain(queue) {
  await navigator.locks.request("vrac-table-pause", async () => {
    if (queue.paused !== null) await keep("paused", { page: queue.paused.page, session: queue.paused.session });
  });
  await queue.changed();
}

/** The same for the same PIN, however often it is kept: two that differ would tell more. @param {string} user @param {string} pin */
async function digitsOf(user, pin) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${user}:${pin}`));
  return new DataView(digest).getUint32(0) % HUNDRED;
}
