/* The caller's field in the bar: the key "/" leads there from anywhere on the page. */
{
  const field = document.querySelector("[data-caller]");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !field?.offsetParent) { return; }
    event.preventDefault();
    field.focus();
    field.select();
  });
}
