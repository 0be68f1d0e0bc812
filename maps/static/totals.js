/* Numbers of issues at the centre of their village, each by itself: nothing is gathered. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});

  const TotalIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "");
      box.appendChild(wangge.element("span", "", this.options.count));
      box.setAttribute("aria-label", this.options.label);
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  function total(map, settings, feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const { name, issues } = feature.properties;
    const width = 24 + 7 * String(issues).length;
    const made = L.marker([lat, lon], { zIndexOffset: -1000, icon: new TotalIcon({ className: "m-total",
      iconSize: [width, 28], count: issues, label: [name, settings.card.fields[0][0], issues].join(" · ") }) });
    const choose = () => wangge.choose(map, settings, feature, made.getLatLng(), made.getElement());
    made.on("click", choose);
    made.on("keypress", (event) => { if (event.originalEvent.key === "Enter") { choose(); } });
    made.on("mouseover", () => wangge.tip(map, settings, feature, made.getLatLng()));
    made.on("mouseout", () => wangge.untip(map));
    return made;
  }

  wangge.kinds = wangge.kinds || {};
  wangge.kinds.totals = {
    prepare: function (map, layer, features) {
      layer.group = L.layerGroup();
      map.getContainer().classList.add("m-haspins");
      for (const feature of features) {
        const made = total(map, layer.settings, feature);
        layer.items.set(feature.properties[layer.settings.card.key], made);
        layer.group.addLayer(made);
      }
    },
    show: function (map, layer) { layer.group.addTo(map); wangge.drawn(); },
    hide: function (map, layer) { layer.group.remove(); },
    focus: function (map, layer, found) { found.fire("click"); },
  };
})();
