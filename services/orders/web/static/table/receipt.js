/** What the household takes along, on the screen or on paper: number, lines, what was paid, where and when to fetch. */
import { money, say } from "../../../../../shared/web/static/words.js";
import { at, button, drawn, el, icon } from "../../../../../shared/web/static/elements.js";
import { amount, fetchSentence, meansName, momentOf } from "./words_of_table.js";

/** @typedef {import("./shapes.js").Item} Item */

/**
 * Show the receipt of an order.
 * @param {Item} item
 * @param {string} centre
 */
export function showReceipt(item, centre) {
  const { about } = item;
  if (about.cancelled) return showCancelled(item, about.cancelled);
  at("receipt").replaceChildren(
    el("div", { class: "slip" }, ...slip(item, centre)),
    el("p", { id: "receipt-sent", class: sentKind(item), role: "status" }, icon(item.state === "sent" ? "check" : item.state === "refused" ? "warning" : "clock"), sentSentence(item)),
    el(
      "div",
      { class: "row no-print" },
      button(say("Next household"), "next", { kind: "main" }),
      button(say("Print, narrow (80 mm)"), "print-80", { icon: "printer", key: "F7" }),
      button(say("Print, A6"), "print-a6", { icon: "printer" }),
    ),
  );
  at("receipt").dataset["item"] = item.id;
  if (about.with_payment) at("receipt").querySelector("[data-do=next]")?.scrollIntoView({ block: "nearest" });
}

/**
 * Show that an order was cancelled before it was sent, and what becomes of the money.
 * @param {Item} item
 * @param {NonNullable<import("./shapes.js").About["cancelled"]>} cancelled
 */
function showCancelled(item, { back, kept_cents, change_only }) {
  const { about } = item;
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
function givenBack({ means, amount_cents }) {
  const given = money(amount_cents);
  return means === "cheque" ? say("Give the cheque of {amount} back.", { amount: given }) : say("Give back {change}.", { change: given });
}

/**
 * @param {Item} item
 * @param {string} centre
 */
function slip(item, centre) {
  const { about } = item;
  const paid = about.paid.reduce((sum, payment) => sum + payment.amount_cents, 0);
  const used = about.own_cents - about.held_cents - paid;
  const waits = !about.with_payment;
  return [
    el("h2", { id: "receipt-title", tabindex: -1 }, title(item)),
    el("p", { class: "small" }, `VRAC · ${centre} · ${momentOf(item.made_at)}`),
    el("p", { class: "slip-who" }, el("b", {}, about.number), " ", about.label),
    el("table", {}, el("caption", { class: "visually-hidden" }, say("What was ordered")), el("thead", { class: "visually-hidden" }, el("tr", {}, el("th", { scope: "col" }, say("Product")), el("th", { scope: "col" }, say("Quantity")), el("th", { scope: "col" }, say("At most")))), el("tbody", {}, ...about.lines.map((line) => el("tr", {}, el("th", { scope: "row" }, line.name), el("td", { class: "num" }, item.kind === "payment" ? "" : amount(line.quantity, line.unit)), el("td", { class: "num" }, money(line.cents)))))),
    sum(say("Total at the ceiling price"), about.total_cents),
    about.own_cents === about.total_cents ? null : sum(say("The household's part"), about.own_cents),
    about.held_cents > 0 ? sum(say("Paid before"), about.held_cents) : null,
    ...about.paid.map((payment) => sum(meansName(payment.means), payment.amount_cents)),
    used > 0 && !waits ? sum(say("From the household's credit"), used) : null,
    used < 0 ? sum(say("To the household's credit"), -used) : null,
    el("p", {}, el("b", {}, fetchSentence(about.fetch))),
    el("p", { class: "small" }, say("If prices fall or something lacks, the difference comes back to the household's account.")),
    el("div", { class: "code" }, about.qr ? drawn(about.qr, say("Code of the order")) : null, el("span", { class: "small" }, item.id.slice(0, 8))),
  ];
}

/** @param {Item} item */
function title(item) {
  if (item.state === "refused") return (item.answer?.status ?? 0) >= 300 ? say("Not taken: see above") : say("Noted, but not as paid: see above");
  if (item.kind === "payment") return say("Payment taken");
  return item.about.with_payment ? say("Order paid") : say("Order noted, to be paid at the till");
}

/**
 * @param {string} label
 * @param {number} cents
 */
function sum(label, cents) {
  return el("p", { class: "sum" }, el("span", {}, label), el("b", { class: "num" }, money(cents)));
}

/** @param {Item} item */
function sentKind(item) {
  const good = item.state === "sent" && (item.answer?.order_state === "confirmed" || !item.about.with_payment);
  return `notice no-print ${good ? "sure" : (item.answer?.status ?? 0) >= 300 ? "stop" : "wait"}`;
}

/** @param {Item} item */
function sentSentence(item) {
  if (item.state === "waiting") return say("Kept on this device. It is sent as soon as there is a network.");
  if (item.answer?.order_state === "confirmed") return say("Sent: the order is confirmed.");
  return item.answer?.sentence ?? "";
}

/**
 * Print the receipt on this kind of paper.
 * @param {"print-80" | "print-a6"} paper
 */
export function printReceipt(paper) {
  document.body.classList.remove("print-80", "print-a6");
  document.body.classList.add(paper);
  print();
}
