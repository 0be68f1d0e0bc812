/* The report of a resident: one step a screen, a draft kept on the phone, photos sent one by one.
   Everything here but the map also works as one plain form. */
import { photoList } from "./report_photos.js";

const KEPT = "wangge-report";
const form = document.querySelector("[data-report]");
const all = (words, inside = document) => [...inside.querySelectorAll(words)];
const one = (words, inside = document) => inside.querySelector(words);

/* Storage may be full or forbidden: then nothing is kept, and all else goes on. */
function kept() { try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; } }
function keep(value) { try { localStorage.setItem(KEPT, JSON.stringify(value)); } catch { /* not kept */ } }
function forget() { try { localStorage.removeItem(KEPT); } catch { /* never was */ } }

if (form) { write(); }

function write() {
  const FIELDS = ["text", "address", "name", "phone", "lon", "lat", "accuracy", "source"];
  const fields = form.elements;
  const status = one("[data-status]");
  const fresh = !one("[role=alert]");
  let sending = false;

  /* Steps. */
  const steps = all("[data-step]");
  const marks = all("[data-stepper] li");
  one("[data-stepper]").hidden = false;
  all("[data-dock] [hidden]").forEach((button) => { button.hidden = false; });

  function go(number, focus = true) {
    steps.forEach((step) => { step.hidden = step.dataset.step !== number; });
    all("[data-dock]").forEach((dock) => { dock.hidden = dock.dataset.dock !== number; });
    marks.forEach((mark, n) => {
      mark.className = n + 1 < Number(number) ? "ok" : "";
      if (String(n + 1) === number) { mark.setAttribute("aria-current", "step"); } else { mark.removeAttribute("aria-current"); }
    });
    if (number === "3") { check(); }
    if (focus) { scrollTo(0, 0); one("h2", steps[number - 1]).focus({ preventScroll: true }); }
  }

  function wrong(field, words) {
    const id = `${field.name}-e`;
    let said = document.getElementById(id);
    if (!said) {
      said = document.createElement("p");
      said.className = "err-text";
      said.id = id;
      field.after(said);
    }
    said.textContent = words;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.focus();
  }

  function right(field) {
    field.removeAttribute?.("aria-invalid");
    document.getElementById(`${field.name}-e`)?.remove();
  }

  function mayLeave(number) {
    if (number !== "1" && !fields.text.value.trim()) {
      go("1", false);
      wrong(fields.text, form.dataset.need);
      return false;
    }
    return true;
  }

  form.addEventListener("click", (event) => {
    const to = event.target.closest("[data-go]")?.dataset.go;
    if (to && mayLeave(to)) { go(to); }
    const kind = event.target.closest("[data-kind]")?.dataset.kind;
    if (kind) {
      const radio = all("[name=category]", form).find((choice) => choice.value === kind);
      if (radio) { radio.checked = true; radio.closest("details")?.setAttribute("open", ""); radio.focus(); save(); look(); }
    }
  });

  /* Enter in a field goes on instead of sending a report that is not finished. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.isComposing) { return; }
    const at = steps.find((step) => !step.hidden).dataset.step;
    if (at !== "3") {
      event.preventDefault();
      const next = String(Number(at) + 1);
      if (mayLeave(next)) { go(next); }
    }
  });

  addEventListener("hashchange", () => reveal(location.hash));
  function reveal(hash) {
    const field = document.getElementById(hash.slice(1));
    const step = field?.closest("[data-step]");
    if (step) { go(step.dataset.step, false); field.focus(); }
  }

  /* Draft. */
  function save() {
    const typed = Object.fromEntries(FIELDS.map((name) => [name, fields[name].value]));
    const photos = all("[name=attachment]", form).map((field) => field.value);
    keep({ typed, photos, category: fields.category.value, urgent: fields.urgent.checked, home: fields.at_home.checked,
      village: fields.v.tagName === "SELECT" ? fields.v.value : "", key: fields.key.value, token: fields.token.value, at: Date.now() });
  }

  function restore(draft) {
    FIELDS.forEach((name) => { fields[name].value = draft.typed[name] || ""; });
    fields.category.value = draft.category;
    one("[name=category]:checked", form)?.closest("details")?.setAttribute("open", "");
    fields.urgent.checked = draft.urgent;
    fields.at_home.checked = draft.home;
    if (draft.village && fields.v.tagName === "SELECT") { fields.v.value = draft.village; }
    fields.key.value = draft.key;
    fields.token.value = draft.token;
    draft.photos.forEach((id, n) => photos.taken(id, `${n + 1}`));
    one("[data-draft]").hidden = false;
    sayPoint();
  }

  one("[data-discard]").addEventListener("click", () => { forget(); location.reload(); });
  form.addEventListener("input", (event) => {
    right(event.target);
    save();
    if (event.target.name !== "name" && event.target.name !== "phone") { soon(); }
  });

  /* What is known already, while somebody writes. */
  const box = one("[data-look]");
  let timer = null;
  let asked = null;
  function soon() { clearTimeout(timer); timer = setTimeout(look, 800); }
  async function look() {
    if (!fields.text.value.trim()) { box.replaceChildren(); return; }
    const body = new FormData();
    ["text", "category", "v", "address", "lon", "lat", "accuracy", "source"].forEach((name) => body.set(name, fields[name].value));
    if (fields.urgent.checked) { body.set("urgent", "yes"); }
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch("/report/look", { method: "POST", body, signal: asked.signal, headers: { Accept: "text/html" } }).catch(() => null);
    const part = answer && answer.ok ? await answer.text().catch(() => null) : null;
    if (part !== null && part.trim() !== box.innerHTML.trim()) { box.innerHTML = part; }
  }

  /* Where. */
  const point = one("[data-point]");
  const said = one("[data-said]");
  point.hidden = false;
  function say(words, sure) {
    one("span", said).textContent = words;
    one("use", said).setAttribute("href", sure ? "#l-green" : "#l-yellow");
    one("[data-forget]").hidden = !fields.lon.value;
    said.hidden = false;
  }
  function sayPoint() {
    if (!fields.lon.value) { return; }
    const metres = Math.round(Number(fields.accuracy.value));
    say(fields.source.value === "pin" ? point.dataset.pinned : point.dataset.found.replace("{m}", metres), true);
  }
  function put(place) {
    Object.entries(place).forEach(([name, value]) => { fields[name].value = value; });
    sayPoint();
    save();
    look();
  }
  one("[data-here]").addEventListener("click", () => {
    say(point.dataset.finding, false);
    if (!navigator.geolocation) { say(point.dataset.refused, false); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put({ lon: coords.longitude.toFixed(7), lat: coords.latitude.toFixed(7), accuracy: Math.round(coords.accuracy), source: "gps" });
        tellMap();
      },
      () => say(point.dataset.refused, false),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 10000 });
  });
  one("[data-forget]").addEventListener("click", () => {
    ["lon", "lat", "accuracy", "source"].forEach((name) => { fields[name].value = ""; });
    said.hidden = true;
    save();
    one("[data-here]").focus();
  });
  const mapBox = one("[data-map-box]");
  const mapFrame = () => one("iframe", mapBox);
  function tellMap() {
    if (fields.lon.value) {
      mapFrame()?.contentWindow?.postMessage({ type: "pin", lon: Number(fields.lon.value), lat: Number(fields.lat.value) }, location.origin);
    }
  }
  mapBox.addEventListener("toggle", () => {
    const place = one("[data-map]", mapBox);
    const address = `${place.dataset.map}?v=${encodeURIComponent(fields.v.value)}`;
    if (!mapBox.open || !fields.v.value || mapFrame()?.getAttribute("src") === address) { return; }
    const made = document.createElement("iframe");
    made.title = place.dataset.title;
    made.src = address;
    place.replaceChildren(made);
  });
  fields.v.addEventListener("change", () => { mapBox.open = false; one("[data-map]", mapBox).replaceChildren(); });
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== mapFrame()?.contentWindow) { return; }
    if (event.data?.type === "ready") { tellMap(); }
    if (event.data?.type === "spot") { put({ lon: event.data.lon, lat: event.data.lat, accuracy: "", source: "pin" }); }
  });

  /* Photos. */
  const photos = photoList(form, save);

  /* Looking it over, and sending. */
  function check() {
    const show = { text: fields.text.value.trim(), where: where(), who: [fields.name.value, fields.phone.value].filter(Boolean).join(" · "),
      photos: String(all("[name=attachment]", form).length) };
    one("[data-check]").hidden = false;
    Object.entries(show).forEach(([name, words]) => {
      const line = one(`[data-of=${name}]`);
      line.textContent = words || line.dataset.none || "–";
    });
  }
  function where() {
    const chosen = fields.v.tagName === "SELECT" ? fields.v.selectedOptions[0]?.textContent : one(".res-village b")?.textContent;
    const parts = [fields.v.value ? chosen : "", fields.address.value.trim(), fields.at_home.checked ? one("[name=at_home]").parentElement.innerText.trim() : ""];
    if (fields.lon.value) { parts.push(one("span", said).textContent); }
    return parts.filter(Boolean).join(" · ");
  }
  steps[2].addEventListener("input", check);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending || !mayLeave("3")) { return; }
    sending = true;
    form.setAttribute("aria-busy", "true");
    status.textContent = form.dataset.sending;
    const late = setTimeout(() => { status.textContent = form.dataset.slow; }, 6000);
    photos.sent().then(() => {
      save();
      if (!navigator.onLine) {
        clearTimeout(late);
        settle(form.dataset.offline);
      } else {
        form.submit();
      }
    });
  });
  function settle(words) {
    sending = false;
    form.removeAttribute("aria-busy");
    status.textContent = words;
  }
  addEventListener("pageshow", (event) => { if (event.persisted) { settle(""); } });

  /* Begin: where something is to be put right, else at the first step, with the draft of last time. */
  const first = one("[aria-invalid]", form)?.closest("[data-step]");
  go(first ? first.dataset.step : fresh ? "1" : "3", false);
  if (first) { one("[aria-invalid]", form).focus(); }
  const draft = kept();
  const DRAFT_MS = 6 * 24 * 3600 * 1000;    // its form and its photos are taken for a week
  if (fresh && draft && Date.now() - draft.at < DRAFT_MS && (draft.typed.text || draft.photos.length)) { restore(draft); }
  sayPoint();
  reveal(location.hash);
}
