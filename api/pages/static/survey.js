/* The survey of houses: the phone says where it stands, and nothing that was found is lost.
   A finding is kept on the phone under its household before it is sent, and until it was taken.
   Without script the same page has a form for typed coordinates. */
const root = document.querySelector("[data-survey]");
const part = (name, within = root) => within.querySelector(`[data-${name}]`);
const GOOD_M = 10;
const USABLE_M = 30;
const STALE_MS = 45_000;   // a walker is elsewhere by then
const RETRY_MS = 20_000;
const EARTH_M = 6_371_000;

function say(key, values = {}) {
  const words = root.querySelector(`[data-say="${key}"]`)?.textContent ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/* What waits to be sent, on this phone, for this account. */
const SHELF = `wangge-survey-${root?.dataset.owner}`;
let shelf = {};
function readShelf() {
  try { shelf = JSON.parse(localStorage.getItem(SHELF)) || {}; } catch { /* nothing may be kept: it stays in the page */ }
}
function writeShelf() {
  try { localStorage.setItem(SHELF, JSON.stringify(shelf)); } catch { /* full or forbidden */ }
}

const rows = new Map([...(root?.querySelectorAll("[data-house]") ?? [])].map((row) => [row.dataset.house, row]));
const here = document.getElementById("here");
const list = root?.querySelector(".sv-list");
let chosen = null;      // number of the household that is looked for
let best = null;        // best fix since it was chosen
let last = null;        // newest fix of all
let watch = null;
let picked = null;      // building or spot of the map
let shown = root?.dataset.part;
let busy = false;

function quality(metres) {
  return metres <= GOOD_M ? "good" : metres <= USABLE_M ? "usable" : "poor";
}

function distance(one, other) {
  const radians = Math.PI / 180;
  const x = (other.lon - one.lon) * radians * Math.cos(((one.lat + other.lat) / 2) * radians);
  return EARTH_M * Math.hypot(x, (other.lat - one.lat) * radians);
}

/* The list. */
function tidy() {
  const words = document.getElementById("q").value.trim().toLowerCase();
  const counts = { missing: 0, again: 0, found: 0 };
  let any = false;
  for (const row of rows.values()) {
    counts[row.dataset.part] += 1;
    row.hidden = row.dataset.part !== shown || !row.dataset.text.includes(words);
    any ||= !row.hidden;
  }
  for (const [name, count] of Object.entries(counts)) { part(`count="${name}"`).textContent = count; }
  for (const link of root.querySelectorAll("[data-show]")) {
    if (link.dataset.show === shown) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
  }
  document.getElementById("none").hidden = any;
}

function mark(number, finding, warnings = []) {
  const row = rows.get(number);
  if (!row) { return; }
  const metres = finding.accuracy_m;
  const poor = metres !== "" && Number(metres) > USABLE_M;
  row.dataset.part = poor || warnings.length ? "again" : "found";
  if (finding.lon !== "") { row.dataset.lon = finding.lon; row.dataset.lat = finding.lat; }
  part("state", row).textContent = metres === "" ? "" : `± ${Math.round(metres)} m`;
  for (const old of row.querySelectorAll(".sv-odd")) { old.remove(); }
  for (const words of warnings) {
    const line = document.createElement("span");
    line.className = "sv-odd";
    line.textContent = words.text;
    row.firstElementChild.append(line);
  }
}

function progress(change) {
  const line = document.getElementById("found-words");
  const found = Number(line.dataset.found) + change;
  line.dataset.found = found;
  line.textContent = say("found", { found, all: line.dataset.all });
  document.getElementById("found-bar").value = found;
}

/* Where a house probably stands: where it was found badly, else beside the house of its group that
   stands next to it in the register. */
function guess(row) {
  if (row.dataset.lon) { return { lon: Number(row.dataset.lon), lat: Number(row.dataset.lat) }; }
  const order = [...rows.values()];
  const place = order.indexOf(row);
  let near = null;
  order.forEach((other, n) => {
    if (other.dataset.lon && other.dataset.group === row.dataset.group &&
        (near === null || Math.abs(n - place) < Math.abs(near - place))) { near = n; }
  });
  return near === null ? null : { lon: Number(order[near].dataset.lon), lat: Number(order[near].dataset.lat) };
}

function next() {
  const order = [...rows.values()];
  const from = order.findIndex((row) => row.dataset.house === chosen);
  const open = order.filter((row) => row.dataset.part === "missing" && row.dataset.house !== chosen);
  const cost = (row) => {
    const place = last && guess(row);
    const steps = Math.abs(order.indexOf(row) - from);
    return place ? distance(last, place) + steps / 1000 : 1e7 + steps;
  };
  return open.sort((one, other) => cost(one) - cost(other))[0];
}

/* One house. */
function choose(number, { focus = true } = {}) {
  const row = rows.get(number);
  if (!row) { return; }
  chosen = number;
  best = null;
  picked = null;
  part("name").textContent = row.dataset.label;
  const place = last && guess(row);
  const away = place ? say("about", { metres: Math.round(distance(last, place) / 10) * 10 }) : "";
  part("sub").textContent = [row.dataset.group, part("state", row).textContent.replace(row.dataset.group, "").replace(/^ · /, ""), away]
    .filter(Boolean).join(" · ");
  part("number").value = number;
  part("key").value = Outbox.newKey();
  part("ask").hidden = true;
  part("pick").disabled = true;
  frame()?.contentWindow?.postMessage({ type: "clear" }, location.origin);
  here.hidden = false;
  list.setAttribute("data-behind", "");
  fix();
  look();
  if (focus) { window.scrollTo(0, 0); document.getElementById("here-h").focus({ preventScroll: true }); }
}

function leave() {
  chosen = null;
  here.hidden = true;
  list.removeAttribute("data-behind");
  if (watch !== null) { navigator.geolocation.clearWatch(watch); watch = null; }
  tidy();
}

/* Where the phone stands. */
function look() {
  const live = part("live-fix");
  if (!window.isSecureContext) { trouble(say("insecure")); return; }
  if (!navigator.geolocation) { trouble(say("none")); return; }
  live.hidden = false;
  if (watch !== null) { return; }
  watch = navigator.geolocation.watchPosition(heard, lost, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 });
}

