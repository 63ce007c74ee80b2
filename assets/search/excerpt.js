/* The piece of a document that shows best why it was found, with the words marked, and the section it stands in. */

import { HIDDEN, make, shown } from "./text.js";

const AROUND = 15;

/* `{ section, node, printed }` of a fragment: where to send the reader, what to show, and how names that were found by
   another form are printed there. */
export function excerpt(fragment, groups) {
  const words = fragment.content.split(/[\s\u200B]+/);
  const end = words.indexOf(HIDDEN);
  const last = end < 0 ? words.length : end;
  const inside = groups.map((places) => places.filter((place) => place < last));
  const center = bestPlace(inside) ?? 0;
  const headings = (fragment.anchors || []).filter((anchor) => anchor.location <= center && anchor.id);
  const section = headings[headings.length - 1];
  const from = Math.max(0, Math.min(center - AROUND, last - 2 * AROUND));
  const to = Math.min(last, from + 2 * AROUND + 4);
  const marked = new Set(inside.flat());
  const out = make("span", {});
  if (from > 0) out.append("… ");
  for (let at = from; at < to; at++) {
    const word = shown(words[at]);
    const [, before, core, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    if (marked.has(at) && core) out.append(before, make("mark", {}, core), after, " ");
    else out.append(word, " ");
  }
  if (to < last) out.append("…");
  out.normalize();
  const named = [...marked].map((at) => words[at]).filter((word) => word.includes("^"));
  return {
    node: out,
    printed: [...new Set(named.map((word) => shown(word).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")))],
    section: section ? { id: section.id, title: section.text.split(/\s+/).map(shown).join(" ") } : null,
  };
}

/* Where most different words stand near each other; of equals the first, though not in the title if it can be helped. */
function bestPlace(groups) {
  const all = groups.flatMap((places, group) => places.map((place) => [place, group])).sort((a, b) => a[0] - b[0]);
  let best = null;
  let most = -1;
  for (let at = 0; at < all.length && at < 400; at++) {
    const near = new Set();
    for (let next = at; next < all.length && all[next][0] - all[at][0] < 2 * AROUND; next++) near.add(all[next][1]);
    // a word that stands in few places says more than one that stands in many
    const worth = [...near].reduce((sum, group) => sum + 1 + 1 / groups[group].length, 0) + (all[at][0] > 12 ? 0.3 : 0);
    if (worth > most) {
      most = worth;
      best = all[at][0];
    }
  }
  return best;
}
