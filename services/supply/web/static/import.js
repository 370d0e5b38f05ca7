/** A price list: sent to be looked at, drawn as what it changes, sent again to do exactly that. */
import { at, field } from "../../../../shared/web/static/elements.js";
import { pairsOf } from "../../../../shared/web/static/forms.js";
import { sinceWhen } from "../../../../shared/web/static/waiting.js";
import { say, sayNumber } from "../../../../shared/web/static/words.js";
import { changesOf, isApplicable, showFound, showSaid } from "./import_page.js";

/** @typedef {import("./import_page.js").Found} Found */

const KINDS = /** @type {Record<string, string>} */ ({
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  json: "application/ld+json",
  jsonld: "application/ld+json",
});
const form = /** @type {HTMLFormElement} */ (at("import"));
const preview = at("preview");
const chosen = field("file");
const mapping = /** @type {HTMLFormElement} */ (at("dfc"));

/**
 * What was chosen goes where it can be read and corrected: the form that remembers it.
 * @param {HTMLSelectElement} choice
 */
function note(choice) {
  const references = /** @type {HTMLTextAreaElement} */ (mapping.elements.namedItem("references"));
  const pairs = pairsOf(references);
  if (choice.value === "") delete pairs[choice.dataset.reference ?? ""];
  else pairs[choice.dataset.reference ?? ""] = choice.value;
  references.value = Object.entries(pairs).map((pair) => pair.join(" = ")).join("\n");
  mapping.closest("details")?.setAttribute("open", "");
}

/** @param {Found} found */
function draw(found) {
  showFound(found, { apply: () => look(found.token), note });
  if (isApplicable(found)) form.querySelector(".btn")?.classList.remove("main"); // one next action
}

/** @param {string | null} token Of the changes to apply; null: only look. */
async function look(token) {
  const file = chosen.files?.[0];
  if (!file) return;
  const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  const kind = KINDS[ending] ?? "application/octet-stream";
  const path = kind === "application/ld+json" ? "dfc-catalogues" : "price-lists";
  const address = `/v1/suppliers/${encodeURIComponent(form.dataset.supplier ?? "")}/${path}${token === null ? "" : `?apply=${token}`}`;
  preview.hidden = false;
  preview.setAttribute("aria-busy", "true");
  const made = sinceWhen(preview, token !== null); // only what is applied is kept
  try {
    const answered = await fetch(address, { method: "POST", headers: { "Content-Type": kind, Accept: "application/json" }, body: file });
    const found = await answered.json();
    if (!answered.ok) showSaid(found.detail ?? say("Something went wrong. Try again in a moment."), "stop");
    else if (token === null) draw(found);
    else showSaid(sayNumber("Applied: one offer changed.", "Applied: {number} offers changed.", changesOf(found)), "sure");
  } catch {
    showSaid(say("There is no connection. Nothing is lost: try again in a moment."), "stop");
  }
  made();
  preview.removeAttribute("aria-busy");
  preview.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look(null);
});
chosen.addEventListener("change", () => (preview.hidden = true));
