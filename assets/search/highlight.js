/* Marks on a document what the reader searched for: words, phrases, case numbers; next and previous hit; Esc ends it. */

import { endedBy, otherForms } from "./forms.js";
import { groups } from "./numbers.js";
import { parse } from "./query.js";
import { fold, make, say, spelt } from "./text.js";
import { manifest } from "./index.js";

const MOST = 500;
const MOST_OTHERS = 3; // names printed otherwise than they were asked for
const LANGUAGES = ["sv", "nb", "da"];

export async function highlight(asked, base) {
  const main = document.querySelector("main");
  if (!main) return;
  const { words, language, prefixes } = await manifest(base);
  const also = new URL(location.href).searchParams.getAll("also").slice(0, MOST_OTHERS).join(" ");
  const terms = [...parse(asked, prefixes).terms.filter((term) => !term.minus), ...parse(also).terms];
  if (!terms.length) return;
  const marks = mark(main, terms);
  if (!marks.length) return;
  bar(marks, words, language);
}

function mark(main, terms) {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) =>
      node.parentElement.closest("script, style, nav, form, button, pre, code, .anchor, .sign, svg, [hidden]") ||
      node.parentElement.checkVisibility?.() === false
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const made = [];
  for (const node of nodes) {
    if (made.length >= MOST) break;
    const ranges = rangesIn(node.data, terms);
    for (const [from, to] of ranges.reverse()) {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      const element = make("mark", { class: "hit" });
      range.surroundContents(element);
      made.push(element);
    }
  }
  return made.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

function rangesIn(text, terms) {
  const tokens = [...text.matchAll(/[\p{L}\p{N}]+(?:[-‐‑–/:.][\p{L}\p{N}]+)*/gu)].flatMap((match) => {
    const whole = { from: match.index, to: match.index + match[0].length, text: match[0] };
    if (/\d[-‐‑–/]\d/.test(match[0])) return [whole];
    return [...match[0].matchAll(/[\p{L}\p{N}]+/gu)].map((part) => ({
      from: match.index + part.index,
      to: match.index + part.index + part[0].length,
      text: part[0],
    }));
  });
  const found = [];
  for (let at = 0; at < tokens.length; at++) {
    for (const term of terms) {
      const wanted = term.kind === "phrase" ? term.words : [term.text];
      const row = tokens.slice(at, at + wanted.length);
      if (row.length === wanted.length && row.every((token, n) => same(token.text, wanted[n]))) {
        found.push([row[0].from, row[row.length - 1].to]);
      }
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const kept = [];
  for (const range of found) if (!kept.length || range[0] >= kept[kept.length - 1][1]) kept.push(range);
  return kept;
}

/* The same word in another form: equal up to an ending of few letters. A number is met by its tail, too. */
function same(printed, asked) {
  if (/\d/.test(asked)) return sameNumber(groups(printed), groups(asked));
  const [one, other] = [fold(printed), fold(asked)];
  if (one === other || (/^\p{Lu}/u.test(printed) && spelt(printed) === spelt(asked))) return true;
  if (LANGUAGES.some((language) => endedBy(one.slice(other.length), language)) && one.startsWith(other)) return true;
  if (LANGUAGES.some((language) => otherForms(other, language).includes(one))) return true;
  const stem = other.length < 5 ? other : other.replace(/(?:ernas|arnas|ornas|erna|arna|orna|enes|ene|ens|ets|ing|en|et|er|ar|or|es|s|a|e|t)$/, "");
  return stem.length >= 3 && one.startsWith(stem) && one.length - stem.length <= (other.length < 5 ? 2 : 5);
}

function sameNumber(printed, asked) {
  const wanted = /\d/.test(asked[0]) ? asked : asked.slice(1);
  if (printed.join("") === asked.join("")) return true;
  const tail = printed.slice(-wanted.length).join(" ");
  return printed.length >= wanted.length && (tail === wanted.join(" ") || tail === wanted.with(-1, `20${wanted.at(-1)}`).join(" "));
}

function bar(marks, words, language) {
  let at = -1;
  const where = make("span", { role: "status" });
  const step = (by) => {
    marks[at]?.classList.remove("now");
    at = (at + by + marks.length) % marks.length;
    marks[at].classList.add("now");
    marks[at].scrollIntoView({ block: "center" });
    where.textContent = say(words.hit_of, { 0: at + 1, n: marks.length });
  };
  const off = () => {
    for (const element of marks) {
      const parent = element.parentNode;
      element.replaceWith(...element.childNodes);
      parent.normalize();
    }
    strip.remove();
    document.removeEventListener("keydown", keys);
    const address = new URL(location.href);
    address.searchParams.delete("q");
    address.searchParams.delete("also");
    history.replaceState(history.state, "", address);
  };
  const keys = (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest?.("input, textarea, dialog")) off();
  };
  const button = (word, act) => make("button", { type: "button", onclick: act }, word);
  const strip = make(
    "div",
    { class: "hits", role: "region", "aria-label": words.hits_here, lang: language },
    where,
    button(words.previous_hit, () => step(-1)),
    button(words.next_hit, () => step(1)),
    button(words.marks_off, off),
  );
  where.textContent = say(words.n_marks, { n: marks.length });
  document.body.append(strip);
  document.addEventListener("keydown", keys);
  if (!location.hash) step(1);
}
