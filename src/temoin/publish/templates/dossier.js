"use strict";
(function () {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  document.querySelectorAll(".viewer.pair").forEach(function (viewer) {
    const part = function (name) { return viewer.querySelector(name); };
    const range = part("input[type=range]"), pause = part("[data-role=pause]"), flip = part("[data-role=flip]"), now = part(".now");
    let timer = null, isAfter = false;
    function show(after) {
      isAfter = after;
      viewer.classList.toggle("shows-after", after);
      now.textContent = part(after ? ".panel.after .tag b" : ".panel.before .tag b").textContent;
    }
    function stop() {
      window.clearInterval(timer);
      timer = null;
      pause.textContent = pause.dataset.play;
    }
    function start() {
      stop();
      timer = window.setInterval(function () { show(!isAfter); }, 1000);
      pause.textContent = pause.dataset.pause;
    }
    function cut() {
      viewer.style.setProperty("--cut", range.value + "%");
      range.setAttribute("aria-valuetext", range.dataset.text.replace("%", range.value));
    }
    function mode(name) {
      viewer.dataset.mode = name;
      part(".slider").hidden = name !== "swipe";
      part(".blink-buttons").hidden = name !== "blink";
      stop();
      if (name === "blink") {
        show(false);
        if (!calm.matches) { start(); }
      }
    }
    viewer.querySelectorAll("input[type=radio]").forEach(function (input) {
      input.addEventListener("change", function () { mode(input.value); });
    });
    part("[data-role=outlines]").addEventListener("change", function (event) {
      viewer.classList.toggle("no-outlines", !event.target.checked);
    });
    range.addEventListener("input", cut);
    flip.addEventListener("click", function () { stop(); show(!isAfter); });
    pause.addEventListener("click", function () { if (timer === null) { start(); } else { stop(); } });
    const picture = part("img");
    viewer.style.setProperty("--shape", picture.getAttribute("width") / picture.getAttribute("height"));
    part(".controls").hidden = false;
    const chosen = part("input[type=radio]:checked");
    cut();
    mode(chosen ? chosen.value : "swipe");
  });
  const search = document.getElementById("building-search");
  if (search) {
    const rows = Array.from(document.querySelectorAll("#building-table tbody tr"));
    const found = document.getElementById("building-found");
    const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    search.closest(".search").hidden = false;
    search.addEventListener("input", function () {
      const asked = search.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach(function (row, place) {
        row.hidden = !texts[place].includes(asked);
        shown += row.hidden ? 0 : 1;
      });
      found.textContent = asked ? found.dataset.text.replace("%1", shown).replace("%2", rows.length) : "";
    });
  }
  const folds = Array.from(document.querySelectorAll("details"));
  let closed = [];
  window.addEventListener("beforeprint", function () {
    closed = folds.filter(function (box) { return !box.open; });
    closed.forEach(function (box) { box.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (box) { box.open = false; });
  });
  function reveal() {
    const place = /^#[a-z]+\d*$/.test(location.hash) && document.querySelector(location.hash);
    const box = place && place.closest("details");
    if (box && !box.open) {
      box.open = true;
      place.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
