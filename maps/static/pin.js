/* One pin: a tap sets it, a finger or the arrow keys move it, the page around is told and may set it. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const talks = window.parent !== window && location.origin !== "null";
  const STEP_PX = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FAR_PX = 10;
  const NEAR_ZOOM = 16;

  const PinIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-one");
      box.appendChild(wangge.drawing("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
        [wangge.drawing("path", { d: "M10 19s6.500-6 6.500-11a6.500 6.500 0 0 0-13 0c0 5 6.500 11 6.500 11Z" }),
          wangge.drawing("circle", { cx: 10, cy: 8, r: 2.4 })]));
      box.setAttribute("role", "button");
      box.setAttribute("aria-label", this.options.label);
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  wangge.pin = function (map, id) {
    const { texts } = wangge.read(id);
    const hint = wangge.element("p", "m-hint", texts.hint);
    document.querySelector(".m-top").appendChild(hint);
    let pin = null;

    function tell(type) {
      if (!talks) { return; }
      const place = pin && pin.getLatLng().wrap();
      parent.postMessage({ type, ...(place ? { lon: round(place.lng), lat: round(place.lat) } : {}) }, location.origin);
    }

    function put(place) {
      if (!pin) {
        pin = L.marker(place, { draggable: true, autoPan: true, title: texts.label, zIndexOffset: 1000,
          icon: new PinIcon({ className: "m-one", iconSize: [48, 48], iconAnchor: [24, 46], label: texts.label }) });
        pin.on("dragend", () => tell("spot"));
        pin.on("keydown", ({ originalEvent }) => step(originalEvent));
        pin.addTo(map);
      }
      pin.setLatLng(place);
    }

    function step(event) {
      const way = STEP_PX[event.key];
      if (!way) { return; }
      event.preventDefault();
      event.stopPropagation();
      const times = event.shiftKey ? FAR_PX : 1;
      const moved = map.latLngToContainerPoint(pin.getLatLng()).add([way[0] * times, way[1] * times]);
      pin.setLatLng(map.containerPointToLatLng(moved));
      tell("spot");
    }

    map.on("click", (event) => { put(event.latlng.wrap()); tell("spot"); });
    addEventListener("message", (event) => {
      const said = event.data;
      if (!talks || event.origin !== location.origin || said?.type !== "pin") { return; }
      const place = L.latLng(said.lat, said.lon);
      const first = !pin;
      put(place);
      if (first || !map.getBounds().contains(place)) { map.setView(place, Math.max(map.getZoom(), NEAR_ZOOM), { animate: false }); }
    });
    wangge.drawn();
    tell("ready");
  };

  /* Seven digits: a centimetre. */
  function round(degrees) {
    return Math.round(degrees * 1e7) / 1e7;
  }
})();
