/* The desk without page loads: rows and map markers open the issue beside them.
   Everything here also works as plain links. */
const work = document.querySelector(".work");
const panel = document.getElementById("issue");
const map = document.getElementById("map");

function markRow(number) {
  for (const row of document.querySelectorAll(".row")) {
    if (row.dataset.number === number) {
      row.setAttribute("aria-current", "true");
    } else {
      row.removeAttribute("aria-current");
    }
  }
}

function showPane(pane) {
  document.body.dataset.pane = pane;
  for (const tab of document.querySelectorAll("[data-pane-tab]")) {
    if (tab.dataset.paneTab === pane) {
      tab.setAttribute("aria-current", "true");
    } else {
      tab.removeAttribute("aria-current");
    }
  }
}

function addressOf(number) {
  const here = new URLSearchParams(location.search);
  for (const name of ["pane", "place", "done"]) { here.delete(name); }
  const query = here.toString();
  return `/desk/issues/${encodeURIComponent(number)}${query ? `?${query}` : ""}`;
}

async function openIssue(number, { remember = true, address = addressOf(number) } = {}) {
  const part = new URL(address, location.origin);
  part.searchParams.set("part", "issue");
  panel.setAttribute("aria-busy", "true");
  const answer = await fetch(part, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) {
    location.assign(address);
    return;
  }
  panel.innerHTML = await answer.text();
  panel.removeAttribute("aria-busy");
  work.classList.add("has-issue");
  markRow(number);
  showPane("issue");
  if (remember) {
    history.pushState({ number }, "", address);
  }
  panel.focus({ preventScroll: true });
  map.contentWindow?.postMessage({ type: "focus", number }, location.origin);
}

/* Names and phones: asked for by a form, shown in place of it. */
async function reveal(form) {
  const address = new URL(form.action);
  address.searchParams.set("part", "issue");
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) {
    form.submit();
    return;
  }
  panel.innerHTML = await answer.text();
  panel.querySelector(".revealed")?.scrollIntoView({ block: "nearest" });
  panel.focus({ preventScroll: true });
}

function closeIssue({ remember = true } = {}) {
  const number = panel.querySelector("[data-number]")?.dataset.number;
  work.classList.remove("has-issue");
  panel.replaceChildren();
  markRow("");
  showPane("list");
  if (remember) {
    const here = new URLSearchParams(location.search);
    for (const name of ["place", "done"]) { here.delete(name); }
    history.pushState({}, "", `/desk${here.size ? `?${here}` : ""}`);
  }
  document.querySelector(`.row[data-number="${CSS.escape(number ?? "")}"]`)?.focus();
}

function plainClick(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("click", (event) => {
  if (!plainClick(event)) {
    return;
  }
  const row = event.target.closest(".row");
  const tab = event.target.closest("[data-pane-tab]");
  const finding = event.target.closest("[data-finding]");
  if (row) {
    event.preventDefault();
    openIssue(row.dataset.number, { address: row.pathname + row.search });
  } else if (finding) {
    event.preventDefault();
    openIssue(panel.querySelector("[data-number]").dataset.number, { address: finding.pathname + finding.search })
      .then(() => panel.querySelector("#placing")?.scrollIntoView({ block: "start" }));
  } else if (event.target.closest("[data-close]")) {
    event.preventDefault();
    closeIssue();
  } else if (tab) {
    event.preventDefault();
    showPane(tab.dataset.paneTab);
  }
});

panel.addEventListener("submit", (event) => {
  if (event.target.matches("[data-reveal]")) {
    event.preventDefault();
    reveal(event.target);
  }
});

addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== map.contentWindow) {
    return;
  }
  if (event.data?.type === "issue" && typeof event.data.number === "string") {
    openIssue(event.data.number);
  }
});

addEventListener("popstate", () => {
  const opened = location.pathname.match(/^\/desk\/issues\/([^/]+)$/);
  if (opened) {
    openIssue(decodeURIComponent(opened[1]), { remember: false, address: location.pathname + location.search });
  } else {
    closeIssue({ remember: false });
  }
});

for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
