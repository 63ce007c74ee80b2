/* The search page: the address is the state. What is typed or chosen changes the address, the address is shown. */

import { Engines } from "./engines.js";
import { excerpt } from "./excerpt.js";
import { Facets } from "./facets.js";
import { Finder } from "./finder.js";
import { combobox } from "./combobox.js";
import { Index, Unavailable, manifest } from "./index.js";
import { parse } from "./query.js";
import { citations, download, table } from "./take.js";
import { search } from "./results.js";
import { dated, make, say, shown, spelt } from "./text.js";

const PER_PAGE = 10;
const MOST_TAKEN = 2000;
const root = new URL("../../", import.meta.url);
const base = new URL("search/", root);
const part = (name) => document.querySelector(`[data-search-${name}]`);
const form = part("form").querySelector("form");
const input = form.querySelector('input[name="q"]');
const places = { status: part("status"), results: part("results"), plain: part("why"), app: part("app") };

let words = {};
let index;
let engines;
let finder;
let facets;
let turn = 0; // the search that is shown; whatever comes late from an earlier one is dropped
let repaired = false;

start();

async function start() {
  try {
    if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") throw new Unavailable("WebAssembly");
    await load();
  } catch (broken) {
    return unavailable(broken);
  }
  if (!input.value) input.value = new URLSearchParams(location.search).get("q") || ""; // what is being typed stays
  combobox(input, { finder, words, kinds: index.manifest.kinds, root, status: null });
  input.addEventListener("focus", () => engines.start().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change((state) => {
      const q = input.value.trim().replace(/\s+/g, " ").slice(0, 1000);
      q ? state.set("q", q) : state.delete("q");
    });
  });
  addEventListener("popstate", show);
  return show();
}

async function load() {
  const found = await manifest(base);
  words = found.words;
  if (found.off) throw new Unavailable("off");
  index = new Index(found, base);
  engines = new Engines(found, base, trouble);
  finder = new Finder(found, base);
  facets = new Facets(index, words, change);
  places.plain.hidden = true;
  places.app.hidden = false;
  part("fold").open = matchMedia("(min-width: 48rem)").matches;
}

/* A file that is gone may only mean that a newer index was published meanwhile: start again with that, once. */
async function trouble() {
  if (repaired) return;
  repaired = true;
  const before = JSON.stringify(index.manifest.bundles.map((bundle) => bundle.digest));
  try {
    const now = await manifest(base);
    if (!now.off && JSON.stringify(now.bundles.map((bundle) => bundle.digest)) !== before) {
      await load();
      await show();
    }
  } catch {
    // the message below the results says that something did not load
  }
}

function unavailable(broken) {
  places.app.hidden = true;
  places.plain.hidden = false;
  const why = part("why");
  if (broken instanceof Unavailable && broken.message === "off") why.textContent = words.search_off;
  else why.textContent = why.dataset.failed;
  places.status.textContent = why.textContent;
}

/* ── The address ── */

const state = () => new URLSearchParams(location.search);

function change(edit, { keepPage = false } = {}) {
  const next = state();
  edit(next);
  if (!keepPage) next.delete("page");
  const address = next.size ? `?${next}` : location.pathname;
  if (address !== location.search && !(address === location.pathname && !location.search)) {
    history.pushState(null, "", address);
  }
  return show();
}

/* ── One search, from the address to the page ── */

async function show() {
  const mine = ++turn;
  const now = state();
  const text = now.get("q") || "";
  if (document.activeElement !== input || !input.value) input.value = text;
  const query = parse(text, index.manifest.prefixes);
  document.title = text ? `${query.text} – ${title}` : title;
  const chosen = facets.chosen(now);
  if (!text.trim() && !chosen.any) return idle(mine);
  if (text.trim() && !query.terms.length) return nothing(mine, query, words.only_signs);
  places.status.textContent = words.searching;
  places.app.setAttribute("aria-busy", "true");
  try {
    const answer = await answered(query, text, chosen);
    if (mine !== turn) return undefined;
    await render(mine, answer, now, query, text);
  } catch (broken) {
    if (mine === turn) failed(broken);
  } finally {
    if (mine === turn) places.app.removeAttribute("aria-busy");
  }
  return undefined;
}

