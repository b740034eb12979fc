// The little that forms and links cannot do. Every page works without this file.
(() => {
  "use strict";
  const toasts = () => document.getElementById("toasts");

  const ended = () => document.getElementById("session-ended");

  const closeButton = (toast) => {
    if (toast.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", "Close");
    button.textContent = "✕";
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
    if (toast.matches(".toast-success, .toast-good, .toast-info")) setTimeout(() => toast.remove(), 8000);
  };

  const say = (text) => {
    const toast = document.createElement("div");
    const line = document.createElement("p");
    toast.className = "toast toast-bad";
    line.textContent = text;
    toast.append(line);
    toasts()?.append(toast);
  };

  // By who asked: the answer to a form may be meant for a part that polls as well.
  const askerOf = ({ detail, target }) => detail.requestConfig?.elt ?? detail.elt ?? target;
  const isPoll = (event) => {
    const asking = askerOf(event);
    return asking instanceof Element && asking.hasAttribute("data-poll");
  };

  // A tab that nobody looks at asks for nothing, nor does a part whose thing is gone. One that is closed to this person
  // asks now and then: a role may come back.
  const REST_MS = 15_000;
  const gone = new WeakSet();
  const closed = new Map(); // part -> when it asks again
  const isSaidToBeClosed = () => [...closed.keys()].some((part) => part.isConnected);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asking = askerOf(event);
    if (isPoll(event) && (document.hidden || gone.has(asking) || Date.now() < closed.get(asking))) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const isOpen = event.detail.xhr.status > 0 && event.detail.xhr.status < 400; // to htmx a refusal is a success too
    if (!isOpen || !closed.delete(askerOf(event)) || isSaidToBeClosed()) return;
    document.querySelectorAll(".toast[data-closed]").forEach((toast) => toast.remove());
  });

  // What somebody is pressing stays where it is until it is let go, or the click would hit nothing.
  let isPressed = false;
  document.addEventListener("pointerdown", (event) => {
    isPressed = !event.target.closest?.("select"); // its list may swallow the end of the press
  }, true);
  for (const end of ["pointerup", "pointercancel", "dragend", "keydown"]) {
    document.addEventListener(end, () => { isPressed = false; }, true);
  }

  const isWritten = (area) => area.value !== area.defaultValue;
  // What only shows more, and words that were selected in a text, come along (below, and article.js).
  const IN_USE = "details[open]:not([data-more]), input:focus, textarea:focus, select:focus";
  const WRITTEN = "textarea:not([data-words])";

  // A page that is asked for again must not swallow what somebody has typed or selected for it, or has unfolded.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    const isInUse = part?.querySelector(IN_USE) ?? [...(part?.querySelectorAll(WRITTEN) ?? [])].find(isWritten);
    const words = getSelection();
    const isMarked = !words.isCollapsed && part?.contains(words.anchorNode);
    if (isPoll(event) && (isPressed || isInUse || isMarked)) {
      event.detail.shouldSwap = false;
    }
    // What is told of rows that this page does not show is left out, or htmx would call it an error.
    if (isPoll(event)) {
      const answer = document.createElement("template");
      answer.innerHTML = event.detail.serverResponse;
      for (const row of answer.content.querySelectorAll("[hx-swap-oob=true]")) {
        if (!document.getElementById(row.id)) row.remove();
      }
      for (const more of part?.querySelectorAll("details[open][data-more]") ?? []) {
        answer.content.getElementById(more.id)?.setAttribute("open", "");
      }
      if (event.detail.xhr.status === 403) answer.content.querySelector(".toast")?.setAttribute("data-closed", "");
      event.detail.serverResponse = answer.innerHTML;
    }
    // The session is over: said once, however often the page asks.
    if (event.detail.xhr.status === 401 && ended()) {
      if (isPoll(event)) event.detail.shouldSwap = false;
      else ended().remove();
    }
    // A whole page instead of a part: the form was too old. What htmx counts as an error is told below.
    if (event.detail.xhr.status >= 400 && /^\s*<!doctype/i.test(event.detail.xhr.responseText)) {
      event.detail.shouldSwap = false;
      if (!isPoll(event) && !event.detail.isError) say("This page is too old to be used. Nothing was changed; load it again.");
    }
    // Said once; what was not shown has yet to be said.
    if (isPoll(event) && event.detail.shouldSwap) {
      if (event.detail.xhr.status === 404) gone.add(askerOf(event));
      if (event.detail.xhr.status === 403) {
        event.detail.shouldSwap = !isSaidToBeClosed();
        closed.set(askerOf(event), Date.now() + REST_MS);
      }
    }
  });

  document.addEventListener("htmx:responseError", (event) => {
    if (!isPoll(event)) say("The server could not do this. Nothing was changed; try again, or load the page anew.");
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!isPoll(event)) say("The server cannot be reached. Nothing was changed; try again in a moment.");
  });

  // Somebody has logged in in another tab: the forms of this page get the token of the new session.
  const renew = async () => {
    const toast = ended();
    if (!toast) return;
    const answer = await fetch(toast.dataset.renew);
    if (!answer.ok || answer.redirected) return;
    const { token } = await answer.json();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    toast.remove();
  };
  const tryToRenew = () => renew().catch(() => {}); // offline: the next poll tries again
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tryToRenew(); });
  window.addEventListener("focus", tryToRenew);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && ended()) tryToRenew();
  });

  // Menus close when one looks elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open], .inbox-row details.action[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
  });

  // Copied where the browser allows it, and selected in any case.
  document.addEventListener("click", async (event) => {
    const id = event.target.closest?.("[data-copies]")?.dataset.copies;
    if (!id) return;
    const field = document.getElementById(id);
    field.select();
    let outcome = "Copied.";
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      outcome = "This browser does not let a page copy. It is selected: press Ctrl C.";
    }
    document.getElementById(`copied-${id}`).textContent = outcome;
  });

  // One tick for all of that name.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.checkAll;
    if (name) document.getElementsByName(name).forEach((box) => { box.checked = event.target.checked; });
  });

  // Names of chosen files, for browsers that show only their number.
  document.addEventListener("change", (event) => {
    const list = document.getElementById("chosen-files");
    if (event.target.type !== "file" || !list) return;
    list.replaceChildren(...[...event.target.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
  });

  document.addEventListener("DOMContentLoaded", () => {
    const region = toasts();
    if (!region) return;
    region.querySelectorAll(".toast").forEach(closeButton);
    new MutationObserver(() => region.querySelectorAll(".toast").forEach(closeButton)).observe(region, { childList: true });
  });
})();
