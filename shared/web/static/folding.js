/** Text as it is searched: without case and accents, and letters that no accent makes, as people type them. */
const LETTERS = /** @type {Record<string, string>} */ ({ ı: "i", œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ß: "ss" });

/** @param {string} text */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ıœæøłđß]/g, (letter) => LETTERS[letter] ?? letter);
}
