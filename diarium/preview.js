// Runs in previewed pages only: reloads them when they are out of date, and shows what is wrong in a newer state.
(() => {
  "use strict";
  // From which table a page was printed, from which build it or what it loads was taken: one of the two, or both.
  const { build, table } = document.currentScript.dataset;
  let channel = null;
  let overlay = null;
  let dismissed = "";

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
    overlay.setAttribute("role", "alert");
    overlay.append(
      element("h2", "There is a mistake in the last change"),
      element("p", state.summary),
      element("pre", text),
      close,
    );
    document.body.append(overlay);
  };

  const stop = () => {
    if (channel) channel.close();
    channel = null;
  };

  // A reload keeps the place on the page by itself, as long as the address stays the same.
  const listen = () => {
    if (channel || document.hidden) return;
    channel = new EventSource(`/.diarium/events?page=${encodeURIComponent(location.pathname)}`);
    channel.addEventListener("state", (event) => {
      const state = JSON.parse(event.data);
      if ((build && build !== state.build) || (table && table !== state.table)) {
        stop();
        location.reload();
      } else if (state.failed) {
        show(state);
      } else {
        dismissed = "";
        hide();
      }
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
