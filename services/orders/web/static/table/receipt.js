/** What the household takes along, on the screen or on paper: number, lines, what was paid, where and when to fetch. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, button, drawn, el, icon } from "../../../../../shared/web/static/elements.js";
import { Speaker, languageSelect } from "./receipt_words.js";

/** @typedef {import("./shapes.js").Item} Item */

/** @type {{ item: string, language: string }} What was chosen for the receipt that is shown, instead of its household's own. */
const chosen = { item: "", language: "" };

/**
 * Show the receipt of an order, or of a yearly fee.
 * @param {Item} item
 * @param {string} centre
 */
export function showReceipt(item, centre) {
  const { about } = item;
  if (about.cancelled) return showCancelled(item, about.cancelled);
  const language = chosen.item === item.id ? chosen.language : item.about.language;
  const choice = languageSelect("receipt-language", language);
  choice.addEventListener("change", () => {
    Object.assign(chosen, { item: item.id, language: choice.value });
    at("receipt").querySelector(".slip")?.replaceWith(slip(item, centre, new Speaker(choice.value)));
  });
  at("receipt").replaceChildren(
    slip(item, centre, new Speaker(language)),
    el("p", { id: "receipt-sent", class: sentKind(item), role: "status" }, icon(item.state === "sent" ? "check" : item.state === "refused" ? "warning" : "clock"), sentSentence(item)),
    el(
      "div",
      { class: "row no-print" },
      button(say("Next household"), "next", { kind: "main" }),
      item.kind === "membership" ? toItsOrder(item) : null,
      button(say("Print, narrow (80 mm)"), "print-80", { icon: "printer", key: "F7" }),
      button(say("Print, A6"), "print-a6", { icon: "printer" }),
      item.kind === "order" && item.state === "sent" ? summaryOf(item.id) : null,
      el("div", { class: "reads" }, el("label", { for: choice.id }, say("Receipt in")), choice),
    ),
  );
  at("receipt").dataset["item"] = item.id;
  if (item.about.with_payment) at("receipt").querySelector("[data-do=next]")?.scrollIntoView({ block: "nearest" });
}

