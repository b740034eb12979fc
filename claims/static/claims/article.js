// What is selected in the text of an article goes into the field that makes a claim of it. The page works without it.
(() => {
  "use strict";
  document.addEventListener("selectionchange", () => {
    const field = document.querySelector("[data-words]");
    const selection = document.getSelection();
    const text = document.querySelector("form.text");
    if (!field || !text || selection.isCollapsed) return;
    if (!text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const part = selection.getRangeAt(0).cloneContents();
    part.querySelectorAll("button, kbd, svg, .visually-hidden").forEach((element) => element.remove());
    field.value = part.textContent.replace(/\s+/g, " ").trim();
  });
})();
