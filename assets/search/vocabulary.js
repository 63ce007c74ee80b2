/* Which bundles of the index hold a word, so that only those are asked; diarium/disk/vocabulary.py wrote the files. */

const MOST_FILES = 3; // a beginning that so many words have that they fill more is looked for everywhere

export class Vocabulary {
  constructor(name, base, onTrouble) {
    Object.assign(this, { base, onTrouble, contents: new URL(name, base) });
    this.files = new Map();
  }

  /* Of words in the index's own form: the bundles that hold one of these, or one that begins like `begins`. Nothing when
     that cannot be told; then all have to be asked. */
  async holding(words, begins = "") {
    try {
      const list = await this.list();
      const places = new Set(words.map((word) => placeOf(list, word)));
      if (begins) for (let at = placeOf(list, begins); at <= placeOf(list, `${begins}\uffff`); at++) places.add(at);
      if (places.size > MOST_FILES) return null;
      const found = new Set();
      for (const file of await Promise.all([...places].map((place) => this.file(list[place]?.[1])))) {
        const take = (at) => file.sets[file.in[at]].forEach((bundle) => found.add(bundle));
        for (const word of words) {
          const at = from(file.words, word);
          if (file.words[at] === word) take(at);
        }
        if (begins) for (let at = from(file.words, begins); file.words[at]?.startsWith(begins); at++) take(at);
      }
      return found;
    } catch (broken) {
      this.onTrouble(String(broken.message || broken));
      return null;
    }
  }

  list() {
    return (this.listed ??= json(this.contents));
  }

  file(name) {
    if (!name) return { words: [], in: [], sets: [] };
    if (!this.files.has(name)) {
      const coming = json(new URL(`${name}.json`, this.contents)).then((file) => ({ ...file, words: file.words.split(" ") }));
      coming.catch(() => this.files.delete(name));
      this.files.set(name, coming);
    }
    return this.files.get(name);
  }
}

async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url.pathname}`);
  return response.json();
}

/* The first place whose word is not before this one. */
function from(words, word) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* The last file that begins with this word or one before it. */
function placeOf(list, word) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][0] <= word) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
