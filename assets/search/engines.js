/* The indexes of all languages, each with its own worker; a term goes to all of them, answers come back by document. */

import { endedBy, endings, otherForms } from "./forms.js";
import { otherSpellings, plain } from "./text.js";
import { Vocabulary } from "./vocabulary.js";

const AT_ONCE = 24; // bundles whose tables of contents are fetched at the start; of more only those that hold a word
const MOST_CHUNKS = 12; // pieces of one bundle fetched for words that only begin with what was typed

export class Engines {
  constructor(manifest, base, onTrouble) {
    this.manifest = manifest;
    this.base = base;
    this.trouble = [];
    this.onTrouble = onTrouble;
    this.asked = new Map();
    this.vocabulary = new Vocabulary(manifest.vocabulary, base, (why) => this.fail(why));
  }

  fail(why) {
    this.trouble.push(why);
    this.onTrouble(why);
  }

  /* Starts the workers once; rejects when one of them cannot work at all. */
  start() {
    this.vocabulary.list().catch(() => {}); // who needs it reports it
    this.started ??= Promise.all(this.languages().map(([language, bundles]) => this.open(language, bundles)));
    return this.started;
  }

  languages() {
    const found = new Map();
    this.manifest.bundles.forEach((bundle, number) => {
      const one = { ...bundle, number, base: new URL(`${bundle.name}/`, this.base).pathname };
      one.documents = documentsOf(bundle.pages);
      found.set(bundle.language, [...(found.get(bundle.language) || []), one]);
    });
    return [...found];
  }

  async open(language, bundles) {
    const at = new URL("engine.js", import.meta.url);
    at.searchParams.set("language", language);
    at.searchParams.set("engine", new URL(this.manifest.engine, this.base).href);
    for (const program of this.manifest.programs[language]) at.searchParams.append("program", program);
    const worker = new Worker(at);
    const waiting = new Map();
    const loaded = new Set();
    let number = 0;
    worker.onmessage = ({ data }) => {
      if (data.diarium === "trouble") return this.fail(data.about);
      if (data.diarium === "loaded") return loaded.add(data.about);
      if (data.diarium === "meta") return this.know(bundles, data.about);
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    };
    const broken = new Promise((_, reject) => {
      worker.onerror = (event) => {
        event.preventDefault?.();
        this.fail(event.message || "worker");
        reject(new Error(event.message || "the search program did not load"));
      };
    });
    broken.catch(() => {});
    const call = (instance, method, ...args) =>
      Promise.race([
        broken,
        new Promise((resolve, reject) => {
          const id = `${instance}-${number++}`;
          waiting.set(id, (answer) => (answer.error ? reject(new Error(answer.error)) : resolve(answer.result)));
          worker.postMessage({ id, instanceId: String(instance), method, args });
        }),
      ]);
    const begin = async (instance, basePath, metaCacheTag = "") => {
      await call(instance, "init", { basePath, baseUrl: "/", primary: true, language, metaCacheTag });
      // In this mode it says which words of the index it took; that is how an honest answer is possible.
      await withPatience(call(instance, "enterPlaygroundMode"));
    };
    for (const bundle of bundles) {
      Object.assign(bundle, { loaded, call: (method, ...args) => call(bundle.number, method, ...args) });
      bundle.begin = () => (bundle.begun ??= begin(bundle.number, bundle.base, bundle.digest));
    }
    // The first starts the WebAssembly that all others of its language use; begun together, each would start its own
    // and the last would take the memory from under the rest. It has an empty index, and is there to stem words.
    await begin("stems", new URL(`stems/${language}/`, this.base).pathname);
    if (this.manifest.bundles.length <= AT_ONCE) Promise.all(bundles.map((bundle) => bundle.begin())).catch(() => {});
    const stem = async (word) => (await call("stems", "search", word)).keywords[0] || word;
    return { language, bundles, worker, stem };
  }

  know(bundles, { base, pages, chunks }) {
    const bundle = bundles.find((one) => one.base === base);
    if (!bundle) return;
    bundle.chunks = chunks;
    bundle.place = new Map(pages.map((page, at) => [page, at]));
  }

  /* One word, or the code of a number: for each bundle the pages that hold it, with how well they do. */
  async word(text, { begins = true, number = false } = {}) {
    const key = `${text} ${begins} ${number}`;
    if (!this.asked.has(key)) {
      const answer = this.spellings(text, begins, number);
      answer.catch(() => this.asked.delete(key));
      this.asked.set(key, answer);
    }
    return this.asked.get(key);
  }

  /* Names are spelt in several ways: what is written like a name is looked for in all of them, and so is any other word
     that is nowhere to be found as it was typed. */
  async spellings(text, begins, number) {
    const asked = number ? text : plain(text);
    const found = await this.inAnyForm(asked, begins, number);
    const others = number ? [] : otherSpellings(text);
    const likeName = /^\p{Lu}|aa|[æøåäö]/u.test(text.normalize("NFC"));
    if (!others.length || (!likeName && found.some(({ pages }) => [...pages.values()].some((page) => page.exact)))) return found;
    for (const other of others) {
      const more = await this.everywhere((language) => this.inLanguage(language, other));
      more.forEach(({ pages }, at) => add(found[at].pages, pages, 0.8, likeName));
    }
    return found;
  }

  async everywhere(ask) {
    return (await Promise.all((await this.start()).map(ask))).flat();
  }

