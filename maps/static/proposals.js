/* A proposal: grids with their numbers, and households in the colour of their grid. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const NEAR_ZOOM = 17;

  const SerialIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-name");
      box.appendChild(wangge.element("span", "m-lab m-serial", this.options.text));
      return box;
    },
  });

  const HomeIcon = L.DivIcon.extend({
    createIcon: function () {
      const { serial, tint, resident, title, summary } = this.options.values;
      const box = wangge.element("div", "m-home");
      box.appendChild(wangge.element("span", "m-dot h" + tint + (resident ? "" : " m-away"), serial));
      box.setAttribute("aria-label", title + " · " + summary);
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  /* Hatching of grids out of range, for fill: url(#...). */
  function pattern() {
    const draw = wangge.drawing;
    return draw("svg", { class: "vh", "aria-hidden": "true" }, [draw("defs", {}, [
      draw("pattern", { id: "m-odd", width: 9, height: 9, patternTransform: "rotate(45)", patternUnits: "userSpaceOnUse" },
        [draw("path", { class: "c-oddbg", d: "M0 0h9v9H0z" }), draw("path", { class: "c-oddl", d: "M0 0v9" })])])]);
  }

  /* A number that would cover an earlier one is not drawn: the reader comes nearer. */
  function tidy(layer) {
    const taken = [];
    for (const made of layer.serials.getLayers()) {
      const box = made.getElement()?.firstChild.getBoundingClientRect();
      if (!box) { continue; }
      const free = taken.every((other) => box.right < other.left || other.right < box.left ||
        box.bottom < other.top || other.bottom < box.top);
      made.getElement().classList.toggle("m-off", !free);
      if (free) { taken.push(box); }
    }
  }

  /* A change by hand loads the map again: it opens where the reader was. */
  function keepPlace(map) {
    const key = "wangge:" + location.pathname;
    try {
      const kept = JSON.parse(sessionStorage.getItem(key));
      if (kept) { map.setView(kept.centre, kept.zoom, { animate: false }); }
      map.on("moveend", () => sessionStorage.setItem(key, JSON.stringify({ centre: map.getCenter(), zoom: map.getZoom() })));
    } catch {
      /* A file of its own, or a reader who lets nothing be kept: the whole village is shown. */
    }
  }

  const plain = wangge.kinds.polygons;
  wangge.kinds.cuts = { ...plain,
    prepare: function (map, layer, features) {
      document.body.appendChild(pattern());
      keepPlace(map);
      plain.prepare(map, layer, features);
      map.createPane("serials");
      layer.serials = L.layerGroup(features.map((feature) => L.marker(feature.properties.anchor, { pane: "serials",
        interactive: false, keyboard: false, icon: new SerialIcon({ text: feature.properties.serial }) })));
      map.on("zoomend", () => requestAnimationFrame(() => tidy(layer)));
    },
    show: function (map, layer) { layer.serials.addTo(map); plain.show(map, layer); tidy(layer); },
    hide: function (map, layer) { layer.serials.remove(); plain.hide(map, layer); },
  };

  function home(map, settings, feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const made = L.marker([lat, lon], { keyboard: false, riseOnHover: true,
      icon: new HomeIcon({ className: "m-home", iconSize: [24, 24], values: feature.properties }) });
    const tip = () => wangge.tip(map, settings, feature, made.getLatLng());
    made.on("click", () => { map.closePopup(); tip(); wangge.tell(settings, feature); });
    made.on("mouseover", tip);
    made.on("mouseout", () => wangge.untip(map));
    return made;
  }

  function near(map) {
    const here = map.getZoom() >= NEAR_ZOOM;
    map.getContainer().classList.toggle("m-near", here);
  }

  /* The page around says which households its form holds. */
  function mark(layer, keys) {
    for (const [key, made] of layer.items) {
      made.getElement()?.firstChild.classList.toggle("m-picked", keys.includes(key));
    }
  }

  wangge.kinds.homes = {
    prepare: function (map, layer, features) {
      layer.group = L.layerGroup();
      for (const feature of features) {
        const made = home(map, layer.settings, feature);
        layer.items.set(feature.properties[layer.settings.card.key], made);
        layer.group.addLayer(made);
      }
      map.on("zoomend", () => near(map));
      addEventListener("message", (event) => {
        if (event.origin === location.origin && event.data?.type === "picked") { mark(layer, event.data.keys); }
      });
    },
    show: function (map, layer) { layer.group.addTo(map); near(map); wangge.drawn(); },
    hide: function (map, layer) { layer.group.remove(); },
    focus: function (map, layer, found) {
      map.setView(found.getLatLng(), Math.max(map.getZoom(), NEAR_ZOOM));
      found.fire("mouseover");
    },
  };
})();
