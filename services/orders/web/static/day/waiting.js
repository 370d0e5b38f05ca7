/** At the order table: what still waits of deposits and sales on this device is seen and sent, without their pages. */
import { introduce } from "../../../../../shared/web/static/device_says.js";
import { at, el } from "../../../../../shared/web/static/elements.js";
import { say, sayNumber } from "../../../../../shared/web/static/words.js";
import { notesOf, outbox } from "./notes.js";

const EVERY_MS = 15_000;
const { code } = JSON.parse(at("centre").textContent ?? "");
const queue = outbox();

function show() {
  const [waiting, refused] = [notesOf(queue.waiting).length, notesOf(queue.refused).length];
  const said = [
    refused > 0 ? sayNumber("One note of deposits or sales needs a look.", "{number} notes of deposits or sales need a look.", refused) : "",
    waiting > 0 ? sayNumber("One note of deposits or sales waits to be sent.", "{number} notes of deposits or sales wait to be sent.", waiting) : "",
  ];
  const text = said.filter((one) => one !== "").join(" ");
  at("day-waits").hidden = text === "";
  at("day-waits").className = refused > 0 ? "notice stop" : "notice wait";
  const sold = (refused > 0 ? queue.refused : queue.waiting).every((item) => item.told.kind === "sold");
  at("day-waits").replaceChildren(text, " ", el("a", { href: `${at("day-waits").dataset["on"]}/${sold ? "sales" : "deposits"}` }, sold ? say("Sales") : say("Deposits")));
  at("day-waits").dataset["looked"] = "yes";
  at("day-waits").dispatchEvent(new Event("changed")); // the table does not say that everything is sent
}

introduce(() => ({ centre: code, waiting: notesOf(queue.held) }));
queue.addEventListener("changed", show);
for (const name of ["online", "focus"]) addEventListener(name, () => void queue.send());
setInterval(() => void queue.send(), EVERY_MS);
await queue.look();
await queue.send();
