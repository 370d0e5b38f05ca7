/** One household: its lines, what is weighed of them, and what became of them. */
import { at, button, el, field, icon, notice } from "../../../../../shared/web/static/elements.js";
import { language, money, say, wholeOf } from "../../../../../shared/web/static/words.js";
import { amount, differenceSentence, givesBack, scale, small } from "./amounts.js";
import { stateChip, stateName } from "./list.js";

/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("./shapes.js").Seen} Seen */

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });

/**
 * Draw a household; what had the focus in it keeps it, or its name does: an answer that comes late leads nobody
 * without a mouse back to the top of the page.
 * @param {Seen | null} order
 * @param {boolean} correcting What is noted is being corrected.
 */
export function showHousehold(order, correcting) {
  const place = at("household");
  const held = place.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  drawHousehold(place, order, correcting);
  if (held === null) return;
  const action = held.dataset["do"];
  const same = document.getElementById(held.id) ?? (action === undefined ? null : place.querySelector(`[data-do="${action}"]`));
  /** @type {HTMLElement | null} */ (same ?? document.getElementById("household-title"))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} place @param {Seen | null} order @param {boolean} correcting */
function drawHousehold(place, order, correcting) {
  if (order === null) {
    place.replaceChildren(el("p", { class: "soft" }, icon("basket"), " ", say("Type a number or touch a household.")));
    return;
  }
  const open = order.refused === null && (order.state === null || correcting) && order.lines.length > 0;
  const title = el("h2", { id: "household-title", tabindex: -1 }, `${order.household} · ${order.label}`);
  place.replaceChildren(
    el("div", { class: "row" }, title, stateChip(order)),
    ...told(order, open),
    el("ul", { class: "plain lines" }, ...order.lines.map((line, index) => el("li", {}, ...(open ? weighing(line, index) : noted(line, order))))),
    ...(open ? actions(order, correcting) : [reduced(!order.lines.some((line) => cameShort(line, order))), closed(order)]),
  );
  if (open) showDifferences(order);
}

/** @param {Seen} order @param {boolean} open @returns {HTMLElement[]} */
function told(order, open) {
  const said = [];
  if (order.refused) said.push(notice("stop", el("p", {}, order.refused.sentence), el("p", {}, say("Noted on this device: {state}.", { state: stateName(order.refused) })), el("div", { class: "row" }, button(say("Note it all the same"), "again"), button(say("Keep what is noted"), "drop"))));
  if (order.lines.length === 0) said.push(notice("wait", say("Admitted since the final prices: nothing can be handed over before the coordinator settles again.")));
  if (order.remark && !open) said.push(notice("", order.remark));
  if (order.draft !== null && !open) said.push(notice("wait", say("Not noted yet: “{remark}”. It goes with what you note next of this household.", { remark: order.draft })));
  return said;
}

/** @param {Line} line @returns {HTMLElement[]} */
function what(line) {
  const lacks = line.lacks === null ? null : el("span", { class: "small lacks" }, say("{ordered} ordered.", { ordered: amount(line.ordered, line.unit) }), " ", line.lacks);
  return [el("span", { class: "name" }, line.name, lacks && el("br"), lacks), el("b", { class: "num" }, amount(line.granted, line.unit))];
}

/** @param {Line} line @param {number} index @returns {HTMLElement[]} */
function weighing(line, index) {
  if (line.granted === 0) return what(line);
  const id = `weighed-${index}`;
  const before = line.handed !== null && line.handed !== line.granted && line.handed > 0 ? String(line.handed) : "";
  const input = el("input", { id, class: "bare amount", inputmode: "numeric", autocomplete: "off", value: before, placeholder: String(line.granted), "aria-describedby": `${id}-says`, "data-product": line.product });
  const label = el("label", { for: id, class: "small soft" }, say("Weighed or counted ({unit})", { unit: scale(line.unit) }));
  return [...what(line), el("span", { class: "weigh" }, label, input), el("output", { id: `${id}-says`, class: "small says", for: id })];
}

/** Whether less of it was handed over than granted. @param {Line} line @param {Seen} order */
function cameShort(line, order) {
  return (order.state === "collected" || order.state === "left_with_neighbour") && (line.handed ?? 0) !== line.granted;
}

/** Amounts are at the final price: the hall does not know who pays a part of it. @param {boolean} hidden */
function reduced(hidden) {
  return el("p", { class: "small soft", id: "reduced", hidden }, say("With a reduced price, the household gets its share of it and the solidarity fund the rest."));
}

