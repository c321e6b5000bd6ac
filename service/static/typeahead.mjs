// Typing in a long list: an editable combobox with a listbox, after the pattern of the WAI-ARIA
// practices. The select stays in its form and holds the value; without this it is used as it is.
// Only what is in the list can be chosen: nothing is guessed.

const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const made = (name, more = {}) => Object.assign(document.createElement(name), more);

/** How well an item fits the words, 0 best: its title, early or late in it, then another name or its
 * id; or nothing. */
function fit(item, wanted) {
  const words = wanted.split(" ");
  const begins = (name) => words.every((word) => ` ${name}`.includes(` ${word}`));
  if (item.title.startsWith(wanted)) return { rank: 0 };
  if (begins(item.title)) {
    const before = ` ${item.title}`.split(` ${words[0]}`)[0].split(" ").length;
    return { rank: 1 + Math.min(before, 90) / 100 };
  }
  const other = item.names.find(({ name }) => begins(name));
  if (other) return { rank: 2, called: other.called };
  return item.title.includes(wanted) ? { rank: 3 } : null;
}

/** What fits the words, best first and group by group; without words everything. */
export function matches(items, text) {
  const wanted = plain(text);
  if (!wanted) return text.trim() ? [] : items.map((item) => ({ item, rank: 0 }));
  const found = items.flatMap((item) => {
    const fits = item.value && fit(item, wanted);
    return fits ? [{ item, ...fits }] : [];
  });
  const best = new Map();
  for (const { item, rank } of found) {
    best.set(item.group, Math.min(Math.floor(rank), best.get(item.group) ?? rank));
  }
  const groups = [...best.keys()];
  const key = ({ item, rank }) => (best.get(item.group) * groups.length + groups.indexOf(item.group)) * 10 + rank;
  return found.sort((a, b) => key(a) - key(b));
}

/** An item of a list: its value, title and group, and the other names that it has. */
export function entry(value, label, group, also = []) {
  const names = also.map((name) => ({ name: plain(name), called: name }));
  return { value, label, group, title: plain(label), names: [...names, { name: plain(value) }] };
}

let lists = 0;

/**
 * Turns a text field into a combobox. `pick` is called with the item chosen, or with the item of no
 * value (or undefined) when the field is emptied. `set` of what is given back shows an item;
 * `settle` takes what was typed, and is false where that is nothing of the list.
 */
