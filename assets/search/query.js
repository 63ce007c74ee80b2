/* What was typed, understood: words, "phrases", -minus words, case numbers. It knows nothing of the archive. */

import { plain, wordsOf } from "./text.js";

export const LONGEST = 300;
const MOST_TERMS = 16;
const QUOTES = /["“”„«»″]/;
const NUMBER_WORDS =
  /^(?:d\.?nr|diarie(?:nr|nummer|n:r)?|ärende(?:nr|nummer)?|arende(?:nr|nummer)?|mål(?:nr)?|arkivsak(?:snr)?|saks?(?:nr|nummer)?|journal(?:nr|nummer)?|j\.?nr|ref|referens|referanse|case|file|no|nr|n:r|number)[.:#]*$/i;
const BEFORE_NUMBER = /^(?:d\.?nr|saks?(?:nr|nummer)?|ref|ärende(?:nr|nummer)?|diarie(?:nr|nummer))[.:#\s]*(?=\d)/i;
const DASHES = /[‐‑‒–—−]/g;

/* `803-1873/2016`, `KS-12/2017`, `16/01234-5`: digits in groups, perhaps with letters before. */
const NUMBER = /^[\p{L}]{0,5}-?\d+(?:[-/]\d+)+$/u;

export function parse(text) {
  const cut = text.length > LONGEST;
  const source = text.slice(0, LONGEST).normalize("NFC").replace(/[\u0000-\u001f\u007f\u00ad]/g, " ");
  const terms = [];
  for (const piece of pieces(source)) terms.push(...termsOf(piece));
  const kept = [];
  const seen = new Set();
  for (const term of withoutNumberWords(joinNumbers(terms))) {
    const key = `${term.minus}${term.kind}${term.words.join(" ")}`;
    if (!seen.has(key) && kept.length < MOST_TERMS) kept.push(term);
    seen.add(key);
  }
  return { terms: kept, cut, text: source.trim().replace(/\s+/g, " ") };
}

function* pieces(source) {
  let rest = source;
  while ((rest = rest.trimStart())) {
    const minus = /^[-−][^\s\d]/.test(rest) || /^[-−]["“”„«»]/.test(rest);
    if (minus) rest = rest.slice(1);
    if (QUOTES.test(rest[0])) {
      const end = rest.slice(1).search(QUOTES);
      const inside = end < 0 ? rest.slice(1) : rest.slice(1, end + 1);
      yield { text: inside, quoted: true, minus };
      rest = end < 0 ? "" : rest.slice(end + 2);
    } else {
      const end = rest.search(/[\s"“”„«»″]/);
      const word = end < 0 ? rest : rest.slice(0, end);
      yield { text: word, quoted: false, minus };
      rest = rest.slice(word.length);
    }
  }
}

function termsOf({ text, quoted, minus }) {
  const bare = text.replace(DASHES, "-").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").replace(BEFORE_NUMBER, "");
  if (!bare) return [];
  if (!/\s/.test(bare) && NUMBER.test(bare)) return [{ kind: "number", words: [bare], text: bare, minus }];
  const words = wordsOf(bare);
  const hyphened = !quoted && words.length > 1 && /^[\p{L}\p{N}]+(?:[-’'.:&/][\p{L}\p{N}]+)+$/u.test(bare);
  if ((quoted || hyphened) && words.length > 1) {
    return [{ kind: "phrase", words: bare.split(/\s+/).flatMap(numberOrWords), text: bare, minus, loose: hyphened }];
  }
  return words.map((word) => ({ kind: "word", words: [word], text: word, minus, exact: quoted, raw: bare }));
}

function numberOrWords(piece) {
  const bare = piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return NUMBER.test(bare) ? [bare] : wordsOf(bare);
}

/* `803 1873 2016` and `803 - 1873 / 2016` are one number, too; so is `Dnr.803-1873/2016`. */
function joinNumbers(terms) {
  const out = [];
  for (let at = 0; at < terms.length; at++) {
    const run = [];
    while (at + run.length < terms.length && isDigits(terms[at + run.length])) run.push(terms[at + run.length].text);
    const last = run[run.length - 1];
    if (run.length >= 2 && run.length <= 4 && /^(?:19|20)\d\d$/.test(last) && run[0].length <= 6) {
      const text = `${run.slice(0, -1).join("-")}/${last}`;
      out.push({ kind: "number", words: [text], text, minus: false, guessed: run.join(" ") });
      at += run.length - 1;
    } else out.push(terms[at]);
  }
  return out;
}

const isDigits = (term) => term.kind === "word" && !term.minus && /^\d+$/.test(term.text);

function withoutNumberWords(terms) {
  const kept = [];
  for (const term of [...terms].reverse()) {
    const next = kept[0];
    if (term.kind === "word" && next?.kind === "number" && NUMBER_WORDS.test(term.text)) continue;
    kept.unshift(term);
  }
  return kept;
}

/* All digits and letters of a number in one, as the index holds it. */
export const joined = (number) => plain(number).replace(/[^\p{L}\p{N}]/gu, "");

/* A whole query that is nothing but a case number, whatever stands before it and between its groups. */
export function asNumber(text) {
  const words = text.normalize("NFC").replace(DASHES, "-").split(/\s+/);
  while (words.length > 1 && NUMBER_WORDS.test(words[0])) words.shift();
  const rest = words.join(" ").replace(BEFORE_NUMBER, "");
  const bare = rest.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return /^[\p{L}]{0,5}[-\s]?\d[\d\s/.:-]*$/u.test(bare) && /\d/.test(bare) ? joined(bare) : "";
}
