/**
 * What a device says of itself with each request, so that those who look after devices see since when one has not
 * been heard of and how much waits on it, to be sent or, refused, to be looked at. It decides nothing, and nothing depends on its being heard.
 */

/**
 * @typedef {object} Held What a device has not sent yet, or what was refused and nobody looked at.
 * @property {number} made_at By this device's clock: only how long ago it was is said.
 */

/** What parts of a page say, the first where it works. @type {(() => { centre: string, waiting: Held[] })[]} */
const asked = [];

/**
 * From now on each request says which device asks; of several parts of a page, what all of them hold.
 * @param {() => { centre: string, waiting: Held[] }} how Where it works, and what it holds.
 */
export function introduce(how) {
  asked.push(how);
}

/** @returns {Record<string, string>} The header, or none on a page where nothing is kept. */
export function deviceSays() {
  const parts = asked.map((how) => how());
  const [first] = parts;
  if (first === undefined) return {};
  const waiting = parts.flatMap((part) => part.waiting);
  const oldest = Math.min(...waiting.map((held) => held.made_at), Date.now());
  const waited = Math.min(Math.floor((Date.now() - oldest) / 1000), 31_000_000);
  const told = { id: deviceId(), centre: first.centre, kind: kind(), waiting: String(waiting.length), waited: String(waited) };
  return { "VRAC-Device": new URLSearchParams(told).toString() };
}

let id = "";

/** Its own for as long as the browser keeps what pages store. */
function deviceId() {
  try {
    id ||= localStorage.getItem("vrac-device") ?? "";
    id ||= crypto.randomUUID();
    localStorage.setItem("vrac-device", id);
  } catch {
    id ||= crypto.randomUUID(); // nothing may be stored, or the device is full: until the page is closed
  }
  return id;
}

function kind() {
  if (!matchMedia("(pointer: coarse)").matches) return "computer";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}
