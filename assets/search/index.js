/* The search page's data: the manifest, facets and titles, each fetched when it is first needed. */

export class Unavailable extends Error {}

/* The manifest is asked for anew each time, so that a page left open finds the index of today. */
export async function manifest(base) {
  let response;
  try {
    response = await fetch(new URL("index.json", base), { cache: "no-cache" });
  } catch (broken) {
    throw new Unavailable(String(broken.message || broken));
  }
  if (!response.ok) throw new Unavailable(`${response.status} index.json`);
  return response.json();
}

export class Index {
  constructor(found, base) {
    this.manifest = found;
    this.base = base;
    this.files = new Map();
  }

  json(name) {
    if (!this.files.has(name)) {
      const url = new URL(name, this.base);
      const coming = fetch(url, { cache: "no-cache" }).then((response) => {
        if (!response.ok) throw new Error(`${response.status} ${name}`);
        return response.json();
      });
      coming.catch(() => this.files.delete(name));
      this.files.set(name, coming);
    }
    return this.files.get(name);
  }

  async dates() {
    return (await this.json("documents.json")).dates;
  }

  /* `{ values: [[id, label, address?], …], of: [[value, …] for each document] }` */
  facet(name) {
    return this.json(`facets/${name}.json`);
  }

  async title(document) {
    const size = this.manifest.titles;
    const [path, title, lang] = (await this.json(`titles/${Math.floor(document / size)}.json`))[document % size];
    return { path, title, lang };
  }
}

/* Whether a document's date (a day, month or year) can lie within a range whose ends may be left open. */
export function within(date, from, to) {
  const first = date + "-01-01".slice(date.length - 4);
  const last = date.length === 4 ? `${date}-12-31` : date.length === 7 ? `${date}-31` : date;
  return (!from || last >= from) && (!to || first <= to + "-12-31".slice(to.length - 4));
}
