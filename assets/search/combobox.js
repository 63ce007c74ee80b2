/* A list under the search field: arrows choose, Enter goes there, Esc closes. It never takes the field's own Enter. */

import { make, say } from "./text.js";

let lists = 0;

export function combobox(input, { finder, words, kinds, root, status }) {
  const id = `found-${++lists}`;
  const list = make("ul", { id, role: "listbox", class: "found", hidden: true, "aria-label": words.suggestions });
  const said = status || make("p", { class: "unseen", role: "status" });
  const holder = input.parentElement;
  holder.classList.add("finds");
  input.after(list);
  if (!status) holder.append(said);
  input.type = "text"; // a search field may not be a combobox
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  })) {
    input.setAttribute(name, value);
  }
  let active = -1;
  let shownFor = "";
  let round = 0;

  const options = () => [...list.children];
  const close = () => {
    round += 1; // what is still being looked up comes too late
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const activate = (number) => {
    const all = options();
    active = (number + all.length + 1) % (all.length + 1);
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < all.length) {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    } else {
      active = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };
  const go = (option) => {
    location.href = option.dataset.href;
  };

  async function show() {
    const text = input.value;
    if (text.trim().length < 2) return close();
    const mine = ++round;
    let found = [];
    try {
      found = await finder.find(text);
    } catch {
      return close(); // the full search still works
    }
    if (mine !== round || input.value !== text || document.activeElement !== input) return undefined;
    if (!found.length) return close();
    shownFor = text;
    list.replaceChildren(
      ...found.map((entry, at) =>
        make(
          "li",
          {
            id: `${id}-${at}`,
            role: "option",
            "aria-selected": "false",
            "data-href": new URL(entry.path, root).href,
            onmousedown: (event) => event.preventDefault(),
            onclick: (event) => go(event.currentTarget),
          },
          make("span", { class: "found-name", lang: entry.lang }, entry.name),
          make("span", { class: "found-kind" }, kinds[entry.kind]?.[0] || words[`kind_${entry.kind}`] || ""),
          entry.by !== entry.name && entry.kind !== "case" ? make("span", { class: "found-by" }, entry.by) : null,
        ),
      ),
    );
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    if (!status) said.textContent = say(words.n_suggestions, { n: found.length });
    return undefined;
  }

  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, 90);
  };
  const end = () => {
    clearTimeout(timer); // or what was typed last would open the list again
    close();
  };
  input.addEventListener("input", soon);
  input.addEventListener("blur", end);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) {
        if (event.key === "ArrowDown" && input.value !== shownFor) show();
        else if (event.key === "ArrowDown" && options().length) {
          list.hidden = false;
          input.setAttribute("aria-expanded", "true");
        }
      } else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? options().length - 1 : active - 1);
      event.preventDefault();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      go(options()[active]);
    } else if (event.key === "Escape" && open) {
      end();
      event.preventDefault();
      event.stopPropagation();
    } else if ((event.key === "Home" || event.key === "End") && open) activate(-1);
  });
  input.form?.addEventListener("submit", end);
  if (document.activeElement === input && input.value) soon();
  return { close };
}
