// What is selected in the text of an article goes into the field that makes a claim of it. The page works without it.
(() => {
  "use strict";
  const field = () => document.querySelector("[data-words]");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const text = document.querySelector("form.text");
    if (!field() || !text || selection.isCollapsed) return;
    if (!text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const part = selection.getRangeAt(0).cloneContents();
    part.querySelectorAll("button, kbd, svg, .visually-hidden").forEach((element) => element.remove());
    field().value = part.textContent.replace(/\s+/g, " ").trim();
  });

  // The page goes on telling what others do meanwhile: the words come along.
  const isPoll = ({ detail }) => detail.target.id === "reading" && detail.requestConfig.verb === "get";
  let words = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isPoll(event)) words = field()?.value ?? "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (isPoll(event) && words && field()) field().value = words;
  });
})();
