/* Polygons by colour class, and lines. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});

  function prepare(map, layer, features) {
    const look = (feature) => (layer.settings.kind === "lines" ? "m-line"
      : "cell " + (feature.properties.band || "plain"));
    layer.drawn = L.geoJSON(features, {
      style: (feature) => ({ className: look(feature) }),
      onEachFeature: (feature, shape) => {
        layer.items.set(feature.properties[layer.settings.card.key], shape);
        listen(map, layer.settings, feature, shape);
      },
    });
  }

  function listen(map, settings, feature, shape) {
    const open = (place) => wangge.choose(map, settings, feature, place, shape.getElement());
    shape.on("click", (event) => open(event.latlng));
    shape.on("mousemove", (event) => wangge.tip(map, settings, feature, event.latlng));
    shape.on("mouseout", () => wangge.untip(map));
    shape.on("add", () => reachable(map, settings, feature, shape, open));
  }

  /* Leaflet's paths cannot be reached by keyboard. */
  function reachable(map, settings, feature, shape, open) {
    const path = shape.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    const [label, property] = settings.card.fields[0];
    path.setAttribute("aria-label",
      wangge.name(map, settings, feature) + ", " + label + " " + feature.properties[property]);
    path.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(shape.getCenter()); }
    });
  }

  const shapes = {
    prepare: prepare,
    show: (map, layer) => { layer.drawn.addTo(map); wangge.drawn(); },
    hide: (map, layer) => layer.drawn.remove(),
    focus: function (map, layer, found) {
      map.fitBounds(found.getBounds(), { maxZoom: 16 });
      wangge.open(map, layer.settings, found.feature, found.getCenter(), found.getElement());
    },
  };
  wangge.kinds = wangge.kinds || {};
  wangge.kinds.polygons = shapes;
  wangge.kinds.lines = shapes;
})();
