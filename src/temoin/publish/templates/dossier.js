"use strict";
(function () {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  document.querySelectorAll(".viewer.pair").forEach(function (viewer) {
    const part = function (name) { return viewer.querySelector(name); };
    const range = part(".slider input"), pause = part("[data-role=pause]"), flip = part("[data-role=flip]"), now = part(".now");
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
      if (part(".map-pane")) { part(".map-pane").hidden = name !== "map"; }
      viewer.dispatchEvent(new CustomEvent("mode", { detail: name }));
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
  const folds = Array.from(document.querySelectorAll("details"));
  let closed = [];
  window.addEventListener("beforeprint", function () {
    closed = folds.filter(function (box) { return !box.open; });
    closed.forEach(function (box) { box.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (box) { box.open = false; });
  });
  async function reveal() {
    if (!/^#[a-z]+\d*$/.test(location.hash)) { return; }
    const isTurned = !document.querySelector(location.hash) && await buildings.reveal(location.hash.slice(1));
    const place = document.querySelector(location.hash), box = place && place.closest("details");
    if (box && !box.open) { box.open = true; }
    if (place && (box || isTurned)) { place.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
