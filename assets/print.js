/* Paper is light, and shows every row of a table, up to a number that the server knows, and what was not made yet: they
   are fetched when the page is printed.

   A page that is printed waits for nothing, so the request blocks it; a grid holds only what is in sight. */
(function () {
  "use strict";

  function rowsOf(name) {
    const request = new XMLHttpRequest();
    request.open("GET", "/print/" + name + window.location.search, false);
    try {
      request.send();
    } catch {
      return null; // no connection: the rows in sight are printed
    }
    if (request.status !== 200) return null;
    return new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".print-table");
  }

  const PAPER = 630, HALF = 320; // pixels of a chart on A4, alone and beside another
  const sizes = new Map(); // chart → its size on the screen

  /** Charts get the width of the paper: nothing is drawn anew while a page is printed. */
  function fitPaper() {
    for (const graph of document.querySelectorAll(".js-plotly-plot")) {
      if (!window.Plotly || !graph.offsetParent) continue;
      const beside = graph.closest(".brief-charts")?.childElementCount > 1;
      const { width, height, autosize } = graph.layout;
      sizes.set(graph, { width, height, autosize });
      const lower = graph.closest(".brief-page") ? { height: graph.offsetHeight * 0.7 } : {};
      const room = beside ? HALF : PAPER;
      graph.dataset.paper = room; // assets/chart.js fits it: Dash sets the layout again after each change
      window.Plotly.relayout(graph, { ...lower, width: room, autosize: false });
    }
  }

  function fitScreen() {
    for (const [graph, { width, height, autosize }] of sizes) {
      delete graph.dataset.paper;
      window.Plotly.relayout(graph, { width, height, autosize: autosize ?? true });
    }
    sizes.clear();
  }

  const page = document.documentElement;
  const charts = () => document.querySelectorAll(".chart-graph");
  let theme = "";

  /** A dark page is printed light, but its charts, which the server drew for the dark. */
  function light() {
    theme = page.dataset.bsTheme;
    if (theme !== "dark") return;
    page.dataset.bsTheme = "light";
    charts().forEach((chart) => (chart.dataset.bsTheme = "dark"));
  }

  function asBefore() {
    if (theme !== "dark") return;
    page.dataset.bsTheme = theme;
    charts().forEach((chart) => delete chart.dataset.bsTheme);
  }

  window.addEventListener("beforeprint", function () {
    light();
    fitPaper();
    for (const place of document.querySelectorAll("[data-near]")) {
      const wanted = place.dataset.late === undefined ? place.firstElementChild : place.querySelector("[data-wanted]");
      const table = wanted && !place.querySelector("[data-failed]") && rowsOf(place.dataset.near);
      if (!table) continue;
      place.classList.add("printed");
      place.after(document.adoptNode(table));
    }
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });

  window.addEventListener("afterprint", function () {
    asBefore();
    fitScreen();
    document.querySelectorAll(".print-table").forEach((table) => table.remove());
    document.querySelectorAll(".printed").forEach((place) => place.classList.remove("printed"));
  });
})();
