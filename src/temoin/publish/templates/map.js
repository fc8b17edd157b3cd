"use strict";
/* The map of both pictures. It lies in the pictures' own pixels: their upper left corner is 0° N, 0° E, and no place on earth stands in it. */
(function () {
  const viewer = document.querySelector(".viewer.pair"), pane = viewer && viewer.querySelector(".map-pane");
  if (!pane || typeof maplibregl === "undefined" || !hasWebGl()) { return; }
  const part = function (role) { return pane.querySelector("[data-role=" + role + "]"); };
  const mix = pane.querySelector("input[type=range]"), said = pane.querySelector(".map-said"), box = pane.querySelector(".map");
  const radio = viewer.querySelector("input[value=map]");
  const LOOKS = {
    "g-none": { colour: "#ffffff", width: 1.2 }, "g-given": { colour: "#ffffff", width: 1.2, dash: [4, 2.5] },
    "g-unknown": { colour: "#cfd6dd", width: 1.6, dash: [1.2, 2.5] }, "g-possible": { colour: "#ffe14d", width: 1.8 },
    "g-damaged": { colour: "#ffa12b", width: 2.2 }, "g-destroyed": { colour: "#ff5a4f", width: 2.4 }, change: { colour: "#35e0ff", width: 2.4 },
  };
  const CROWD = 5000;
  let map = null, sheet = null, isDrawn = null;

  function hasWebGl() {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") || canvas.getContext("webgl");
    if (context) { context.getExtension("WEBGL_lose_context")?.loseContext(); }
    return context !== null;
  }
  /* Pixels of the picture to degrees, by the Mercator projection that the map is drawn in. */
  function degrees(x, y) {
    const world = sheet.map.tile * 2 ** sheet.map.zoom;
    return [360 * x / world, Math.atan(Math.sinh(-2 * Math.PI * y / world)) * 180 / Math.PI];
  }
  function ring(steps) {
    const points = [];
    let x = 0, y = 0;
    for (let place = 0; place < steps.length; place += 2) {
      x += steps[place];
      y += steps[place + 1];
      points.push(degrees(x / 10, y / 10));
    }
    points.push(points[0]);
    return points;
  }
  function feature(shape, facts) {
    return { type: "Feature", properties: facts, geometry: { type: "MultiPolygon", coordinates: shape.map(function (rings) { return rings.map(ring); }) } };
  }
  function features() {
    const found = sheet.given.map(function (shape) { return feature(shape, { look: "g-given" }); });
    sheet.shapes.forEach(function (shape, number) {
      if (shape.length) { found.push(feature(shape, { look: buildings.value("css", number), row: number })); }
    });
    sheet.changes.forEach(function (change, number) { found.push(feature(change[0], { look: "change", change: number })); });
    return found;
  }
  function bounds() {
    return [degrees(0, sheet.map.height), degrees(sheet.map.width, 0)];
  }
  function source(name) {
    /* There is one level of tiles. A map asks for it at smaller scales too when it is told that tiles are smaller: here, until the picture is 128 px. */
    const limits = bounds(), steps = Math.max(0, Math.ceil(Math.log2(Math.max(sheet.map.width, sheet.map.height) / 128)));
    return { type: "raster", tiles: ["pmtiles://" + name + "/{z}/{x}/{y}"], tileSize: sheet.map.tile / 2 ** steps, minzoom: sheet.map.zoom, maxzoom: sheet.map.zoom, bounds: limits[0].concat(limits[1]) };
  }
  function lines() {
    const wide = function (width) { return ["interpolate", ["linear"], ["zoom"], sheet.map.zoom - 3, width / 2, sheet.map.zoom, width]; };
    /* Of a crowd, lines and patterns are drawn once they can be told apart; from further off each shape is a patch of its colour. */
    const isCrowd = sheet.shapes.length + sheet.given.length > CROWD, from = isCrowd ? { minzoom: sheet.map.zoom - 1.5 } : {};
    const layers = [{ id: "casing", type: "line", source: "shapes", ...from, paint: { "line-color": "#000000", "line-opacity": 0.5, "line-width": wide(3.8) } }];
    Object.keys(LOOKS).forEach(function (name) {
      const look = LOOKS[name], only = ["==", ["get", "look"], name], paint = { "line-color": look.colour, "line-width": wide(look.width) };
      if (look.dash) { paint["line-dasharray"] = look.dash; }
      const fill = ["g-destroyed", "g-damaged", "g-possible"].includes(name) ? { "fill-pattern": name, "fill-opacity": 0.7 } : { "fill-color": look.colour, "fill-opacity": name === "change" ? 0.12 : 0 };
      layers.push({ id: "fill-" + name, type: "fill", source: "shapes", ...from, filter: only, paint: fill });
      layers.push({ id: "line-" + name, type: "line", source: "shapes", ...from, filter: only, paint: paint });
    });
    if (isCrowd) {
      const colours = Object.keys(LOOKS).flatMap(function (name) { return [name, LOOKS[name].colour]; });
      layers.push({ id: "patches", type: "fill", source: "shapes", maxzoom: from.minzoom, paint: { "fill-color": ["match", ["get", "look"], ...colours, "#ffffff"], "fill-opacity": 0.7, "fill-antialias": false } });
    }
    /* A halo under the lines, so that what is chosen keeps its own colour. */
    return [{ id: "chosen", type: "line", source: "chosen", paint: { "line-color": "#ffffff", "line-width": 11, "line-opacity": 0.9 } }, ...layers];
  }
  /* The patterns of the legend, drawn dot by dot: hatched both ways, hatched one way, dotted. */
  function pattern(name) {
    const side = 24, data = new Uint8Array(4 * side * side), value = parseInt(LOOKS[name].colour.slice(1), 16);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const rising = (x + y) % side < 3, falling = (x - y + side) % side < 3;
        const dot = (x - 12) ** 2 + (y - 12) ** 2 < 14;
        if ({ "g-destroyed": rising || falling, "g-damaged": rising, "g-possible": dot }[name]) {
          data.set([value >> 16, value >> 8 & 255, value & 255, 255], 4 * (y * side + x));
        }
      }
    }
    return { width: side, height: side, data: data };
  }
  function archive(name) {
    const bytes = buildings.bytesOf(document.getElementById("tiles-" + name));
    return new pmtiles.PMTiles({
      getKey: function () { return name; },
      getBytes: function (start, length) { return Promise.resolve({ data: bytes.slice(start, start + length).buffer }); },
    });
  }
  function blend() {
    map.setPaintProperty("after", "raster-opacity", mix.value / 100);
    mix.setAttribute("aria-valuetext", mix.dataset.text.replace("%1", mix.value));
  }
  function measure() {
    const metres = sheet.map.metres * 2 ** (sheet.map.zoom - map.getZoom()), most = metres * box.clientWidth / 4;
    const power = 10 ** Math.floor(Math.log10(most)), length = [5, 2, 1].find(function (step) { return step * power <= most; }) * power;
    const label = part("length"), isLong = length >= 1000;
    label.style.width = length / metres + "px";
    label.textContent = String(Number((isLong ? length / 1000 : length).toPrecision(1))).replace(".", label.dataset.decimal) + "\u202f" + (isLong ? label.dataset.km : label.dataset.m);
  }
  function whole(isQuiet) {
    map.fitBounds(bounds(), { padding: 8, animate: !isQuiet });
  }
  function link(address, text) {
    const found = document.createElement("a"), inner = document.createElement("bdi");
    inner.textContent = text;
    found.href = "#" + address;
    found.append(inner);
    return found;
  }
  function say(facts) {
    if (facts === null) {
      said.textContent = said.dataset.hint;
    } else if (facts.row !== undefined) {
      const known = function (name) { return buildings.value(name, facts.row); };
      said.replaceChildren(link(known("anchor"), [known("id"), known("name")].filter(Boolean).join(" ")), ": " + [known("grade"), known("also"), known("area")].filter(Boolean).join("; "));
    } else if (facts.change !== undefined) {
      const change = sheet.changes[facts.change];
      said.replaceChildren(link(change[1], change[2]));
    } else {
      said.textContent = "–";
    }
  }
  function choose(shape, facts) {
    map.getSource("chosen").setData({ type: "FeatureCollection", features: shape ? [feature(shape, {})] : [] });
    say(facts);
  }
  function hit(event) {
    const { x, y } = event.point, around = [[x - 4, y - 4], [x + 4, y + 4]];
    const layers = Object.keys(LOOKS).map(function (name) { return "fill-" + name; }).concat(map.getLayer("patches") ? ["patches"] : []);
    const found = map.queryRenderedFeatures(around, { layers: layers }).map(function (one) { return one.properties; });
    const best = found.find(function (one) { return one.row !== undefined; }) || found[0];
    if (!best) { choose(null, null); } else if (best.row !== undefined) { choose(sheet.shapes[best.row], best); } else { choose(best.change === undefined ? null : sheet.changes[best.change][0], best); }
  }
  function outlines() {
    const isShown = viewer.querySelector("[data-role=outlines]").checked;
    lines().forEach(function (layer) { map.setLayoutProperty(layer.id, "visibility", isShown ? "visible" : "none"); });
  }
  function draw() {
    const protocol = new pmtiles.Protocol();
    ["before", "after"].forEach(function (name) { protocol.add(archive(name)); });
    maplibregl.addProtocol("pmtiles", protocol.tile);
    map = new maplibregl.Map({
      container: box, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false, fadeDuration: 0,
      cooperativeGestures: true, maxZoom: sheet.map.zoom + 4, bounds: bounds(), fitBoundsOptions: { padding: 8 },
      locale: { "Map.Title": box.dataset.title, "CooperativeGesturesHandler.WindowsHelpText": box.dataset.scroll, "CooperativeGesturesHandler.MacHelpText": box.dataset.scrollMac, "CooperativeGesturesHandler.MobileHelpText": box.dataset.touch },
      style: {
        version: 8,
        sources: {
          before: source("before"), after: source("after"), chosen: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
          shapes: { type: "geojson", tolerance: 0.2, maxzoom: sheet.map.zoom + 2, data: { type: "FeatureCollection", features: features() } },
        },
        layers: [
          { id: "ground", type: "background", paint: { "background-color": "#bdbdbd" } },
          { id: "before", type: "raster", source: "before", paint: { "raster-fade-duration": 0 } },
          { id: "after", type: "raster", source: "after", paint: { "raster-fade-duration": 0, "raster-opacity": mix.value / 100 } },
          ...lines(),
        ],
      },
    });
    ["g-destroyed", "g-damaged", "g-possible"].forEach(function (name) { map.addImage(name, pattern(name), { pixelRatio: 2 }); });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.on("move", measure);
    isDrawn = map.once("load").then(function () {
      measure();
      outlines();
      map.on("click", hit);
    });
    map.on("idle", function () { pane.classList.add("is-idle"); });
  }
  async function open() {
    sheet = sheet || await buildings.ready;
    if (!map) { draw(); } else { map.resize(); }
    return isDrawn;
  }
  function listen() {
    mix.addEventListener("input", blend);
    part("earlier").addEventListener("click", function () { mix.value = 0; blend(); });
    part("later").addEventListener("click", function () { mix.value = 100; blend(); });
    part("zoom-in").addEventListener("click", function () { map.zoomIn(); });
    part("zoom-out").addEventListener("click", function () { map.zoomOut(); });
    part("whole").addEventListener("click", function () { whole(false); });
    viewer.querySelector("[data-role=outlines]").addEventListener("change", function () { if (map) { outlines(); } });
    viewer.addEventListener("mode", function (event) { if (event.detail === "map") { open(); } });
  }
  async function showBuilding(number) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change"));
    await open();
    viewer.scrollIntoView();
    const frame = new maplibregl.LngLatBounds();
    sheet.shapes[number].forEach(function (rings) { ring(rings[0]).forEach(function (point) { frame.extend(point); }); });
    map.fitBounds(frame, { padding: 80, maxZoom: sheet.map.zoom + 1 });
    choose(sheet.shapes[number], { row: number });
    radio.focus({ preventScroll: true });
  }
  buildings.ready.then(function (known) {
    if (!known || !known.map) { return; }
    sheet = known;
    listen();
    viewer.querySelector(".map-choice").hidden = false;
    buildings.offerMap(showBuilding);
    if (radio.checked) { open(); }
  });
})();