const title = document.title;

async function answered(query, text, chosen) {
  const found = { exact: [], hits: null, missing: [], prefixOnly: [], partial: false };
  if (query.terms.length) {
    found.exact = await finder.exact(text).catch(() => []);
    await canonical(query);
    if (query.terms.some((term) => !term.minus)) {
      await engines.start();
      Object.assign(found, await search(engines, query));
    } else {
      const { hits } = await search(engines, { terms: query.terms.map((term) => ({ ...term, minus: false })) });
      const banned = new Set(hits.map((hit) => hit.document));
      found.hits = (await index.dates()).map((_, document) => document).filter((n) => !banned.has(n)).map((document) => ({ document, score: 0 }));
    }
  } else {
    found.hits = (await index.dates()).map((_, document) => ({ document, score: 0 }));
  }
  found.dates = await index.dates();
  found.filtered = await facets.filter(found.hits, chosen, found.dates);
  return found;
}

/* The full number behind a short notation, the printed one behind what was typed, and the documents of the case. Two
   numbers that are no case together are two words. */
async function canonical(query) {
  const terms = [];
  for (const term of query.terms) {
    const joined = term.kind === "word" && !term.exact && /\d{3}/.test(term.text); // perhaps a number without its signs
    if ((term.kind !== "number" && !joined) || term.minus) {
      terms.push(term);
      continue;
    }
    const cases = (await finder.exact(term.text).catch(() => [])).filter((entry) => entry.kind === "case");
    if (joined && !cases.length) {
      terms.push(term);
      continue;
    }
    term.kind = "number";
    if (!cases.length && term.apart) {
      terms.push(...term.apart);
      continue;
    }
    term.also = cases.map((entry) => entry.name);
    term.cases = new Set(cases.map((entry) => entry.path));
    if (cases.length && index.manifest.facets.includes("case")) {
      const { values, of } = await index.facet("case");
      const wanted = new Set(values.flatMap((value, number) => (term.cases.has(value[2]) ? [number] : [])));
      term.own = of.flatMap((row, document) => (row.some((value) => wanted.has(value)) ? [document] : []));
    }
    terms.push(term);
  }
  query.terms = terms;
}

function ordered(hits, sort, dates, asked) {
  const by = sort || (asked ? "relevance" : "newest");
  const newest = (a, b) => (dates[a.document] < dates[b.document] ? 1 : dates[a.document] > dates[b.document] ? -1 : b.document - a.document);
  if (by === "newest") return [...hits].sort(newest);
  if (by === "oldest") return [...hits].sort((a, b) => newest(b, a));
  return [...hits].sort((a, b) => Number(b.own || 0) - Number(a.own || 0) || Number(b.exact) - Number(a.exact) || b.score - a.score || newest(a, b));
}

async function render(mine, found, now, query, text) {
  const asked = query.terms.some((term) => !term.minus);
  markOwn(found.filtered, query);
  const all = ordered(found.filtered, now.get("sort"), found.dates, asked);
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(now.get("page"), 10) || 1));
  const slice = all.slice((page - 1) * PER_PAGE, page * PER_PAGE);
  const rows = await Promise.all(slice.map((hit) => row(hit, query, text)));
  if (mine !== turn) return;
  const notes = await remarks(found, query, text, all.length);
  if (mine !== turn) return;
  places.status.textContent = [count(all.length, found), pages > 1 ? say(words.page_of, { 0: page, n: pages }) : ""].filter(Boolean).join(" · ");
  places.results.replaceChildren(
    ...thisIsThePage(found.exact),
    ...notes,
    ...(all.length ? [above(all, now, query, asked), make("ol", { class: "rows hits-found", start: (page - 1) * PER_PAGE + 1 }, rows)] : []),
    ...(pages > 1 ? [pager(page, pages)] : []),
    ...brokenNote(),
  );
  await facets.render(part("facets"), found.hits, found.dates, state());
}

const count = (n, found) => say(found.partial ? words.n_at_least : words.n_hits, { n: n.toLocaleString(document.documentElement.lang) });

