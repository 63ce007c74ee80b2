/* Finds people, places, cases and titles while their name is typed, typing errors included. */

import { distance, fold, plain, spelt, squash, wordsOf } from "./text.js";
import { groups, joined, notations } from "./numbers.js";
import { asNumber } from "./query.js";

export class Finder {
  constructor(manifest, base) {
    this.places = manifest.finder;
    this.base = base;
    this.files = new Map();
  }

  async load(place) {
    if (!this.files.has(place)) {
      const coming = fetch(new URL(`finder/${place}.json`, this.base)).then(async (response) => {
        if (!response.ok) throw new Error(`${response.status} finder/${place}.json`);
        return (await response.json()).map(prepared);
      });
      coming.catch(() => this.files.delete(place));
      this.files.set(place, coming);
    }
    return this.files.get(place);
  }

  async entries(text) {
    if (!this.places.length) return this.load("all");
    const found = groups(spelt(text));
    const digits = found.filter((group) => /\d/.test(group));
    // of a number the group that says most is enough: a long one that is no year, and rather a later one
    const telling = digits.filter((group) => !/^(?:19|20)\d\d$/.test(group)).reduce((a, b) => (b.length >= a.length ? b : a), "") || digits[0];
    const words = found.filter((group) => !/\d/.test(group) && group.length > 1);
    const wanted = new Set([...(telling ? [telling] : []), ...words.slice(0, 3)].map(placeOf));
    const known = new Map();
    for (const entries of await Promise.all([...wanted].filter((one) => this.places.includes(one)).map((one) => this.load(one)))) {
      for (const entry of entries) known.set(entry.path, entry);
    }
    return [...known.values()];
  }

  /* The best entries for what was typed, best first; each says how well it fits (100: exactly its name). */
  async find(text, most = 8) {
    const asked = asking(text);
    if (!asked.fold) return [];
    const found = [];
    for (const entry of await this.entries(text)) {
      const [worth, by] = fits(entry, asked);
      if (worth > 0) found.push({ ...entry, worth, by });
    }
    return found.sort((a, b) => b.worth - a.worth || b.named - a.named || (a.name < b.name ? -1 : 1)).slice(0, most);
  }

  /* Entries whose name or number this is, in whatever notation. */
  async exact(text) {
    return (await this.find(text, 20)).filter((entry) => entry.worth >= 99).slice(0, 5);
  }
}

/* In which file a word's entries are; diarium/pages/finder.py puts them there. */
function placeOf(word) {
  if (/\d/.test(word)) return word.slice(0, 2);
  return (/[a-z0-9]/.test(word[0]) ? word[0] : "_") + (word.slice(1).match(/[bcdfghjklmnpqrstvwxz]/)?.[0] ?? "_");
}

function prepared([kind, name, path, aka, named, lang]) {
  const names = [name, ...aka].map((text) => ({
    text,
    plain: plain(text),
    fold: fold(text),
    words: wordsOf(fold(text)),
    squashed: wordsOf(squash(text)),
    numbers: kind === "case" ? notations(text) : [],
    joined: joined(text),
  }));
  return { kind, name, path, named, lang, names };
}

function asking(text) {
  const trimmed = text.trim().slice(0, 100).replace(/^["“”„«»]+|["“”„«»]+$/g, "");
  return {
    plain: plain(trimmed),
    fold: fold(trimmed),
    words: wordsOf(fold(trimmed)),
    squashed: wordsOf(squash(trimmed)),
    number: groups(asNumber(trimmed)).join(" "),
    joined: joined(asNumber(trimmed) || trimmed),
  };
}

function fits(entry, asked) {
  let best = 0;
  let by = entry.name;
  for (const name of entry.names) {
    const worth = entry.kind === "case" ? ofNumber(name, asked) || ofName(name, asked) : ofName(name, asked);
    if (worth > best) {
      best = worth;
      by = name.text;
    }
  }
  return [best, by];
}

function ofNumber(name, asked) {
  if (!asked.number || !name.numbers.length) return 0;
  if (name.numbers.includes(asked.number) || name.joined === asked.joined) return 100;
  const begins = name.numbers.some((number) => number.startsWith(asked.number)) || name.joined.startsWith(asked.joined);
  return asked.joined.length > 2 && begins ? 70 : 0;
}

function ofName(name, asked) {
  if (name.fold === asked.fold) return name.plain === asked.plain ? 100 : 99.5;
  if (sameWords(name.words, asked.words)) return 99;
  if (asked.squashed.length > 1 && name.squashed.join(" ") === asked.squashed.join(" ")) return 99;
  if (asked.joined.length > 5 && name.joined === asked.joined) return 99; // `delagardie`, `annemarie`
  if (!asked.words.length) return 0;
  if (name.fold.startsWith(asked.fold)) return 80;
  if (name.words.length > 1 && asked.words.length === 1 && asked.fold.length > 1 && initials(name.words).includes(asked.fold)) return 55;
  let worth = 0;
  const left = name.squashed.map((word, at) => ({ squashed: word, fold: name.words[at] ?? word }));
  for (let at = 0; at < asked.words.length; at++) {
    let best = 0;
    let which = -1;
    for (let number = 0; number < left.length; number++) {
      const fit = wordFits(left[number], asked.words[at], asked.squashed[at] ?? asked.words[at], asked.words.length);
      if (fit > best) [best, which] = [fit, number];
    }
    if (!best) return 0;
    left.splice(which, 1);
    worth += best;
  }
  return worth / asked.words.length - Math.min(left.length, 8) * 0.5;
}

function wordFits(word, asked, squashed, many) {
  if (word.fold === asked) return 75;
  if (asked.length === 1) return many > 1 && word.fold[0] === asked ? 50 : 0;
  if (word.fold.startsWith(asked)) return 70;
  if (word.squashed === squashed) return 68;
  if (squashed.length > 2 && word.squashed.startsWith(squashed)) return 62;
  if (asked.length > 4 && word.fold.includes(asked)) return 45;
  const most = squashed.length < 4 || /\d/.test(asked) ? 0 : squashed.length < 8 ? 1 : squashed.length < 14 ? 2 : 3;
  if (!most) return 0;
  const whole = distance(squashed, word.squashed, most);
  if (whole <= most) return 60 - 6 * whole;
  // the beginning of a longer word, mistyped
  const begun = squashed.length > 4 ? distance(squashed, word.squashed.slice(0, squashed.length), most) : most + 1;
  return begun <= most ? 48 - 6 * begun : 0;
}

/* With and without the small words of a name: `cgve` and `cge` for Carl-Gustaf von Ehrensvärd. */
const SMALL = new Set(["von", "van", "af", "av", "de", "du", "della", "la", "zu", "och", "og", "for", "and", "of", "the"]);
const firsts = (words) => words.map((word) => word[0]).join("");
const initials = (words) => [firsts(words), firsts(words.filter((word) => !SMALL.has(word)))];

const sameWords = (one, other) => one.length > 0 && one.length === other.length && [...one].sort().join() === [...other].sort().join();
