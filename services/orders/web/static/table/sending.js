/**
 * Sending what waits, with ids of our own. In a round each household has one order and one recurring order at most:
 * what follows is sent once the one before is answered, and builds on that answer.
 */
import { Refusal, call } from "../../../../../shared/web/static/calls.js";
import { say } from "../../../../../shared/web/static/words.js";
import { pays } from "./unpaid.js";

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Answer} Answer */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {(item: Item) => boolean} Mine Whether whoever is signed in now may send it. */

const MOST = 100;
const NOTHING = { status: 200, sentence: "", code: "", order_state: "", unbooked: [], booked: [], body: null };

/** Another centre's waits for its own volunteer. @param {Queue} queue @returns {Promise<Mine>} */
export async function whose(queue) {
  const session = await call("GET", "/v1/sessions/current");
  await queue.touch();
  const everywhere = session.roles.some((/** @type {string} */ role) => role === "coordinator" || role === "treasurer");
  return (item) => everywhere || session.centres.includes(item.centre);
}

/** @param {Queue} queue @param {Mine} mine */
export async function registerHouseholds(queue, mine) {
  const waiting = (await queue.read()).filter((item) => item.state === "waiting" && item.kind === "household" && mine(item));
  for (const item of await queue.claim(waiting)) {
    await alone(queue, item, () => call("PUT", `/v1/households/${item.id}`, item.body).then(() => NOTHING));
  }
}

/** What can be sent now: of each subject the first that waits, once what came before it is written down; a payment once the orders are that it pays, and the fees before it: it would take the credit that these are paid from. @param {Queue} queue @param {Mine} mine */
export async function nextRound(queue, mine) {
  const items = await queue.read();
  const unknown = new Set(items.filter(isUnknown).map((item) => item.id));
  /** @type {Map<string, Item>} */
  const first = new Map();
  const unwritten = new Set(items.filter((item) => item.state !== "waiting" && queue.unwritten.has(item.sequence)).map(subject));
  for (const item of items) {
    if (unwritten.has(subject(item)) || item.state !== "waiting" || item.kind === "household" || !mine(item) || unknown.has(item.household_id)) continue;
    if (!first.has(subject(item))) first.set(subject(item), item);
  }
  const before = items.filter(({ kind, state }) => state === "waiting" && (kind === "order" || kind === "membership"));
  const isEarly = (/** @type {Item} */ item) => before.some((one) => (one.sequence ?? 0) < (item.sequence ?? 0) && (one.kind === "membership" ? isForOrders(item) : pays(item, one.id)));
  return [...first.values()].filter((item) => !isEarly(item));
}

/** @param {Item} item */
function isForOrders({ kind, body }) {
  return kind === "payment" && /** @type {string[]} */ (body["orders"]).length > 0;
}

/** @param {Queue} queue @param {Item[]} round */
export async function sendRound(queue, round) {
  const items = await queue.claim(round);
  const together = items.filter((item) => item.kind === "order" || item.kind === "payment");
  for (let from = 0; from < together.length; from += MOST) await batch(queue, together.slice(from, from + MOST));
  for (const item of items) {
    if (item.kind === "recurring") await alone(queue, item, () => call("PUT", `/v1/households/${item.household_id}/recurring-orders/${item.id}`, item.body).then(() => NOTHING));
    if (item.kind === "cancellation") await alone(queue, item, () => cancel(queue, item));
    if (item.kind === "membership") await alone(queue, item, () => call("PUT", `/v1/memberships/${item.id}`, item.body).then((body) => ({ ...NOTHING, body })));
  }
}

/** @param {Queue} queue @param {Item[]} items */
async function batch(queue, items) {
  const all = await queue.read();
  for (const item of items) queue.going.add(item.sequence);
  const sent = items.map((item) => ({ kind: item.kind, id: item.id, waited_seconds: waited(item), [item.kind]: bodyOf(item, all) }));
  const { answers } = await call("POST", "/v1/device-batches", { items: sent });
  for (const [index, item] of items.entries()) await queue.answered(item, read(answers[index]));
}

/** In seconds, and at most a year: a clock that was set meanwhile is no reason to be refused. @param {Item} item */
function waited(item) {
  return Math.min(Math.max(Math.floor((Date.now() - item.made_at) / 1000), 0), 366 * 86400);
}

/**
 * @param {Queue} queue
 * @param {Item} item
 * @param {() => Promise<Answer>} work
 */
async function alone(queue, item, work) {
  queue.going.add(item.sequence);
  let answer;
  try {
    answer = await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = { ...NOTHING, status: error.status, sentence: error.message, code: error.code };
  }
  await queue.answered(item, answer);
}

/**
 * In the version that was looked at, or else was answered; if neither is known here, as the server has it. What was
 * not taken after all needs no cancelling: only the server can say so.
 * @param {Queue} queue
 * @param {Item} item
 */
async function cancel(queue, item) {
  const id = String(item.body["order_id"]);
  const version = item.body["version"] ?? versionOf(id, item, await queue.read());
  try {
    const body = await call("POST", `/v1/orders/${id}/cancellation`, version === null ? {} : { version });
    return { ...NOTHING, sentence: body.sentence, order_state: body.state, body };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "order_unknown") throw error;
    return { ...NOTHING, sentence: say("The order was not taken: nothing was to be cancelled.") };
  }
}

/** What it is about: one after the other. @param {Item} item */
function subject(item) {
  const { orders, means } = /** @type {{ orders: string[], means: string }} */ (item.body);
  if (item.kind === "membership") return `order:${item.household_id}`; // an order may need it
  const isCredit = item.kind === "payment" && (orders.length === 0 || means === "credit"); // what comes next may need it
  if (item.kind === "order" || item.kind === "cancellation" || isCredit) return `order:${item.household_id}`;
  return item.kind === "recurring" ? `recurring:${item.household_id}` : item.id;
}

/** @param {Item} item @param {Item[]} all */
function bodyOf(item, all) {
  const version = item.follows ? versionOf(item.id, item, all) : null;
  return version === null ? item.body : { ...item.body, version };
}

/**
 * The version of an order that was answered last, before this item.
 * @param {string} order
 * @param {Item} item
 * @param {Item[]} all
 * @returns {number | null} None if it was not taken.
 */
function versionOf(order, item, all) {
  const before = all.filter((one) => one.kind === "order" && one.id === order && (one.sequence ?? 0) < (item.sequence ?? 0));
  return before.findLast((one) => one.answer?.body?.version !== undefined)?.answer?.body.version ?? null;
}

/** @param {Item} item A household that the server does not know yet: what is about it waits with it. */
export function isUnknown(item) {
  return item.kind === "household" && !item.about.known && item.state !== "sent";
}

/**
 * @param {any} answer
 * @returns {Answer}
 */
function read(answer) {
  const good = answer.status < 300;
  return {
    status: answer.status,
    sentence: good ? answer.body.sentence : (answer.body.detail ?? ""),
    code: good ? "" : (answer.body.code ?? ""),
    order_state: answer.body.state ?? "",
    unbooked: answer.unbooked,
    booked: answer.booked,
    fee_due: answer.fee_due,
    body: good ? answer.body : null,
  };
}
