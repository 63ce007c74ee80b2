/* Runs Pagefind's own worker, one of these for each language, so that each language has a stemmer of its own.
   It stands between Pagefind and the network: what fails to load is reported instead of only logged, what the bundles
   of a language share is fetched once, and answers are cut down to what the page uses. */
"use strict";

const place = new URL(self.location.href);
const engine = new URL(place.searchParams.get("engine"));
const fetched = new Map();
const requested = new Set();
const plainFetch = self.fetch.bind(self);
const plainPost = self.postMessage.bind(self);
const tell = (kind, about) => plainPost({ diarium: kind, about });

self.fetch = async (input) => {
  const url = new URL(String(input && input.url ? input.url : input), place);
  const name = url.pathname.split("/").pop();
  const shared = name.startsWith("wasm.");
  const wanted = shared ? new URL(name, engine) : url;
  requested.add(name.split(".")[0]);
  if (shared && fetched.has(name)) return (await fetched.get(name)).clone();
  const coming = plainFetch(wanted).then((response) => {
    if (!response.ok) throw new Error(`${response.status} ${wanted.pathname}`);
    return response;
  });
  if (shared) fetched.set(name, coming);
  try {
    const response = await coming;
    if (name.endsWith(".pf_meta")) await readMeta(url, response.clone());
    return shared ? response.clone() : response;
  } catch (broken) {
    tell("trouble", String(broken.message || broken));
    throw broken;
  }
};
self.console.error = (...said) => tell("trouble", said.map(String).join(" ").slice(0, 300));
self.console.warn = () => {};

/* The table of contents of a bundle, in CBOR: [version, [[page, words], …], [[first, last, chunk], …], …]. */
async function readMeta(url, response) {
  const open = response.body.pipeThrough(new DecompressionStream("gzip"));
  const data = new Uint8Array(await new Response(open).arrayBuffer());
  const text = new TextDecoder();
  let at = "pagefind_dcd".length;
  const head = () => {
    const low = data[at++] & 31;
    if (low < 24) return low;
    let value = 0;
    for (let left = 1 << (low - 24); left; left--) value = value * 256 + data[at++];
    return value;
  };
  const string = () => {
    const length = head();
    at += length;
    return text.decode(data.subarray(at - length, at));
  };
  head();
  string();
  const pages = [];
  for (let left = head(); left; left--) {
    let size = head();
    pages.push(string());
    while (--size) head();
  }
  const chunks = [];
  for (let left = head(); left; left--) {
    head();
    chunks.push([string(), string(), string()]);
  }
  tell("meta", { base: url.pathname.replace(/[^/]*$/, ""), pages, chunks });
}

/* Of each result: its page, its score, where its words stand, and which words of the index were meant. */
self.postMessage = (message) => {
  const result = message.result;
  if (result && Array.isArray(result.results)) {
    const { results, search_keywords: keywords } = result;
    message = {
      id: message.id,
      result: {
        keywords: keywords || [],
        requested: [...requested],
        hits: results.map((r) => [r.id, r.score, r.words, (r.scores || []).map((s) => s.search_term)]),
      },
    };
  }
  plainPost(message);
};

importScripts(new URL("pagefind-worker.js", engine).href);