/* Documents of the very case that was asked for stand before those that only mention it. */
function markOwn(hits, query) {
  const own = new Set(query.terms.flatMap((term) => term.own || []));
  for (const hit of hits) hit.own = own.has(hit.document);
}

/* ── What stands above the results ── */

function thisIsThePage(entries) {
  return entries.map((entry) =>
    make(
      "p",
      { class: "the-page" },
      make("span", { class: "label" }, say(words.this_is, { 0: (index.manifest.kinds[entry.kind]?.[0] || words[`kind_${entry.kind}`] || "").toLowerCase() })),
      " ",
      make("a", { href: new URL(entry.path, root).href, lang: entry.lang }, entry.name),
      entry.named ? make("span", { class: "count" }, ` ${say(words.in_n, { n: entry.named })}`) : null,
    ),
  );
}

async function remarks(found, query, text, shownHits) {
  const out = [];
  const note = (...children) => out.push(make("p", { class: "remark" }, ...children));
  if (query.cut) note(say(words.too_long, { 0: 300 }));
  const listed = (terms) => terms.map((term) => say(words.quoted, { 0: term.text })).join(", ");
  if (found.missing.length && found.hits?.length) note(say(words.left_out, { 0: listed(found.missing) }));
  else if (found.missing.length) note(say(words.not_found_words, { 0: listed(found.missing) }));
  else if (!shownHits && found.hits?.length) note(words.none_with_filters);
  else if (!shownHits) note(query.terms.some((term) => term.minus) ? words.none_without : words.none_together);
  if (found.prefixOnly.length && shownHits) note(say(words.only_beginning, { 0: listed(found.prefixOnly) }));
  if (!shownHits || found.missing.length || found.prefixOnly.length) out.push(...(await suggestions(found, text)));
  return out;
}

async function suggestions(found, text) {
  const shown = new Set(found.exact.map((entry) => entry.path));
  const tried = new Map();
  for (const phrase of [text, ...[...found.missing, ...found.prefixOnly].map((term) => term.text)]) {
    for (const entry of await finder.find(phrase, 5).catch(() => [])) {
      if (entry.worth < 99 && !shown.has(entry.path) && !tried.has(entry.path)) tried.set(entry.path, entry);
    }
  }
  const listed = [...tried.values()].sort((a, b) => b.worth - a.worth).slice(0, 6);
  if (!listed.length) return [];
  return [
    make("p", { class: "label" }, words.did_you_mean),
    make(
      "ul",
      { class: "did-you-mean" },
      listed.map((entry) =>
        make("li", {}, make("a", { href: new URL(entry.path, root).href, lang: entry.lang }, entry.name), ` (${(index.manifest.kinds[entry.kind]?.[0] || words[`kind_${entry.kind}`] || "").toLowerCase()})`),
      ),
    ),
  ];
}

const brokenNote = () => (engines.trouble.length ? [make("p", { class: "remark broken", role: "alert" }, words.incomplete)] : []);

function above(all, now, query, asked) {
  const sort = make(
    "select",
    { onchange: (event) => change((next) => next.set("sort", event.target.value)) },
    ["relevance", "newest", "oldest"]
      .filter((by) => asked || by !== "relevance")
      .map((by) => make("option", { value: by, selected: (now.get("sort") || (asked ? "relevance" : "newest")) === by }, words[`sort_${by}`])),
  );
  return make(
    "div",
    { class: "above" },
    make("label", {}, `${words.sort} `, sort),
    make("button", { type: "button", onclick: () => take(all, "csv") }, words.as_table),
    make("button", { type: "button", onclick: () => take(all, "ris") }, words.as_citations),
    ...facets.feeds(now, root).map(([label, href]) => make("a", { href, rel: "alternate", type: "application/atom+xml" }, say(words.feed_for, { 0: label }))),
  );
}

/* ── One result ── */

const MOST_OTHERS = 3;

