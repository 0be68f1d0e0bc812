/* Drawing a line or an area over the grids: tap a corner, drag it, take it back; the page around holds the list. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const SNAP_PX = 12;
  const SAME_PX = 4;
  const DOUBLE_PX = 12, DOUBLE_MS = 400;  /* a finger does not hit the same place twice */
  const STEP_PX = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const talks = window.parent !== window && location.origin !== "null";

  const CornerIcon = L.DivIcon.extend({
    createIcon: function () {
      const box = wangge.element("div", "m-corner");
      box.appendChild(wangge.element("span", "m-corner-n", this.options.text));
      box.setAttribute("aria-label", this.options.label);
      this._setIconStyles(box, "icon");
      return box;
    },
  });

  wangge.sketch = function (map, id) {
    const sketch = { ...wangge.read(id), map, corners: [], on: false, markers: [], mark: null };
    wangge.state(map).sketch = sketch;
    map.createPane("sketch");
    const shape = sketch.mode === "polygon" ? L.polygon : L.polyline;
    const look = { pane: "sketch", renderer: L.svg({ pane: "sketch", padding: 1 }), interactive: false };
    sketch.shape = shape([], { ...look, className: "m-sketch" }).addTo(map);
    sketch.rubber = L.polyline([], { ...look, className: "m-rubber" }).addTo(map);
    bar(sketch);
    listen(sketch);
    tell(sketch, "ready");
  };

  /* Talk with the page: it is told every change, and may set corners, begin and end. */
  function tell(sketch, type = "sketch") {
    if (!talks) { return; }
    const place = ({ lat, lng }) => [round(lng), round(lat)];
    window.parent.postMessage({ type, corners: sketch.corners.map(place), on: sketch.on,
      mark: sketch.mark ? place(sketch.mark.getLatLng()) : null }, location.origin);
  }

  /* Nine digits: what was caught at a corner is that corner. */
  function round(degrees) {
    return Math.round(degrees * 1e9) / 1e9;
  }

  function listen(sketch) {
    const { map } = sketch;
    map.on("click", (event) => {
      if (sketch.marking) { setMark(sketch, event.latlng); } else if (sketch.on) { add(sketch, event); }
    });
    /* Two quick taps at two places are two corners: a browser may call them a double tap. */
    map.on("dblclick", () => { if (sketch.on && sketch.again) { end(sketch); } });
    map.on("mousemove", (event) => follow(sketch, event));
    map.on("mouseout", () => sketch.rubber.setLatLngs([]));
    map.on("zoomend moveend", () => sketch.rubber.setLatLngs([]));
    document.addEventListener("keydown", (event) => key(sketch, event));
    addEventListener("message", (event) => {
      const asked = event.data;
      if (!talks || event.origin !== location.origin || asked?.type !== "sketch") { return; }
      if (asked.corners) { take(sketch, asked.corners); }
      if (asked.mark) { setMark(sketch, L.latLng(asked.mark[1], asked.mark[0]), true); }
      if (asked.on !== undefined && asked.on !== sketch.on) { (asked.on ? begin : end)(sketch, true); }
    });
  }

  function take(sketch, corners) {
    const fresh = !sketch.corners.length && corners.length > 1;
    sketch.corners = corners.map(([lon, lat]) => L.latLng(lat, lon));
    draw(sketch);
    if (fresh && !sketch.map.getBounds().contains(sketch.shape.getBounds())) {
      sketch.map.fitBounds(sketch.shape.getBounds(), { maxZoom: 17 });
    }
  }

  function key(sketch, event) {
    if (!sketch.on) { return; }
    if (event.key === "Backspace" || event.key === "Delete") { event.preventDefault(); undo(sketch); }
    if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); end(sketch); }
  }

  /* One corner more, or the end: on the last corner, and in an area on the first. */
  function add(sketch, event) {
    const caught = event.originalEvent?.altKey ? event.latlng : snap(sketch, event.latlng);
    const at = (corner) => corner && pixels(sketch, corner).distanceTo(pixels(sketch, caught)) < SAME_PX;
    sketch.again = repeated(sketch, event) || at(sketch.corners.at(-1));
    if (sketch.again) { return; }
    if (sketch.mode === "polygon" && sketch.corners.length > 2 && at(sketch.corners[0])) { end(sketch); return; }
    sketch.corners.push(caught);
    changed(sketch);
  }

  function repeated(sketch, event) {
    const tap = { place: event.containerPoint, at: event.originalEvent?.timeStamp ?? 0 };
    const before = sketch.tap;
    sketch.tap = tap;
    return Boolean(before) && sketch.corners.length > 0 && tap.at - before.at < DOUBLE_MS &&
      tap.place.distanceTo(before.place) < DOUBLE_PX;
  }

  function undo(sketch) {
    sketch.corners.pop();
    changed(sketch);
  }

  function clear(sketch) {
    sketch.corners = [];
    changed(sketch);
    begin(sketch);
  }

  function begin(sketch, quietly) {
    sketch.on = true;
    sketch.marking = false;
    sketch.map.doubleClickZoom.disable();
    sketch.map.closePopup();
    show(sketch);
    if (!quietly) { tell(sketch); }
  }

  function end(sketch, quietly) {
    sketch.on = false;
    sketch.rubber.setLatLngs([]);
    sketch.map.doubleClickZoom.enable();
    show(sketch);
    if (!quietly) { tell(sketch); }
  }

  function changed(sketch) {
    draw(sketch);
    tell(sketch);
  }

  function draw(sketch) {
    const { map } = sketch;
    sketch.shape.setLatLngs(sketch.corners);
    sketch.markers.forEach((marker) => marker.remove());
    sketch.markers = sketch.corners.map((corner, place) => corner && cornerAt(sketch, corner, place).addTo(map));
    show(sketch);
  }

  function cornerAt(sketch, corner, place) {
    const label = wangge.fill(sketch.texts.corner, { number: place + 1 });
    const made = L.marker(corner, { draggable: true, pane: "corners", title: label,
      icon: new CornerIcon({ className: "m-corner", iconSize: [28, 28], text: place + 1, label }) });
    const put = (latlng) => {
      sketch.corners[place] = latlng;
      made.setLatLng(latlng);
      sketch.shape.setLatLngs(sketch.corners);
    };
    made.on("drag", () => { sketch.corners[place] = made.getLatLng(); sketch.shape.setLatLngs(sketch.corners); });
    made.on("dragend", () => { put(snap(sketch, made.getLatLng())); tell(sketch); });
    made.on("click", () => {
      if (sketch.on && (place === sketch.corners.length - 1 || (sketch.mode === "polygon" && place === 0))) { end(sketch); }
    });
    made.on("keydown", ({ originalEvent }) => {
      const step = STEP_PX[originalEvent.key];
      if (originalEvent.key === "Delete" || originalEvent.key === "Backspace") {
        originalEvent.stopPropagation();
        originalEvent.preventDefault();
        sketch.corners.splice(place, 1);
        changed(sketch);
      } else if (step) {
        originalEvent.stopPropagation();
        originalEvent.preventDefault();
        put(sketch.map.containerPointToLatLng(pixels(sketch, made.getLatLng()).add(step)));
        tell(sketch);
      }
    });
    return made;
  }

  function follow(sketch, event) {
    const last = sketch.corners.at(-1);
    if (!sketch.on || !last) { return; }
    sketch.rubber.setLatLngs([last, snap(sketch, event.latlng)]);
  }

  function setMark(sketch, place, quietly) {
    sketch.marking = false;
    sketch.mark?.remove();
    sketch.mark = L.marker(place, { pane: "corners", draggable: true, title: sketch.texts.mark,
      icon: new CornerIcon({ className: "m-corner m-flag", iconSize: [28, 28], text: "\u2691", label: sketch.texts.mark }) });
    sketch.mark.on("dragend", () => tell(sketch));
    sketch.mark.addTo(sketch.map);
    show(sketch);
    if (!quietly) { tell(sketch); }
  }

  function pixels(sketch, place) {
    return sketch.map.latLngToContainerPoint(place);
  }

  /* The nearest corner of a grid within reach, else the nearest point of an edge, else the place itself. */
  function snap(sketch, place) {
    const { map } = sketch;
    const here = pixels(sketch, place);
    const reach = L.latLngBounds([here.subtract([SNAP_PX, SNAP_PX]), here.add([SNAP_PX, SNAP_PX])]
      .map((corner) => map.containerPointToLatLng(corner)));
    let corner = { distance: SNAP_PX }, edge = { distance: SNAP_PX };
    for (const ring of rings(map)) {
      for (let n = 0; n < ring.length; n++) {
        const one = ring[n], other = ring[(n + 1) % ring.length];
        if (!reach.intersects(L.latLngBounds(one, other))) { continue; }
        corner = nearer(corner, here, one, pixels(sketch, one));
        edge = nearer(edge, here, ...onEdge(sketch, here, one, other));
      }
    }
    return corner.place || edge.place || place;
  }

  function nearer(best, here, place, pixel) {
    const distance = here.distanceTo(pixel);
    return distance < best.distance ? { distance, place } : best;
  }

  function onEdge(sketch, here, one, other) {
    const [from, to] = [pixels(sketch, one), pixels(sketch, other)];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    const t = length ? Math.min(1, Math.max(0, ((here.x - from.x) * dx + (here.y - from.y) * dy) / length)) : 0;
    const place = L.latLng(one.lat + t * (other.lat - one.lat), one.lng + t * (other.lng - one.lng));
    return [place, from.add([t * dx, t * dy])];
  }

  /* Rings of the grids that are drawn. */
  function* rings(map) {
    for (const layer of wangge.state(map).layers) {
      if (layer.settings.kind !== "bounds" || !layer.drawn || !map.hasLayer(layer)) { continue; }
      for (const shape of layer.drawn.getLayers()) { yield* flat(shape.getLatLngs()); }
    }
  }

  function* flat(nested) {
    if (nested[0]?.lat !== undefined) { yield nested; return; }
    for (const inner of nested) { yield* flat(inner); }
  }

  /* Buttons over the map; each also has its key or its field in the page. */
  function bar(sketch) {
    sketch.map.createPane("corners");
    const box = wangge.element("div", "m-sketchbar");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", sketch.texts.bar);
    const button = (name, act) => {
      const made = wangge.element("button", "m-phase", sketch.texts[name]);
      made.type = "button";
      made.addEventListener("click", act);
      box.appendChild(made);
      return made;
    };
    sketch.buttons = {};
    if (sketch.mode) {
      sketch.buttons.draw = button("draw", () => (sketch.on ? end(sketch) : begin(sketch)));
      sketch.buttons.undo = button("undo", () => undo(sketch));
      sketch.buttons.clear = button("clear", () => clear(sketch));
    }
    if (sketch.marks) {
      sketch.buttons.mark = button("mark", () => { end(sketch, true); sketch.marking = !sketch.marking; show(sketch); tell(sketch); });
    }
    sketch.hint = wangge.element("p", "m-hint");
    sketch.hint.setAttribute("role", "status");
    const top = document.querySelector(".m-top");
    if (box.children.length) { top.appendChild(box); }
    top.appendChild(sketch.hint);
    show(sketch);
  }

  function show(sketch) {
    const { buttons, texts, corners } = sketch;
    sketch.map.getContainer().classList.toggle("m-drawing", sketch.on || Boolean(sketch.marking));
    if (buttons.draw) {
      buttons.draw.textContent = sketch.on ? texts.done : corners.length ? texts.more : texts.draw;
      buttons.draw.setAttribute("aria-pressed", String(sketch.on));
      buttons.undo.disabled = buttons.clear.disabled = !corners.length;
    }
    buttons.mark?.setAttribute("aria-pressed", String(Boolean(sketch.marking)));
    const told = sketch.marking ? texts.marking : sketch.on ? texts.drawing : corners.length ? texts.drawn : texts.pick;
    sketch.hint.textContent = told || "";
    sketch.hint.hidden = !told;
  }
})();
