/** The hall on the day of distribution, with or without a network. */
import { StorageFull } from "../../../../../shared/web/static/device_store.js";
import { at, field } from "../../../../../shared/web/static/elements.js";
import { keepInSight } from "../../../../../shared/web/static/in_sight.js";
import { keepPage } from "../../../../../shared/web/static/keeping.js";
import { say } from "../../../../../shared/web/static/words.js";
import { refuse, showDifferences, showHousehold, weighed } from "./household.js";
import { showList, showProgress } from "./list.js";
import { Notes } from "./notes.js";
import { standing } from "../../../../../shared/web/static/standing.js";

/** @typedef {import("./shapes.js").Filter} Filter */
/** @typedef {import("./shapes.js").Here} Here */
/** @typedef {import("./shapes.js").Note} Note */
/** @typedef {import("./shapes.js").Seen} Seen */

const EVERY = 15_000;
const here = /** @type {Here} */ (JSON.parse(at("here").textContent ?? ""));
const notes = new Notes(here);
keepInSight(at("standing"));

/** @type {Filter} */
let filter = "coming";
/** @type {string | null} */
let chosen = null;
let correcting = false;
/** What the open household looked like when it was drawn: it is drawn again only when that changes. */
let drawn = "";
/** @type {Seen[]} */
let listed = [];

function draw() {
  const orders = notes.seen;
  showProgress(orders);
  listed = showList(orders, filter, chosen);
  at("standing").replaceChildren(standing(notes.queue, here.signIn));
  at("online-only").hidden = notes.queue.reached;
  at("no-printing").hidden = notes.queue.reached;
  at("printing").hidden = !notes.queue.reached;
  const order = chosen === null ? null : notes.one(chosen);
  /** @type {HTMLAnchorElement} */ (at("deposits")).hash = order?.household ?? "";
  const now = JSON.stringify([{ ...order, draft: null }, correcting]); // what is being typed draws nothing anew
  if (now === drawn) return;
  drawn = now;
  showHousehold(order, correcting);
}

/** @param {string} id */
function open(id) {
  chosen = id;
  correcting = false;
  draw();
  at("household-title").focus();
  at("household").scrollIntoView({ block: "nearest" });
}

/** @param {unknown} error */
function unkept(error) {
  refuse(error instanceof StorageFull ? say("This device is full: nothing was noted. Free some room, then try again.") : String(error));
}

/**
 * Note something of a household; a full device is said and nothing counts as noted.
 * @param {Seen} order
 * @param {Partial<Note>} changed
 */
async function note(order, changed) {
  const typed = field("find").value;
  if (chosen !== order.order_id) {
    chosen = order.order_id;
    draw();
  }
  try {
    await notes.note(order, changed);
  } catch (error) {
    return unkept(error);
  }
  if (chosen !== order.order_id || field("find").value !== typed) return; // the next one is served already
  correcting = false;
  field("find").value = "";
  draw();
  (typed === "" ? at("household-title") : field("find")).focus();
}

/** @param {Seen} order @param {string} action */
async function act(order, action) {
  switch (action) {
    case "collected": {
      const lines = weighed(order);
      return lines === null ? undefined : note(order, { state: "collected", lines });
    }
    case "neighbour": {
      const lines = weighed(order);
      const neighbour = field("neighbour").value.trim();
      if (neighbour === "") return refuse(say("Type the member number of the neighbour who took the goods along."));
      const number = /^\d{1,6}$/.test(neighbour) ? neighbour.padStart(6, "0") : neighbour;
      return lines === null ? undefined : note(order, { state: "left_with_neighbour", neighbour: number, lines });
    }
    case "absent":
      return note(order, { state: "absent" });
    case "again":
      return notes.again(order).catch(unkept);
    case "drop":
      return notes.drop(order.order_id);
    case "correct":
    case "leave":
      if (action === "leave") notes.forgetDraft(order.order_id);
      correcting = action === "correct";
      draw();
      return at("household-title").focus();
  }
}

/** Orders that something is being done about: once, however often the button is pressed. @type {Set<string>} */
const busy = new Set();

document.addEventListener("click", async (event) => {
  const pressed = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-do]")) : null;
  if (pressed === null) return;
  const action = pressed.dataset["do"] ?? "";
  if (action === "filter") {
    filter = /** @type {Filter} */ (pressed.dataset["filter"]);
    field("find").value = "";
    return draw();
  }
  const id = pressed.closest("[data-order]")?.getAttribute("data-order") ?? chosen ?? "";
  if (action === "open") return open(id);
  const order = notes.one(id);
  if (order === null || busy.has(id)) return;
  busy.add(id);
  try {
    await (action === "hand" ? note(order, { state: "collected" }) : act(order, action));
  } finally {
    busy.delete(id);
  }
});

document.addEventListener("input", (event) => {
  const order = chosen === null ? null : notes.one(chosen);
  if (event.target === field("find")) draw();
  else if (order === null || !(event.target instanceof HTMLInputElement)) return;
  else if (event.target.id === "remark") {
    notes.draft(order.order_id, event.target.value);
    draw();
  } else if (event.target.matches("[data-product]")) showDifferences(order);
});

// What is typed or scanned next takes the place of what was looked for before.
field("find").addEventListener("click", () => field("find").select());

field("find").addEventListener("keydown", (event) => {
  const [first] = listed;
  if (event.key !== "Enter" || first === undefined || field("find").value.trim() === "") return;
  event.preventDefault();
  open(first.order_id);
});

at("household").addEventListener("keydown", (event) => {
  // From one weight to the next, then to the button: what is weighed is noted by a key of its own.
  const weights = [...at("household").querySelectorAll("[data-product], [data-do=collected]")];
  const next = weights[weights.indexOf(/** @type {Element} */ (event.target)) + 1];
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || !(next instanceof HTMLElement)) return;
  if (event.target.dataset["product"] === undefined) return;
  event.preventDefault();
  next.focus();
});

notes.addEventListener("changed", draw);
for (const name of ["online", "focus"]) addEventListener(name, () => void notes.meet());
setInterval(() => void notes.meet(), EVERY);
await notes.start();
document.body.dataset["ready"] = "yes";
await keepPage("/hall");