async function row(hit, query, text) {
  const fragment = hit.page ? await engines.fragment(hit.page).catch(() => null) : null;
  const { path, title: name, lang } = await titled(hit.document, fragment);
  const facts = await facets.facts(hit.document);
  const date = (await index.dates())[hit.document];
  const target = new URL(path, root);
  let body = null;
  let section = null;
  if (hit.page) target.searchParams.set("q", text);
  if (fragment) {
    const found = excerpt(fragment, hit.page.groups);
    body = make("p", { class: "found-in", lang }, found.node);
    // `Helsinki` was asked for, `Helsingfors` is printed: the document is told to mark that, too
    const others = found.printed.filter((word) => !spelt(text).includes(spelt(word)) && !/\d/.test(word));
    for (const word of others.slice(0, MOST_OTHERS)) target.searchParams.append("also", word);
    section = found.section && { ...found.section, href: `${target.href}#${encodeURIComponent(found.section.id)}` };
  } else if (hit.page) body = make("p", { class: "found-in" }, words.no_excerpt);
  return make(
    "li",
    {},
    make("p", { class: "row-main" }, make("a", { href: target.href, lang }, name)),
    make("p", { class: "details" }, [dated(date, index.manifest.language), ...["type", "city", "series"].flatMap((n) => facts[n]?.slice(0, 2) || [])].join(" · ")),
    body,
    section ? make("p", { class: "section" }, `${words.section}: `, make("a", { href: section.href, lang }, section.title)) : null,
  );
}

/* Most fragments say what document they are of; a later piece of a long one does not, and browsing has none. */
async function titled(document, fragment) {
  const { of, values } = index.manifest.facets.includes("language") ? await index.facet("language") : {};
  if (!fragment?.meta?.title || fragment.url.includes("#") || !values) return index.title(document);
  const title = fragment.meta.title.split(/\s+/).map(shown).join(" ");
  return { path: fragment.url.replace(/^\//, ""), title, lang: values[of[document][0]][0] };
}

function pager(page, pages) {
  const link = (number, label, current = false) => {
    const next = state();
    number > 1 ? next.set("page", number) : next.delete("page");
    return make(
      "li",
      {},
      make(
        "a",
        {
          href: `?${next}`,
          "aria-current": current ? "page" : null,
          onclick: (event) => {
            event.preventDefault();
            change((edit) => (number > 1 ? edit.set("page", number) : edit.delete("page")), { keepPage: true }).then(() => {
              places.status.focus();
              places.status.scrollIntoView({ block: "start" });
            });
          },
        },
        label,
      ),
    );
  };
  const near = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b);
  return make(
    "nav",
    { class: "pager", "aria-label": words.pages },
    make("ul", {}, page > 1 ? link(page - 1, words.previous_page) : null, near.map((n) => link(n, String(n), n === page)), page < pages ? link(page + 1, words.next_page) : null),
  );
}

/* ── Take away ── */

async function take(all, kind) {
  const rows = [];
  for (const hit of all.slice(0, MOST_TAKEN)) {
    const { path, title: name, lang } = await index.title(hit.document);
    const facts = await facets.facts(hit.document, ["type", "city", "series", "case", "organisation"]);
    const url = index.manifest.address ? `${index.manifest.address}${path}` : new URL(path, root).href;
    const joinedFacts = Object.fromEntries(["type", "city", "series", "case", "organisation"].map((n) => [n, (facts[n] || []).join("; ")]));
    rows.push({ title: name, date: (await index.dates())[hit.document], lang, url, ...joinedFacts });
  }
  if (kind === "csv") download("sok.csv", "text/csv;charset=utf-8", table(rows, words));
  else download("sok.ris", "application/x-research-info-systems;charset=utf-8", citations(rows, index.manifest.name));
  places.status.textContent = say(words.taken, { n: rows.length });
}

/* ── Nothing to show ── */

async function idle(mine) {
  if (mine !== turn) return;
  places.status.textContent = "";
  places.results.replaceChildren();
  const dates = await index.dates();
  await facets.render(part("facets"), dates.map((_, document) => ({ document })), dates, state());
}

async function nothing(mine, query, sentence) {
  if (mine !== turn) return;
  places.status.textContent = say(words.n_hits, { n: 0 });
  places.results.replaceChildren(make("p", { class: "remark" }, sentence));
}

function failed(broken) {
  console.error(broken); // a reader sees a sentence; whoever looks for the reason finds it here
  places.app.removeAttribute("aria-busy");
  places.results.replaceChildren();
  unavailable(broken);
}
