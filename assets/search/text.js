/* Words made comparable, and elements made of words. Text becomes text, never markup. */

/* Letters that Pagefind does not fold stand in the index as plain ones with a mark; diarium/pages/shadow.py has the same. */
const WRITTEN = {
  ø: "o\u0364", æ: "a\u0364e", œ: "o\u0363e", đ: "d\u0369", ð: "d\u0366", þ: "t\u036ah", ł: "l\u0363", ß: "s\u0363s", ı: "i\u0363",
};
const READ = new Map(Object.entries(WRITTEN).flatMap(([letter, form]) => [[form, letter], [form[0].toUpperCase() + form.slice(1), letter === "ı" ? "I" : letter.toUpperCase()]]));

/* As the index holds it: small letters, each with what Pagefind folds. */
export const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[øæœđðþłßı]/g, (c) => WRITTEN[c]);

/* Without any accents: `Øyvind Såtvedt` → `oyvind satvedt`. */
export const fold = (text) => plain(text).normalize("NFD").replace(/\p{M}/gu, "");

/* One form for the ways in which a name is spelt: `Østergård`, `Oestergaard` → `ostergard`; of the index, too. */
export const spelt = (text) =>
  fold(text).replace(/aa/g, "a").replace(/ae/g, "a").replace(/oe/g, "o").replace(/ue/g, "u").replace(/th/g, "t");

/* How else a word may stand in the index: in that one form, with æ where æ, ä or ae was typed, and without other doubles. */
export const otherSpellings = (text) => {
  const known = fold(text);
  const forms = [spelt(text), ...[text, text.replace(/ä/gi, "æ")].map((one) => fold(one).replace(/aa/g, "a").replace(/oe/g, "o"))];
  return [...new Set(forms)].filter((form) => form !== known);
};

/* The same for names that are mistyped: double letters are easily missed. */
export const squash = (text) => spelt(text).replace(/(\p{L})\1/gu, "$1");

export const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) || [];

/* Other forms of a word stand before `^` in the index, and `~` between its parts; neither is ever shown. */
export const shown = (word) =>
  word
    .slice(word.lastIndexOf("^") + 1)
    .replaceAll("~", "")
    .replace(/[a-z][\u0363-\u036a][ehs]?/gi, (form) => READ.get(form) ?? (READ.get(form.slice(0, 2)) ?? form.slice(0, 2)) + form.slice(2));
export const HIDDEN = "zzdolt";

/* Edits between two words (a letter too many, missing, wrong, or two swapped), or more than `most`. */
export function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[other.length];
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/* A sentence of the interface: `{n}` (a number, or one written as people write it) and `{0}` filled in, singular after `|`. */
export function say(sentence, values = {}) {
  const [many, one] = sentence.split("|");
  const text = String(values.n) === "1" && one ? one : many;
  return text.replace(/\{(\w+)\}/g, (_, name) => (name in values ? String(values[name]) : ""));
}

/* `2017-02-23` as people write it; a month or a year alone where no more is known. */
export function dated(iso, language) {
  const [year, month, day] = iso.split("-").map(Number);
  if (!month) return iso;
  const style = { year: "numeric", month: "long", timeZone: "UTC", ...(day ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat({ sv: "sv-SE", nb: "nb-NO", en: "en-GB" }[language], style).format(
    Date.UTC(year, month - 1, day || 1),
  );
}
