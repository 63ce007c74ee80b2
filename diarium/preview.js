// Runs in previewed pages only: keeps them up to date while somebody writes, and shows what is wrong in a newer state.
//
// A page of which only the text is another is not loaded anew: the parts that differ are exchanged, which takes a tenth
// of the time and leaves everything else as it was. What that cannot do rightly is left to loading: scripts, styles, forms,
// other files than texts. Whatever it exchanges, the page is what loading it would have given.
(() => {
  "use strict";
  const own = document.currentScript;
  // From which table a page was printed, from which build it or what it loads was taken (one of the two, or both), and
  // after how many changes of what pages load besides.
  let { build, table, files } = own.dataset;
  let channel = null;
  let overlay = null;
  let dismissed = "";
  let told = null; // the newest state
  let busy = false;

  // ── The page as it came, before any script of its own has touched it: this one is the first to run.

  const MOST = 20000; // elements: a larger page is sooner loaded than compared
  // What is loaded or run, or decides about what is; where any of it stands, everything else is exchanged around it.
  const STAYS = [
    'script:not([type$="json"])',
    'link:is([rel~="stylesheet"], [rel~="icon"], [rel~="preload"], [rel~="modulepreload"], [rel~="manifest"])',
    "style, base, noscript, template, meta[http-equiv]",
  ].join();
  const HELD = "form, iframe, object, embed, audio, video"; // scripts or readers may be at work in them

  const lives = new WeakMap(); // nodes of the page as it came, and those they are in the document
  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
  const stays = (node) => isElement(node) && node.matches(STAYS);
  const isSpine = (node) => isElement(node) && !stays(node) && (node.matches("head, body, main") || Boolean(node.querySelector(`main, ${STAYS}`)));

  const pair = (copy, live) => {
    lives.set(copy, live);
    if (isSpine(copy)) copy.childNodes.forEach((child, index) => pair(child, live.childNodes[index]));
  };

  const asItCame = () => {
    // A page that was not begun by this script, or is not shown from texts alone, is always loaded.
    if (document.scripts[0] !== own || build || location.search || document.getElementsByTagName("*").length > MOST) return null;
    const inert = document.implementation.createHTMLDocument(""); // in which nothing is loaded
    return [document.head, document.body].map((live) => {
      const copy = inert.importNode(live, true);
      pair(copy, live);
      return copy;
    });
  };

  // ── What must be exchanged: the steps, or nothing where only loading gives the right page.

  const compare = (was, now, steps, same) => {
    if (!was.cloneNode().isEqualNode(now.cloneNode())) return false;
    same.push([was, now]);
    const olds = [...was.childNodes];
    const news = [...now.childNodes];
    const isKept = (node) => stays(node) || isSpine(node);
    const kept = olds.filter(isKept);
    const others = news.filter(isKept);
    if (kept.length !== others.length) return false;
    let [from, at] = [0, 0];
    for (let number = 0; number <= kept.length; number += 1) {
      const [until, end] = number < kept.length ? [olds.indexOf(kept[number]), news.indexOf(others[number])] : [olds.length, news.length];
      exchanged(was, olds.slice(from, until), news.slice(at, end), olds[until], steps, same);
      [from, at] = [until + 1, end + 1];
      if (number < kept.length && !match(kept[number], others[number], steps, same)) return false;
    }
    return true;
  };

  const match = (was, now, steps, same) => {
    if (isSpine(was)) return isSpine(now) && compare(was, now, steps, same);
    same.push([was, now]);
    const isOwn = (node) => node.localName === "script" && node.getAttribute("src") === own.getAttribute("src");
    return was.isEqualNode(now) || (isOwn(was) && isOwn(now));
  };

  const exchanged = (parent, olds, news, next, steps, same) => {
    const equal = (one, other) => one && other && one.isEqualNode(other);
    while (equal(olds[0], news[0])) same.push([olds.shift(), news.shift()]);
    while (equal(olds.at(-1), news.at(-1))) {
      next = olds.pop();
      same.push([next, news.pop()]);
    }
    if (olds.length || news.length) steps.push({ parent, gone: olds, come: news, next });
  };

  const isHeld = (node) => isElement(node) && (node.matches(HELD) || Boolean(node.querySelector(HELD)));

  // ── What is lost with a part that goes, and is given back to its twin in the one that comes.

  const likes = (one) => [...document.body.querySelectorAll(one.localName)].filter((other) => other.className === one.className);
  const said = (one) => `${one.getAttribute("href") || ""} ${one.textContent}`;
  const described = (one) => {
    const all = likes(one);
    const text = said(one);
    return { one, text, all: all.length, at: all.indexOf(one), equal: all.filter((other) => said(other) === text).indexOf(one) };
  };
  const twin = ({ one, text, all, at, equal }) => {
    if (one.isConnected) return one;
    if (one.id) return document.getElementById(one.id);
    const now = likes(one);
    return now.filter((other) => said(other) === text)[equal] || (now.length === all ? now[at] : null);
  };

  const spot = (node, offset) => {
    if (!node) return null;
    const holder = isElement(node) ? node : node.parentNode;
    return { node, offset, text: node.textContent, index: [...holder.childNodes].indexOf(node), holder: described(holder) };
  };
  const found = ({ node, text, index, holder }) => {
    if (node.isConnected) return node;
    const now = twin(holder);
    const one = now && (index < 0 ? now : now.childNodes[index]);
    return one && one.textContent === text ? one : null;
  };

  const keep = (gone) => {
    const within = (selector) => gone.flatMap((part) => (isElement(part) ? [part, ...part.querySelectorAll("*")] : [])).filter((one) => one.matches(selector));
    const active = document.activeElement;
    const lost = (node) => gone.some((part) => part.contains(node));
    const focus = active && lost(active) ? described(active) : null;
    const visibly = focus && active.matches(":focus-visible");
    const chosen = document.getSelection();
    const ends = [spot(chosen.anchorNode, chosen.anchorOffset), spot(chosen.focusNode, chosen.focusOffset)];
    const selected = chosen.rangeCount && ends.some((end) => end && lost(end.node)) ? ends : null;
    // what somebody has opened or closed; what the page itself says of the others may have changed meanwhile
    const moved = within("details > summary").filter((one) => folded.get(one.parentNode) !== one.parentNode.open);
    const folds = moved.map((one) => [described(one), one.parentNode.open]);
    const fields = within("input, select, textarea").map((one) => [described(one), one.value, one.checked]);
    const scrolled = within("*").filter((one) => one.scrollTop || one.scrollLeft).map((one) => [described(one), one.scrollLeft, one.scrollTop]);
    const target = document.querySelector(":target");
    const [left, top] = [scrollX, scrollY];
    const tops = top ? [...document.body.querySelectorAll("[id]")].map((one) => [one, one.getBoundingClientRect()]) : [];
    const seen = tops.filter(([one, box]) => box.bottom > 0 && box.top < innerHeight && !overlay?.contains(one) && getComputedStyle(one).position !== "fixed");
    const [mark, box] = seen.sort(([, one], [, other]) => Math.abs(one.top) - Math.abs(other.top))[0] || [];

    const before = () => {
      folds.forEach(([one, open]) => {
        const now = twin(one)?.parentNode;
        if (now) now.open = open;
      });
      fields.forEach(([one, value, checked]) => {
        const now = twin(one);
        if (now && now !== one.one && now.type === one.one.type && now.type !== "file") Object.assign(now, { value, checked });
      });
    };
    const after = () => {
      if (target && !target.isConnected && location.hash) location.replace(location.hash); // only so does `:target` mean the new one
      scrolled.forEach(([one, x, y]) => twin(one)?.scrollTo({ left: x, top: y, behavior: "instant" }));
      const anchor = mark && document.getElementById(mark.id);
      if (anchor && box) {
        scrollTo({ left, top: scrollY + anchor.getBoundingClientRect().top - box.top, behavior: "instant" });
      } else {
        scrollTo({ left, top, behavior: "instant" });
      }
      if (focus) twin(focus)?.focus({ preventScroll: true, focusVisible: visibly });
      const [start, end] = selected ? selected.map(found) : [];
      if (start && end) document.getSelection().setBaseAndExtent(start, ends[0].offset, end, ends[1].offset);
    };
    return { before, after };
  };

  // ── The exchange.

  let came = asItCame();
  let folded = new WeakMap(); // folds, and whether the page has them open
  const remember = (parts) => parts.forEach((part) => isElement(part) && [part, ...part.querySelectorAll("details")].forEach((one) => one.localName === "details" && folded.set(one, one.open)));
  if (came) remember([document.body]);

  // Each script that furnishes a page says how it does that to parts which come later, or the page is loaded.
  const furnishers = () => [...document.scripts].filter((one) => one !== own && !one.type.endsWith("json"));

  const exchange = (page) => {
    const now = [page.head, page.body];
    const [steps, same] = [[], []];
    if (page.documentElement.lang !== document.documentElement.lang) return false;
    if (!furnishers().every((script) => typeof script.furnish === "function")) return false;
    if (!came.every((was, index) => compare(was, now[index], steps, same))) return false;
    if (steps.some(({ gone, come }) => [...gone, ...come].some(isHeld))) return false;
    const gone = steps.flatMap((step) => step.gone.map((node) => lives.get(node)));
    if (!gone.every((live) => live.isConnected)) return false; // a script has taken it away
    const kept = keep(gone);
    const fresh = steps.flatMap((step) => {
      const nodes = step.come.map((node) => document.importNode(node, true));
      step.come.forEach((node, index) => lives.set(node, nodes[index]));
      const first = step.gone.length ? lives.get(step.gone[0]) : null;
      if (first) first.before(...nodes);
      else if (step.next) lives.get(step.next).before(...nodes);
      else lives.get(step.parent).append(...nodes);
      step.gone.forEach((node) => lives.get(node).remove());
      return nodes;
    });
    same.forEach(([was, is]) => lives.set(is, lives.get(was)));
    came = now;
    remember(fresh);
    kept.before();
    if (fresh.length) furnishers().forEach((script) => script.furnish());
    kept.after();
    return true;
  };

  // Whether the page is now as the server has it; if not, it must be loaded.
  const renewed = async () => {
    if (!came) return false;
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (answer.status !== 200 || answer.redirected || !answer.headers.get("Content-Type").startsWith("text/html")) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const script = page.scripts[0];
    if (!script || script.getAttribute("src") !== own.getAttribute("src")) return false;
    const { build: built, table: printed, files: loaded } = script.dataset;
    if (built || printed === table || loaded !== files || !exchange(page)) return false;
    table = own.dataset.table = printed;
    return true;
  };

  // ── What is wrong lies over the page.

  const hide = () => {
    if (overlay) overlay.remove();
    overlay = null;
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const show = (state) => {
    const text = state.lines.join("\n");
    if (overlay && overlay.dataset.told === text) return; // or it would be read aloud again
    hide();
    if (dismissed === text) return;
    const close = element("button", "Close");
    close.type = "button";
    close.addEventListener("click", () => {
      dismissed = text;
      hide();
    });
    overlay = document.createElement("section");
    overlay.id = "diarium-preview";
    overlay.lang = "en";
    overlay.dataset.told = text;
    overlay.setAttribute("role", "alert");
    overlay.append(
      element("h2", "There is a mistake in the last change"),
      element("p", state.summary),
      element("pre", text),
      close,
    );
    document.body.append(overlay);
  };

  // ── What the server tells.

  const stop = () => {
    if (channel) channel.close();
    channel = null;
  };

  const isOld = () => (build && build !== told.build) || (table && table !== told.table);

  const follow = async () => {
    if (busy) return;
    busy = true;
    while (isOld()) {
      if (!(await renewed().catch(() => false))) {
        stop();
        location.reload(); // it keeps the place on the page by itself
        return;
      }
    }
    busy = false;
    if (told.failed) {
      show(told);
    } else {
      dismissed = "";
      hide();
    }
  };

  const listen = () => {
    if (channel || document.hidden) return;
    channel = new EventSource(`/.diarium/events?page=${encodeURIComponent(location.pathname)}`);
    channel.addEventListener("state", (event) => {
      told = JSON.parse(event.data);
      follow();
    });
  };

  // The styles of the overlay wait here: a strict content security policy allows no others.
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/.diarium/preview.css";
  document.head.append(sheet);

  // Browsers open six connections to one server at most, so only pages that somebody looks at hold one.
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", listen);
  listen();
})();
