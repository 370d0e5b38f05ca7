/** Asking the API from a page: its answer, or the sentence of its refusal, with where one signs in if that is why. */
import { say } from "./words.js";

class SignedOut extends Error {}

/**
 * Where one signs in, in a tab beside: the form keeps what was typed into it.
 * @returns {HTMLAnchorElement}
 */
function signIn() {
  const home = /** @type {HTMLAnchorElement | null} */ (document.querySelector("header.top a.name"));
  const link = document.createElement("a");
  link.href = `${home?.href ?? "/"}sign-in`;
  link.target = "_blank";
  link.textContent = say("Sign in");
  return link;
}

/**
 * Why not, in words, and where one signs in if that is why.
 * @param {unknown} error
 */
export function explain(error) {
  const why = error instanceof Error ? error.message : String(error);
  return error instanceof SignedOut ? [why, " ", signIn()] : [why];
}

/**
 * Ask the API; the sentence of a refusal is thrown.
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function ask(method, address, body, headers = {}) {
  const answer = await jsonOf(await answered(method, address, body, null, headers));
  if (answer === undefined) throw new Error(went());
  return answer;
}

/**
 * What the API answers, whatever it is; the sentence of a refusal is thrown.
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body]
 * @param {AbortSignal | null} [signal]
 * @param {Record<string, string>} [headers]
 */
export async function answered(method, address, body, signal = null, headers = {}) {
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
  } catch {
    throw new Error(say("There is no connection. Nothing is lost: try again in a moment."));
  }
  if (response.ok) return response;
  const problem = await jsonOf(response);
  if (response.status === 401 && ["signed_out", "access_revoked"].includes(problem?.code)) {
    throw new SignedOut(say("Your session has ended. What you typed is kept: sign in beside this page, then press again."));
  }
  throw new Error(problem?.detail ?? went());
}

/** Nobody knows what. */
function went() {
  return say("Something went wrong. Try again in a moment.");
}

/**
 * The JSON of an answer, ``null`` where it is empty; ``undefined`` where something before the service answered for it.
 * @param {Response} response
 */
async function jsonOf(response) {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
