/* A layer of the control: waits for its features, then shows and hides them. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});

  const SourceLayer = L.Layer.extend({
    initialize: function (map, settings, sourceId) {
      this.settings = settings;
      this.kind = wangge.kinds[settings.kind];
      this.items = new Map();
      this.ready = wangge.source(map, sourceId).then((features) => {
        this.kind.prepare(map, this, features.filter((feature) => matches(settings.where, feature)));
      });
    },
    onAdd: function (map) {
      this.wanted = true;
      this.ready.then(() => { if (this.wanted) { this.kind.show(map, this); } });
      return this;
    },
    onRemove: function (map) {
      this.wanted = false;
      this.ready.then(() => { if (!this.wanted) { this.kind.hide(map, this); } });
      return this;
    },
  });

  function matches(where, feature) {
    return !where || feature.properties[where[0]] === where[1];
  }

  wangge.layer = function (map, id, sourceId) {
    const layer = new SourceLayer(map, wangge.read(id), sourceId);
    const state = wangge.state(map);
    state.layers.push(layer);
    state.control.add(layer);
    return layer;
  };

  /* Open the popup of the feature with this key, in whichever layer it is. */
  wangge.focus = async function (key) {
    for (const map of wangge.maps) {
      for (const layer of wangge.state(map).layers) {
        await layer.ready;
        const item = layer.items.get(key);
        if (!item) { continue; }
        layer.addTo(map);
        layer.kind.focus(map, layer, item);
        return;
      }
    }
  };
})();
