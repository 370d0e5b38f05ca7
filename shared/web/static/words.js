/** Sentences of scripts in the reader's language: the page brings them along as data. */

/** @typedef {{ language: string, texts: Record<string, string>, plurals: Record<string, string[]>, rule: string[] }} Words */

/** @type {Words} */
const words = JSON.parse(document.getElementById("words")?.textContent ?? "null") ?? {
  language: "en",
  texts: {},
  plurals: {},
  rule: [],
};

export const language = words.language;

/**
 * A sentence with its figures.
 * @param {string} sentence In English, as written in the script.
 * @param {Record<string, string | number>} [figures] What stands in braces.
 */
export function say(sentence, figures = {}) {
  return filled(words.texts[sentence] ?? sentence, figures);
}

/**
 * A sentence about a number of things.
 * @param {string} one
 * @param {string} many
 * @param {number} number Also the figure ``{number}``.
 * @param {Record<string, string | number>} [figures]
 */
export function sayNumber(one, many, number, figures = {}) {
  const category = new Intl.PluralRules(language).select(number);
  return filled(formOf(words, one, many, category), { number, ...figures });
}

/**
 * The form of a sentence for a number of this category; a language with one form has it for every number.
 * @param {Pick<Words, "plurals" | "rule">} from
 * @param {string} one
 * @param {string} many
 * @param {string} category
 */
export function formOf({ plurals, rule }, one, many, category) {
  const forms = plurals[one];
  return forms?.[rule.indexOf(category)] ?? forms?.at(-1) ?? (category === "one" ? one : many);
}

/**
 * A sentence with what stands in braces; of one that is set apart, for it runs the other way, each figure is too.
 * @param {string} sentence
 * @param {Record<string, string | number>} figures
 */
export function filled(sentence, figures) {
  const [before, after] = sentence.startsWith("\u2066") ? ["\u2068", "\u2069"] : ["", ""];
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in figures ? `${before}${figures[name]}${after}` : whole));
}

const euros = new Intl.NumberFormat(language, { style: "currency", currency: "EUR" });

/**
 * An amount as people write it.
 * @param {number} cents Whole cents.
 */
export function money(cents) {
  return euros.format(cents / 100).replace("-", "−");
}

const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const both = new Intl.DateTimeFormat(language, { weekday: "long", hour: "2-digit", minute: "2-digit" });

/**
 * A moment of the last days as people say it, with its day unless it is today.
 * @param {number} moment Milliseconds since 1970.
 */
export function momentOf(moment) {
  const isToday = new Date().toDateString() === new Date(moment).toDateString();
  return (isToday ? time : both).format(moment);
}

/**
 * A moment as a format writes it; French counts the first of a month, and only that one.
 * @param {Intl.DateTimeFormat} format
 * @param {Date | number} moment
 */
export function dated(format, moment) {
  const isCounted = format.resolvedOptions().locale.startsWith("fr");
  const parts = format.formatToParts(moment);
  return parts.map(({ type, value }) => (isCounted && type === "day" && value === "1" ? "1er" : value)).join("");
}

const UNITS = /** @type {const} */ ({ kg: 1000, l: 1000, piece: 1 });

/**
 * A quantity as people write it: 2,5 kg.
 * @param {number} base Grams, millilitres or pieces.
 * @param {keyof typeof UNITS} unit
 */
export function quantity(base, unit) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(base / UNITS[unit]);
  return unit === "piece" ? number : `${number} ${unit}`;
}

/**
 * Whole cents or base units of what a person typed, with a comma or a point; ``null`` when it is none.
 * @param {string} typed
 * @param {number} decimals How many figures may follow the comma.
 */
export function wholeOf(typed, decimals) {
  const found = /^\s*(\d{1,9})(?:[.,](\d*))?\s*(?:€|kg|l)?\s*$/.exec(typed.replace(/[\s\u00a0\u202f]/g, ""));
  if (found === null || (found[2] ?? "").length > decimals) {
    return null;
  }
  return Number(found[1] + (found[2] ?? "").padEnd(decimals, "0"));
}
