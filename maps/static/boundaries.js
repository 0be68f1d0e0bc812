/* Boundaries of grids: numbers, special grids, picking, and before and after of a change. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});

  const NumberIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-name");
      box.appendChild(wangge.element("span", "m-lab m-serial", this.options.text));
      return box;
    },
  });

  /* Hatching of special grids and of what is out of range, for fill: url(#...). */
  function patterns() {
    if (document.getElementById("m-special")) { return; }
    const draw = wangge.drawing;
    const hatch = (id, ground, line, turn) => draw("pattern", { id, width: 9, height: 9,
      patternTransform: "rotate(" + turn + ")", patternUnits: "userSpaceOnUse" },
    [draw("path", { class: ground, d: "M0 0h9v9H0z" }), draw("path", { class: line, d: "M0 0v9" })]);
    document.body.appendChild(draw("svg", { class: "vh", "aria-hidden": "true" }, [draw("defs", {}, [
      hatch("m-special", "c-specialbg", "c-speciall", 135), hatch("m-odd", "c-oddbg", "c-oddl", 45)])]));
  }

  /* A number that would cover an earlier one is not drawn: the reader comes nearer. */
  function tidy(layer) {
    const taken = [];
    for (const made of layer.numbers.getLayers()) {
      const box = made.getElement()?.firstChild.getBoundingClientRect();
      if (!box) { continue; }
      const free = taken.every((other) => box.right < other.left || other.right < box.left ||
        box.bottom < other.top || other.bottom < box.top);
      made.getElement().classList.toggle("m-off", !free);
      if (free) { taken.push(box); }
    }
  }

  function listen(map, layer, feature, shape) {
    const settings = layer.settings;
    const sketch = () => wangge.state(map).sketch;
    /* Where something is drawn, a tap picks a grid, or is a corner; it opens nothing. */
    const choose = (place) => {
      if (!sketch()) { wangge.choose(map, settings, feature, place, shape.getElement()); return; }
      if (!sketch().on) { wangge.tell(settings, feature); }
    };
    shape.on("click", (event) => choose(event.latlng));
    shape.on("mousemove", (event) => { if (!sketch()?.on) { wangge.tip(map, settings, feature, event.latlng); } });
    shape.on("mouseout", () => wangge.untip(map));
    shape.on("add", () => {
      const path = shape.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", wangge.name(map, settings, feature));
      path.classList.toggle("m-picked", Boolean(layer.picked?.includes(feature.properties.code)));
      path.addEventListener("keydown", (event) => {
        if (sketch()?.on || (event.key !== "Enter" && event.key !== " ")) { return; }
        event.preventDefault();
        event.stopPropagation();
        choose(shape.getCenter());
      });
    });
  }

  /* The page around says which grids its form holds. */
  function pick(layer, keys) {
    layer.picked = keys;
    for (const [key, shape] of layer.items) { shape.getElement()?.classList.toggle("m-picked", keys.includes(key)); }
  }

  const plain = wangge.kinds.polygons;
  wangge.kinds.bounds = { ...plain,
    prepare: function (map, layer, features) {
      patterns();
      layer.drawn = L.geoJSON(features, {
        style: (feature) => ({ className: "cell " + feature.properties.band }),
        onEachFeature: (feature, shape) => {
          layer.items.set(feature.properties.code, shape);
          listen(map, layer, feature, shape);
        },
      });
      if (!map.getPane("serials")) { map.createPane("serials"); }
      layer.numbers = L.layerGroup(features.map((feature) => L.marker(feature.properties.anchor, { pane: "serials",
        interactive: false, keyboard: false, icon: new NumberIcon({ text: feature.properties.number }) })));
      map.on("zoomend", () => requestAnimationFrame(() => tidy(layer)));
      addEventListener("message", (event) => {
        if (event.origin === location.origin && event.data?.type === "picked") { pick(layer, event.data.keys); }
      });
    },
    show: function (map, layer) { layer.numbers.addTo(map); plain.show(map, layer); tidy(layer); },
    hide: function (map, layer) { layer.numbers.remove(); plain.hide(map, layer); },
  };

  /* Two buttons: the grids before a change, and after it. */
  wangge.phases = function (map, id) {
    const phases = wangge.read(id);
    const box = wangge.element("div", "m-phases");
    box.setAttribute("role", "group");
    const buttons = phases.map(({ phase, words }) => {
      const made = wangge.element("button", "m-phase", words);
      made.type = "button";
      made.addEventListener("click", () => show(phase));
      box.appendChild(made);
      return { phase, made };
    });
    async function show(wanted) {
      map.closePopup();
      for (const layer of wangge.state(map).layers.filter((one) => one.settings.kind === "bounds")) {
        await layer.ready;
        map[layer.settings.where[1] === wanted ? "addLayer" : "removeLayer"](layer);
      }
      for (const { phase, made } of buttons) { made.setAttribute("aria-pressed", String(phase === wanted)); }
      document.documentElement.dataset.phase = wanted;
    }
    document.querySelector(".m-top").appendChild(box);
    show(phases[phases.length - 1].phase);
  };
})();
