/* Offices as squares with their names, and a pin where the map is tapped, told to the page around. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const talks = window.parent !== window && location.origin !== "null";
  const NAME_ZOOM = 13;

  const Square = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-office");
      box.appendChild(wangge.element("span", "m-office-n", this.options.text));
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  const Pin = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-pin");
      box.appendChild(wangge.drawing("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
        [wangge.drawing("path", { d: "M10 19s6.500-6 6.500-11a6.500 6.500 0 0 0-13 0c0 5 6.500 11 6.500 11Z" }),
          wangge.drawing("circle", { cx: 10, cy: 8, r: 2.4 })]));
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  wangge.offices = function (map, id) {
    const data = wangge.read(id);
    for (const one of data.offices) {
      L.marker([one.lat, one.lon], { interactive: false, keyboard: false,
        icon: new Square({ className: "m-office", iconSize: [14, 14], text: one.name }) }).addTo(map);
    }
    const near = () => map.getContainer().classList.toggle("m-named", map.getZoom() >= NAME_ZOOM);
    map.on("zoomend", near);
    map.whenReady(near);
    let pin = null;
    const put = (place) => {
      pin = pin || L.marker(place, { keyboard: false, icon: new Pin({ className: "m-pin", iconSize: [32, 32], iconAnchor: [16, 31] }) }).addTo(map);
      pin.setLatLng(place);
    };
    if (data.spot) { put([data.spot.lat, data.spot.lon]); }
    map.on("click", (event) => {
      const place = event.latlng.wrap();
      put(place);
      if (talks) { parent.postMessage({ type: "spot", lon: place.lng, lat: place.lat }, location.origin); }
    });
    wangge.drawn();
  };
})();
