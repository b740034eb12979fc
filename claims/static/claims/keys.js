// The keyboard of the desk, read from the page: data-key on what can be pressed, data-rows and data-row on lists.
// Every key presses something that can be clicked as well. The contract is written down at /desk/style/.
(() => {
  "use strict";
  const FIELD = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit], [type=button])";
  const isOn = () => document.body.dataset.keys !== "off";
  const isTyping = (element) => Boolean(element.closest?.(FIELD));
  const isUsable = (element) => element.checkVisibility() && !element.matches(":disabled, [aria-disabled=true]");
  const openDialog = () => document.querySelector("dialog[open]");
  const shortcut = (element) => element.dataset.key.split(/\s+/)[0];
  const written = (key) => (key === "Enter" ? "↵" : /^[A-Z]$/.test(key) ? `⇧ ${key}` : key.toUpperCase());

  const labelOf = (element) => {
    const source = element.labels?.[0] ?? element;
    const copy = source.cloneNode(true);
    copy.querySelectorAll("kbd, .count, .soft, svg").forEach((part) => part.remove());
    const text = element.dataset.keyLabel || element.getAttribute("aria-label") || copy.textContent;
    return text.replace(/\s+/g, " ").trim().slice(0, 60);
  };

  // ── hints: each element with a key shows it; what came last is pressed first ──

  const ages = new WeakMap();
  let n_loads = 0;

  const decorate = (part) => {
    n_loads += 1;
    const found = [...(part.querySelectorAll?.("[data-key]") ?? [])];
    if (part.matches?.("[data-key]")) found.push(part);
    for (const element of found) {
      ages.set(element, n_loads);
      if (!isOn()) continue;
      element.setAttribute("aria-keyshortcuts", shortcut(element));
      const place = element.matches("input, select, textarea") ? element.labels?.[0] : element;
      if (!place || place.querySelector(":scope > kbd")) continue;
      const hint = document.createElement("kbd");
      hint.className = "key-hint";
      hint.setAttribute("aria-hidden", "true");
      hint.textContent = written(shortcut(element));
      place.append(hint); // no space: it would be underlined where the hint is not shown
      if (n_loads > 1 && !element.closest("[data-row]")) takeHintFromOlder(element);
    }
    const needing = [...(part.querySelectorAll?.("[data-scripted][hidden]") ?? [])];
    for (const element of needing) element.hidden = false;
    if (part.matches?.("[data-here]")) putCursor(part);
  };

  // Where several say the same key, only the last is pressed: only it shows the key.
  const takeHintFromOlder = (element) => {
    for (const older of document.querySelectorAll(`[data-key=${JSON.stringify(element.dataset.key)}]`)) {
      if (older !== element && !older.closest("[data-row], dialog, details")) older.querySelector(":scope > kbd")?.remove();
    }
  };

  // ── the cursor of a list ──

  let last = { id: "", index: -1 };
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.checkVisibility());
  const current = () => document.querySelector("[data-row][aria-current=true]");

  const putCursor = (row, withFocus = true) => {
    current()?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.tabIndex = -1;
    last = { id: row.id, index: rows().indexOf(row) };
    if (!withFocus) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = at < 0 ? all.find((row) => row.getBoundingClientRect().top >= 0) ?? all[0] : all[at + by];
    if (next) putCursor(next);
  };

  // A row that was answered is a row no longer: the cursor goes on to the next one.
  const keepCursor = () => {
    if (last.index < 0 || current()) return;
    const all = rows();
    const same = last.id ? document.getElementById(last.id) : null;
    const follows = (row) => same?.closest("[data-rows]") && same.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = same?.matches("[data-row]") ? same : all.find(follows) ?? all[Math.min(last.index, all.length - 1)];
    const isFree = document.activeElement === document.body || document.activeElement === null;
    if (next) putCursor(next, isFree);
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] [data-row]");
    if (row && row !== current()) putCursor(row, false);
  });

  // ── pressing ──

  const press = (element) => {
    if (element.matches(FIELD)) {
      element.focus();
      element.select?.();
      return;
    }
    element.click();
    const fold = element.matches("summary") && element.parentElement;
    if (fold?.open) (fold.querySelector("[data-focus]") ?? element).focus();
  };

  // What was put in the page and not decorated yet is the newest of all.
  const age = (element) => ages.get(element) ?? n_loads + 1;
  const newest = (found) => found.sort((a, b) => age(b) - age(a))[0];

  // The nearest meaning of a key: in the dialog, in the panel that has the focus, in the row, on the page.
  const meaningOf = (key) => {
    const wanted = `[data-key~=${JSON.stringify(key)}]`;
    const dialog = openDialog();
    const near = dialog ? [dialog] : [document.activeElement?.closest?.("details[open]"), current()];
    for (const scope of near) {
      const found = scope && [...scope.querySelectorAll(wanted)].find(isUsable);
      if (found) return found;
    }
    if (dialog) return undefined;
    return newest([...document.querySelectorAll(wanted)].filter((element) => isUsable(element) && !element.closest("[data-row]")));
  };

  const search = () => [...document.querySelectorAll("main [type=search]")].find(isUsable);

  const BUILT_IN = {
    "?": () => open(document.getElementById("keys")),
    "/": () => { const field = search(); if (field) press(field); else open(document.getElementById("palette")); },
    j: () => step(1),
    k: () => step(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open(document.getElementById("palette"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && isTyping(event.target) && !openDialog() && !event.target.closest("details[open]")) {
      event.preventDefault(); // what was searched for stays
      if (current()) putCursor(current());
      else event.target.blur();
    }
    if (!isOn() || isTyping(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
    const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
    const isMove = (key === "j" || key === "k") && !openDialog();
    if (event.repeat && !isMove) return;
    const element = isMove && rows().length ? undefined : meaningOf(key);
    const act = element ? () => press(element) : !openDialog() && BUILT_IN[key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // One panel of a row at a time; one that opens below the edge of the window is brought into it. (The attribute
  // `name` of details would close the panel of a row that htmx puts in the place of another one.)
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!fold.matches("[data-row] details[open], .bulk details[open]")) return;
    for (const other of fold.parentElement.querySelectorAll(":scope > details[open]")) {
      if (other !== fold) other.open = false;
    }
    fold.querySelector(".panel")?.scrollIntoView({ block: "nearest" });
  }, true);

  // ── dialogs ──

  const open = (dialog) => {
    if (!dialog || dialog.open) return;
    openDialog()?.close();
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (dialog.id === "keys") tellKeys(dialog);
    dialog.showModal();
    if (dialog.id === "palette") document.dispatchEvent(new CustomEvent("palette:open"));
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) open(document.getElementById(opener.dataset.opens));
    if (event.target.closest?.("[data-closes]") || event.target.matches?.("dialog[open]")) openDialog()?.close();
  });

  // The overlay is made of the page's own keys: what is not there is not promised.
  const tellKeys = (dialog) => {
    const firstRow = current() ?? rows()[0];
    const lists = { row: new Map(), page: new Map() };
    for (const element of document.querySelectorAll("[data-key]")) {
      const row = element.closest("[data-row]");
      if (element.closest("dialog") || (row && row !== firstRow)) continue;
      const fold = element.closest("details")?.querySelector(":scope > summary[data-key]");
      if (fold === null && !isUsable(element)) continue;
      if (fold && fold !== element && !row) continue; // the panel shows its numbers itself
      const parts = fold && fold !== element ? [fold, element] : [element];
      const keys = parts.map(shortcut);
      const list = lists[row ? "row" : "page"];
      if (!list.has(keys.join())) list.set(keys.join(), [keys, parts.map(labelOf).join(": ")]);
    }
    for (const [name, list] of Object.entries(lists)) {
      const section = dialog.querySelector(`[data-keys-of=${name}]`);
      section.hidden = list.size === 0 && !(name === "row" && firstRow);
      section.querySelector("dl[data-made]").replaceChildren(...[...list.values()].map(([keys, label]) => {
        const line = document.createElement("div");
        const word = document.createElement("dt");
        const hints = document.createElement("dd");
        word.textContent = label;
        hints.append(...keys.flatMap((key, at) => {
          const hint = document.createElement("kbd");
          hint.textContent = written(key);
          return at ? [" then ", hint] : [hint];
        }));
        line.append(word, hints);
        return line;
      }));
    }
  };

  window.desk = { press, isUsable, labelOf, current, written, shortcut };
  document.addEventListener("htmx:load", (event) => decorate(event.detail.elt));
  for (const moment of ["htmx:afterSwap", "htmx:afterSettle"]) document.addEventListener(moment, keepCursor);
  document.addEventListener("DOMContentLoaded", () => decorate(document.body));
})();
