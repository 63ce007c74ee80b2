/* Terms to documents: which documents hold all of them, how well, and what was not found. */

import { code, groups, isNumber } from "./numbers.js";

/* The answer to a parsed query: hits by document with their best page, and how honest they are. */
export async function search(engines, query) {
  const wanted = query.terms.filter((term) => !term.minus);
  const [found, unwanted] = await Promise.all([
    Promise.all(wanted.map((term) => ofTerm(engines, term))),
    Promise.all(query.terms.filter((term) => term.minus).map((term) => ofTerm(engines, term, true))),
  ]);
  const missing = wanted.filter((_, at) => !found[at].documents.size);
  const holding = found.filter((one) => one.documents.size);
  const banned = new Set(unwanted.flatMap((one) => [...one.documents.keys()]));
  const hits = [];
  if (holding.length) {
    const rarest = holding.reduce((a, b) => (a.documents.size <= b.documents.size ? a : b));
    for (const document of rarest.documents.keys()) {
      if (banned.has(document) || !holding.every((one) => one.documents.has(document))) continue;
      hits.push(together(document, holding.map((one) => one.documents.get(document))));
    }
  }
  return {
    hits,
    missing,
    prefixOnly: holding.filter((one) => !one.exact).map((one) => one.term),
    partial: found.some((one) => one.partial),
  };
}

async function ofTerm(engines, term, strict = false) {
  if (term.kind === "phrase") return phrase(engines, term);
  if (term.kind === "number") return number(engines, term, strict);
  return gathered(term, await engines.word(term.text, { begins: !term.exact && !strict }));
}

/* A number is complete when it is a known case's, or ends with its year; else more may follow. Letters before it stand
   in the texts as a word of their own or joined to it. */
async function number(engines, term, strict) {
  const whole = strict || term.cases?.size > 0 || /\/(?:19|20)\d\d$/.test(term.text);
  const answers = [];
  for (const text of new Set([...(term.also || []), term.text])) {
    const row = groups(text);
    if (row.length < 2) answers.push(engines.word(text, { begins: false }));
    else answers.push(engines.word(code(row, !whole), { number: true, begins: !whole }));
    if (row.length > 2 && !/\d/.test(row[0])) answers.push(inRow(engines, [row[0], row.slice(1).join("-")]));
  }
  return gathered(term, (await Promise.all(answers)).flat());
}

function gathered(term, answers) {
  const documents = new Map();
  let exact = false;
  for (const { pages } of answers) {
    for (const page of pages.values()) {
      exact ||= page.exact;
      const known = documents.get(page.document) || { pages: new Map(), best: 0, exact: false };
      known.exact ||= page.exact;
      known.best = Math.max(known.best, page.score);
      const same = known.pages.get(key(page));
      const places = same ? [...new Set([...same.places, ...page.places])].sort((a, b) => a - b) : page.places;
      known.pages.set(key(page), { ...page, places, score: Math.max(page.score, same?.score || 0) });
      documents.set(page.document, known);
    }
  }
  // documents of a case belong to it however its number is printed there
  for (const document of term.own || []) {
    exact = true;
    if (!documents.has(document)) documents.set(document, { pages: new Map(), best: 1, exact: true });
  }
  return { term, documents, exact, partial: answers.some((one) => one.partial) };
}

const key = (page) => `${page.bundle.number}/${page.id}`;

/* A phrase stands where its words stand one after the other. Pagefind's own phrases miss words with å, ä or ö, so
   each word is asked for by itself and their places are compared. */
async function phrase(engines, term) {
  const found = await inRow(engines, term.words);
  if (term.shut.length < term.words.length && term.shut.length > 1) found.push(...(await inRow(engines, term.shut)));
  const whole = term.loose ? await engines.word(term.words.join(""), { begins: false }) : [];
  return gathered(term, [...found, ...whole]);
}

async function inRow(engines, words) {
  const answers = await Promise.all(
    words.map((word) => (isNumber(word) ? engines.word(code(groups(word)), { begins: false, number: true }) : engines.word(word, { begins: false }))),
  );
  return answers[0].map(({ bundle, pages }, at) => {
    const kept = new Map();
    for (const [id, page] of pages) {
      const all = [page, ...answers.slice(1).map((answer) => answer[at].pages.get(id))];
      if (!all.every(Boolean)) continue;
      const places = following(all.map((one) => one.places), words);
      if (!places.length) continue;
      const score = all.reduce((sum, one) => sum + one.score, 0) * 1.5;
      kept.set(id, { ...page, places, score, exact: all.every((one) => one.exact) });
    }
    return { bundle, pages: kept, partial: false };
  });
}

/* The places of all words wherever they follow each other; parts of one hyphened word share a place. */
function following(lists, words) {
  const sets = lists.map((list) => new Set(list));
  const places = new Set();
  for (const start of lists[0]) {
    const row = [start];
    for (let word = 1; word < sets.length; word++) {
      const last = row[row.length - 1];
      if (sets[word].has(last + 1)) row.push(last + 1);
      else if (sets[word].has(last) && words[word] !== words[word - 1]) row.push(last);
      else break;
    }
    if (row.length === sets.length) row.forEach((place) => places.add(place));
  }
  return [...places].sort((a, b) => a - b);
}

/* One document with all its terms: the page that holds most of them is the one to show. */
function together(document, terms) {
  const pages = new Map();
  for (const term of terms) {
    for (const [id, page] of term.pages) {
      const known = pages.get(id) || { ...page, places: [], groups: [], score: 0, terms: 0 };
      known.score += page.score;
      known.terms += 1;
      known.groups.push(page.places);
      known.places = [...known.places, ...page.places];
      pages.set(id, known);
    }
  }
  const ranked = [...pages.values()].sort((a, b) => b.terms - a.terms || b.score - a.score);
  const near = ranked.length ? nearness(ranked[0].groups) * (ranked[0].terms === terms.length ? 1.3 : 1) : 1;
  const score = terms.reduce((sum, term) => sum + term.best, 0) * near;
  return { document, score, exact: terms.every((term) => term.exact), page: ranked[0] };
}

/* Words that stand close together are more likely to be meant together. */
function nearness(groups) {
  if (groups.length < 2) return 1;
  let close = Infinity;
  for (const place of groups[0].slice(0, 200)) {
    const far = Math.max(...groups.slice(1).map((other) => Math.min(...other.slice(0, 200).map((p) => Math.abs(p - place)))));
    close = Math.min(close, far);
  }
  return close <= groups.length ? 1.5 : close < 12 ? 1.2 : 1;
}
