// Security keys: buttons that need this script appear with it, and what goes wrong is said on the page.
for (const button of document.querySelectorAll("main [data-scripted]")) button.hidden = false;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // else it stands in the console only
  document.getElementById("key-trouble").hidden = false;
});