/** An order as its household takes it home, in its language: the server prints it. @param {string} id */
export function summaryOf(id) {
  return el("a", { class: "btn", href: `/v1/orders/${id}/papers/summary.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), say("Summary, A4"));
}

/** From the receipt of its fee, which is taken first. @param {Item} item */
function toItsOrder({ household_id }) {
  const made = button(say("To its order"), "serve");
  made.dataset["household"] = household_id;
  return made;
}

/** Show that a cancellation came too late: the order and its money are as they were. @param {Item} item */
function showNotCancelled(item) {
  at("receipt").replaceChildren(
    el("h2", { id: "receipt-title", tabindex: -1 }, say("Order not cancelled")),
    el("p", {}, el("b", {}, item.about.number), " ", item.about.label),
    el("p", { id: "receipt-sent", class: sentKind(item), role: "status" }, icon("warning"), sentSentence(item)),
    el("div", { class: "row" }, button(say("Next household"), "next", { kind: "main" })),
  );
  at("receipt").dataset["item"] = item.id;
}

/**
 * Show that an order was cancelled, and what becomes of the money.
 * @param {Item} item
 * @param {NonNullable<import("./shapes.js").About["cancelled"]>} cancelled
 */
function showCancelled(item, { back, kept_cents, change_only }) {
  const { about } = item;
  if (item.state === "refused") return showNotCancelled(item);
  at("receipt").replaceChildren(
    el("h2", { id: "receipt-title", tabindex: -1 }, change_only ? say("Change taken back") : say("Order cancelled")),
    el("p", {}, el("b", {}, about.number), " ", about.label),
    ...(change_only ? [el("p", {}, say("Its order stays as it was before."))] : []),
    ...back.map((payment) => el("p", { class: "notice sure give" }, givenBack(payment))),
    ...(kept_cents > 0 ? [el("p", { class: "notice sure", id: "stays" }, icon("check"), say("{amount} stay on the household's account as credit.", { amount: money(kept_cents) }))] : []),
    ...(back.length === 0 && kept_cents === 0 ? [el("p", {}, say("Nothing was paid with it: there is nothing to give back."))] : []),
    ...(item.kind === "cancellation" ? [el("p", { id: "receipt-sent", class: sentKind(item), role: "status" }, icon(item.state === "sent" ? "check" : "clock"), sentSentence(item))] : []),
    el("div", { class: "row" }, button(say("Next household"), "next", { kind: "main" })),
  );
  at("receipt").dataset["item"] = item.id;
}

/** @param {import("./shapes.js").Payment} payment */
export function givenBack({ means, amount_cents }) {
  const given = money(amount_cents);
  return means === "cheque" ? say("Give the cheque of {amount} back.", { amount: given }) : say("Give back {change}.", { change: given });
}

/**
 * @param {Item} item
 * @param {string} centre
 * @param {Speaker} its Of whoever reads it.
 */
function slip(item, centre, its) {
  const { about } = item;
  return el(
    "div",
    { class: "slip", lang: its.language, dir: its.tongue.direction },
    el("h2", { id: "receipt-title", tabindex: -1 }, title(item, its)),
    el("p", { class: "small" }, `VRAC · ${centre} · `, el("bdi", {}, its.moment(item.made_at))),
    el("p", { class: "slip-who" }, el("b", {}, about.number), " ", el("bdi", {}, about.label)),
    ...(item.kind === "membership" ? [...sums(item, its), item.state === "refused" ? null : el("p", {}, el("b", {}, covered(item, its)))] : ordered(item, its)),
  );
}

/** Until when its fee counts, as the server says; before it did, what it covers at least. @param {Item} item @param {Speaker} its */
function covered({ made_at, answer }, its) {
  if (answer?.body) return its.word("Membership paid until {day}.", { day: its.date(new Date(`${answer.body.member_until}T12:00`)) });
  return its.word("Membership paid until {day} at least.", { day: its.date(yearFrom(made_at)) });
}

/** The last day of a year from then on, as the server counts it (domain/membership.py). @param {number} moment */
function yearFrom(moment) {
  const day = new Date(moment);
  const month = day.getMonth();
  day.setFullYear(day.getFullYear() + 1);
  if (day.getMonth() !== month) day.setDate(0); // 29 February
  day.setDate(day.getDate() - 1);
  return day;
}

/** @param {Item} item @param {Speaker} its */
function ordered(item, its) {
  const { about } = item;
  return [
    lines(item, its),
    ...sums(item, its),
    el("p", {}, el("b", {}, its.fetch(about.fetch))),
    el("p", { class: "small" }, its.word("If the goods cost less or something lacks, the difference is on your account.")),
    about.ordinary_from ? el("p", { class: "small" }, its.word("From {day} on you pay the ordinary price.", { day: its.date(new Date(`${about.ordinary_from}T12:00`)) })) : null,
    ...codes(item).map(({ id, qr }) => el("div", { class: "code" }, qr ? drawn(qr, its.word("Code of your order")) : null, el("span", { class: "small" }, id.slice(0, 8)))),
  ];
}

/** Of its order, or of each that is paid. @param {Item} item */
function codes({ id, about }) {
  return about.orders?.length ? about.orders : [{ id, qr: about.qr }];
}

/**
 * What is ordered; of several orders that are paid together each household's sum, and what the payer's own is made of.
 * A neighbour who pays sees what another's order lacks, and no more.
 * @param {Item} item
 * @returns {(import("./shapes.js").ReceiptLine & { household?: boolean, within?: boolean })[]}
 */
function linesOf({ kind, about }) {
  const { orders = [], lines } = about;
  const household = (/** @type {import("./shapes.js").ReceiptLine} */ line) => ({ ...line, household: kind === "payment" });
  if (orders.length === 1 && orders[0]?.lines.length) return orders[0].lines;
  return lines.flatMap((line, place) => [household(line), ...(place === 0 ? (orders[0]?.lines ?? []) : []).map((one) => ({ ...one, within: true }))]);
}

/** @param {import("./shapes.js").ReceiptLine} line */
function name(line) {
  return el("bdi", {}, line.name);
}

/** @param {Item} item @param {Speaker} its */
function lines(item, its) {
  const head = [its.word("Product"), its.word("Quantity"), its.word("At most")];
  const rows = linesOf(item).map((line) => {
    const amount = line.household ? "" : its.amount(line.quantity, line.unit);
    return el("tr", {}, el("th", { scope: "row" }, line.household ? el("b", {}, name(line)) : name(line)), ...[amount, line.within ? "" : its.money(line.cents)].map((shown) => el("td", { class: "num" }, el("bdi", {}, shown))));
  });
  return el(
    "table",
    {},
    el("caption", { class: "visually-hidden" }, its.word("What you ordered")),
    el("thead", { class: "visually-hidden" }, el("tr", {}, ...head.map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...rows),
  );
}

/** @param {Item} item @param {Speaker} its */
function sums(item, its) {
  const { about } = item;
  const paid = about.paid.reduce((all, payment) => all + payment.amount_cents, 0);
  const used = about.own_cents - about.held_cents - paid;
  /** @type {[string, number][]} */
  const shown = [[item.kind === "membership" ? its.word("Yearly fee") : its.word("Total at most"), about.total_cents]];
  if (about.own_cents !== about.total_cents) shown.push([its.word("You pay at most"), about.own_cents]);
  if (about.held_cents > 0) shown.push([its.word("Paid before"), about.held_cents]);
  for (const payment of about.paid) shown.push([its.paid(payment.means), payment.amount_cents]);
  if (used > 0) shown.push([about.with_payment || item.kind === "membership" ? its.word("Paid from your account") : its.word("Still to pay"), used]);
  if (used < 0) shown.push([its.word("Comes back to your account"), -used]);
  return shown.map(([label, cents]) => el("p", { class: "sum" }, el("span", {}, label), el("b", { class: "num" }, el("bdi", {}, its.money(cents)))));
}

/** @param {Item} item @param {Speaker} its */
function title(item, its) {
  if (item.state === "refused" && item.answer?.order_state !== "confirmed") return (item.answer?.status ?? 0) >= 300 ? its.word("Not taken: ask at the table") : its.word("Noted, but not as paid: ask at the table");
  if (item.kind === "membership") return its.word("Yearly fee paid");
  if (item.kind === "payment") return its.word("Payment taken");
  return item.about.with_payment ? its.word("Order paid") : its.word("Order noted, to be paid at the till");
}

/** @param {Item} item */
function sentKind(item) {
  const good = item.state === "sent" && (item.answer?.order_state === "confirmed" || !item.about.with_payment);
  return `notice no-print ${good ? "sure" : (item.answer?.status ?? 0) >= 300 ? "stop" : "wait"}`;
}

/** What is said of a yearly fee that is due. @param {import("./shapes.js").Membership["needed"] | undefined} needed */
function reminder(needed) {
  if (needed === "refuse") return say("Its yearly fee is due, and orders need it: ask for it.");
  return needed === "warn" ? say("Its yearly fee is due: ask for it when you can.") : "";
}

/** @param {Item} item */
function sentSentence(item) {
  if (item.state === "waiting") return say("Kept on this device. It is sent as soon as there is a network.");
  if (item.kind === "membership" && item.state === "sent") return say("Sent: its yearly fee is booked.");
  if (item.answer?.order_state === "confirmed") return [say("Sent: the order is confirmed."), reminder(item.answer.fee_due)].join(" ").trim();
  return item.answer?.sentence ?? "";
}

/** @typedef {"print-80" | "print-a6"} Paper */

/** Print the receipt on this kind of paper. @param {Paper} paper */
export function printReceipt(paper) {
  fit(document.body, paper);
  print();
}

/** Let what is printed of a place go on this kind of paper. @param {HTMLElement} place @param {Paper} paper */
export function fit(place, paper) {
  place.classList.remove("print-80", "print-a6");
  place.classList.add(paper);
}
