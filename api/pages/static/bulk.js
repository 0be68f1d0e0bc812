/* Bulk files: says that a file is being read, and follows one that is being imported. All of it also works without. */
for (const form of document.querySelectorAll("form[data-slow]")) {
  form.addEventListener("submit", () => {
    const says = form.querySelector("[data-says]");
    says.textContent = says.dataset.says;
    form.setAttribute("aria-busy", "true");
    form.querySelector("button").disabled = true;
  });
}

/* A page that comes back out of the browser's memory can be sent again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-slow]")) {
    form.removeAttribute("aria-busy");
    form.querySelector("[data-says]").textContent = "";
    form.querySelector("button").disabled = false;
  }
});

/* While rows are being taken in the part that tells of it is read again; at the end the whole page. */
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.querySelector("[data-live]");
  if (answer?.redirected || (page && !fresh?.matches("[data-running]"))) { location.reload(); return; }
  if (fresh) {
    const held = document.activeElement?.closest("[data-live]");
    if (!held) { document.querySelector("[data-live]").replaceWith(document.adoptNode(fresh)); }
  }
  wait();
}

function wait() {
  if (document.querySelector("[data-running]")) { setTimeout(renew, 2000); }
}
wait();
