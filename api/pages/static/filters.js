/* A filter form sends itself when a choice changes; its button stays for readers without script. */
for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
