/* The frame of a map: zoom, scale, layer control, numbers, patterns. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  wangge.maps = [];

  wangge.page = function (map, id) {
    const page = wangge.read(id);
    const state = wangge.state(map);
    wangge.maps.push(map);
    state.texts = page.texts;
    state.counts = page.counts;
    map.getContainer().setAttribute("aria-label", page.title);
    map.getContainer().setAttribute("role", "region");
    document.body.appendChild(patterns());
    controls(map, page);
    fit(map, page);
    map.on("layeradd layerremove", (event) => { if (event.layer.kind) { numbers(map); } });
  };

  function fit(map, page) {
    if (!page.bounds) { return; }
    const narrow = map.getSize().x < 600;
    map.fitBounds(page.bounds, { maxZoom: page.max_fit, animate: false,
      paddingTopLeft: [16, height(".m-top") + 24], paddingBottomRight: [narrow ? 16 : 56, height(".legend") + 24] });
  }

  function height(selector) {
    return document.querySelector(selector).offsetHeight;
  }

  function controls(map, page) {
    const texts = page.texts;
    L.control.zoom({ position: "topright", zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
    if (page.bounds) { button(map, texts.zoom_fit, () => fit(map, page)); }
    const scale = new Scale({ imperial: false, texts: texts, maxWidth: 90 }).addTo(map);
    const row = wangge.element("li", "");
    row.appendChild(scale.getContainer());
    document.querySelector(".legend ul").appendChild(row);
    wangge.state(map).control = new Layers({ position: "topright", texts: texts }).addTo(map);
  }

  function button(map, title, act) {
    const control = new L.Control({ position: "topright" });
    control.onAdd = function () {
      const box = wangge.element("div", "leaflet-bar");
      const made = wangge.element("button", "m-tool");
      made.type = "button";
      made.title = title;
      made.setAttribute("aria-label", title);
      made.appendChild(wangge.drawing("svg", { class: "i", viewBox: "0 0 20 20", "aria-hidden": "true" },
        [wangge.drawing("path", { d: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4" })]));
      made.addEventListener("click", act);
      box.appendChild(made);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    control.addTo(map);
  }

  const Scale = L.Control.Scale.extend({
    _updateMetric: function (maxMetres) {
      const metres = this._getRoundNum(maxMetres);
      const texts = this.options.texts;
      this._updateScale(this._mScale, "", metres / maxMetres);
      this._mScale.textContent = metres < 1000 ? wangge.fill(texts.metres, { number: metres })
        : wangge.fill(texts.kilometres, { number: metres / 1000 });
    },
  });

  /* Own layer control: Leaflet's writes names as HTML, this one as text. */
  const Layers = L.Control.extend({
    onAdd: function (map) {
      this.map = map;
      this.box = wangge.element("details", "m-layers");
      const summary = wangge.element("summary", "", this.options.texts.layers);
      this.list = wangge.element("ul", "");
      this.box.append(summary, this.list);
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      return this.box;
    },
    add: function (layer) {
      const settings = layer.settings;
      const label = wangge.element("label", "");
      const tick = wangge.element("input", "");
      tick.type = "checkbox";
      tick.checked = true;
      tick.addEventListener("change", () => this.map[tick.checked ? "addLayer" : "removeLayer"](layer));
      layer.on("add remove", () => { tick.checked = this.map.hasLayer(layer); });
      label.append(tick, ...(settings.symbol ? [wangge.symbol(settings.symbol)] : []),
        wangge.element("span", "m-layer-name", settings.name));
      if (settings.count !== null) { label.appendChild(wangge.element("small", "", settings.count)); }
      const row = wangge.element("li", "");
      row.appendChild(label);
      this.list.appendChild(row);
    },
  });

  /* What a reader hides by hand moves from "map" to "hidden": the sum stays the list. */
  function numbers(map) {
    const state = wangge.state(map);
    const line = document.querySelector(".m-counts");
    if (!line || !state.counts) { return; }
    const counts = state.counts;
    const off = (totals) => state.layers
      .filter((layer) => !map.hasLayer(layer) && (layer.settings.kind === "totals") === totals)
      .reduce((sum, layer) => sum + (layer.settings.count || 0), 0);
    const [points, areas] = [off(false), off(true)];
    line.textContent = wangge.fill(counts.by_area ? state.texts.counts_by_area : state.texts.counts,
      { ...counts, shown: counts.shown - points, by_area: counts.by_area - areas, hidden: counts.hidden + points + areas });
  }

  /* Hatching of mines and the lock of withheld numbers, for fill: url(#...). */
  function patterns() {
    const draw = wangge.drawing;
    const square = { patternUnits: "userSpaceOnUse" };
    return draw("svg", { class: "vh", "aria-hidden": "true" }, [draw("defs", {}, [
      draw("pattern", { id: "m-hatch", width: 8, height: 8, patternTransform: "rotate(45)", ...square },
        [draw("path", { class: "m-minebg", d: "M0 0h8v8H0z" }), draw("path", { class: "m-minel", d: "M0 0v8" })]),
      draw("pattern", { id: "m-lock", width: 26, height: 26, ...square },
        [draw("path", { class: "lk", d: "M0 0h26v26H0z" }),
          draw("path", { class: "lk-i", d: "M8.5 12.5h9v6.5h-9zM10.5 12.5v-2.5a2.5 2.5 0 0 1 5 0v2.5" })]),
    ])]);
  }
})();