function heard(position) {
  trouble("");
  last = { lon: position.coords.longitude, lat: position.coords.latitude, accuracy: position.coords.accuracy, at: position.timestamp };
  if (!best || last.accuracy <= best.accuracy || last.at - best.at > STALE_MS) { best = last; }
  fix();
  frame()?.contentWindow?.postMessage({ type: "me", ...last }, location.origin);
}

function lost(problem) {
  const kind = { 1: "denied", 2: "unavailable", 3: "timeout" }[problem.code];
  trouble(say(kind));
  if (kind === "denied") {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    part("live-fix").hidden = true;
  }
}

function trouble(words) {
  part("trouble").hidden = !words;
  part("trouble-words").textContent = words;
}

function fix() {
  const box = root.querySelector(".sv-fix");
  box.dataset.quality = best ? quality(best.accuracy) : "none";
  part("metres").textContent = best ? `± ${Math.round(best.accuracy)} m` : say("looking");
  part("words").textContent = best ? say(quality(best.accuracy)) : "";
  part("here").disabled = !best;
  if (best && best.accuracy <= USABLE_M) { part("ask").hidden = true; }
}

function press() {
  if (!best) { return; }
  if (best.accuracy > USABLE_M) {
    part("ask-words").textContent = say("ask", { metres: Math.round(best.accuracy) });
    part("ask").hidden = false;
    part("ask").scrollIntoView({ block: "nearest" });
    return;
  }
  keep();
}

function keep() {
  if (!best) { return; }
  take({ method: "survey", lon: best.lon, lat: best.lat, accuracy_m: best.accuracy, footprint: "" }, new Date(best.at));
}

/* The map. */
function frame() { return root.querySelector(".sv-map iframe"); }

function openMap() {
  const box = part("map-frame");
  if (frame() || !box) { return; }
  const made = document.createElement("iframe");
  made.id = "map";
  made.title = box.dataset.title;
  made.src = box.dataset.mapFrame;
  box.append(made);
}

function pointed(said) {
  if (said?.type === "building") { picked = { method: "footprint", footprint: said.key, lon: "", lat: "", accuracy_m: "" }; }
  else if (said?.type === "spot") { picked = { method: "hand", footprint: "", lon: said.lon, lat: said.lat, accuracy_m: "" }; }
  else { return; }
  part("picked").textContent = say(said.type === "spot" ? "spot" : said.taken ? "taken" : "building");
  part("pick").disabled = false;
}

/* Keeping and sending. */
function take(found, at = new Date()) {
  const number = chosen;
  const row = rows.get(number);
  const first = row.dataset.part === "missing" && !row.dataset.unsent;
  const was = row.dataset.unsent ? shelf[number]?.was ?? row.dataset.part : row.dataset.part;
  shelf[number] = { ...found, datum: found.datum ?? "wgs84", found_at: at.toISOString(), key: Outbox.newKey(), name: row.dataset.label, village: root.dataset.village, was };
  writeShelf();
  mark(number, found);
  row.dataset.unsent = "1";
  if (first) { progress(1); }
  if (found.footprint) { frame()?.contentWindow?.postMessage({ type: "taken", key: found.footprint }, location.origin); }
  toast(say("saved", { name: row.dataset.label }), number);
  const follow = next();
  tidy();
  if (follow) { choose(follow.dataset.house); } else { leave(); toast(say("all"), number); }
  send();
}

function toast(words, number) {
  const box = document.getElementById("toast");
  part("toast").textContent = words;
  box.dataset.of = number;
  box.hidden = false;
}

