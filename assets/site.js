// What makes reading a little easier. Every page is whole without it; each part stands alone and gives up quietly.
(function () {
  "use strict";
  var root = document.documentElement;
  var script = document.currentScript;
  var words = script.dataset;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }
  // While a page is written, its preview exchanges parts of it, and calls `furnish` of each script: what has not been
  // furnished yet is furnished then.
  var furnished = new WeakSet();
  function fresh(selector) {
    return all(selector).filter(function (one) {
      if (furnished.has(one)) return false;
      furnished.add(one);
      return true;
    });
  }
  function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
  }

  // ── The theme: the system's, unless the reader wants the other one; choosing the system's forgets the choice.
  var dark = matchMedia("(prefers-color-scheme: dark)");
  var theme = document.querySelector("button.theme");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }
  function tell() {
    theme.setAttribute("aria-pressed", String(isDark()));
  }
  if (theme) {
    tell();
    dark.addEventListener("change", tell);
    theme.addEventListener("click", function () {
      var wanted = isDark() ? "light" : "dark";
      var own = (wanted === "dark") === dark.matches;
      if (own) delete root.dataset.theme;
      else root.dataset.theme = wanted;
      try {
        if (own) localStorage.removeItem("diarium-theme");
        else localStorage.setItem("diarium-theme", wanted);
      } catch (refused) {
        // it holds until the next page
      }
      tell();
    });
  }

  // ── From a disk there is no server that turns a folder into its page, and nothing to search with.
  if (location.protocol !== "file:") {
    import(new URL("search/field.js", script.src)).catch(function () {});
    if (document.querySelector("[data-search-app]")) {
      import(new URL("search/page.js", script.src)).catch(function () {
        // without it the page shows the other ways in
      });
    }
  } else {
    all("a[href]").forEach(function (link) {
      var parts = /^([^?#]*)([?#].*)?$/.exec(link.getAttribute("href"));
      if (parts && !/^[a-z][a-z0-9+.-]*:/i.test(parts[1]) && /(^|\/)$/.test(parts[1]) && (parts[1] || !parts[2])) {
        link.setAttribute("href", parts[1] + "index.html" + (parts[2] || ""));
      }
    });
    all("form[action$='/']").forEach(function (form) {
      form.setAttribute("action", form.getAttribute("action") + "index.html");
    });
  }

  // ── Links to headings and paragraphs copy themselves; the address bar shows them, too.
  var said = make("p", { className: "unseen", lang: root.lang });
  said.setAttribute("role", "status");
  function copying(link, name) {
    link.title = words.copy;
    link.addEventListener("click", function () {
      if (!navigator.clipboard) return;
      navigator.clipboard.writeText(link.href).then(function () {
        link.dataset.said = words.copied;
        said.textContent = words.copied + (name ? ": " + name : "");
        setTimeout(function () {
          delete link.dataset.said;
          said.textContent = "";
        }, 2000);
      }, function () {});
    });
  }
  function furnishHeadings() {
    fresh("a.anchor").forEach(function (link) {
      link.setAttribute("aria-labelledby", link.hash.slice(1)); // until then it is called by its sign, after its heading
      copying(link, link.previousElementSibling && link.previousElementSibling.textContent);
    });
  }
  var tools = null;
  function furnishReading(reading) {
    if (tools) tools.remove();
    if (!said.isConnected) document.body.append(said);
    // A pointer finds the sign beside the paragraph it is over. For the keyboard the signs are out of the way until
    // asked for, or a long text would cost a hundred steps.
    var signs = all(".prose p[id^='p-']", reading).map(function (paragraph) {
      var sign = make("a", { className: "sign", href: "#" + paragraph.id, textContent: "¶", tabIndex: -1, lang: root.lang });
      sign.setAttribute("aria-label", words.paragraph);
      sign.setAttribute("aria-hidden", "true");
      copying(sign);
      paragraph.prepend(sign);
      return sign;
    });
    tools = make("p", { className: "tools", lang: root.lang });
    var showing = make("button", { type: "button", textContent: words.paragraphs });
    showing.setAttribute("aria-pressed", "false");
    showing.addEventListener("click", function () {
      var shown = reading.classList.toggle("signed");
      showing.setAttribute("aria-pressed", String(shown));
      signs.forEach(function (sign) {
        sign.tabIndex = shown ? 0 : -1;
        if (shown) sign.removeAttribute("aria-hidden");
        else sign.setAttribute("aria-hidden", "true");
      });
    });
    var printing = make("button", { type: "button", textContent: words.print });
    printing.addEventListener("click", function () {
      print();
    });
    if (signs.length) tools.append(showing, " ");
    tools.append(printing);
    reading.after(tools);
  }

  // ── The outline marks the section that is being read.
  var entries = {};
  var headings = [];
  var current = null;
  function mark() {
    var passed = headings.filter(function (heading) {
      return heading.getBoundingClientRect().top < innerHeight * 0.3;
    });
    var now = passed.length ? entries[passed[passed.length - 1].id] : null;
    if (now === current) return;
    if (current) current.removeAttribute("aria-current");
    if (now) {
      now.setAttribute("aria-current", "true");
      var box = now.closest(".outline");
      if (box && box.scrollHeight > box.clientHeight) box.scrollTop = now.offsetTop - box.clientHeight / 2;
    }
    current = now;
  }
  var waiting = false;
  addEventListener("scroll", function () {
    if (waiting || !headings.length) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      mark();
    });
  }, { passive: true });
  function furnishOutline() {
    entries = {};
    all(".outline a").forEach(function (link) {
      entries[decodeURIComponent(link.hash.slice(1))] = link;
    });
    headings = Object.keys(entries).map(function (id) {
      return document.getElementById(id);
    }).filter(Boolean);
    mark();
  }

  // ── A list is narrowed while typing; accents do not count, the order of words does not either.
  var filter = document.getElementById("filter");
  var shelves = [];
  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/ø/g, "o").replace(/æ/g, "ae");
  }
  function narrow() {
    var asked = plain(filter.value).split(/\s+/).filter(Boolean);
    var count = 0;
    shelves.forEach(function (one) {
      var left = one.rows.filter(function (item) {
        var fits = asked.every(function (word) {
          return item.text.indexOf(word) >= 0;
        });
        item.row.hidden = !fits;
        return fits;
      }).length;
      one.shelf.hidden = !left;
      count += left;
    });
    var result = filter.parentNode.querySelector("[role=status]");
    result.textContent = asked.length ? String(count || result.dataset.none) : "";
  }
  function furnishFilter() {
    filter = document.getElementById("filter");
    if (!filter) return;
    shelves = all("main .shelf").map(function (shelf) {
      return {
        shelf: shelf,
        rows: all(".rows > li", shelf).map(function (row) {
          return { row: row, text: plain(row.textContent) };
        }),
      };
    });
    fresh("#filter").forEach(function (field) {
      field.addEventListener("input", narrow);
    });
    if (filter.value) narrow(); // the browser remembered what was typed
  }

  // ── Paper has no folds.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = all("details:not([open])");
    opened.forEach(function (fold) {
      fold.open = true;
    });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (fold) {
      fold.open = false;
    });
  });

  // ── Escape closes what focus opened: an explanation, the menu.
  addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var at = document.activeElement;
    if (at && at.matches("abbr[title]")) at.blur();
    var menu = at && at.closest(".parts details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // ── Wide tables scroll by keyboard, also where browsers do not see to it.
  function furnishTables() {
    fresh(".table").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    });
  }

  script.furnish = function () {
    furnishHeadings();
    fresh(".reading").forEach(furnishReading);
    furnishOutline();
    furnishFilter();
    furnishTables();
  };
  script.furnish();
})();
