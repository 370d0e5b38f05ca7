/** The board of a roster: as it stands, and while somebody is carried over it. */
import { drawn } from "../../../../../shared/web/static/design/states.js";
import { lifted, markPlace, tellOf } from "../roster_board.js";

/** @typedef {import("../roster_board.js").Verdict} Verdict */

const VERDICTS = /** @type {Verdict[]} */ (["free", "reason", "refused"]);

/** @param {number} over Of which of the shifts, each of another verdict. */
function carry(over) {
  const board = /** @type {HTMLElement} */ (document.querySelector(".board"));
  const shifts = /** @type {HTMLElement[]} */ ([...board.querySelectorAll("[data-shift]")]);
  const places = VERDICTS.map((verdict) => ({ shift: "", verdict, why: verdict === "free" ? [] : [{ sentence: "…" }] }));
  places.forEach((place, one) => markPlace(/** @type {HTMLElement} */ (shifts[one]), place));
  board.style.contain = "layout"; // what is carried stays with its board here, not with the window
  lifted(board, /** @type {HTMLElement} */ (board.querySelector(".person"))).style.translate = "24px 96px";
  const below = /** @type {HTMLElement} */ (shifts[over]);
  below.classList.add("over");
  tellOf(below, /** @type {import("../roster_board.js").Place} */ (places[over]));
}

for (const over of [2, 1, 0]) drawn("board", () => carry(over));
drawn("board", () => {});
