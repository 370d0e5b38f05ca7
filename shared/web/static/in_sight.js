/** What waits, or what is wrong, is seen wherever its page is scrolled: else whoever keys in the middle of a list learns it too late. */
import { el } from "./elements.js";

const WHOLE = 0.99; // of its area: a hair less is a fraction of a pixel

/**
 * Repeat the chip of what waits at the top of the window while it is out of sight itself.
 * @param {HTMLElement} standing Where it stands; it is what is read aloud, once.
 */
export function keepInSight(standing) {
  const strip = el("div", { class: "in-sight", "aria-hidden": "true" });
  let away = false;
  const show = () => {
    const chip = standing.querySelector(".chip.wait, .chip.stop");
    if (!away || chip === null) return strip.remove();
    strip.replaceChildren(chip.cloneNode(true));
    if (!strip.isConnected) document.body.append(strip);
  };
  new IntersectionObserver(
    (entries) => {
      away = (entries.at(-1)?.intersectionRatio ?? 1) < WHOLE;
      show();
    },
    { threshold: WHOLE },
  ).observe(standing);
  new MutationObserver(show).observe(standing, { childList: true, subtree: true });
}
