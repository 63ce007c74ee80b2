/* Runs Pagefind's own worker, one of these for each language, so that each language has a stemmer of its own.
   It stands between Pagefind and the network: what fails to load is reported instead of only logged, the program itself
   is put together from what all languages share, and answers are cut down to what the page uses. */
"use strict";

const place = new URL(self.location.href);
const engine = new URL(place.searchParams.get("engine"));
const program = place.searchParams.getAll("program"); // a file, or a file and a patch to it
const plainFetch = self.fetch.bind(self);
const plainPost = self.postMessage.bind(self);
const tell = (kind, about) => plainPost({ diarium: kind, about });
let assembled;

self.fetch = async (input) => {
  const url = new URL(String(input && input.url ? input.url : input), place);
  const name = url.pathname.split("/").pop();
  try {
    if (name.startsWith("wasm.")) return new Response(await (assembled ??= assemble()));
    if (url.pathname.includes("/stems/")) return new Response(emptyIndex(name, url));
    const response = await got(url);
    if (name.endsWith(".pf_index")) tell("loaded", url.pathname);
    if (name.endsWith(".pf_meta")) await readMeta(url, response.clone());
    return response;
  } catch (broken) {
    tell("trouble", String(broken.message || broken));
    throw broken;
  }
};

async function got(url) {
  const response = await plainFetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url.pathname}`);
  return response;
}

const unpacked = async (response) =>
  new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());

/* The program of this language: as it is, or made of that of another one; diarium/disk/programs.py wrote the steps. */
async function assemble() {
  const [whole, patch] = await Promise.all(program.map((name) => got(new URL(name, engine))));
  const before = await unpacked(whole);
  if (!patch) return before;
  const steps = new Uint8Array(await patch.arrayBuffer());
  const pieces = [];
  let at = 0;
  let reading = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      value += (steps[at] & 127) << shift;
      if (steps[at++] < 128) return value;
    }
  };
  while (at < steps.length) {
    const written = number();
    pieces.push(steps.subarray(at, at + written));
    at += written;
    reading += written;
    if (at >= steps.length) break;
    const step = number();
    reading += step & 1 ? -(step + 1) / 2 : step / 2;
    const copied = number();
    pieces.push(before.subarray(reading, reading + copied));
    reading += copied;
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/* An index without anything in it, which only tells how this language's words are stemmed. */
function emptyIndex(name, url) {
  const language = url.pathname.split("/").at(-2);
  if (name.endsWith(".json")) return JSON.stringify({ version: "", languages: { [language]: { hash: "none", wasm: language, page_count: 0 } } });
  return new Uint8Array([...new TextEncoder().encode("pagefind_dcd"), 0x86, 0x60, 0x80, 0x80, 0x80, 0x80, 0x81, 0x65, ...new TextEncoder().encode("title")]);
}

self.console.error = (...said) => tell("trouble", said.map(String).join(" ").slice(0, 300));
self.console.warn = () => {};

/* The table of contents of a bundle, in CBOR: [version, [[page, words], …], [[first, last, chunk], …], …]. */
async function readMeta(url, response) {
  const data = await unpacked(response);
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
        hits: results.map((r) => [r.id, r.score, r.words, (r.scores || []).map((s) => s.search_term)]),
      },
    };
  }
  plainPost(message);
};

importScripts(new URL("pagefind-worker.js", engine).href);
