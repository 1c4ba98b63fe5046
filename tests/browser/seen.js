/* What a page shows, by its marks: see Seen in visit.py. */
() => {
  const ROW = 60; // px, at least one whole row in this
  const inside = (element) => !!element.closest("[data-failed]");
  const shown = (element) => element.getClientRects().length > 0;
  const sight = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  const room = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0);
  };
  const text = (cell) => cell.innerText;
  const value = (control) => {
    const field = control.querySelector("input:checked, select, input:not([type=radio])") ?? control;
    return field.value ?? "";
  };
  const rows = (table) =>
    [...table.querySelectorAll(".ag-center-cols-container .ag-row[row-index]:not(.ag-row-loading)")]
      .filter(sight)
      .map((row) => {
        const index = row.getAttribute("row-index");
        const all = [...table.querySelectorAll(`.ag-row[row-index="${CSS.escape(index)}"] .ag-cell[col-id]`)];
        return { index: +index, cells: Object.fromEntries(all.map((cell) => [cell.getAttribute("col-id"), text(cell)])) };
      });
  const total = (table) => {
    const told = table.closest("[data-part], section")?.querySelectorAll(".row-count") ?? [];
    return told.length === 1 ? +told[0].innerText.match(/[\d.,]+/)[0].replace(/\D/g, "") : null;
  };
  return {
    address: location.pathname + location.search,
    ready: !!document.querySelector('main[data-ready="true"]'),
    controls: Object.fromEntries([...document.querySelectorAll("[data-control]")].filter(shown).map((one) => [one.dataset.control, value(one)])),
    kpis: [...document.querySelectorAll("[data-kpi]")].map((one) => ({ key: one.dataset.kpi, value: one.dataset.value, failed: inside(one) })),
    tables: [...document.querySelectorAll("[data-table]")].filter(shown).map((table) => ({
      name: table.dataset.table,
      failed: inside(table) || !!table.querySelector("[data-failed]"),
      sight: room(table.querySelector(".ag-body") ?? table) > ROW * 2,
      total: total(table),
      rows: rows(table),
    })),
    failed: [...document.querySelectorAll("[data-failed]")].map((part) => ({
      id: part.dataset.failed,
      buttons: part.querySelectorAll("button, a[href]").length,
      numbers: [...part.querySelectorAll("[data-kpi]")].filter((one) => one.dataset.value).map((one) => one.dataset.kpi),
      rows: part.querySelectorAll(".ag-center-cols-container .ag-row").length,
      text: part.innerText.slice(0, 300),
    })),
  };
}