export function combobox(input, items, label, pick) {
  const id = `${input.id}-list-${(lists += 1)}`;
  const box = made("div", { className: "bw-typeahead" });
  const list = made("div", { className: "bw-typeahead__list", id, hidden: true });
  const said = made("span", { className: "nhsuk-u-visually-hidden" });
  const wrong = made("p", { className: "nhsuk-error-message bw-typeahead__wrong", id: `${id}-wrong`, hidden: true });
  const whole = made("button", { className: "bw-typeahead__whole", type: "button", tabIndex: -1 });
  const none = items.find((item) => !item.value);
  const hint = input.getAttribute("aria-describedby");
  let found = [];
  let options = [];
  let active = -1;
  let chosen = none;
  let telling;

  const attributes = (element, given) => {
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  };
  attributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id });
  attributes(input, { autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  attributes(list, { role: "listbox", "aria-label": label });
  attributes(said, { role: "status" });
  attributes(whole, { "aria-label": `The whole list: ${label}`, "aria-controls": id });
  input.before(box);
  box.append(wrong, input, whole, list, said);

  const shown = () => (chosen?.value ? chosen.label : "");
  const tell = (text) => {
    clearTimeout(telling);
    telling = setTimeout(() => (said.textContent = text), 250);
  };
  const opened = () => !list.hidden;
  const mark = (index) => {
    active = index;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[index].id);
    options[index]?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const blame = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
    input.classList.toggle("nhsuk-input--error", Boolean(text));
    const told = [hint, text && wrong.id].filter(Boolean).join(" ");
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (told) input.setAttribute("aria-describedby", told);
    else input.removeAttribute("aria-describedby");
  };
  const set = (item) => {
    chosen = item ?? none;
    input.value = shown();
    blame("");
    close();
  };
  const take = (item) => {
    set(item);
    tell("");
    pick(chosen);
  };

  /** Shows what fits a text; says how many there are, or that there is none. */
  const open = (text) => {
    found = matches(items, text);
    options = [];
    list.replaceChildren();
    let group;
    let room = list;
    for (const { item, called } of found) {
      if (item.group !== group) room = list;
      if (item.group !== group && item.group) {
        room = made("div");
        attributes(room, { role: "group", "aria-label": item.group });
        const head = made("div", { className: "bw-typeahead__group", textContent: item.group });
        head.setAttribute("aria-hidden", "true");
        room.append(head);
        list.append(room);
      }
      group = item.group;
      const option = made("div", { className: "bw-typeahead__option", id: `${id}-${options.length}`, textContent: item.label });
      attributes(option, { role: "option", "aria-selected": "false" });
      if (called) option.append(" ", made("span", { className: "bw-typeahead__called", textContent: `also called ${called}` }));
      option.addEventListener("click", () => take(item));
      options.push(option);
      room.append(option);
    }
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(opened()));
    mark(-1);
    tell(found.length ? `${found.length} in the list` : `Nothing in the list is called “${text.trim()}”`);
  };
  const everything = () => {
    open("");
    mark(found.findIndex(({ item }) => item === chosen));
  };

  const settle = () => {
    const typed = input.value.trim();
    if (active >= 0) take(found[active].item);
    else if (typed === shown()) set(chosen);
    else if (!typed) take(none);
    else {
      const wanted = plain(typed);
      const same = items.filter((item) => item.value && item.title === wanted);
      const called = items.filter((item) => item.names.some(({ name }) => name === wanted));
      const [one, another] = same.length ? same : called;
      if (one && !another) take(one);
      else {
        close();
        const why = one ? "Several are called" : "Nothing in the list is called";
        blame(`${why} “${typed}”. Choose from the list, or leave this empty.`);
        return false;
      }
    }
    return true;
  };

  input.addEventListener("input", () => {
    blame("");
    if (input.value.trim()) open(input.value);
    else {
      close();
      tell("");
    }
  });
  input.addEventListener("click", () => {
    if (!opened() && input.value === shown()) everything();
  });
  input.addEventListener("blur", () => settle());
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  whole.addEventListener("pointerdown", (event) => event.preventDefault());
  whole.addEventListener("click", () => {
    input.focus();
    if (opened()) close();
    else everything();
  });
  const move = (step) => {
    const begun = opened();
    if (!begun && input.value === shown()) everything();
    else if (!begun) open(input.value);
    const count = options.length;
    if (!count) return;
    if (!begun && active >= 0) mark(active);
    else if (active < 0) mark(step > 0 ? 0 : count - 1);
    else mark((active + step + count) % count);
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { key, altKey } = event;
    if (key === "ArrowDown" && altKey) everything();
    else if (key === "ArrowUp" && altKey) close();
    else if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Escape" && opened()) close();
    else if (key === "Escape") set(chosen);
    else if (key === "Enter" && opened() && active >= 0) take(found[active].item);
    else if (key === "Enter" && opened() && found.length === 1 && input.value !== shown()) take(found[0].item);
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) mark(-1);
      if (key !== "Enter" || settle()) return;
    }
    event.preventDefault();
  });
  return { set, settle };
}

/** Puts a combobox in front of a select, which keeps its name and its value. */
function enhance(select) {
  const items = [...select.options].map((option) =>
    entry(
      option.value,
      option.label,
      option.parentElement.label ?? "",
      option.dataset.also?.split("|"),
    ),
  );
  const title = document.querySelector(`label[for="${select.id}"]`);
  const input = made("input", { id: `${select.id}-typed`, className: "nhsuk-input", type: "text" });
  const none = items.find((item) => !item.value);
  if (none) input.placeholder = none.label;
  const hint = select.getAttribute("aria-describedby");
  if (hint) input.setAttribute("aria-describedby", hint);
  select.before(input);
  title.htmlFor = input.id;
  select.hidden = true;
  const field = combobox(input, items, title.textContent, (item) => (select.value = item?.value ?? ""));
  const follow = () => field.set(items[select.selectedIndex]);
  follow();
  addEventListener("pageshow", follow); // a browser that goes back fills the select in by itself
  select.form.addEventListener("submit", (event) => {
    if (field.settle() || event.defaultPrevented) return;
    event.preventDefault();
    input.focus();
  });
}

for (const select of document.querySelectorAll("select[data-typeahead]")) enhance(select);
