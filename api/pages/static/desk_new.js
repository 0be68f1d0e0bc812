/* Taking a call down: what is typed is looked ahead, beside the form, and never holds the sending up.
   Everything here but the map also works by the button "Look". */
const form = document.querySelector("[data-filing]");
const side = form.querySelector("[data-side]");
const wait = form.querySelector("[data-wait]");
const state = form.querySelector("[data-state]");
const WAIT_MS = 500;    // a pause in typing; a steady typist asks for nothing until then
let timer = null;
let asked = null;
let sent = false;

function say(key) { return document.querySelector(`[data-say="${key}"]`).textContent; }

function soon() {
  asked?.abort();       // what is on its way answers an older text
  clearTimeout(timer);
  wait.hidden = false;
  wait.textContent = say("looking");
  timer = setTimeout(look, WAIT_MS);
}

async function look() {
  const mine = asked = new AbortController();
  const words = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const part = await fetch("/desk/new/look", { method: "POST", body: words, signal: mine.signal, headers: { Accept: "text/html" } })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null)).catch(() => null);
  if (asked !== mine || mine.signal.aborted) { return; }
  wait.hidden = part !== null;
  if (part === null) { wait.textContent = say("failed"); return; }
  const held = side.contains(document.activeElement) ? document.activeElement : null;
  side.innerHTML = part;
  if (held?.name) { side.querySelector(`[name="${held.name}"][value="${CSS.escape(held.value)}"]`)?.focus(); }
}

/* The map holds the same pin as the fields. */
const box = form.querySelector(".dn-pin");
const frame = () => box.querySelector("iframe");
const pin = form.querySelector("[name=way][value=pin]");

function typed() {
  const [lon, lat] = ["lon", "lat"].map((name) => form.elements[name].value.trim().replace(/[,，]/, "."));
  return lon && lat && Number.isFinite(Number(lon)) && Number.isFinite(Number(lat)) ? { lon: Number(lon), lat: Number(lat) } : null;
}

function tellMap() {
  const place = typed();
  if (place && form.elements.datum.value === "wgs84") { frame()?.contentWindow?.postMessage({ type: "pin", ...place }, location.origin); }
}

box.addEventListener("toggle", () => {
  const holder = box.querySelector("[data-pin-map]");
  if (!box.open || frame()) { return; }
  const made = document.createElement("iframe");
  made.title = holder.dataset.title;
  made.src = holder.dataset.pinMap;
  holder.append(made);
});

addEventListener("message", (event) => {
  if (event.origin !== location.origin || !frame() || event.source !== frame().contentWindow) { return; }
  if (event.data?.type === "ready") { tellMap(); }
  if (event.data?.type !== "spot") { return; }
  form.elements.lon.value = event.data.lon;
  form.elements.lat.value = event.data.lat;
  form.elements.datum.value = "wgs84";
  pin.checked = true;
  soon();
});

form.addEventListener("input", (event) => {
  const { name, type } = event.target;
  if (type === "file") { return; }
  if (name === "lon" || name === "lat" || name === "datum") { pin.checked = true; tellMap(); }
  soon();
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.value === "look") {
    event.preventDefault();
    clearTimeout(timer);
    asked?.abort();
    wait.hidden = false;
    wait.textContent = say("looking");
    look();
    return;
  }
  if (sent) { event.preventDefault(); return; }
  sent = true;
  asked?.abort();
  clearTimeout(timer);
  state.textContent = say("sending");
});

/* Back from the next page, the form may be sent again: under its key it is the same report. */
addEventListener("pageshow", () => { sent = false; state.textContent = ""; });

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=act][value=file]"));
  }
});

if (form.elements.text.value.trim() || form.elements.phone.value.trim()) { soon(); }
