/* Proposals without page loads where that helps. Everything here also works as plain links and forms. */
const map = document.getElementById("map");
const picks = [...document.querySelectorAll("[data-pick=one], [data-pick=other]")];

/* The list of proposals: choices send themselves, the slider says what it means. */
for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

const slider = document.querySelector("[data-size]");
const agents = document.querySelector("[data-agents]");

function showSize() {
  for (const cell of document.querySelectorAll("[data-size-of]")) {
    cell.classList.toggle("on", cell.dataset.sizeOf === slider.value);
  }
}

function choose(by) {
  const button = document.querySelector(`input[type=radio][value=${by}]`);
  if (button) { button.checked = true; }
}

if (slider) {
  slider.addEventListener("input", () => { choose("size"); showSize(); });
  agents?.addEventListener("input", () => choose("agents"));
  showSize();
}

/* While a village is being cut the part that tells of it is read again. */
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.redirected) { location.reload(); return; }
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.querySelector("[data-live]");
  const old = document.querySelector("[data-live]");
  if (page && !fresh) { location.reload(); return; }
  if (fresh) { old.replaceWith(document.adoptNode(fresh)); }
  wait();
}

function wait() {
  if (document.querySelector("[data-running]")) { setTimeout(renew, 3000); }
}
wait();

/* One proposal: the map fills the form, the table opens on the map. */
function tellPicked() {
  const keys = picks.map((pick) => pick.value).filter(Boolean);
  map.contentWindow?.postMessage({ type: "picked", keys }, location.origin);
}

function pickHome(number) {
  if (!picks.length) { return; }
  const [one, other] = picks;
  const held = picks.find((pick) => pick.value === number);
  if (held) {
    held.value = "";
  } else if (!one.value) {
    one.value = number;
  } else if (!other.value) {
    other.value = number;
  } else {
    one.value = other.value;
    other.value = number;
  }
  tellPicked();
}

async function openGrid(serial, { focus = true } = {}) {
  const link = document.querySelector(`[data-grid="${serial}"]`);
  if (!link) { return; }
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) { location.assign(link.href); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("homes").replaceWith(document.adoptNode(page.getElementById("homes")));
  for (const row of document.querySelectorAll("tr[aria-current]")) { row.removeAttribute("aria-current"); }
  link.closest("tr").setAttribute("aria-current", "true");
  history.replaceState({}, "", link.href);
  if (focus) {
    map.contentWindow?.postMessage({ type: "focus", key: Number(serial) }, location.origin);
    document.getElementById("homes").scrollIntoView({ block: "nearest" });
  }
}

if (map) {
  document.querySelector("[data-hint]")?.removeAttribute("hidden");
  for (const pick of picks) { pick.addEventListener("change", tellPicked); }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-grid]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    openGrid(link.dataset.grid);
  });
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== map.contentWindow) { return; }
    if (event.data?.type === "household" && typeof event.data.key === "string") { pickHome(event.data.key); }
    if (event.data?.type === "grid" && Number.isInteger(event.data.key)) { openGrid(event.data.key, { focus: false }); }
  });
}
