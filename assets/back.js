/* Back leads to the place that was left: how far the page was scrolled, and the row of a table that was opened. */
(function () {
  "use strict";

  const STORE = "partner-places";
  const MOST = 20; // addresses
  const TRIES = 600; // ten a second
  const [entry] = window.performance.getEntriesByType("navigation");
  const here = () => window.location.pathname + window.location.search;
  const places = () => JSON.parse(window.sessionStorage.getItem(STORE) || "[]");
  let row = null; // the table and the number of the row that a link was pressed in

  document.addEventListener("click", function ({ target }) {
    const line = target.closest("a") && target.closest(".ag-row");
    row = line && { table: line.closest("[data-table]").dataset.table, index: Number(line.getAttribute("row-index")) };
  });

  window.addEventListener("pagehide", function () {
    const kept = places().filter((place) => place.address !== here());
    const place = { address: here(), top: window.scrollY, row };
    window.sessionStorage.setItem(STORE, JSON.stringify([...kept, place].slice(-MOST)));
  });

  function back({ top, row: opened }) {
    window.scrollTo({ top, behavior: "instant" });
    for (const kind of ["pointerdown", "keydown", "wheel"]) window.addEventListener(kind, touch, { once: true, passive: true });
    if (opened) show(opened, TRIES);
  }

  /** Focuses the row once its cells are drawn, as those of a table in sight are, unless the reader went on meanwhile:
      a cell that is not there yet is only marked. */
  function show({ table, index }, tries) {
    const api = window.partnerGrid(table);
    if (api?.getDisplayedRowCount() > index) {
      api.ensureIndexVisible(index);
      api.setFocusedCell(index, api.getAllDisplayedColumns().find((column) => !column.getColId().startsWith("ag-Grid")));
    }
    const there = document.activeElement.closest(".ag-row");
    if (!there && tries > 0 && !touched) setTimeout(show, 100, { table, index }, tries - 1);
  }

  let touched = false;
  const touch = () => (touched = true);

  const place = entry?.type === "back_forward" && places().find(({ address }) => address === here());
  if (place) window.addEventListener("partner:ready", () => back(place), { once: true });
})();
