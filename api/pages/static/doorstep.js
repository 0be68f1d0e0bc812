/* The form at the door: what is sent is kept on the phone first, then sent as soon as there is a signal.
   Without script the same form is sent as it is. */
const door = document.querySelector("[data-doorstep]");
const wrongBox = document.querySelector("[data-wrong]");
const LONGEST_PX = 1600;      // a crack can still be measured; some 300 kB over a poor network
const GIVE_UP_MS = 30_000;

function tell(key, values = {}) {
  const words = document.querySelector(`[data-outbox-say="${key}"]`)?.textContent ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function wrong(key, field) {
  wrongBox.hidden = !key;
  wrongBox.querySelector("span").textContent = key ? tell(key) : "";
  if (key) { wrongBox.scrollIntoView({ block: "nearest" }); field?.focus(); }
}

/* Photos are made smaller on the phone; where they stand inside them goes with it. */
async function smaller(file) {
  const whole = async () => ({ name: file.name, type: file.type, bytes: await file.arrayBuffer() });
  if (!file.type.startsWith("image/")) { return whole(); }
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return { name: file.name.replace(/\.\w+$/, "") + ".jpg", type: "image/jpeg", bytes: await made.arrayBuffer() };
  } catch { return whole(); }
}

let corrected = null;     // key of a refused report that is being corrected
let restored = [];        // and its photos
const photos = document.querySelector("[data-photos]");
const dropFiles = door.querySelector("[data-drop-files]");

function countPhotos() {
  const count = restored.length + door.elements.file.files.length;
  photos.textContent = count ? tell("files", { count }) : "";
  dropFiles.hidden = count === 0;
}

dropFiles.addEventListener("click", () => { restored = []; door.elements.file.value = ""; countPhotos(); door.elements.file.focus(); });

/* Where the phone stands, once it is asked. */
const here = door.querySelector("[data-here]");
const fix = door.querySelector("[data-fix]");
let watching = null;

function locate() {
  if (watching !== null) { return; }
  fix.textContent = tell("looking");
  watching = navigator.geolocation.watchPosition((found) => {
    const { longitude, latitude, accuracy } = found.coords;
    const known = Number(door.elements.accuracy_m.value || Infinity);
    if (accuracy > known) { return; }
    door.elements.lon.value = longitude;
    door.elements.lat.value = latitude;
    door.elements.accuracy_m.value = Math.round(accuracy);
    fix.textContent = tell("here", { metres: Math.round(accuracy) });
  }, () => { if (!door.elements.lon.value) { fix.textContent = tell("noplace"); } }, { enableHighAccuracy: true, timeout: GIVE_UP_MS });
}

function forgetPlace() {
  if (watching !== null) { navigator.geolocation.clearWatch(watching); }
  watching = null;
  for (const name of ["lon", "lat", "accuracy_m"]) { door.elements[name].value = ""; }
  fix.textContent = "";
}

if (navigator.geolocation && isSecureContext) { here.hidden = false; }

/* The door chosen stands alone, so that what it is about is under the thumb. */
const where = door.querySelector(".ds-where");
const another = door.querySelector("[data-again]");
function choose(chosen) {
  where.classList.toggle("is-chosen", chosen);
  another.hidden = !chosen;
}
another.addEventListener("click", () => { choose(false); door.querySelector("[name=way]:checked").focus(); });

door.addEventListener("change", (event) => {
  if (event.target.name === "way") { choose(event.target.value !== ""); }
  if (event.target.name === "way" && event.target.value === "here") { locate(); }
  if (event.target.id === "door" && event.target.value) { door.querySelector("[name=way][value='']").checked = true; }
  if (event.target.type === "file") { countPhotos(); }
});

function titleOf(fields) {
  const chosen = door.querySelector("[name=category]:checked")?.nextElementSibling.textContent.trim();
  const whose = door.querySelector("[name=way]:checked:not([value=''])")?.nextElementSibling.querySelector("b").textContent ?? null;
  const listed = fields.door && document.getElementById("door").selectedOptions[0]?.textContent.trim();
  return [whose ?? listed, fields.text || chosen].filter(Boolean).join(" · ").slice(0, 80);
}

function complete(fields) {
  if (!fields.text.trim() && !fields.category) { wrong("empty", door.elements.text); return false; }
  if (fields.way === "here" && !fields.lon) { wrong("noplace", here.querySelector("input")); return false; }
  if (!fields.way && !fields.door && !fields.address.trim()) { wrong("nowhere", door.elements.address); return false; }
  wrong("");
  return true;
}

let storing = false;

door.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (storing) { return; }
  const data = new FormData(door);
  const fields = Object.fromEntries([...data].filter(([name, value]) => typeof value === "string" && !["csrf", "key"].includes(name)));
  if (fields.way !== "here") { fields.lon = fields.lat = fields.accuracy_m = ""; }
  if (!complete(fields)) { return; }
  storing = true;
  const chosen = data.getAll("file").filter((one) => one.size);
  const files = [...restored, ...(await Promise.all(chosen.map(smaller)))];
  const key = Outbox.newKey();
  const report = { key, owner: Outbox.owner, at: new Date().toISOString(), address: "/grid/new", title: titleOf(fields), fields, files };
  if (!(await Outbox.keep(report))) { wrong("full"); }
  if (corrected) { await Outbox.drop(corrected); }
  clear();
  storing = false;
  await Outbox.show();
  scrollTo(0, 0);
  await Outbox.flush();
});

function clear() {
  corrected = null;
  restored = [];
  door.reset();
  forgetPlace();
  for (const name of ["text", "address", "name", "phone"]) { door.elements[name].value = ""; }
  door.querySelector("[name=way][value='']").checked = true;
  choose(false);
  countPhotos();
  if (location.hash) { history.replaceState(null, "", location.pathname + location.search); }
}

/* A refused report comes back into the form. */
async function correct() {
  const report = (await Outbox.all(Outbox.owner)).find((one) => one.key === location.hash.slice(1));
  if (!report?.refused) { return; }
  corrected = report.key;
  restored = report.files;
  for (const [name, value] of Object.entries(report.fields)) {
    const held = door.elements[name];
    if (!held) { continue; }
    if (held.type === "checkbox") { held.checked = Boolean(value); } else { held.value = value; }
  }
  choose(Boolean(report.fields.way));
  countPhotos();
  wrongBox.hidden = false;
  wrongBox.querySelector("span").textContent = tell("refused", { why: report.refused });
  door.elements.text.focus();
}
addEventListener("hashchange", correct);
correct();
