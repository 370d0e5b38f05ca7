/** What a receipt says, in the language of whoever reads it: the page brings along the words of each, also offline. */
import { el } from "../../../../../shared/web/static/elements.js";
import { dated, filled, formOf } from "../../../../../shared/web/static/words.js";

/** @typedef {import("./shapes.js").Cycle} Cycle */
/** @typedef {import("./shapes.js").Means} Means */
/** @typedef {import("./shapes.js").Unit} Unit */
/** @typedef {{ language: string, name: string, direction: string, offered?: boolean, texts: Record<string, string>, plurals: Record<string, string[]>, rule: string[] }} Tongue */

/** @type {Tongue[]} The usual one first. */
const TONGUES = JSON.parse(document.getElementById("tongues")?.textContent ?? "[]");

/** Speaks one of the languages of households; figures are European, as on its papers. */
export class Speaker {
  /** @param {string | undefined} language One that is not known, or none: the usual one. */
  constructor(language) {
    this.tongue = /** @type {Tongue} */ (TONGUES.find((one) => one.language === language) ?? TONGUES[0]);
    this.language = this.tongue.language;
    this.locale = `${this.language}-u-nu-latn`;
    this.time = new Intl.DateTimeFormat(this.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  /** @param {string} text @param {Record<string, string | number>} [figures] */
  word(text, figures = {}) {
    return filled(this.tongue.texts[text] ?? text, figures);
  }

  /** @param {string} one @param {string} many @param {number} number */
  count(one, many, number) {
    const category = new Intl.PluralRules(this.language).select(number);
    return filled(formOf(this.tongue, one, many, category), { number: this.number(number) });
  }

  /** @param {number} number */
  number(number) {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: 3 }).format(number);
  }

  /** @param {number} cents */
  money(cents) {
    return new Intl.NumberFormat(this.locale, { style: "currency", currency: "EUR" }).format(cents / 100);
  }

  /** @param {number} base @param {Unit} unit */
  amount(base, unit) {
    return unit === "piece" ? this.count("{number} piece", "{number} pieces", base) : `${this.number(base / 1000)}\u00a0${unit}`;
  }

  /** @param {number} moment */
  moment(moment) {
    return dated(new Intl.DateTimeFormat(this.locale, { dateStyle: "medium", timeStyle: "short" }), moment);
  }

  /** With its year. @param {Date} day */
  date(day) {
    return dated(new Intl.DateTimeFormat(this.locale, { dateStyle: "long" }), day);
  }

  /** @param {string} local A day or a moment in the network's time. */
  day(local) {
    const shown = new Intl.DateTimeFormat(this.locale, { weekday: "long", day: "numeric", month: "long" });
    return dated(shown, new Date(local.length === 10 ? `${local}T12:00` : local));
  }

  /** @param {Pick<Cycle, "place" | "starts" | "ends" | "distribution">} fetch */
  fetch(fetch) {
    const place = fetch.place || this.word("your centre");
    if (fetch.starts && fetch.ends) {
      const hours = { from: this.time.format(new Date(fetch.starts)), to: this.time.format(new Date(fetch.ends)) };
      return this.word("To fetch: {place}, {day}, from {from} to {to}.", { place, day: this.day(fetch.starts), ...hours });
    }
    if (fetch.distribution) return this.word("To fetch: {place}, {day}.", { place, day: this.day(fetch.distribution) });
    return this.word("To fetch: {place}. The day will be announced.", { place });
  }

  /** @param {Means} means */
  paid(means) {
    switch (means) {
      case "cash":
        return this.word("Paid in cash");
      case "cheque":
        return this.word("Paid by cheque");
      case "card":
        return this.word("Paid by card");
      case "transfer":
        return this.word("Paid by transfer");
      case "credit":
        return this.word("Paid from your account");
    }
  }
}

/**
 * A choice among the languages of households: of a receipt among all; of a household among those that the network offers,
 * and the one that it has.
 * @param {string} id
 * @param {string | undefined} chosen
 * @param {boolean} [offered] Only those.
 */
export function languageSelect(id, chosen, offered = false) {
  const tongues = TONGUES.filter((one) => !offered || one.offered !== false || one.language === chosen);
  const made = el("select", { id }, ...tongues.map((one) => el("option", { value: one.language, lang: one.language }, one.name)));
  made.value = TONGUES.some((one) => one.language === chosen) ? String(chosen) : (TONGUES[0]?.language ?? "");
  return made;
}
