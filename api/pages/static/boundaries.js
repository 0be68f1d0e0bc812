/* Boundary pages: the form and the map hold the same corners, grids and household. Without script the fields are typed. */
const map = document.getElementById("map");
const form = document.querySelector("[data-change]");
const field = (name) => form?.querySelector(`[data-${name}]`);
const codes = [...document.querySelectorAll("[data-code]")];

for (const filters of document.querySelectorAll("[data-filters]")) {
  filters.addEventListener("change", () => filters.requestSubmit());
}

function say(message) {
  map?.contentWindow?.postMessage(message, location.origin);
}

/* Corners as typed, one a line: longitude, latitude. What is not yet a place is left out. */
function places(text) {
  return text.split("\n").map((line) => line.trim().split(/[\s,;，；]+/).map(Number))
    .filter((pair) => pair.length === 2 && pair.every(Number.isFinite) && Math.abs(pair[0]) <= 180 && Math.abs(pair[1]) <= 90);
}

function written(corners) {
  return corners.map(([lon, lat]) => `${lon}, ${lat}`).join("\n");
}

function count() {
  const shown = form.querySelector("[data-count]");
  if (shown) { shown.textContent = String(places(field("corners").value).length || ""); }
}

function held() {
  const picked = codes.filter((one) => one.checked).map((one) => one.value);
  const others = [field("target")?.value, field("household")?.value].filter(Boolean);
  return [...picked, ...others];
}

/* The line is drawn once the grids are chosen; tapping before that chooses them. */
function ready() {
  const least = Number(form.dataset.least || 0);
  return codes.filter((one) => one.checked).length >= least;
}

function tellPicked() {
  say({ type: "picked", keys: held() });
}

function tellCorners() {
  const mark = places(field("mark")?.value || "")[0];
  say({ type: "sketch", corners: places(field("corners").value), ...(mark ? { mark } : {}) });
  count();
}

function tellDrawing() {
  if (field("corners") && !field("corners").value.trim()) { say({ type: "sketch", on: ready() }); }
}

function pickGrid(code) {
  const target = field("target");
  if (target) { target.value = target.value === code ? "" : code; tellPicked(); return; }
  const tick = codes.find((one) => one.value === code);
  if (!tick) { return; }
  const most = Number(form.dataset.most);
  const ticked = codes.filter((one) => one.checked && one !== tick);
  if (!tick.checked && ticked.length >= most) { ticked[0].checked = false; }
  tick.checked = tick.type === "radio" || !tick.checked;
  tick.dispatchEvent(new Event("change", { bubbles: true }));
}

if (form) {
  for (const one of codes) { one.addEventListener("change", () => { tellPicked(); tellDrawing(); }); }
  for (const name of ["target", "household"]) { field(name)?.addEventListener("change", tellPicked); }
  for (const name of ["corners", "mark"]) { field(name)?.addEventListener("input", tellCorners); }
  if (field("corners")) { count(); }
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== map.contentWindow) { return; }
    const told = event.data || {};
    if (told.type === "ready") {
      tellPicked();
      if (field("corners")) { tellCorners(); tellDrawing(); }
    } else if (told.type === "sketch" && field("corners")) {
      field("corners").value = written(told.corners);
      if (told.mark && field("mark")) { field("mark").value = written([told.mark]); }
      count();
    } else if (told.type === "grid" && typeof told.key === "string") {
      pickGrid(told.key);
    } else if (told.type === "household" && typeof told.key === "string" && field("household")) {
      field("household").value = told.key;
      tellPicked();
    }
  });
}

/* A grid of the table is shown on the map. */
for (const link of document.querySelectorAll("[data-focus]")) {
  for (const kind of ["mouseenter", "focus"]) { link.addEventListener(kind, () => say({ type: "picked", keys: [link.dataset.focus] })); }
  for (const kind of ["mouseleave", "blur"]) { link.addEventListener(kind, () => say({ type: "picked", keys: [] })); }
}
