/* Issues as shapes by lateness, gathered in clusters that carry their most urgent shape. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});

  const SymbolIcon = L.DivIcon.extend({
    options: { iconSize: [28, 28], className: "m-pin" },
    createIcon: function () {
      const box = wangge.element("div", "");
      box.appendChild(wangge.symbol(this.options.light));
      if (this.options.moved) { box.prepend(wangge.movedMark("m-ring")); }
      this._setIconStyles(box, "icon");
      return box;
    },
  });
  const icons = {};
  function icon(light, moved) {
    const key = light + (moved ? " moved" : "");
    return (icons[key] = icons[key] || new SymbolIcon({ light: light, moved: moved }));
  }

  const Pin = L.Marker.extend({
    _initIcon: function () {
      L.Marker.prototype._initIcon.call(this);
      this._icon.setAttribute("aria-label", wangge.name(this._map, this.settings, this.feature));
    },
  });

  const ClusterIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "");
      box.append(wangge.element("span", "", this.options.count),
        ...this.options.badges.map((light, place) => wangge.symbol(light, "lt m-badge m-badge-" + place)));
      box.setAttribute("aria-label", this.options.label);
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  function clusterIcon(map, cluster) {
    const found = new Set(cluster.getAllChildMarkers().map((pin) => pin.light));
    const lights = wangge.URGENCY.filter((light) => found.has(light));
    const count = cluster.getChildCount();
    const size = count < 10 ? 32 : count < 100 ? 36 : count < 1000 ? 42 : 50;
    const texts = wangge.state(map).texts;
    const urgent = lights.filter((light) => light === "red" || light === "yellow");
    return new ClusterIcon({ iconSize: [size, size], className: "m-cluster", count: count,
      badges: urgent.length ? urgent : lights.slice(0, 1),
      label: wangge.fill(texts.cluster, { count: count, words: texts["light_" + lights[0]] }) });
  }

  /* One cluster group for all lights of a map, so that a group may hold several of them. */
  function pool(map) {
    const state = wangge.state(map);
    if (state.pool) { return state.pool; }
    const group = L.markerClusterGroup({ chunkedLoading: true, chunkProgress: progress,
      showCoverageOnHover: false, maxClusterRadius: 56, spiderfyDistanceMultiplier: 1.4,
      animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      spiderLegPolylineOptions: { className: "m-leg" },
      iconCreateFunction: (cluster) => clusterIcon(map, cluster) });
    const made = (state.pool = { group: group, shown: new Set(), busy: false, stale: false });
    function progress(done, total) {
      if (!made.busy || done < total) { return; }
      made.busy = false;
      if (made.stale) { later(made); } else { wangge.drawn(); }
    }
    listen(map, group);
    map.getContainer().classList.add("m-haspins");
    group.addTo(map);
    return made;
  }

  function redraw(made) {
    made.stale = made.busy;
    if (made.busy) { return; }
    made.group.clearLayers();
    const pins = [...made.shown].flatMap((layer) => [...layer.items.values()]);
    made.busy = pins.length > 0;
    if (made.busy) { made.group.addLayers(pins); } else { wangge.drawn(); }
  }

  /* Several layers may change at once: draw when they all have. */
  function later(made) {
    clearTimeout(made.timer);
    made.timer = setTimeout(() => redraw(made), 0);
  }

  function listen(map, group) {
    const choose = (pin) => wangge.choose(map, pin.settings, pin.feature, pin.getLatLng(), pin.getElement());
    group.on("click", (event) => choose(event.layer));
    group.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter") { choose(event.layer); }
    });
    group.on("mouseover", (event) => {
      const pin = event.layer;
      wangge.tip(map, pin.settings, pin.feature, pin.getLatLng());
    });
    group.on("mouseout", () => wangge.untip(map));
  }

  function pin(settings, feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const light = feature.properties.light;
    const made = new Pin([lat, lon], { icon: icon(light, Boolean(feature.properties.moved)), riseOnHover: true,
      zIndexOffset: 1000 * (4 - wangge.URGENCY.indexOf(light)) });
    made.light = light;
    made.settings = settings;
    made.feature = feature;
    return made;
  }

  wangge.kinds = wangge.kinds || {};
  wangge.kinds.points = {
    prepare: function (map, layer, features) {
      const key = layer.settings.card.key;
      for (const feature of features) { layer.items.set(feature.properties[key], pin(layer.settings, feature)); }
    },
    show: function (map, layer) { const made = pool(map); made.shown.add(layer); later(made); },
    hide: function (map, layer) { const made = pool(map); made.shown.delete(layer); later(made); },
    /* Out of whatever cluster it is in; a pin just asked for may not be in one yet. */
    focus: function open(map, layer, found) {
      if (!found.__parent) { setTimeout(open, 50, map, layer, found); return; }
      pool(map).group.zoomToShowLayer(found, () =>
        wangge.open(map, found.settings, found.feature, found.getLatLng(), found.getElement()));
    },
  };
})();
