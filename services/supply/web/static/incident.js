/** What went wrong with an order: only the questions of that kind, what would follow, then doing just that. */
import { ask } from "../../../../shared/web/static/asking.js";
import { bodyOf } from "../../../../shared/web/static/forms.js";
import { sinceWhen } from "../../../../shared/web/static/waiting.js";
import { dated, language, money, quantity, say, sayNumber } from "../../../../shared/web/static/words.js";

/** @typedef {{ product: string, ordered: number, demand: number, available: number, short: number, supplier: string | null, cases: number, final_price_cents: number | null, ceiling_price_cents: number, rebate_cents: number | null, rebate_before_cents: number | null }} Consequence */
/** @typedef {{ household: string, centre: string, products: { sentence: string }[] }} Told */
/** @typedef {{ token: string, costs_more_cents: number, rebates_cents: number | null, rebates_before_cents: number | null, corrects_settlement: boolean, gaps: { supplier: string, gap_cents: number, above_limit: boolean }[], otherwise?: { costs_more_cents: number } | null, products: Consequence[], distributions: { centre: string, new_starts: string }[], households: { items: Told[], next: string | null } }} Proposal */

/** @type {{ products: Record<string, { name: string, unit: "kg" | "l" | "piece" }>, suppliers: Record<string, string>, centres: Record<string, string> }} */
const names = JSON.parse(document.getElementById("names")?.textContent ?? "{}");
const form = /** @type {HTMLFormElement} */ (document.getElementById("incident"));
const follows = /** @type {HTMLElement} */ (document.getElementById("follows"));
const path = `/v1/purchase-orders/${form.dataset.number}/incidents`;

function questions() {
  const kind = new FormData(form).get("kind");
  for (const part of form.querySelectorAll("[data-kinds]")) {
    const asked = (/** @type {HTMLElement} */ (part).dataset.kinds ?? "").split(" ").includes(String(kind));
    /** @type {HTMLElement} */ (part).hidden = !asked;
    for (const field of part.matches("fieldset") ? [part] : part.querySelectorAll("input")) {
      /** @type {HTMLFieldSetElement | HTMLInputElement} */ (field).disabled = !asked;
    }
  }
  follows.hidden = true;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [kind] Its class.
 */
function made(tag, text, kind = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

/**
 * @param {number | null} now
 * @param {number | null} before
 */
function givenBack(now, before) {
  if (now === null || before === null) return [];
  return [say("about {now} given back to households, {before} without this", { now: money(now), before: money(before) })];
}

/** @param {Consequence} one */
function consequence(one) {
  const product = names.products[one.product] ?? { name: one.product, unit: "piece" };
  const item = document.createElement("li");
  item.append(made("strong", product.name));
  const said = [
    say("{available} to hand out of {demand} asked for", { available: quantity(one.available, product.unit), demand: quantity(one.demand, product.unit) }),
    ...(one.supplier ? [sayNumber("one case from {supplier}", "{number} cases from {supplier}", one.cases, { supplier: names.suppliers[one.supplier] ?? one.supplier })] : []),
    ...(one.short ? [say("{quantity} lacking", { quantity: quantity(one.short, product.unit) })] : []),
    ...(one.final_price_cents === null ? [] : [say("about {price}, at most {most}", { price: money(one.final_price_cents), most: money(one.ceiling_price_cents) })]),
    ...givenBack(one.rebate_cents, one.rebate_before_cents),
  ];
  item.append(`: ${said.join(", ")}.`);
  return item;
}

/** @param {Told} one */
function household(one) {
  const item = made("li", one.products.map((product) => product.sentence).join(" "));
  item.prepend(made("strong", `${one.household} · ${names.centres[one.centre] ?? one.centre}`), document.createElement("br"));
  return item;
}

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 */
function list(title, items) {
  const section = made("section", "", "card box stack");
  section.append(made("h2", title));
  const all = made("ul", "", "stack");
  all.append(...items);
  section.append(all);
  return items.length > 0 ? [section] : [];
}

/** @param {Proposal} found */
function title(found) {
  const cents = found.costs_more_cents;
  if (cents > 0) return say("It costs {amount} more", { amount: money(cents) });
  return cents < 0 ? say("It costs {amount} less", { amount: money(-cents) }) : say("It costs as much as before");
}

/**
 * @param {Proposal} found
 * @param {object} body What was asked.
 */
function draw(found, body) {
  const card = made("section", "", "card answer");
  const words = card.appendChild(document.createElement("div"));
  words.append(made("h2", title(found)));
  if (found.products.length > 1) words.append(...givenBack(found.rebates_cents, found.rebates_before_cents).map((said) => made("p", `${say("In all")}: ${said}.`)));
  if (found.otherwise) words.append(made("p", say("Answered the other way: {amount} more than now.", { amount: money(found.otherwise.costs_more_cents) })));
  for (const one of found.gaps.filter((gap) => gap.above_limit)) {
    words.append(made("p", say("The order of {supplier} would cost {amount} more than households hold: confirming accepts it by your name.", { supplier: names.suppliers[one.supplier] ?? one.supplier, amount: money(one.gap_cents) })));
  }
  if (found.corrects_settlement) words.append(made("p", say("The cycle is settled: settle it again afterwards. Nobody is charged more.")));
  const button = /** @type {HTMLButtonElement} */ (made("button", say("Do just this"), "btn main"));
  button.type = "button";
  const id = crypto.randomUUID();
  button.addEventListener("click", () => confirm({ ...body, token: found.token }, id));
  card.append(button);
  const day = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  const more = found.households.next !== null;
  follows.replaceChildren(
    card,
    ...list(say("What follows"), found.products.map(consequence)),
    ...list(say("Handed out later"), found.distributions.map((one) => made("li", `${names.centres[one.centre] ?? one.centre}: ${dated(day, new Date(one.new_starts))}`))),
    ...list(more ? say("Households to tell, the first {number}", { number: found.households.items.length }) : sayNumber("One household to tell", "{number} households to tell", found.households.items.length), found.households.items.map(household)),
  );
  form.querySelector("button.btn")?.classList.remove("main"); // one next action
}

/** @param {unknown} error */
function refuse(error) {
  const shown = made("p", error instanceof Error ? error.message : String(error), "notice stop");
  shown.setAttribute("role", "alert");
  follows.prepend(shown);
}

/**
 * @param {object} body
 * @param {string} id The incident's, so that sent again it is one.
 */
async function confirm(body, id) {
  follows.querySelectorAll("[role=alert]").forEach((shown) => shown.remove());
  try {
    await ask("PUT", `${path}/${id}`, body);
    sessionStorage.setItem("said", say("Done. Tell the households below."));
    location.assign(`/cycles/${encodeURIComponent(form.dataset.cycle ?? "")}/incidents/${form.dataset.number}/${id}`);
  } catch (error) {
    refuse(error);
  }
}

form.addEventListener("change", questions);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  follows.hidden = false;
  follows.replaceChildren(made("p", say("Being worked out…"), "soft"));
  const done = sinceWhen(follows, false);
  try {
    const body = bodyOf(form);
    const found = await ask("POST", `${path}/proposal`, body);
    draw(found, body);
  } catch (error) {
    follows.replaceChildren();
    refuse(error);
  }
  done();
  follows.focus();
});
questions();
