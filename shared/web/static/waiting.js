/** What takes long enough to wonder says since when it is being made; what follows is made though its page is left. */
import { language, say } from "./words.js";

export const WONDERING = 2000; // milliseconds: whatever takes longer than it should

/**
 * @param {Element} place Where it is said.
 * @param {boolean} [goesOn] Whether it is done all the same when the page is left.
 * @returns {() => void} To be called once it is made.
 */
export function sinceWhen(place, goesOn = true) {
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date());
  const shown = document.createElement("p");
  shown.className = "notice being-made";
  shown.setAttribute("role", "status");
  place.append(shown); // empty: what is put into it is told to who does not see it
  const timer = setTimeout(() => {
    shown.textContent = goesOn
      ? say("Being made since {time}. You may leave this page: it goes on, and you find it when you come back.", { time })
      : say("Being worked out since {time}.", { time });
  }, WONDERING);
  return () => {
    clearTimeout(timer);
    shown.remove();
  };
}
