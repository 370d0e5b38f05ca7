/** How much of the window stands above what is ordered: the cart ends where the window does, whatever is said above it. */
import { at } from "../../../../../shared/web/static/elements.js";

/** @param {HTMLElement} desk @param {HTMLElement} cart Told alone: the products beside it are hundreds. */
export function keepRoom(desk, cart) {
  let known = -1;
  const measure = () => {
    const above = Math.max(0, Math.round(desk.getBoundingClientRect().top));
    if (above !== known) cart.style.setProperty("--above", `${above}px`);
    known = above;
  };
  addEventListener("scroll", measure, { passive: true });
  addEventListener("resize", measure);
  new ResizeObserver(measure).observe(at("main")); // measures at once, and whenever something above is shown
}
