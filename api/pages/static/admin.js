/* The registers: filters that send themselves, and the small map that fills the fields of a place. */
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

/* On a phone the parts are wider than the screen: the one that is open shall be seen. */
document.querySelector(".adm-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

/* A point tapped on the map is read as WGS 84, whatever was chosen before. */
const spot = document.getElementById("spot");
addEventListener("message", (event) => {
  if (!spot || event.origin !== location.origin || event.source !== spot.contentWindow) { return; }
  const { type, lon, lat } = event.data ?? {};
  if (type !== "spot" || !Number.isFinite(lon) || !Number.isFinite(lat)) { return; }
  const form = document.getElementById(spot.dataset.form);
  form.elements.lon.value = lon.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  form.elements.datum.value = "wgs84";
});
