/* Facets: exact counts over whole documents. Within one facet any value will do, between facets all must hold; the
   counts beside a facet's values are those of the results without that facet. */

import { within } from "./index.js";
import { dated, make, say } from "./text.js";

const AT_ONCE = 8;
const EAGER = ["type", "series", "city", "theme", "language"]; // the others may be large, and wait until they are opened
const NAMES = ["type", "series", "city", "theme", "organisation", "person", "party", "case", "language"];

export class Facets {
  constructor(index, words, change) {
    Object.assign(this, { index, words, change, open: new Set(["year", "type"]), all: new Set() });
    this.names = NAMES.filter((name) => index.manifest.facets.includes(name));
  }

  chosen(state) {
    const values = new Map();
    for (const name of [...this.names, "year", "month"]) {
      const picked = state.getAll(name).filter(Boolean);
      if (picked.length) values.set(name, new Set(picked));
    }
    const day = (name) => (/^\d{4}(-\d\d){0,2}$/.test(state.get(name) || "") ? state.get(name) : "");
    const [from, to] = [day("from"), day("to")];
    return { values, from, to, any: values.size > 0 || Boolean(from || to) };
  }

  /* Tests for documents, one for each facet chosen. */
  async tests({ values, from, to }, dates) {
    const tests = new Map();
    for (const [name, picked] of values) {
      if (name === "year") tests.set(name, (n) => picked.has(dates[n].slice(0, 4)));
      else if (name === "month") tests.set(name, (n) => picked.has(dates[n].slice(0, 7)));
      else {
        const { values: known, of } = await this.index.facet(name);
        const numbers = new Set(known.flatMap(([id], number) => (picked.has(id) ? [number] : [])));
        tests.set(name, (n) => of[n].some((value) => numbers.has(value)));
      }
    }
    if (from || to) tests.set("range", (n) => within(dates[n], from, to));
    return tests;
  }

  async filter(hits, chosen, dates) {
    const tests = [...(await this.tests(chosen, dates)).values()];
    return (hits || []).filter((hit) => tests.every((test) => test(hit.document)));
  }

  /* What a result shows of its document. */
  async facts(document, names = ["type", "city", "series"]) {
    const facts = {};
    for (const name of names.filter((one) => this.names.includes(one))) {
      const { values, of } = await this.index.facet(name);
      facts[name] = of[document].map((value) => values[value][1]);
    }
    return facts;
  }

  /* Feeds of the values chosen, where the archive has such feeds. */
  feeds(state, root) {
    const { feeds } = this.index.manifest;
    const out = [];
    for (const name of this.names) {
      if (!feeds.includes(name)) continue;
      for (const id of state.getAll(name)) {
        const label = this.labels?.get(`${name} ${id}`);
        if (label) out.push([label[0], new URL(`${label[1]}feed.xml`, root).href]);
      }
    }
    return out;
  }

  async render(place, hits, dates, state) {
    const chosen = this.chosen(state);
    const tests = await this.tests(chosen, dates);
    const count = async (name) => {
      const others = [...tests].filter(([of]) => of !== name && !(name === "year" && of === "month")).map(([, test]) => test);
      const kept = (hits || []).filter((hit) => others.every((test) => test(hit.document)));
      return this.values(name, kept, dates);
    };
    this.labels = new Map();
    const groups = [];
    for (const name of ["year", ...(chosen.values.has("year") || chosen.values.has("month") ? ["month"] : []), ...this.names]) {
      const ready = EAGER.includes(name) || ["year", "month"].includes(name) || this.open.has(name) || chosen.values.has(name);
      const values = ready ? await count(name) : null;
      values?.forEach(([id, label, , address]) => address && this.labels.set(`${name} ${id}`, [label, address]));
      if (values && values.length < 2 && !chosen.values.has(name)) continue;
      groups.push(this.group(name, values, chosen, () => count(name)));
    }
    const focused = document.activeElement?.id;
    place.replaceChildren(this.picked(chosen), this.range(chosen), ...groups);
    if (focused) document.getElementById(focused)?.focus();
  }

