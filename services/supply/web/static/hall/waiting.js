/** Beside the list: what still waits on this device is seen and sent, before the day is closed above all. */
import { at } from "../../../../../shared/web/static/elements.js";
import { keepInSight } from "../../../../../shared/web/static/in_sight.js";
import { outbox } from "./notes.js";
import { standing } from "../../../../../shared/web/static/standing.js";

const { signIn } = JSON.parse(at("here").textContent ?? "");
const queue = outbox();
keepInSight(at("standing"));
queue.addEventListener("changed", () => at("standing").replaceChildren(standing(queue, signIn)));
queue.addEventListener("answered", () => queue.waiting.length <= 1 && location.reload());
await queue.look();
await queue.send();
