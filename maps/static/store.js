/* What each map knows: its texts and numbers, and the features of its sources. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const states = new WeakMap();
  const sources = new Map();

  wangge.state = function (map) {
    if (!states.has(map)) { states.set(map, { texts: {}, layers: [], finders: [] }); }
    return states.get(map);
  };

  wangge.read = (id) => JSON.parse(document.getElementById(id).textContent);

  /* Promise of the features of a source: read from the page, or fetched once. */
  wangge.source = function (map, id) {
    if (!sources.has(id)) { sources.set(id, load(map, document.getElementById(id))); }
    return sources.get(id);
  };

  async function load(map, block) {
    const address = block.dataset.src;
    if (!address) { return unpacked(JSON.parse(block.textContent)); }
    const texts = wangge.state(map).texts;
    wangge.say(texts.loading);
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) { throw new Error(String(answer.status)); }
      const collection = await answer.json();
      wangge.say("");
      return unpacked(collection);
    } catch {
      wangge.say(texts.failed);
      return [];
    }
  }

  /* GeoJSON, or a table of points: {columns, points: [[lon, lat]], rows: [[value]]}. */
  function unpacked(data) {
    if (data.features) { return data.features; }
    return data.rows.map((row, number) => ({
      geometry: { type: "Point", coordinates: data.points[number] },
      properties: Object.fromEntries(data.columns.map((name, place) => [name, row[place]])),
    }));
  }

  /* Told to whoever waits for the picture: printing, tests. */
  wangge.drawn = function () { document.documentElement.dataset.drawn = "yes"; };

  wangge.say = function (text) {
    const line = document.querySelector(".m-status");
    line.textContent = text;
    line.hidden = !text;
  };
})();
