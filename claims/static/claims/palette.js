// The command palette: the actions and pages that stand on the page already, and claims that the server finds.
(() => {
  "use strict";
  const { press, isUsable, labelOf, current, written, shortcut } = window.desk;
  let commands = [];
  let at = 0;
  let answered = ""; // the words that the claims in the list belong to
  let isWaiting = false; // Enter was pressed before there was anything to choose

  const palette = () => document.getElementById("palette");
  const field = () => palette()?.querySelector("input");
  const hits = () => document.getElementById("palette-hits");
  const isAsking = () => field().value !== answered;
  const all = () => [...palette().querySelectorAll("[role=option]")];
  // What was found for other words can still be clicked, but Enter does not lead there.
  const options = () => all().filter((option) => !isAsking() || !option.dataset.href);

  const command = (element, kind) => ({ label: labelOf(element), key: element.dataset.key && shortcut(element), kind, element });

  const gather = () => {
    const actions = [...document.querySelectorAll("main [data-key], main [data-command], main summary.button")].filter((element) => {
      const row = element.closest("[data-row]");
      return isUsable(element) && (!row || row === current()) && !element.closest("dialog");
    });
    // What lies in a closed menu counts too: its links lead to pages all the same.
    const pages = [...document.querySelectorAll(".nav a, .menu-panel a")];
    commands = [...actions.map((one) => command(one, "action")), ...pages.map((one) => command(one, "page"))];
    const seen = new Set();
    commands = commands.filter(({ label, kind }) => !seen.has(kind + label) && seen.add(kind + label));
  };

  const choose = (index) => {
    const found = options();
    at = found.length ? (index + found.length) % found.length : 0;
    all().forEach((option, number) => {
      option.id ||= `option-${number}-${Math.random().toString(36).slice(2)}`;
      option.setAttribute("aria-selected", String(option === found[at]));
    });
    if (found[at]) field().setAttribute("aria-activedescendant", found[at].id);
    else field().removeAttribute("aria-activedescendant");
    found[at]?.scrollIntoView({ block: "nearest" });
    palette().querySelector(".palette-none").hidden = isAsking() || found.length > 0;
  };

  const draw = () => {
    const words = field().value.toLowerCase().split(/\s+/);
    for (const kind of ["action", "page"]) {
      const fitting = commands.filter((one) => one.kind === kind && words.every((word) => one.label.toLowerCase().includes(word)));
      const group = palette().querySelector(`[data-group=${kind}]`);
      group.hidden = fitting.length === 0;
      group.querySelector("ul").replaceChildren(...fitting.map((one) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.textContent = one.label;
        option.dataset.command = commands.indexOf(one);
        if (one.key && document.body.dataset.keys !== "off") {
          const hint = document.createElement("kbd");
          hint.textContent = written(one.key);
          option.append(" ", hint);
        }
        return option;
      }));
    }
    choose(0);
  };

  const run = (option) => {
    palette().close();
    if (option.dataset.href) {
      location.assign(option.dataset.href);
      return;
    }
    const chosen = commands[option.dataset.command];
    if (!chosen.element.isConnected) gather(); // the page has renewed itself meanwhile
    const same = commands.find(({ kind, label }) => kind === chosen.kind && label === chosen.label);
    if (same) press(same.element);
  };

  document.addEventListener("palette:open", () => {
    field().value = "";
    answered = "";
    isWaiting = false;
    hits().replaceChildren();
    gather();
    draw();
    field().focus();
  });
  document.addEventListener("input", (event) => {
    if (!field() || event.target !== field()) return;
    isWaiting = false;
    draw();
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (palette()?.contains(event.detail.target)) choose(at); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== field()) return;
    const { successful, requestConfig } = event.detail;
    answered = requestConfig.parameters.q;
    if (!successful) hits().replaceChildren();
    choose(at);
    if (isWaiting && palette().open && !isAsking() && options()[at]) run(options()[at]);
  });
  document.addEventListener("keydown", (event) => {
    if (!palette()?.open || event.target !== field()) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) choose(at + steps[event.key]);
    else if (event.key === "Enter") {
      if (options()[at]) run(options()[at]);
      else isWaiting = true;
    }
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("#palette [role=option]");
    if (option) { event.preventDefault(); run(option); }
  });
})();
