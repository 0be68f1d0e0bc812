/* From anywhere on the page the key "/" leads to the caller's field in the bar, "n" to the form for a new call. */
{
  const field = document.querySelector("[data-caller]");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "n") { document.querySelector("[data-new-call]")?.click(); }
    if (event.key !== "/" || !field?.offsetParent) { return; }
    event.preventDefault();
    field.focus();
    field.select();
  });
}