  /* Stemmers part some forms of a word from the others (konferens, konferenser), so forms with other endings are asked
     for as well; those must be met exactly. */
  async inAnyForm(asked, begins, number) {
    return this.everywhere(async (language) => {
      const [found, ...others] = await Promise.all([
        this.inLanguage(language, asked, { begins, number, near: !number }),
        ...(number ? [] : otherForms(asked, language.language)).map((form) => this.inLanguage(language, form)),
      ]);
      for (const other of others) {
        other.forEach(({ pages, stem }, at) => {
          if (stem !== found[at].stem) add(found[at].pages, pages, 0.7, true);
        });
      }
      return found;
    });
  }

  /* A word in all bundles of a language that can hold it. */
  async inLanguage({ language, bundles, stem: stemmed }, asked, { begins = false, number = false, near = false } = {}) {
    const stem = await stemmed(asked);
    const words = [stem, ...(number ? [] : endings(language).map((ending) => stem + ending))];
    if (near) words.push(...[1, 2].map((less) => stem.slice(0, -less)).filter((word) => isNear(word, stem)));
    const holding = await this.vocabulary.holding(words, begins && stem.length > 2 ? stem : "");
    return Promise.all(
      bundles.map((bundle) => {
        if (holding && !holding.has(bundle.number)) return { bundle, pages: new Map(), partial: false, stem };
        return this.inBundle(bundle, asked, stem, begins, number);
      }),
    );
  }

  async inBundle(bundle, asked, stem, begins, number) {
    await bundle.begin();
    let found = await bundle.call("search", asked);
    let partial = false;
    if (begins && stem.length > 2) {
      const missing = ([, , chunk]) => !bundle.loaded.has(`${bundle.base}index/${chunk}.pf_index`);
      const beginning = bundle.chunks.filter((chunk) => chunk[0] <= `${stem}\uffff` && chunk[1] >= stem && missing(chunk));
      partial = beginning.length > MOST_CHUNKS;
      for (const chunk of beginning.slice(0, MOST_CHUNKS)) {
        // a chunk is asked for by a word that would stand in it; stemmed, such a word may belong to another
        for (const word of [chunk[0], `${chunk[0]}q`, chunk[1]]) if (missing(chunk)) await bundle.call("preload", word);
        partial ||= missing(chunk);
      }
      if (beginning.length) found = await bundle.call("search", asked);
    }
    const pages = new Map();
    const hows = found.words.map((words) => quality(stem, words.split(" ").filter(Boolean), number, begins, bundle.language));
    const ids = found.pages ? found.pages.split(" ") : [];
    ids.forEach((id, at) => {
      const how = hows[found.which[at]];
      const place = bundle.place?.get(id);
      if (!how || place === undefined) return;
      const places = Array.from(found.places.subarray(at ? found.ends[at - 1] : 0, found.ends[at]));
      pages.set(id, { bundle, id, document: bundle.documents[place], score: found.scores[at] * how.worth, places, exact: how.exact });
    });
    return { bundle, pages, partial, stem };
  }

  /* The text of a page, as the index holds it. */
  async fragment(hit) {
    const url = `${hit.bundle.base}fragment/${hit.id}.pf_fragment`;
    this.fragments ??= new Map();
    if (!this.fragments.has(url)) {
      const coming = fetch(url).then(async (response) => {
        if (!response.ok) throw new Error(`${response.status} ${url}`);
        const open = response.body.pipeThrough(new DecompressionStream("gzip"));
        return JSON.parse((await new Response(open).text()).slice("pagefind_dcd".length));
      });
      coming.catch((broken) => {
        this.fragments.delete(url);
        this.onTrouble(String(broken.message || broken));
      });
      this.fragments.set(url, coming);
    }
    return this.fragments.get(url);
  }
}

/* Further pages of the same word, found in another form. */
function add(pages, more, worth, exact) {
  for (const [id, page] of more) {
    const known = pages.get(id);
    if (!page.exact) continue;
    if (!known) pages.set(id, { ...page, score: page.score * worth, exact });
    else pages.set(id, { ...known, exact: known.exact || exact, places: [...new Set([...known.places, ...page.places])].sort((a, b) => a - b) });
  }
}

/* How the words that Pagefind took relate to the one asked for. It falls back to ever shorter words when it finds
   nothing; that is a guess, and guesses are left out. */
function quality(stem, words, number, begins, language) {
  if (!words.length) return null;
  if (words.includes(stem)) return { exact: true, worth: 1 };
  if (number) {
    if (!begins) return null;
    if (words.some((word) => word.startsWith(`${stem}z`))) return { exact: true, worth: 0.8 };
    return words.some((word) => word.startsWith(stem)) ? { exact: false, worth: 0.5 } : null;
  }
  if (words.some((word) => word.startsWith(stem) && endedBy(word.slice(stem.length), language))) return { exact: true, worth: 0.8 };
  if (words.some((word) => isNear(word, stem))) return { exact: false, worth: 0.4 };
  if (!begins) return null;
  return words.some((word) => word.startsWith(stem)) ? { exact: false, worth: 0.6 } : null;
}

/* A word that lacks no more than a short ending. */
const isNear = (word, stem) => stem.startsWith(word) && word.length >= 4 && stem.length - word.length <= (word.length < 5 ? 1 : 2) && !/\d/.test(stem);

function documentsOf(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

function withPatience(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the search program does not answer")), 20000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