  async values(name, hits, dates) {
    if (name === "year" || name === "month") {
      const size = name === "year" ? 4 : 7;
      const counts = new Map();
      for (const { document } of hits) {
        const value = dates[document].slice(0, size);
        if (value.length === size) counts.set(value, (counts.get(value) || 0) + 1);
      }
      const language = this.index.manifest.language;
      return [...counts].sort((a, b) => (a[0] < b[0] ? 1 : -1)).map(([value, n]) => [value, name === "year" ? value : dated(value, language), n]);
    }
    const { values, of } = await this.index.facet(name);
    const counts = new Map();
    for (const { document } of hits) for (const value of of[document]) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts]
      .map(([value, n]) => [values[value][0], values[value][1], n, values[value][2]])
      .sort((a, b) => b[2] - a[2] || a[1].localeCompare(b[1], this.index.manifest.language));
  }

  group(name, values, chosen, load) {
    const picked = chosen.values.get(name) || new Set();
    const label = this.words[`facet_${name}`];
    const body = make("div", { class: "facet-values" });
    const fill = (listed) => {
      const first = this.all.has(name) ? listed : listed.filter(([id], at) => at < AT_ONCE || picked.has(id));
      body.replaceChildren(
        make("ul", {}, first.map(([id, text, n]) => make("li", {}, this.box(name, id, text, n, picked.has(id))))),
        first.length < listed.length
          ? make("button", { type: "button", onclick: () => (this.all.add(name), fill(listed), body.querySelectorAll("input")[AT_ONCE]?.focus()) }, say(this.words.show_all_n, { n: listed.length }))
          : "",
      );
    };
    if (values) fill(values);
    const details = make("details", { open: this.open.has(name) || picked.size > 0 }, make("summary", {}, label), make("fieldset", {}, make("legend", { class: "unseen" }, label), body));
    details.addEventListener("toggle", async () => {
      details.open ? this.open.add(name) : this.open.delete(name);
      if (details.open && !body.childElementCount) fill(await load());
    });
    return details;
  }

  box(name, id, text, n, checked) {
    const field = `f-${name}-${id}`;
    const box = make("input", { type: "checkbox", id: field, onchange: () => this.toggle(name, id, box.checked) });
    box.checked = checked;
    return [box, make("label", { for: field }, text, " ", make("span", { class: "count" }, n.toLocaleString(document.documentElement.lang)))];
  }

  toggle(name, id, on) {
    this.change((next) => {
      const values = next.getAll(name).filter((value) => value !== id);
      next.delete(name);
      if (name === "year" && !on) {
        const months = next.getAll("month").filter((month) => !month.startsWith(id));
        next.delete("month");
        months.forEach((month) => next.append("month", month));
      }
      for (const value of on ? [...values, id] : values) next.append(name, value);
    });
  }

  picked(chosen) {
    const chips = [];
    const chip = (name, id, text) =>
      chips.push(make("li", {}, make("button", { type: "button", onclick: () => (name === "range" ? this.change((next) => (next.delete("from"), next.delete("to"))) : this.toggle(name, id, false)), "aria-label": say(this.words.take_away, { 0: text }) }, text, " ×")));
    for (const [name, ids] of chosen.values) for (const id of ids) chip(name, id, this.labels?.get(`${name} ${id}`)?.[0] || this.label(name, id));
    if (chosen.from || chosen.to) chip("range", "", `${chosen.from || "…"} – ${chosen.to || "…"}`);
    if (!chips.length) return "";
    const clear = () => this.change((next) => [...next.keys()].forEach((key) => ["q", "sort"].includes(key) || next.delete(key)));
    if (chips.length > 1) chips.push(make("li", {}, make("button", { type: "button", onclick: clear }, this.words.clear_all)));
    return make("ul", { class: "chips", "aria-label": this.words.chosen }, chips);
  }

  label(name, id) {
    return name === "month" ? dated(id, this.index.manifest.language) : id;
  }

  range(chosen) {
    const field = (name, label, value) => {
      const box = make("input", { type: "text", id: `range-${name}`, inputmode: "numeric", placeholder: "ÅÅÅÅ-MM-DD".replace(/ÅÅÅÅ/, this.words.year_letters), pattern: "\\d{4}(-\\d\\d){0,2}", value, autocomplete: "off" });
      box.addEventListener("change", () => {
        const text = box.value.trim();
        if (text && !/^\d{4}(-\d\d){0,2}$/.test(text)) return box.setAttribute("aria-invalid", "true");
        box.removeAttribute("aria-invalid");
        return this.change((next) => (text ? next.set(name, text) : next.delete(name)));
      });
      return [make("label", { for: `range-${name}` }, label), box];
    };
    return make("fieldset", { class: "range" }, make("legend", {}, this.words.date_range), field("from", this.words.from, chosen.from), field("to", this.words.to, chosen.to));
  }
}
