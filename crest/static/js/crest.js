// Nothing here is needed: it only spares a person some steps.

// A refused form: start reading at the list of what to mend.
document.getElementById("error-summary")?.focus();

// Esc closes the menu and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form sent twice by a double tap is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What was kept on this device for a fortnight is over, whichever page is opened next.
try {
  const until = JSON.parse(localStorage.getItem("crest.kept"))?.until;
  if (until < Date.now()) import("./kept.js").then((kept) => kept.forget());
} catch {
  // a storage that is closed keeps nothing
}
