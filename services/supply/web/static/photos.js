/** A photo of a delivery's line: made small enough here, named by the line, then sent. */
import { ask } from "../../../../shared/web/static/asking.js";
import { say } from "../../../../shared/web/static/words.js";

const LONGEST = 2000; // pixels: a label can be read, and it stays far below what the service takes
const QUALITY = 0.85;

/** @type {{ lines: { photo: string | null }[] }} */
const delivery = JSON.parse(document.getElementById("delivery")?.textContent ?? "{}");
const list = /** @type {HTMLElement} */ (document.getElementById("photos"));
const path = list.dataset.path ?? "";

/**
 * The picture drawn anew: smaller, upright, and without what a camera notes of the place and the hour.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/jpeg", QUALITY),
  );
}

/**
 * @param {string} photo
 * @param {Blob} picture
 */
async function send(photo, picture) {
  let answered;
  try {
    answered = await fetch(`${path}/photos/${photo}`, { method: "PUT", headers: { "Content-Type": "image/jpeg", Accept: "application/json" }, body: picture });
  } catch {
    throw new Error(say("There is no connection. Nothing is lost: try again in a moment."));
  }
  if (!answered.ok) throw new Error((await answered.json()).detail);
}

/** @param {HTMLInputElement} input */
async function keep(input) {
  const file = input.files?.[0];
  if (!file) return;
  tell(input, say("The photo is being sent…"), "");
  let picture;
  try {
    picture = await small(file);
  } catch {
    return tell(input, say("This picture can’t be read. Take it again, or choose a JPEG."), "stop");
  }
  const photo = crypto.randomUUID();
  const lines = delivery.lines.map((line, index) => (String(index) === input.dataset.line ? { ...line, photo } : line));
  try {
    await ask("PUT", path, { ...delivery, lines });
    await send(photo, picture);
    sessionStorage.setItem("said", say("The photo is kept."));
    location.reload();
  } catch (error) {
    tell(input, error instanceof Error ? error.message : String(error), "stop");
  }
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 * @param {"" | "stop"} kind
 */
function tell(input, text, kind) {
  const box = /** @type {HTMLElement} */ (input.closest(".field"));
  box.querySelector(".notice")?.remove();
  const shown = Object.assign(document.createElement("p"), { className: `notice ${kind}`, textContent: text });
  shown.setAttribute("role", kind ? "alert" : "status");
  box.append(shown);
}

list.addEventListener("change", (event) => event.target instanceof HTMLInputElement && keep(event.target));
