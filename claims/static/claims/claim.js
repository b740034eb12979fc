// What the claim's page adds to htmx: nothing that somebody is writing is ever overwritten. The page works without it.
(() => {
  "use strict";
  const sent = new WeakSet();

  // ── which forms hold words that are not saved ──

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".claim form, .not-saved form");
    if (form) {
      form.dataset.dirty = "";
      sent.delete(form);
    }
  });
  document.addEventListener("submit", (event) => sent.add(event.target), true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("form")) sent.add(event.target);
  });

  // What was not taken is still to be saved.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) sent.delete(event.detail.elt);
  });

  // A form that waits for its answer must stay where it is, or the answer finds no page to change.
  const waiting = new Set();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("form")) waiting.add(event.target);
  });
  for (const end of ["htmx:beforeOnLoad", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
    document.addEventListener(end, (event) => waiting.delete(event.target));
  }

  const isUnsaved = (form) => "dirty" in form.dataset && !sent.has(form);
  const unsaved = (part) => [...part.querySelectorAll("form[data-dirty]")].filter(isUnsaved);

  window.addEventListener("beforeunload", (event) => {
    if (unsaved(document).length) event.preventDefault();
  });

  // ── fresh parts: unsaved forms move over into them, what was unfolded stays unfolded, the focus stays ──

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (!target || target.id === "live" || target.id === "toasts") return;
    if ([...waiting].some((form) => target.contains(form))) {
      event.detail.shouldSwap = false;
      return;
    }
    // Nothing is moved before all have a place: what is moved into parts that are then not shown would be lost.
    const places = unsaved(target).map((form) => ({ unit: unitOf(form, fragment), ...pushedOut(form, fragment) }));
    if (places.length) tellKept();
    if (places.some(({ unit, row }) => !unit && !row)) {
      event.detail.shouldSwap = false;
      return;
    }
    keepFocus(target); // before anything is moved: what is moved loses it
    for (const { unit } of places) {
      if (unit && !fragment.contains(unit)) placeOf(unit, fragment).replaceWith(unit);
    }
    for (const { unit, row, above } of places.reverse()) { // the last first, as all are put behind the same row
      if (!unit) placeOf(above, fragment).after(row);
    }
    for (const open of target.querySelectorAll("details[open][id]")) carry(open, fragment);
  });

  const placeOf = (element, fresh) => element.id ? fresh.querySelector(`#${CSS.escape(element.id)}`) : null;

  // What of a form has a place among what is fresh: itself, its fold, or the rest of the list that it stands in.
  const unitOf = (form, fresh) => {
    let unit = form.closest("[data-keep]") ?? form;
    while (unit && !placeOf(unit, fresh)) unit = unit.parentElement.closest("details.rest");
    return unit;
  };

  // The row of a form that new rows push off the page: it stays behind the row that it stood behind. Null if what is
  // fresh shows the row without the form, or no row that stood before it.
  const pushedOut = (form, fresh) => {
    const row = (form.closest("[data-keep]") ?? form).parentElement.closest("[id]");
    if (placeOf(row, fresh)) return null;
    let above = row.previousElementSibling;
    while (above && !placeOf(above, fresh)) above = above.previousElementSibling;
    return above && { row, above };
  };

  // What is unfolded stays so: with the form that was fetched, or with its rows until the fresh ones come.
  const carry = (open, fresh) => {
    const same = placeOf(open, fresh);
    const isRest = open.matches(".rest");
    if (!same || same === open || (submittedIn(open) && !isRest)) return;
    if (open.matches(".later")) {
      same.replaceWith(open);
      return;
    }
    same.open = true;
    if (!isRest) return;
    same.lastElementChild.replaceChildren(...open.lastElementChild.childNodes);
    for (const row of same.querySelectorAll("[data-row]")) if (submittedIn(row)) row.remove();
  };

  // The same where the rows of a rest come. htmx forgets what it knows of all that it takes out itself.
  const ROWS = "details.rest > div";
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const rows = event.target;
    if (!event.detail.shouldSwap || !rows.matches?.(ROWS)) return;
    if (unsaved(rows).length || [...waiting].some((form) => rows.contains(form))) {
      event.detail.shouldSwap = false;
      return;
    }
    keepFocus(rows);
    for (const fold of rows.querySelectorAll("details[open][id]")) {
      if (!rows.contains(fold)) continue; // it went with the fold that it stands in
      fold.remove();
      unfolded.push(fold);
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const rows = event.target;
    if (!rows.matches?.(ROWS)) return;
    for (const fold of unfolded.splice(0)) carry(fold, rows);
    // A row that stayed on the page is there already, with what is written in it.
    for (const row of rows.querySelectorAll("[id]")) if (document.getElementById(row.id) !== row) row.remove();
    refocus();
  }, true); // before keys.js looks for its row

  // ── the focus, at the height of the window where it was seen ──

  let focused = null;
  const keepFocus = (part) => {
    const active = document.activeElement;
    focused = part.contains(active) ? { find: finderOf(active), top: active.getBoundingClientRect().top } : null;
  };
  const refocus = () => {
    const element = focused?.find();
    if (element?.isConnected) {
      element.focus({ preventScroll: true });
      if (focused.top > 0 && focused.top < innerHeight) scrollBy(0, element.getBoundingClientRect().top - focused.top);
    }
    focused = null;
  };
  document.addEventListener("htmx:oobAfterSwap", refocus);

  // What has no id is known by its words within the nearest part that has one.
  const finderOf = (element) => {
    const { id } = element.closest("[id]");
    if (id === element.id) return () => document.getElementById(id);
    const { labelOf } = window.desk;
    const label = labelOf(element);
    return () => [...(document.getElementById(id)?.querySelectorAll(element.tagName) ?? [])].find((other) => labelOf(other) === label);
  };

  const submittedIn = (part) => [...part.querySelectorAll("form")].some((form) => sent.has(form));

  let keptSomething = false;
  const tellKept = () => {
    keptSomething = true;
    document.querySelectorAll("#changed .kept").forEach((line) => { line.hidden = false; });
  };
  document.addEventListener("htmx:afterSettle", () => {
    if (keptSomething) tellKept();
  });

  // What one has changed oneself makes none of one's other open forms stale.
  document.addEventListener("seen", (event) => {
    const { from, to } = event.detail;
    document.querySelectorAll("input[name=seen]").forEach((field) => {
      if (Number(field.value) >= from && Number(field.value) < to) field.value = to;
    });
  });

  // ── citations by one click or key; the cursor stays in the draft ──

  const cite = (button) => {
    const area = document.getElementById(button.dataset.into);
    if (!area) return;
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || /\s$/.test(before) ? "" : " ";
    area.setRangeText(`${gap}[E${button.dataset.insert}]`, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    if (button) cite(button);
  });
  document.addEventListener("keydown", (event) => {
    const digit = event.altKey && !event.ctrlKey && !event.metaKey && /^Digit([1-9])$/.exec(event.code)?.[1];
    const list = digit && event.target.id && document.querySelector(`[data-cites="${CSS.escape(event.target.id)}"]`);
    const button = list && list.querySelectorAll("[data-insert]")[digit - 1];
    if (!button) return;
    event.preventDefault();
    cite(button);
  });

  // ── the preview: the page of readers in a shadow tree of its own, which keeps its style sheets while one types ──

  document.addEventListener("htmx:afterSwap", (event) => {
    const host = event.target;
    const fresh = host.querySelector?.(":scope > template[shadowrootmode]");
    if (!fresh) return;
    const reader = host.shadowRoot?.querySelector(".reader");
    if (reader) reader.replaceWith(fresh.content.querySelector(".reader"));
    else host.attachShadow({ mode: "open" }).append(fresh.content);
    fresh.remove();
  });
  document.addEventListener("click", (event) => {
    const link = event.composedPath()[0].closest?.('a[href^="#"]');
    const tree = link?.getRootNode();
    if (!(tree instanceof ShadowRoot)) return;
    event.preventDefault(); // the address of the window knows nothing of what stands in the preview
    tree.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView({ block: "nearest" });
  });

  // A link of the checklist, or to a citation, unfolds what it leads to and goes to where one writes.
  const FIELDS = "input:not([type=hidden]), textarea, select";
  const unfold = (hash) => {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) {
      seek(hash);
      return;
    }
    sought = "";
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const field = target.matches(FIELDS) ? target : target.matches("details") && (target.querySelector(FIELDS) ?? target.querySelector("summary"));
    if (field) field.focus();
  };
  // What is left out of the page is looked for in the rest of the lists in which it could stand.
  const LISTS = {
    evidence: "evidence", accept: "evidence", reject: "evidence", readers: "evidence", element: "evidence",
    origin: "origins", reply: "sides", ask_claimant: "sides", frozen: "review",
  };
  let sought = "";
  // The rests in which it could stand and whose rows are not there yet.
  const unread = (hash) => {
    const list = LISTS[/^#([a-z_]+)-\d+$/.exec(hash)?.[1]];
    return list ? [...document.querySelectorAll(`#${list} details.rest:has(> div > p > a)`)] : [];
  };
  const seek = (hash) => {
    const folds = unread(hash);
    for (const fold of folds) fold.open = true;
    sought = folds.length ? hash : "";
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!sought || !event.target.matches?.(ROWS)) return;
    const found = document.getElementById(sought.slice(1));
    if (found) {
      unfold(sought);
      found.scrollIntoView();
    } else if (event.detail.successful) seek(sought);
    else sought = "";
  });
  // What is unfolded by a link takes the focus at once. The event of the new hash may come after keys that are pressed
  // next (the browser lets it wait for its next frame), and would take the focus from the words that are being written.
  const led = new Set();
  const leadTo = (hash) => {
    if (hash === location.hash) location.replace(hash); // as a second click on any link: no event tells of it
    else {
      led.add(hash);
      location.hash = hash;
    }
    unfold(hash);
  };
  // Where the server leads to a row on a page of its list, this page looks for it itself.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href*="#"]');
    if (!link?.hash || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [here, there] = [location, link].map(({ href }) => href.split("#")[0]);
    const [page] = here.split("?");
    if (there !== here) {
      if (there !== page && !there.startsWith(`${page}all/`)) return;
      if (!document.getElementById(link.hash.slice(1)) && !unread(link.hash).length) return; // it has left its list
    }
    event.preventDefault();
    leadTo(link.hash);
  });
  // The form of what was unfolded was fetched first, and is there now.
  document.addEventListener("htmx:afterSwap", (event) => {
    const fold = event.target.closest?.("details.later");
    if (fold && `#${fold.id}` === location.hash && document.activeElement === fold.querySelector("summary")) unfold(location.hash);
  });
  window.addEventListener("hashchange", ({ newURL }) => {
    if (!led.delete(new URL(newURL).hash)) unfold(location.hash);
  });
  document.addEventListener("DOMContentLoaded", () => unfold(location.hash));
})();
