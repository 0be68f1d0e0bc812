/* Shapes of the lights and small DOM builders. Text enters a page here, through textContent only. */
(function () {
  "use strict";
  const wangge = (window.wangge = window.wangge || {});
  const SVG = "http://www.w3.org/2000/svg";
  /* Tag, attributes: the same shapes as in the list, 16 by 16. */
  const SHAPES = {
    red: [["path", { class: "r-fill", d: "M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" }],
      ["path", { class: "mk r-mk", d: "m5.4 5.4 5.2 5.2M10.6 5.4l-5.2 5.2" }]],
    yellow: [["path", { class: "y-fill", d: "M8 1.2 15.2 14.4H.8z" }],
      ["path", { class: "mk y-mk", d: "M8 6v4M8 12.3v.1" }]],
    green: [["circle", { class: "g-fill", cx: 8, cy: 8, r: 7 }],
      ["path", { class: "mk g-mk", d: "m4.8 8.2 2.3 2.3 4.2-4.6" }]],
    stopped: [["circle", { class: "n-back", cx: 8, cy: 8, r: 7 }],
      ["circle", { class: "n-fill", cx: 8, cy: 8, r: 6.5 }]],
  };
  wangge.URGENCY = ["red", "yellow", "green", "stopped"];

  wangge.element = function (tag, className, text) {
    const made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined && text !== null) { made.textContent = String(text); }
    return made;
  };

  wangge.drawing = function (tag, attributes, children) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) { made.setAttribute(name, value); }
    for (const child of children || []) { made.appendChild(child); }
    return made;
  };

  wangge.symbol = function (light, className) {
    const parts = SHAPES[light] || SHAPES.stopped;
    return wangge.drawing("svg",
      { class: className || "lt", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
      parts.map(([tag, attributes]) => wangge.drawing(tag, attributes)));
  };

  /* Round a light that does not stand at the place itself. */
  wangge.movedMark = function (className) {
    return wangge.drawing("svg", { class: className, viewBox: "0 0 28 28", "aria-hidden": "true", focusable: "false" },
      [wangge.drawing("circle", { class: "m-moved", cx: 14, cy: 14, r: 12.5 })]);
  };

  /* Fill {name} in a translated text. One pass: a value is never read as a pattern again. */
  wangge.fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
})();
