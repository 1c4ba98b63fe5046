/* Events of tables: order and more rows come from the server, keys lead in and out, a phone shows up to three columns. */
(function () {
  "use strict";

  const MOST = 10000; // rows that scrolling brings (dashboard/pages/base/answers.py)
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const nameOf = (api) => api.getGridOption("context")?.table;

  /** What hears of a grid's events, unless the grid is gone by then: it tells of the last ones late. */
  const alive = (hear) => (event) => (event.api.isDestroyed() ? undefined : hear(event));

  /** The server's order stays as it came. */
  functions.serverOrder = () => 0;

  /** What a row is known by where rows can be selected. */
  functions.rowId = ({ data }) => (data.org_id ? [data.org_id, data.subscription_id].join(" ") : "total");

  const first = (order) => (order || "").split(",")[0];

  /** The grid of a table, null until it is made and once it is gone. */
  function gridOf(name) {
    try {
      const api = window.dash_ag_grid.getApi(JSON.stringify({ name, type: "grid" }));
      return api.isDestroyed() ? null : api;
    } catch {
      return null;
    }
  }

  function shownOrder(api) {
    const by = api.getColumnState().find((column) => column.sort);
    return by ? (by.sort === "desc" ? "-" : "") + by.colId : "";
  }

  function statedOrder(name, params) {
    const usual = document.querySelector('[data-table="' + name + '"]')?.dataset.order;
    return first(params.get(name + ".sort") || usual);
  }

  /** An order that was chosen in the head goes into the address. */
  functions.keepOrder = alive(function ({ api, source }) {
    const name = nameOf(api);
    const order = shownOrder(api);
    if (source !== "uiColumnSorted" || order === statedOrder(name, window.partnerAddress.parameters())) return;
    window.partnerAddress.set({ [name + ".sort"]: order });
  });

  /** An order of the address is shown in the head. */
  function reorder({ detail: params }) {
    for (const frame of document.querySelectorAll("[data-table]")) {
      const name = frame.dataset.table;
      const api = gridOf(name);
      if (!api) continue;
      const order = statedOrder(name, params);
      const colId = order.replace("-", "");
      if ((api.getColumn(colId) ? order : "") === shownOrder(api)) continue;
      api.applyColumnState({ state: [{ colId, sort: order.startsWith("-") ? "desc" : "asc" }], defaultState: { sort: null } });
    }
  }

  window.addEventListener("partner:address", reorder);

  /** At the end of the rows that are there, twice as many are asked for. */
  functions.moreRows = alive(function ({ api }) {
    const loaded = api.getDisplayedRowCount();
    const { table, count } = api.getGridOption("context");
    if (loaded >= Math.min(count, MOST) || api.getLastDisplayedRowIndex() < loaded - 10) return;
    window.partnerComponent.set({ type: "more", name: table }, { data: loaded * 2 });
  });

  /** On a phone up to three columns stay, in the page's order of importance, as many as fit whole; the rest come back
      with the room for them. */
  functions.fitPhone = alive(function ({ api }) {
    const narrow = window.matchMedia("(max-width: 720px)").matches;
    const frame = document.querySelector('[data-table="' + nameOf(api) + '"]');
    const columns = api.getColumns() || [];
    const ours = columns.filter((column) => column.getColDef().context && !column.getColDef().hide);
    const stay = new Set(narrow ? phoneColumns(api, ours, frame?.clientWidth || 0) : ours);
    for (const visible of [true, false]) {
      const change = ours.filter((column) => stay.has(column) === visible && column.isVisible() !== visible);
      if (change.length) api.setColumnsVisible(change, visible);
    }
    if (columns[0] && columns[0].isPinned() === narrow) api.setColumnsPinned([columns[0]], narrow ? null : "left");
    if (ours[0] && !narrow) widen(api, ours[0], frame?.clientWidth || 0);
  });

  const widened = new WeakMap(); // grid → the width that its first column was given

  /** The first column, which is fixed and does not share what is left over, grows with the screen; a width that
      somebody gave it stays. */
  function widen(api, column, room) {
    const usual = column.getColDef().width, now = column.getActualWidth();
    if (!usual || (now !== usual && now !== widened.get(api))) return;
    const width = Math.max(usual, Math.min(320, Math.round(room * 0.14)));
    widened.set(api, width);
    if (width !== now) api.setColumnWidths([{ key: column, newWidth: width }]);
  }

  const PHONE_COLUMNS = 3;

  /** Columns by their rank, each that still has room. */
  function phoneColumns(api, columns, width) {
    const boxes = api.getAllDisplayedColumns().filter((column) => !column.getColDef().context);
    let room = boxes.reduce((left, column) => left - column.getActualWidth(), width);
    const rank = (column) => column.getColDef().context.phone;
    const ranked = columns.filter((column) => rank(column) !== null).sort((one, other) => rank(one) - rank(other));
    const stay = [];
    for (const column of ranked) {
      if (stay.length === PHONE_COLUMNS || (stay.length && column.getMinWidth() > room)) continue;
      room -= column.getMinWidth();
      stay.push(column);
    }
    return stay;
  }

  const fitted = new WeakSet();

  /** Fits grids that are new: each is drawn with its rows before it hears of events. */
  function fitNew() {
    for (const frame of document.querySelectorAll("[data-table]")) {
      const api = fitted.has(frame) ? null : gridOf(frame.dataset.table);
      if (!api) continue;
      fitted.add(frame);
      functions.fitPhone({ api });
      functions.fromTop({ api });
    }
  }

  new MutationObserver(fitNew).observe(document, { subtree: true, childList: true });

  /** Rows that are known by their customer outlive an answer: their links lead to its region and day. */
  functions.renewLinks = alive(({ api }) => api.refreshCells({ columns: ["customer"], force: true }));

  const held = new WeakMap(); // grid → the ids of its rows

  /** Rows that are known keep a grid where it was scrolled to, in another order or under other filters too: one that
      does not begin with the rows it had is shown from its first. */
  functions.fromTop = alive(function ({ api }) {
    const ids = [];
    api.forEachNodeAfterFilterAndSort((node) => ids.push(node.id));
    const other = (held.get(api) || []).some((id, index) => index < ids.length && id !== ids[index]);
    held.set(api, ids);
    if (other) api.ensureIndexVisible(0, "top");
  });

  const linkOf = (root, row) => root.querySelector('[row-index="' + row + '"] a.cell-customer');

  functions.openRow = function ({ data, event, rowIndex }) {
    const inside = event.target.closest("a, button, input, [role=img], .select-cell");
    if (!data || data.total_row || inside || String(window.getSelection())) return;
    linkOf(event.target.closest(".ag-root"), rowIndex)?.click();
  };

  /** Tab leaves a table: it is one stop, and arrows move inside. */
  functions.leaveTable = () => false;

  /** Enter opens the customer of the row, Ctrl+C copies the rows selected or else the cell, Escape leads to the tools. */
  functions.useKey = alive(function ({ api, event, rowIndex }) {
    const root = event.target.closest(".ag-root");
    if (event.key === "Enter" && root) (event.target.querySelector("a") || linkOf(root, rowIndex))?.click();
    if (event.key === "Escape") root?.closest("section")?.querySelector(".toolbar button, .toolbar summary")?.focus();
    const copies = event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey);
    if (!copies || !navigator.clipboard || String(window.getSelection())) return;
    navigator.clipboard.writeText(functions.selectionText(api) || event.target.innerText.trim()).catch(() => {}); // a window behind another may not
  });

  window.partnerGrid = gridOf;

  /* "Show all n rows" under a table on a phone. */
  document.addEventListener("click", function (event) {
    const frame = event.target.closest(".show-all")?.closest(".table-frame");
    if (!frame) return;
    frame.classList.add("open");
    frame.querySelector(".ag-header-cell")?.focus({ preventScroll: true });
  });
})();
