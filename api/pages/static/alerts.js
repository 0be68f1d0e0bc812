/* Keeps the bar of urgent matters up to date while the page is seen. The bar works without it. */
const EVERY_MS = 15_000;
const live = document.querySelector("[data-alerts]");
const said = document.querySelector("[data-alerts-said]");
let timer = 0;

const idsOf = (root) => (root.querySelector("[data-ids]")?.dataset.ids ?? "").trim();

/* Buttons answer to the page the bar stands on. */
function stayHere(root) {
  for (const field of root.querySelectorAll("input[name=next]")) {
    field.value = location.pathname + location.search;
  }
}

function show(part) {
  const known = new Set(idsOf(live).split(" "));
  const fresh = idsOf(part).split(" ").some((id) => id && !known.has(id));
  const height = live.offsetHeight;
  const held = live.contains(document.activeElement) ? document.activeElement : null;
  const action = held?.closest("form")?.getAttribute("action");
  const place = action ? `form[action="${action}"] button` : `a[href="${held?.getAttribute("href")}"]`;
  live.replaceChildren(...part.childNodes);
  stayHere(live);
  if (held) { live.querySelector(place)?.focus({ preventScroll: true }); }
  live.style.minHeight = `${height}px`;
  live.classList.add("al-float");
  if (fresh) { said.textContent = live.querySelector(".al-w")?.textContent ?? ""; }
}

function tick(part) {
  const left = [...part.querySelectorAll("[data-left]")];
  for (const [n, shown] of [...live.querySelectorAll("[data-left]")].entries()) {
    if (left[n] && shown.textContent !== left[n].textContent) { shown.textContent = left[n].textContent; }
  }
}

async function look() {
  const answer = await fetch("/alerts/bar", { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.redirected || answer?.status === 401) {
    said.classList.remove("vh");
    said.classList.add("al-off");
    said.textContent = live.dataset.out;
    return;
  }
  if (answer?.ok) {
    const part = document.createElement("div");
    part.innerHTML = await answer.text();
    const same = idsOf(part) === idsOf(live);
    if (same) { tick(part); } else { show(part); }
  }
  timer = window.setTimeout(look, EVERY_MS);
}

function begin() {
  window.clearTimeout(timer);
  if (!document.hidden) { timer = window.setTimeout(look, EVERY_MS); }
}

if (live && said) {
  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(timer);
    if (!document.hidden) { look(); }
  });
  begin();
}
