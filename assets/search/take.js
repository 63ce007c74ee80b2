/* Results to take away: a table for spreadsheets, and citations for reference managers. */

import { make } from "./text.js";

export function table(rows, words) {
  const head = [words.title, words.date, words.type, words.place, words.series, words.case, words.address];
  const lines = [head, ...rows.map((r) => [r.title, r.date, r.type, r.city, r.series, r.case, r.url])];
  return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/* A cell that begins like a formula would be one in a spreadsheet. */
function cell(value) {
  const text = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function citations(rows, archive) {
  return rows
    .map((r) => {
      const line = (text) => text.replace(/\s+/g, " ");
      const [year, month = "", day = ""] = r.date.split("-");
      return [
        "TY  - RPRT",
        `TI  - ${line(r.title)}`,
        `PY  - ${year}`,
        `DA  - ${year}/${month}/${day}/`,
        ...(r.series ? [`T3  - ${line(r.series)}`] : []),
        ...(r.case ? [`M1  - ${line(r.case)}`] : []),
        ...(r.organisation ? [`PB  - ${line(r.organisation)}`] : []),
        `DB  - ${line(archive)}`,
        `LA  - ${r.lang}`,
        `UR  - ${r.url}`,
        "ER  - ",
        "",
      ].join("\r\n");
    })
    .join("\r\n");
}

export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
