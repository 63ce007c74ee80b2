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
    if (name === "pagefind-entry.json") return new Response(entry(url));
    if (name.endsWith(".pf_meta")) return new Response(await contents(url));
    const response = await got(url);
    if (name.endsWith(".pf_index")) tell("loaded", url.pathname);
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

/* What Pagefind reads first of a bundle. */
function entry(url) {
  const language = place.searchParams.get("language");
  return JSON.stringify({ version: "", languages: { [language]: { hash: url.searchParams.get("ts") || "none", wasm: language, page_count: 0 } } });
}

/* A bundle's table of contents as Pagefind reads it, in CBOR: [version, [[page, words], …], [[first, last, piece], …], …].
   Of the index that only tells how words are stemmed, it is empty. */
async function contents(url) {
  const digest = url.pathname.match(/pagefind\.(.*)\.pf_meta$/)[1];
  const table = digest === "none" ? { pages: "", lengths: [], pieces: "", begins: "", last: "" } : await (await got(new URL(`table.json?${digest}`, url))).json();
  const split = (text) => (text ? text.split(" ") : []);
  const [pages, begins] = [split(table.pages), split(table.begins)];
  const pieces = split(table.pieces).map((name, at) => [begins[at], at + 1 < begins.length ? before(begins[at + 1]) : table.last, name]);
  const out = [...new TextEncoder().encode("pagefind_dcd")];
  const head = (kind, value) => {
    if (value < 24) out.push(kind | value);
    else if (value < 256) out.push(kind | 24, value);
    else if (value < 65536) out.push(kind | 25, value >> 8, value & 255);
    else out.push(kind | 26, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
  };
  const list = (length) => head(0x80, length);
  const text = (words) => {
    const data = new TextEncoder().encode(words);
    head(0x60, data.length);
    for (const byte of data) out.push(byte);
  };
  list(6);
  text("");
  list(pages.length);
  pages.forEach((page, at) => (list(2), text(page), head(0, table.lengths[at])));
  list(pieces.length);
  for (const piece of pieces) list(3), piece.forEach(text);
  list(0);
  list(0);
  list(1);
  text("title");
  tell("meta", { base: url.pathname.replace(/[^/]*$/, ""), pages, chunks: pieces });
  return new Uint8Array(out);
}

/* A text that stands before this one, and behind all others that do. */
function before(word) {
  const letters = [...word];
  const less = letters.pop().codePointAt(0) - 1;
  return `${letters.join("")}${String.fromCodePoint(less >= 0xd800 && less < 0xe000 ? 0xd7ff : less)}\u{10ffff}`;
}

self.console.error = (...said) => tell("trouble", said.map(String).join(" ").slice(0, 300));
self.console.warn = () => {};

/* Of each result: its page, its score, where its words stand, and which words of the index were meant; as rows of numbers,
   which cost next to nothing to hand over. Results for the same words tell of them once. */
self.postMessage = (message) => {
  const found = message.result?.results;
  if (!Array.isArray(found)) return plainPost(message);
  const ends = new Uint32Array(found.length); // where each result's places end
  let length = 0;
  found.forEach((result, at) => (ends[at] = length += result.words.length));
  const places = new Uint32Array(length);
  const scores = new Float64Array(found.length);
  const which = new Uint32Array(found.length);
  const words = new Map();
  found.forEach((result, at) => {
    places.set(result.words, ends[at] - result.words.length);
    scores[at] = result.score;
    const meant = (result.scores || []).map((one) => one.search_term).join(" ");
    if (!words.has(meant)) words.set(meant, words.size);
    which[at] = words.get(meant);
  });
  const pages = found.map((result) => result.id).join(" ");
  const result = { keywords: message.result.search_keywords || [], pages, scores, places, ends, which, words: [...words.keys()] };
  return plainPost({ id: message.id, result }, [scores.buffer, places.buffer, ends.buffer, which.buffer]);
};

importScripts(new URL("pagefind-worker.js", engine).href);
