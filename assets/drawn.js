/* Whether what a reader sees is drawn: charts, and tables with their rows. */
(function () {
  "use strict";

  function inSight(element) {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < window.innerHeight;
  }

  function shows(place) {
    if (!place.querySelector(":scope > .table-frame")) return true; // no rows, or no grid
    const cells = place.querySelectorAll(".ag-body-viewport .ag-cell");
    return [...cells].some((cell) => cell.textContent.trim()); // the grid makes a row before what it shows
  }

  /** Whether all that is in sight is drawn. */
  function all() {
    const charts = [...document.querySelectorAll(".chart")].filter(inSight);
    const tables = [...document.querySelectorAll("[data-near]")].filter(inSight);
    return charts.every((chart) => chart.querySelector(".main-svg")) && tables.every(shows);
  }

  window.partnerDrawn = { all, inSight };
})();
