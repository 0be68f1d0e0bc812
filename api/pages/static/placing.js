/* Finding a place: what was chosen is looked ahead at once, the map holds the same pin as the fields.
   Everything here but the map also works as plain forms. */
const opened = document.getElementById("issue");
const WAIT_MS = 300;
let timer = null;
let asked = null;

function form() { return opened.querySelector("[data-place]"); }
function frameOf() { return opened.querySelector(".pl-frame iframe"); }

async function fetchPart(of, act) {
  const address = new URL(of.action);
  address.searchParams.set("part", act);
  const body = new URLSearchParams(new FormData(of));
  body.set("act", act);
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(address, { method: "POST", body, signal: asked.signal, headers: { Accept: "text/html" } }).catch(() => null);
  return answer && answer.ok && !answer.redirected ? answer.text() : null;
}

async function look() {
  const place = form();
  const box = place?.querySelector("[data-outlook]");
  if (!box) { return; }
  box.setAttribute("aria-busy", "true");
  const part = await fetchPart(place, "look");
  if (part !== null && form() === place) {
    box.innerHTML = part;
    box.removeAttribute("aria-busy");
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
}

function choose(way) {
  const radio = form().querySelector(`[data-way="${way}"]`);
  if (radio) { radio.checked = true; }
}

/* What lies under the button is stale until the answer is there. */
function changed() {
  const place = form();
  const way = new FormData(place).get("way");
  const complete = way && (way !== "village" || place.elements.region.value) &&
    (way !== "pin" || (typed() !== null));
  if (complete) { soon(); } else { clearTimeout(timer); place.querySelector("[data-outlook]").replaceChildren(); }
}

function typed() {
  const [lon, lat] = ["lon", "lat"].map((name) => form().elements[name].value.trim().replace(/[,，]/, "."));
  const place = { lon: Number(lon), lat: Number(lat) };
  const good = lon && lat && Number.isFinite(place.lon) && Number.isFinite(place.lat) &&
    Math.abs(place.lon) <= 180 && Math.abs(place.lat) <= 90;
  return good ? place : null;
}

function tellMap() {
  const place = typed();
  if (place && form().elements.datum.value === "wgs84") {
    frameOf()?.contentWindow?.postMessage({ type: "pin", ...place }, location.origin);
  }
}

async function find(search) {
  const part = await fetchPart(search, "find");
  const box = form()?.querySelector("[data-houses]");
  if (part === null || !box) { search.submit(); return; }
  box.innerHTML = part;
  const houses = box.querySelectorAll("input[type=radio]");
  houses[0]?.focus();
  if (houses.length === 1) { houses[0].checked = true; changed(); }
}

function openMap(box) {
  if (box.querySelector("iframe")) { return; }
  const made = document.createElement("iframe");
  made.title = box.dataset.title;
  made.src = box.dataset.pinMap;
  box.append(made);
}

opened.addEventListener("input", (event) => {
  if (!event.target.closest("[data-place]")) { return; }
  const { name } = event.target;
  if (name === "note") { return; }
  if (name === "lon" || name === "lat" || name === "datum") { choose("pin"); tellMap(); }
  if (name === "region") { choose("village"); }
  changed();
});

opened.addEventListener("submit", (event) => {
  if (event.target.matches("[data-find]")) {
    event.preventDefault();
    find(event.target);
  } else if (event.target.matches("[data-place]") && event.submitter?.value !== "place") {
    event.preventDefault();
    look();
  }
});

opened.addEventListener("toggle", (event) => {
  if (event.target.matches(".pl-map") && event.target.open) { openMap(event.target.querySelector("[data-pin-map]")); }
}, true);

addEventListener("message", (event) => {
  const frame = frameOf();
  if (!frame || event.origin !== location.origin || event.source !== frame.contentWindow) { return; }
  if (event.data?.type === "ready") { tellMap(); }
  if (event.data?.type !== "spot") { return; }
  const { elements } = form();
  elements.lon.value = event.data.lon;
  elements.lat.value = event.data.lat;
  elements.datum.value = "wgs84";
  choose("pin");
  changed();
});

/* A way that was chosen before the page came (back, or a form that was refused). */
if (form() && !opened.querySelector(".pl-look, [data-outlook] [role=alert]")) { changed(); }
