/** Which of a list are chosen: how many, and what they come to. */
import { money, sayNumber } from "../../../../shared/web/static/words.js";

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.choosing"))) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((element) => element instanceof HTMLInputElement && element.type === "checkbox"));
  const sum = /** @type {HTMLElement} */ (form.querySelector("[data-sum]"));
  const number = /** @type {HTMLElement} */ (form.querySelector("[data-number]"));
  const send = /** @type {HTMLButtonElement} */ (form.querySelector("button.main"));
  const add = () => {
    const chosen = boxes.filter((box) => box.checked);
    sum.textContent = money(chosen.reduce((total, box) => total + Number(box.dataset.cents), 0));
    number.textContent = sayNumber("{number} chosen", "{number} chosen", chosen.length);
    send.disabled = chosen.length === 0;
  };
  for (const box of boxes) box.addEventListener("change", add);
  form.querySelector("[data-all]")?.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    add();
  });
  add();
}
