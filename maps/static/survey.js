/* A survey: buildings that can be pointed at, and where the phone is. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const NEAR_ZOOM = 18;
  const talks = window.parent !== window && location.origin !== "null";

  function tell(message) {
    if (talks) { window.parent.postMessage(message, location.origin); }
  }

  function paint(shape, picked) {
    const path = shape.getElement();
    if (!path) { return; }
    path.classList.toggle("b-taken", shape.feature.properties.taken);
    path.classList.toggle("b-free", !shape.feature.properties.taken);
    path.classList.toggle("m-picked", picked);
    path.setAttribute("aria-pressed", String(picked));
  }

  /* Leaflet's paths cannot be reached by keyboard. */
  function reachable(shape, act) {
    const path = shape.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", shape.feature.properties.title);
    path.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
    });
  }

  function pick(map, layer, key) {
    for (const [other, shape] of layer.items) { paint(shape, other === key); }
    if (layer.spot) { layer.spot.remove(); layer.spot = null; }
    layer.picked = key;
  }

  function prepare(map, layer, features) {
    layer.drawn = L.geoJSON(features, {
      style: () => ({ className: "m-building" }),
      onEachFeature: (feature, shape) => {
        const key = feature.properties.id;
        const act = () => { pick(map, layer, key); tell({ type: "building", key: key, taken: feature.properties.taken }); };
        layer.items.set(key, shape);
        shape.on("click", (event) => { L.DomEvent.stopPropagation(event); act(); });
        shape.on("add", () => { reachable(shape, act); paint(shape, layer.picked === key); });
      },
    });
    map.on("click", (event) => {
      pick(map, layer, null);
      layer.spot = L.circleMarker(event.latlng, { radius: 8, className: "m-spot" }).addTo(map);
      const place = event.latlng.wrap();
      tell({ type: "spot", lon: Number(place.lng.toFixed(7)), lat: Number(place.lat.toFixed(7)) });
    });
    addEventListener("message", (event) => { if (event.origin === location.origin) { heard(map, layer, event.data); } });
  }

  function heard(map, layer, said) {
    if (said?.type === "taken" && layer.items.has(said.key)) {
      layer.items.get(said.key).feature.properties.taken = true;
    }
    if (said?.type === "taken" || said?.type === "clear") { pick(map, layer, null); }
    if (said?.type === "me") { me(map, layer, said); }
  }

  /* Where the phone is: a dot with the circle it lies in. The first fix moves the map there. */
  function me(map, layer, said) {
    const place = L.latLng(said.lat, said.lon);
    if (!layer.me) {
      layer.me = [L.circle(place, { radius: said.accuracy, className: "m-me-c", interactive: false }).addTo(map),
        L.circleMarker(place, { radius: 6, className: "m-me", interactive: false }).addTo(map)];
      map.setView(place, NEAR_ZOOM, { animate: false });
    }
    for (const one of layer.me) { one.setLatLng(place); }
    layer.me[0].setRadius(said.accuracy);
  }

  wangge.kinds = wangge.kinds || {};
  wangge.kinds.buildings = {
    prepare: prepare,
    show: (map, layer) => { layer.drawn.addTo(map); wangge.drawn(); },
    hide: (map, layer) => layer.drawn.remove(),
    focus: (map, layer, found) => map.fitBounds(found.getBounds(), { maxZoom: NEAR_ZOOM }),
  };
})();