async function send() {
  if (busy) { return; }
  busy = true;
  let problem = "";
  for (;;) {
    const [number, finding] = Object.entries(shelf).find(([, one]) => !one.refused) ?? [];
    if (!number) { break; }
    const answer = await post(number, finding);
    if (answer.taken) {
      if (shelf[number]?.key === finding.key) { delete shelf[number]; }
      writeShelf();
      settled(number, finding, answer.taken);
      continue;
    }
    if (answer.refused) { finding.refused = answer.refused; writeShelf(); back(number, finding); continue; }
    problem = answer.words;
    break;
  }
  busy = false;
  waiting(problem);
}

async function post(number, finding) {
  const { name, village, was: _was, refused: _refused, ...values } = finding;
  const form = new URLSearchParams({ csrf: root.dataset.csrf, household: number, village, ...values });
  const { state, said = {}, status } = await Outbox.send("/survey/positions", form);
  root.dataset.csrf = form.get("csrf");
  if (state === "taken") { return { taken: said }; }
  if (state === "signin") { return { words: say("signin") }; }
  const far = String(said.type ?? "").endsWith("outside-coverage") || String(said.type ?? "").endsWith("swapped-coordinate");
  const refused = state === "refused" && say("refused", { name, why: far ? say("far") : said.detail ?? status });
  return { refused, words: "" };
}

/* Not taken for good: the house counts as before, and the message says so. */
function back(number, finding) {
  const row = rows.get(number);
  if (!row || row.dataset.part === finding.was) { return; }
  row.dataset.part = finding.was ?? "missing";
  if (row.dataset.part === "missing") { progress(-1); }
  toast(finding.refused, number);
  tidy();
}

function settled(number, finding, answer) {
  const row = rows.get(number);
  row?.removeAttribute("data-unsent");
  mark(number, { ...finding, accuracy_m: answer.accuracy_m ?? finding.accuracy_m }, answer.warnings ?? []);
  tidy();
}

function waiting(problem = "") {
  const numbers = Object.keys(shelf);
  const box = document.getElementById("waiting");
  box.hidden = numbers.length === 0;
  const refused = numbers.map((number) => shelf[number].refused).filter(Boolean);
  part("waiting").textContent = [say("waits", { count: numbers.length }), problem, ...refused].filter(Boolean).join(" ");
  part("drop").hidden = refused.length === 0;
  for (const number of numbers) {
    const row = rows.get(number);
    if (row) { row.dataset.unsent = "1"; part("state", row).textContent = say("unsent"); }
  }
}

/* What the service will never take is found again, or given up. */
function drop() {
  for (const [number, finding] of Object.entries(shelf)) {
    if (finding.refused) { delete shelf[number]; }
  }
  writeShelf();
  location.assign(`/survey?village=${encodeURIComponent(root.dataset.village)}`);
}

/* What an earlier page could not send counts as found here too. */
function restore() {
  readShelf();
  for (const [number, finding] of Object.entries(shelf)) {
    const row = rows.get(number);
    if (!row || finding.refused) { continue; }
    if (row.dataset.part === "missing") { progress(1); }
    mark(number, finding);
  }
  waiting();
  if (Object.keys(shelf).length) { send(); }
}

if (root) {
  restore();
  tidy();
  part("apply").hidden = true;
  document.getElementById("q").addEventListener("input", tidy);
  root.querySelector(".sv-find").addEventListener("submit", (event) => event.preventDefault());
  root.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    const show = event.target.closest("[data-show]");
    const row = event.target.closest("[data-house]");
    if (show) { event.preventDefault(); shown = show.dataset.show; tidy(); }
    else if (row) { event.preventDefault(); choose(row.dataset.house); }
    else if (event.target.closest("[data-close]")) { event.preventDefault(); leave(); }
  });
  part("here").addEventListener("click", press);
  part("anyway").addEventListener("click", keep);
  part("wait").addEventListener("click", () => { part("ask").hidden = true; });
  part("pick").addEventListener("click", () => { if (picked) { take(picked); } });
  part("undo").addEventListener("click", () => choose(document.getElementById("toast").dataset.of));
  part("send").addEventListener("click", send);
  part("drop").addEventListener("click", drop);
  part("map-box").addEventListener("toggle", openMap);
  part("typed").addEventListener("submit", (event) => {
    const form = new FormData(event.target);
    const [lon, lat] = ["lon", "lat"].map((name) => Number(String(form.get(name)).trim().replace(/[,，]/, ".")));
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) { return; }  // the server says what is wrong with it
    event.preventDefault();
    event.target.reset();
    take({ method: "hand", lon, lat, accuracy_m: "", footprint: "", datum: form.get("datum") });
  });
  addEventListener("message", (event) => {
    if (event.origin === location.origin && event.source === frame()?.contentWindow) { pointed(event.data); }
  });
  addEventListener("online", send);
  setInterval(() => { if (Object.keys(shelf).length) { send(); } }, RETRY_MS);
  if (!here.hidden) { choose(part("number").value, { focus: false }); }
}
