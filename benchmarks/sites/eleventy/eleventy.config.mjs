// The site that Eleventy builds: collections of everything a document names, each a page of its own by pagination.

const address = (name) => name.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");

const KINDS = ["people", "cities", "series", "cases", "years"];

function grouped(documents) {
  const kinds = [];
  for (const kind of KINDS) {
    const terms = new Map();
    for (const document of documents) {
      for (const name of new Set(document.data[kind])) {
        const slug = address(name);
        if (!terms.has(slug)) terms.set(slug, { name, url: `/${kind}/${slug}/`, documents: [] });
        terms.get(slug).documents.push(document);
      }
    }
    kinds.push({ name: kind, url: `/${kind}/`, terms: [...terms.values()] });
  }
  return kinds;
}

export default function (config) {
  config.setQuietMode(true);
  config.addFilter("address", address);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addCollection("documents", (api) => {
    const documents = api.getFilteredByGlob("content/documents/**/*.md");
    documents.forEach((document, at) => {
      document.data.next = documents[at + 1];
    });
    return documents;
  });
  config.addCollection("kinds", (api) => grouped(api.getFilteredByGlob("content/documents/**/*.md")));
  config.addCollection("terms", (api) =>
    grouped(api.getFilteredByGlob("content/documents/**/*.md")).flatMap((kind) => kind.terms),
  );
  return {
    dir: { input: "content", includes: "../layouts", output: "public" },
    markdownTemplateEngine: false, // the documents hold text and no templates
  };
}
