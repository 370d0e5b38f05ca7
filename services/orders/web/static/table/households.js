/** Finding a household among those of the centre: by number, name or first letters, accents forgiven. */
import { folded } from "../../../../../shared/web/static/folding.js";

/** @typedef {import("./shapes.js").Household} Household */

/** @param {string} number Without the zeros before it: nobody types them. */
function short(number) {
  return folded(number).trim().replace(/^0+(?=.)/, "");
}

export class Households {
  /** @param {Household[]} all */
  constructor(all) {
    this.byId = new Map(all.map((one) => [one.id, one]));
    this.folded = [...this.byId.values()]
      .filter((one) => one.closed_at === null)
      .map((one) => ({ one, number: short(one.number), written: folded(one.number), label: folded(one.label) }));
  }

  /** The one of this number, with or without the zeros before it. @param {string} typed */
  numbered(typed) {
    const wanted = short(typed);
    return this.folded.find((entry) => entry.number === wanted)?.one ?? null;
  }

  /**
   * Those that match, the best first.
   * @param {string} typed
   * @param {number} [most]
   */
  find(typed, most = 8) {
    const wanted = folded(typed).trim();
    if (wanted === "") return [];
    const number = /^\d+$/.test(wanted) ? short(wanted) : wanted;
    return this.folded
      .map((entry) => ({ one: entry.one, rank: rank(entry, wanted, number) }))
      .filter((match) => match.rank < 9)
      .sort((a, b) => a.rank - b.rank || a.one.number.localeCompare(b.one.number))
      .slice(0, most)
      .map((match) => match.one);
  }
}

/**
 * @param {{ number: string, written: string, label: string }} entry
 * @param {string} wanted
 * @param {string} number
 */
function rank(entry, wanted, number) {
  if (entry.number === number) return 0;
  if (entry.number.startsWith(number) || entry.written.startsWith(wanted)) return 1;
  const words = entry.label.split(/[\s'’-]+/);
  if (words.some((word) => word === wanted)) return 2;
  if (entry.label.startsWith(wanted)) return 3;
  if (words.some((word) => word.startsWith(wanted))) return 4;
  if (initials(words).startsWith(wanted.replace(/\s/g, ""))) return 5;
  return entry.label.includes(wanted) ? 6 : 9;
}

/** @param {string[]} words */
function initials(words) {
  return words.map((word) => word[0] ?? "").join("");
}
