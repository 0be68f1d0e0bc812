/* The county's own layers: ground, water, roads, outlines, mines, houses and names. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const HOUSE_ZOOM = 15;
  /* Bottom to top: property of the data, class. A road is drawn twice, edge first. */
  const GROUND = [["land", "m-land"], ["rivers", "m-water"], ["mines", "m-mine"], ["faces", "m-face"],
    ["roads", "m-roade"], ["roads", "m-road"], ["grids", "m-grid"]];
  /* Over coloured polygons, so that these can be found in them. */
  const OUTLINES = [["village", "m-vil"], ["township", "m-town"], ["county", "m-county"]];

  wangge.base = function (map, id) {
    const data = wangge.read(id);
    draw(map, "ground", GROUND, data);
    draw(map, "outlines", OUTLINES, data);
    if (!data.land) { map.getContainer().classList.add("m-allland"); }
    houses(map, data.houses);
    labels(map, data.labels);
  };

  function draw(map, pane, order, data) {
    map.createPane(pane);
    const renderer = L.svg({ pane: pane, padding: 0.5 });
    for (const [name, className] of order) {
      if (!data[name]) { continue; }
      L.geoJSON(data[name], { pane: pane, renderer: renderer, interactive: false,
        style: { className: className } }).addTo(map);
    }
  }

  function houses(map, places) {
    if (!places.length) { return; }
    map.createPane("houses");
    const renderer = L.canvas({ pane: "houses", padding: 0.2 });
    const ink = getComputedStyle(document.documentElement);
    const style = { pane: "houses", renderer: renderer, interactive: false, radius: 2, stroke: false,
      fillColor: ink.getPropertyValue("--m-house").trim(), fillOpacity: 0.75 };
    const group = L.layerGroup(places.map((place) => L.circleMarker(place, style)));
    const show = () => {
      const near = map.getZoom() >= HOUSE_ZOOM;
      if (near !== map.hasLayer(group)) { map[near ? "addLayer" : "removeLayer"](group); }
    };
    map.on("zoomend", show);
    map.whenReady(show);
  }

  const NameIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-name");
      box.appendChild(wangge.element("span", "m-lab m-lab-" + this.options.kind, this.options.text));
      return box;
    },
  });

  function labels(map, names) {
    map.createPane("names");
    const made = names.map((name) => ({ zooms: name.zooms, marker: L.marker(name.place, {
      pane: "names", interactive: false, keyboard: false, icon: new NameIcon(name) }).addTo(map) }));
    const tidy = () => {
      const zoom = map.getZoom();
      const taken = [];
      for (const { marker, zooms: [from, to] } of made) {
        place(marker.getElement(), from <= zoom && zoom < to, taken);
      }
    };
    map.on("zoomend resize", tidy);
    map.whenReady(() => requestAnimationFrame(tidy));
  }

  /* The more important name comes first; a later one that would cover it is not drawn. */
  function place(box, wanted, taken) {
    const text = box.firstChild.getBoundingClientRect();
    const free = wanted && taken.every((other) => text.right < other.left || other.right < text.left ||
      text.bottom < other.top || other.bottom < text.top);
    box.classList.toggle("m-off", !free);
    if (free) { taken.push(text); }
  }
})();
