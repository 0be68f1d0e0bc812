/* Popups and tooltips, built from properties through the DOM, and the talk with the page around. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const talks = window.parent !== window && location.origin !== "null";

  /* Words for one feature, for a tooltip and for a screen reader. */
  wangge.name = function (map, settings, feature) {
    const values = feature.properties;
    const card = settings.card;
    const light = values.light && wangge.state(map).texts["light_" + values.light];
    return [values[card.title], light, card.badge && values[card.badge], values.moved].filter(Boolean).join(" · ");
  };

  wangge.tip = function (map, settings, feature, place) {
    const values = feature.properties;
    const card = settings.card;
    const box = wangge.element("div", "m-tip");
    box.appendChild(wangge.element("div", "m-tip-t", values[card.title]));
    const second = card.badge ? values[card.badge] : values[card.fields[0][1]];
    const lead = card.badge ? "" : card.fields[0][0] + " ";
    if (second !== undefined) { box.appendChild(wangge.element("div", "m-tip-s", lead + second)); }
    const state = wangge.state(map);
    state.tooltip = state.tooltip || L.tooltip({ direction: "top", offset: [0, -10], opacity: 1 });
    state.tooltip.setContent(box).setLatLng(place).openOn(map);
  };

  wangge.untip = function (map) {
    const tooltip = wangge.state(map).tooltip;
    if (tooltip) { tooltip.close(); }
  };

  /* What a person chooses on the map is told to the page around, and takes the keyboard. */
  wangge.choose = function (map, settings, feature, place, opener) {
    wangge.open(map, settings, feature, place, opener).focus({ preventScroll: true });
    tell(settings, feature);
  };

  /* What the page around asks for is opened only: telling it again would go round for ever. */
  wangge.open = function (map, settings, feature, place, opener) {
    wangge.untip(map);
    const state = wangge.state(map);
    const body = card(map, settings, feature);
    state.popup = L.popup({ closeButton: false, minWidth: 220, maxWidth: 300, offset: [0, -6],
      autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [56, 96], className: "m-popup" });
    if (opener) { opener.classList.add("m-here"); }
    state.popup.once("remove", () => {
      if (!opener || !opener.isConnected) { return; }
      opener.classList.remove("m-here");
      opener.focus({ preventScroll: true });
    });
    state.popup.setLatLng(place).setContent(body).openOn(map);
    return body;
  };

  /* Say to the page around which feature was chosen. */
  wangge.tell = tell;
  function tell(settings, feature) {
    if (!talks) { return; }
    const card = settings.card;
    const key = feature.properties[card.key];
    const named = card.message === "issue" ? { number: key } : { key: key };
    window.parent.postMessage({ type: card.message, ...named }, location.origin);
  }

  function card(map, settings, feature) {
    const values = feature.properties;
    const body = wangge.element("article", "m-card");
    body.tabIndex = -1;
    body.setAttribute("role", "dialog");
    body.setAttribute("aria-label", String(values[settings.card.title] || ""));
    body.append(...head(map, settings.card, values), facts(settings.card, values));
    const link = settings.card.link && address(values[settings.card.link[1]]);
    if (link) { body.appendChild(anchor(settings.card.link[0], link)); }
    body.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); map.closePopup(); }
    });
    return body;
  }

  function head(map, card, values) {
    const texts = wangge.state(map).texts;
    const line = wangge.element("div", "m-card-h");
    const title = wangge.element("h2", "m-card-t", values[card.title]);
    if (values.light) {
      line.append(wangge.symbol(values.light), wangge.element("b", "is-" + values.light,
        (card.badge && values[card.badge]) || texts["light_" + values.light]));
    } else {
      line.append(title);
    }
    const close = wangge.element("button", "m-close");
    close.type = "button";
    close.setAttribute("aria-label", texts.close);
    close.appendChild(wangge.drawing("svg", { class: "i", viewBox: "0 0 20 20", "aria-hidden": "true" },
      [wangge.drawing("path", { d: "m5 5 10 10M15 5 5 15" })]));
    close.addEventListener("click", () => map.closePopup());
    line.appendChild(close);
    return values.light ? [line, title] : [line];
  }

  function facts(card, values) {
    const list = wangge.element("dl", "m-facts");
    for (const [label, property] of card.fields) {
      const value = values[property];
      if (value === undefined || value === null || value === "") { continue; }
      list.append(wangge.element("dt", "", label), wangge.element("dd", "", value));
    }
    return list;
  }

  /* A path of our own origin, or nothing: no javascript:, no other host, no file. */
  function address(path) {
    if (!path || !location.protocol.startsWith("http")) { return null; }
    const url = new URL(path, location.href);
    return url.origin === location.origin ? url.href : null;
  }

  function anchor(label, link) {
    const made = wangge.element("a", "m-open", label);
    made.href = link;
    made.target = "_top";
    return made;
  }

  window.addEventListener("message", (event) => {
    const asked = event.data;
    if (!talks || event.origin !== location.origin || !asked || asked.type !== "focus") { return; }
    wangge.focus(asked.number !== undefined ? asked.number : asked.key);
  });
})();
