/* What was typed, understood: words, "phrases", -minus words, case numbers. It knows nothing of the archive. */

import { groups, isNumber, tidy } from "./numbers.js";
import { wordsOf } from "./text.js";

export const LONGEST = 300;
const MOST_TERMS = 16;
const QUOTES = /["“”„«»″]/;
const NUMBER_WORDS =
  /^(?:d\.?nro?|diarie(?:nr|nummer|n:r)?|diaari(?:nro|numero)?|ärende(?:nr|nummer)?|arende(?:nr|nummer)?|asia(?:nro|numero)?|mål(?:nr)?|arkivsak(?:snr)?|sa[gk]s?(?:nr|nummer)?|journal(?:nr|nummer)?|j\.?nr|reg\.?nr|ref|referens|referanse|reference|case|file|no|nr|n:r|number)[.:#]*$/i;
const BEFORE_NUMBER = /^(?:d\.?nro?|j\.?nr|sa[gk]s?(?:nr|nummer)?|ref|ärende(?:nr|nummer)?|diarie(?:nr|nummer))[.:#\s]*(?=\d)/i;

/* `prefixes`: the letters that case numbers of this archive begin with. */
export function parse(text, prefixes = []) {
  const cut = text.length > LONGEST;
  const source = text.slice(0, LONGEST).normalize("NFC").replace(/[\u0000-\u001f\u007f\u00ad]/g, " ");
  const terms = [];
  for (const piece of pieces(source)) terms.push(...termsOf(piece));
  const kept = [];
  const seen = new Set();
  for (const term of withoutNumberWords(joinNumbers(terms, new Set(prefixes)))) {
    const key = `${term.minus}${term.kind}${term.words.join(" ")}`;
    if (!seen.has(key) && kept.length < MOST_TERMS) kept.push(term);
    seen.add(key);
  }
  return { terms: kept, cut, text: source.trim().replace(/\s+/g, " ") };
}

function* pieces(source) {
  let rest = source;
  let last = "";
  while ((rest = rest.trimStart())) {
    // before a digit it is a minus when a whole number follows, but for one that goes on with the number before it
    const minus = /^[-−][^\s\d]/.test(rest) || (/^[-−]\d/.test(rest) && !/\d$/.test(last) && isNumber(rest.slice(1).match(/^\S+/)[0]));
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
      last = word;
      rest = rest.slice(word.length);
    }
  }
}

function termsOf({ text, quoted, minus }) {
  const bare = tidy(text).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").replace(BEFORE_NUMBER, "");
  if (!bare) return [];
  const close = bare.replace(/\s*([-/])\s*/g, "$1");
  if (isNumber(close)) return [number(close, minus)];
  const words = wordsOf(bare);
  const hyphened = !quoted && words.length > 1 && /^[\p{L}\p{N}]+(?:[-’'.:&/][\p{L}\p{N}]+)+$/u.test(bare);
  if ((quoted || hyphened) && words.length > 1) {
    const pieces = bare.split(/\s+/);
    const shut = pieces.flatMap((piece) => numberOrWords(piece.replace(/(?<=\p{L})\.(?=\p{L})/gu, ""))); // `H.C.` is one word in a text
    return [{ kind: "phrase", words: pieces.flatMap(numberOrWords), shut, text: bare, minus, loose: hyphened }];
  }
  return words.map((word) => ({ kind: "word", words: [word], text: word, minus, exact: quoted, raw: bare }));
}

const number = (text, minus = false, more = {}) => ({ kind: "number", words: [text], text, minus, ...more });

/* In a phrase `children's` is one word, as it is in the index. */
function numberOrWords(piece) {
  const bare = piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return isNumber(bare) ? [bare] : wordsOf(bare.replace(/(\p{L})[’'ʼ](?=\p{L})/gu, "$1"));
}

/* `803 1873 2016`, `803 - 1873 / 2016` and `ks 2019/123` are one number each. Two numbers side by side may be just that:
   they are one only if the archive knows it. */
function joinNumbers(terms, prefixes) {
  const out = [];
  for (let at = 0; at < terms.length; at++) {
    const { minus } = terms[at]; // of a number with letters before it, the minus stands before those
    const letters = isWord({ ...terms[at], minus: false }) && /^\p{L}+$/u.test(terms[at].text) && prefixes.has(groups(terms[at].text)[0]);
    const before = letters ? `${terms[at].text} ` : "";
    const from = at + (letters ? 1 : 0);
    const next = terms[from];
    if (letters && next?.kind === "number" && !next.minus && /^\d/.test(next.text)) {
      out.push(number(before + next.text, minus));
      at = from;
      continue;
    }
    const run = [];
    while (from + run.length < terms.length && isDigits(terms[from + run.length])) run.push(terms[from + run.length].text);
    const withYear = isYear(run[run.length - 1]) && run[0].length <= 6;
    if (run.length >= 2 && run.length <= 4 && (withYear || letters || isYear(run[0]))) {
      const text = withYear ? `${run.slice(0, -1).join("-")}/${run[run.length - 1]}` : run.join("-");
      const apart = letters || run.length > 2 ? null : terms.slice(from, from + run.length);
      out.push(number(before + text, letters && minus, { apart }));
      at = from + run.length - 1;
    } else out.push(terms[at]);
  }
  return out;
}

const isYear = (text) => /^(?:19|20)\d\d$/.test(text ?? "");
const isWord = (term) => term.kind === "word" && !term.minus && !term.exact;
const isDigits = (term) => term.kind === "word" && !term.minus && /^\d+$/.test(term.text);

function withoutNumberWords(terms) {
  const kept = [];
  for (const term of [...terms].reverse()) {
    const next = kept[0];
    if ((term.kind === "word" || term.loose) && next?.kind === "number" && NUMBER_WORDS.test(term.text)) continue;
    kept.unshift(term);
  }
  return kept;
}

/* A whole query that is nothing but a case number, whatever stands before it and between its groups. */
export function asNumber(text) {
  const words = tidy(text).split(/\s+/);
  while (words.length > 1 && NUMBER_WORDS.test(words[0])) words.shift();
  const rest = words.join(" ").replace(BEFORE_NUMBER, "");
  const bare = rest.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return /^\p{L}{0,6}[-/.:\s]*\d+(?:[-/.:\s]+(?:\d+|\p{L}{1,4}\d*))*$/u.test(bare) ? bare : "";
}