/** @param {Line} line @param {Seen} order @returns {HTMLElement[]} */
function noted(line, order) {
  if (!cameShort(line, order)) return what(line);
  const handed = line.handed ?? 0;
  const said = say("{handed} handed over: {back} goes back to the household.", { handed: small(handed, line.unit), back: money(givesBack(line, handed)) });
  return [...what(line), el("span", { class: "small says" }, said)];
}

/** @param {Seen} order @param {boolean} correcting @returns {HTMLElement[]} */
function actions(order, correcting) {
  const remark = el("input", { id: "remark", class: "bare", maxlength: 200, autocomplete: "off", "aria-describedby": "remark-hint", value: order.draft ?? order.remark });
  const neighbour = el("input", { id: "neighbour", class: "bare amount", inputmode: "numeric", autocomplete: "off", maxlength: 64, value: order.neighbour ?? "" });
  return [
    reduced(true),
    el("p", { class: "notice stop", id: "says", role: "alert", tabindex: -1, hidden: true }),
    el("div", { class: "row" }, button(say("Everything handed over"), "collected", { kind: "main grow", icon: "check" }), button(say("Absent"), "absent", { icon: "person" }), correcting ? button(say("Leave it as it is"), "leave", { kind: "plain" }) : null),
    el(
      "details",
      { open: order.draft !== null },
      el("summary", {}, say("Neighbour, remark")),
      el("div", { class: "fields" }, el("div", { class: "field" }, el("label", { for: "neighbour" }, say("Neighbour’s member number")), neighbour, button(say("Left with this neighbour"), "neighbour", { icon: "people" })), el("div", { class: "field" }, el("label", { for: "remark" }, say("Remark for the other volunteers")), remark, el("span", { class: "hint", id: "remark-hint" }, say("Short, and nothing that would hurt to read."), " ", say("It stays on this device and goes with what you note of this household; touch “Absent” to let the others read it before.")))),
    ),
  ];
}

/** @param {Seen} order */
function closed(order) {
  const at = order.collected_at === null || order.waits ? null : el("span", { class: "soft" }, say("Fetched at {time}", { time: time.format(new Date(order.collected_at)) }));
  const mend = order.lines.length === 0 || order.refused ? null : button(order.state === "absent" || order.state === "released" ? say("It has come") : say("Correct"), "correct");
  return el("div", { class: "row" }, at, mend);
}

/**
 * What is typed beside the lines; null for what is no number.
 * @param {Seen} order
 * @returns {{ line: Line, handed: number | null, index: number }[]}
 */
function typed(order) {
  return order.lines.flatMap((line, index) => {
    const input = /** @type {HTMLInputElement | null} */ (document.getElementById(`weighed-${index}`));
    if (input === null || input.value.trim() === "") return [];
    return [{ line, index, handed: wholeOf(input.value, 0) }];
  });
}

/** Say what each weight means, before it is noted. @param {Seen} order */
export function showDifferences(order) {
  const found = typed(order);
  order.lines.forEach((line, index) => {
    const output = document.getElementById(`weighed-${index}-says`);
    if (output === null) return;
    const one = found.find((each) => each.index === index);
    const wrong = one !== undefined && (one.handed === null || one.handed > line.granted);
    output.textContent = one === undefined ? "" : one.handed === null ? say("Only figures, such as 2380.") : differenceSentence(line, one.handed);
    output.classList.toggle("wrong", wrong);
    at(`weighed-${index}`).setAttribute("aria-invalid", String(wrong));
  });
  at("reduced").hidden = !found.some(({ line, handed }) => handed !== null && handed < line.granted);
  const main = at("household").querySelector("[data-do=collected]");
  if (main) main.lastChild?.replaceWith(found.length > 0 ? say("Handed over as weighed") : say("Everything handed over"));
}

/**
 * What was weighed, to be noted; null when something of it can't be.
 * @param {Seen} order
 */
export function weighed(order) {
  const found = typed(order);
  const wrong = found.find(({ line, handed }) => handed === null || handed > line.granted);
  if (wrong !== undefined) {
    field(`weighed-${wrong.index}`).focus();
    return null;
  }
  return found.map(({ line, handed }) => ({ product: line.product, handed: handed ?? 0 }));
}

/** @param {string} sentence */
export function refuse(sentence) {
  at("says").textContent = sentence;
  at("says").hidden = false;
  at("says").focus();
}
