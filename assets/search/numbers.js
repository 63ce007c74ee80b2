/* Case numbers in whatever notation, as the index holds them; diarium/pages/numbers.py does the same with documents. */

const GROUP = /\p{L}+|\d+/gu;
// The second way begins with digits, so that groups of letter and digits (`24.10.00-A26-1-19`) are not the names of roads.
const NUMBER = /^(?:(?:\p{L}{1,6}[-/.:])?(?:\p{L}{1,6}[-/.:]?)?\d+(?:[-/.:](?:\d+|\p{L}{1,4}))+|\d+(?:[-/.:](?:\d+|\p{L}{1,4}\d*))+)$/u;
const DASHES = /[‐‑‒–—−]/g;
const LETTERS = "bcfhjmpqvx";

export const tidy = (text) => text.normalize("NFC").replace(DASHES, "-");

/* `803-1873/2016`, `KS-12/2017`, `16/01234-5`. With points or colons alone it is one only when it holds a year. */
export function isNumber(word) {
  const text = tidy(word);
  const found = text.match(GROUP) || [];
  if (!NUMBER.test(text) || found.filter((group) => /\d/.test(group)).length < 2) return false;
  return /[-/]/.test(text) || found.some((group) => /^(?:19|20)\d\d$/.test(group));
}

/* Small letters and digits without leading noughts: `KS-2019/00123` → `ks 2019 123`. */
export const groups = (text) =>
  (text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").match(GROUP) || []).map((group) =>
    /\d/.test(group) ? group.replace(/^0+(?=\d)/, "") : group,
  );

/* One word for a number; every group has its end, unless the last may go on. */
export function code(number, open = false) {
  const written = `qz${number.map((group) => `${group.replace(/\d/g, (digit) => LETTERS[digit])}z`).join("")}`;
  return open ? written.slice(0, -1) : written;
}

/* All letters and digits in a row, as numbers are copied from a machine. */
export const joined = (text) => text.toLowerCase().normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");

/* What else a case number is asked for as: without its letters or its first group, with two digits for the year or four. */
export function notations(text) {
  const whole = text.toLowerCase().match(GROUP) || [];
  const bare = whole.slice(Math.max(0, whole.findIndex((group) => /\d/.test(group))));
  const rows = [whole, bare];
  if (bare.length === 3 && isYear(bare[2])) rows.push(bare.slice(1));
  for (const row of [...rows]) {
    const order = [row.length - 1, ...row.keys()];
    const year = order.find((at) => isYear(row[at]));
    const short = order.slice(0, 2).find((at) => /^\d\d$/.test(row[at]));
    if (year !== undefined) rows.push(row.with(year, row[year].slice(2)));
    else if (short !== undefined) rows.push(row.with(short, (Number(row[short]) < 70 ? "20" : "19") + row[short]));
  }
  return [...new Set(rows.filter((row) => row.length).map((row) => groups(row.join(" ")).join(" ")))];
}

const isYear = (group) => /^(?:19|20)\d\d$/.test(group ?? "");
