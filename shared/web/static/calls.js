/** The JSON API as a device asks it that must tell "no network" from "signed out" from "refused". */
import { deviceSays } from "./device_says.js";
import { say } from "./words.js";

const PATIENCE = 20_000;

/** There is no network, or the server can't answer now: try again later. */
export class Away extends Error {}

/** The session ended: sign in again. */
export class SignedOut extends Error {}

export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{ detail?: string, code?: string }} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? say("Something went wrong. Try again in a moment."));
    this.status = status;
    this.code = problem.code ?? "";
  }
}

/**
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function call(method, address, body) {
  const response = await answered(method, address, body);
  if (response.status === 401) throw new SignedOut();
  if (response.status >= 500 || response.status === 429) throw new Away();
  /** @type {any} */
  let answer;
  try {
    answer = JSON.parse((await response.text()) || "null");
  } catch {
    throw new Away(); // the connection broke off, or something in between answered
  }
  if (!response.ok) throw new Refusal(response.status, answer ?? {});
  return answer;
}

/**
 * @param {string} method
 * @param {string} address
 * @param {unknown} body
 */
async function answered(method, address, body) {
  try {
    return await fetch(address, {
      method,
      headers: { Accept: "application/json", ...deviceSays(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Away();
  }
}

/**
 * Every page of a list.
 * @template T
 * @param {string} address
 * @returns {Promise<T[]>}
 */
export async function all(address) {
  /** @type {T[]} */
  const found = [];
  let after = "";
  do {
    const page = await call("GET", `${address}${address.includes("?") ? "&" : "?"}limit=1000${after}`);
    found.push(...page.items);
    after = page.next === null ? "" : `&after=${encodeURIComponent(page.next)}`;
  } while (after !== "");
  return found;
}
