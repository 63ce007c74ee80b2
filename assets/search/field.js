/* On every page: wakes the finder when the reader turns to a search field, and the marks when they come from a search.
   Until then it fetches nothing. */

const root = new URL("../../", import.meta.url);
const base = new URL("search/", root);
const onSearchPage = Boolean(document.querySelector("[data-search]"));

for (const input of document.querySelectorAll('form[role="search"] input[name="q"]')) {
  if (onSearchPage && input.closest("[data-search]")) continue; // the search page looks after its own
  const wake = async () => {
    input.removeEventListener("focus", wake);
    try {
      const [{ manifest }, { Finder }, { combobox }] = await Promise.all([
        import("./index.js"),
        import("./finder.js"),
        import("./combobox.js"),
      ]);
      const found = await manifest(base);
      if (found.off) return;
      combobox(input, { finder: new Finder(found, base), words: found.words, kinds: found.kinds, root });
    } catch {
      // without the list the field still leads to the search page, which says what is wrong
    }
  };
  input.addEventListener("focus", wake);
  if (document.activeElement === input) wake();
}

const asked = new URLSearchParams(location.search).get("q");
if (asked && !onSearchPage && document.querySelector("main article")) {
  import("./highlight.js").then(({ highlight }) => highlight(asked, base)).catch(() => {});
}
