"use strict";
/* All buildings of the page: unpacked from the sheet in it, sorted, searched and turned over page by page. */
const buildings = (function () {
  const PAGE = window.matchMedia("(max-width: 46rem)").matches ? 20 : 100, PRINTED = 1000;
  const STARTS_HIGH = ["area", "score"];
  const holder = document.getElementById("sheet"), table = document.getElementById("building-table");
  const canUnpack = holder !== null && "DecompressionStream" in window;
  const body = table && table.tBodies[0], model = document.getElementById("building-row");
  let sheet = null, count = 0, order = [], texts = [], page = 0, sorted = { by: "grade", isDown: false }, toMap = null;

  function bytesOf(element) {
    const signs = atob(element.textContent.trim()), bytes = new Uint8Array(signs.length);
    for (let place = 0; place < signs.length; place += 1) { bytes[place] = signs.charCodeAt(place); }
    return bytes;
  }
  async function unpack() {
    const stream = new Blob([bytesOf(holder)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }
  function value(name, number) {
    const column = name === "why" ? sheet.why : sheet.columns[name];
    return column[0][column[1][number]];
  }
  function drawn(number) {
    const row = model.content.firstElementChild.cloneNode(true);
    row.id = value("anchor", number);
    row.querySelectorAll("[data-slot]").forEach(function (slot) {
      const name = slot.dataset.slot, known = value(name, number);
      slot.textContent = name === "why" ? known.join("; ") || "–" : known;
      if (known === "") { slot.remove(); }
    });
    row.querySelector(".grade").className = "grade " + value("css", number);
    row.querySelector("rect").setAttribute("class", "building " + value("css", number));
    if (toMap && sheet.shapes[number].length) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "to-map";
      button.textContent = model.dataset.map;
      button.setAttribute("aria-label", model.dataset.map + ": " + value("id", number));
      button.addEventListener("click", function () { toMap(number); });
      row.cells[0].append(" ", button);
    }
    return row;
  }
  function show(first, last) {
    body.replaceChildren(...order.slice(first, last).map(drawn));
  }
  function turn(to) {
    const pages = Math.max(1, Math.ceil(order.length / PAGE));
    page = Math.min(Math.max(0, to), pages - 1);
    show(page * PAGE, (page + 1) * PAGE);
    const pager = document.querySelector(".pager"), part = function (role) { return pager.querySelector("[data-role=" + role + "]"); };
    pager.hidden = pages === 1;
    part("where").textContent = part("where").dataset.text.replace("%1", page + 1).replace("%2", pages);
    part("first").disabled = part("back").disabled = page === 0;
    part("next").disabled = part("last").disabled = page === pages - 1;
  }
  function compare() {
    const sign = sorted.isDown ? -1 : 1;
    if (sorted.by === "id") {
      const plain = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
      return function (one, other) { return sign * plain(value("id", one), value("id", other)) || one - other; };
    }
    const keys = sheet.keys[sorted.by];
    return function (one, other) {
      const a = keys[one], b = keys[other];
      // What is not known stands last, whichever way one sorts.
      if (a === null || b === null) { return (a === null) - (b === null) || one - other; }
      return sign * (a - b) || one - other;
    };
  }
  function arrange() {
    const asked = document.getElementById("building-search").value.trim().toLowerCase();
    const found = document.getElementById("building-found");
    order = [];
    for (let number = 0; number < count; number += 1) {
      if (!asked || texts[number].includes(asked)) { order.push(number); }
    }
    order.sort(compare());
    found.textContent = asked ? found.dataset.text.replace("%1", order.length).replace("%2", count) : "";
    turn(0);
  }
  function offerSorting() {
    table.classList.add("sortable");
    table.querySelectorAll("th[data-sort]").forEach(function (head) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      if (head.dataset.sort === "grade") { head.setAttribute("aria-sort", "ascending"); }
      button.addEventListener("click", function () {
        const by = head.dataset.sort;
        sorted = { by: by, isDown: sorted.by === by ? !sorted.isDown : STARTS_HIGH.includes(by) };
        table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", sorted.isDown ? "descending" : "ascending");
        arrange();
      });
    });
  }
  function begin(known) {
    sheet = known;
    if (!table) { return known; }
    count = sheet.columns.id[1].length;
    for (let number = 0; number < count; number += 1) {
      order.push(number);
      texts.push(["id", "name", "grade"].map(function (name) { return value(name, number); }).concat(value("why", number)).join(" ").toLowerCase());
    }
    offerSorting();
    const search = document.getElementById("building-search");
    search.addEventListener("input", arrange);
    search.closest(".search").hidden = false;
    document.querySelectorAll(".first-only").forEach(function (line) { line.hidden = true; });
    const turns = { first: function () { return 0; }, back: function () { return page - 1; }, next: function () { return page + 1; }, last: function () { return Infinity; } };
    Object.keys(turns).forEach(function (role) {
      document.querySelector(".pager [data-role=" + role + "]").addEventListener("click", function () {
        turn(turns[role]());
        table.scrollIntoView();
      });
    });
    turn(0);
    window.addEventListener("beforeprint", function () { show(0, PRINTED); });
    window.addEventListener("afterprint", function () { turn(page); });
    return known;
  }
  const ready = canUnpack ? unpack().then(begin) : Promise.resolve(null);
  return {
    ready: ready,
    bytesOf: bytesOf,
    value: value,
    /* A button in each row brings its building up on the map. */
    offerMap: function (show) {
      toMap = show;
      if (table) { turn(page); }
    },
    /* Bring up the page that holds an address such as b17; true where there is such a building. */
    reveal: async function (address) {
      if (!(await ready) || !table) { return false; }
      const number = sheet.columns.anchor[0].indexOf(address);
      if (number < 0) { return false; }
      if (!order.includes(number)) {
        document.getElementById("building-search").value = "";
        arrange();
      }
      turn(Math.floor(order.indexOf(number) / PAGE));
      return true;
    },
  };
})();
