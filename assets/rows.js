/* Rows of tables: the grids ask the HTTP API for blocks of the rows that the address states, in the grid's order.
   Totals, heights and jump counts come with a section's answer; an export holds what its table shows. */
(function () {
  "use strict";

  const QUIET = 500; // ms before what is out of sight is drawn: who reads on at once, or leaves, does not wait for it
  const PAUSE = 100; // and between two of them
  const grids = new Map(); // name → { api, frame, source, waiting, answers, due, asking, quiet }
  let resting = false;
  let patience = QUIET;
  const kept = new WeakMap(); // part → an answer whose totals wait to be shown
  const inSight = new WeakSet(); // frames
  const watches = [watch("0px", inSight), watch("400px 0px", new WeakSet())]; // what is about to be in sight is fetched too

  function watch(rootMargin, inside) {
    return new IntersectionObserver((entries) => entries.forEach((entry) => seen(entry, inside)), { rootMargin });
  }

  function seen({ isIntersecting, target }, inside) {
    if (!isIntersecting) return inside.delete(target);
    inside.add(target);
    const grid = grids.get(target.dataset.table);
    if (grid?.frame === target && grid.due) refresh(grid);
  }

  const frameOf = (name) => document.querySelector('[data-table="' + name + '"]');

  /** What the API must be told to give the rows of one table as this page shows them. */
  function question(name) {
    const own = name + ".";
    const params = new URLSearchParams();
    for (const [key, value] of window.partnerState.parameters()) {
      if (key.startsWith(own)) params.append(key.slice(own.length), value);
      else if (!key.includes(".")) params.append(key, value);
    }
    const columns = (params.get("columns") || "").split(",").filter((key) => key !== "bar"); // drawn, and no column of a file
    if (params.has("columns")) params.set("columns", columns.join(","));
    params.set("unknown", "ignore"); // the page has said what it could not read
    return params;
  }

  async function rowsOf(address) {
    const kept = window.partnerKept.recallRows(address);
    if (kept) return kept;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const table = await answer.json();
    window.partnerKept.keepRows(address, table, answer.headers.get("Data-Version"));
    return table;
  }

  function source(name) {
    return {
      getRows: function (request) {
        const params = question(name);
        const order = request.sortModel.map((by) => (by.sort === "desc" ? "-" : "") + by.colId).join(",");
        const stated = params.get("sort") || grids.get(name).frame.dataset.order;
        if (order && order !== stated.split(",")[0]) params.set("sort", order); // else what breaks ties stays in force
        params.delete("columns");
        params.set("limit", request.endRow - request.startRow);
        params.set("offset", request.startRow);
        const grid = grids.get(name);
        const lines = (grid.frame.dataset.lines || "").split(" ").map((line) => line.split(":"));
        const drawn = lines.filter(([column, key]) => key && grid.api.getColumn(column)).map(([, key]) => key);
        if (drawn.length) params.set("with", drawn.join(","));
        grid.asking = false;
        grid.waiting += 1;
        rowsOf("/api/v1/tables/" + name + "?" + params)
          .then((table) => request.successCallback(table.rows, table.total), () => request.failCallback())
          .finally(function () {
            grid.waiting -= 1;
            grid.answers += 1;
            grid.quiet = false;
            grid.frame.dataset.near = "";
            if (!grid.due) grid.frame.classList.remove("due");
            window.partnerState.settle();
          });
      },
    };
  }

  /** Gives grids that are new on the page their source of rows. */
  function attach() {
    for (const frame of document.querySelectorAll("[data-table]")) {
      const name = frame.dataset.table;
      const known = grids.get(name);
      const api = known?.frame === frame ? known.api : drawn(name);
      if (!api) continue;
      if (known?.api !== api) adopt(name, { api, frame, source: source(name), waiting: 0, answers: 0, due: false, asking: false, quiet: false });
      const grid = grids.get(name);
      // The component sets a source of its own when it is ready, before or after this one.
      if (api.getGridOption("datasource") !== grid.source) api.setGridOption("datasource", grid.source);
    }
  }

  function adopt(name, grid) {
    grids.set(name, grid);
    watches.forEach((one) => one.observe(grid.frame));
  }

  function drawn(name) {
    try {
      return window.dash_ag_grid.getApi(JSON.stringify({ name, type: "grid" }));
    } catch {
      return undefined;
    }
  }

  /** A table out of sight shows nothing until it comes near: what it holds answers another question. */
  function reload(name) {
    const grid = grids.get(name);
    if (!grid || grid.api.isDestroyed()) return;
    if (inSight.has(grid.frame)) return refresh(grid);
    patience = QUIET;
    grid.due = true;
    grid.frame.classList.add("due");
  }

  /** What is out of sight follows while nothing else is to be done, one at a time: it is there when it is looked for. */
  function rest() {
    if (resting) return;
    resting = true;
    setTimeout(() => window.requestIdleCallback(follow), patience);
  }

  function follow() {
    resting = false;
    if (!document.querySelector("main[data-ready=true]")) return; // it will be said again
    patience = PAUSE;
    const grid = [...grids.values()].find((one) => one.due && one.frame.isConnected && !one.api.isDestroyed());
    if (grid) refresh(grid, true);
    else if (window.partnerNear.next()) rest();
  }

  /** The grid asks for its rows a moment later; one without room never does. Quietly: the page stays ready. */
  function refresh(grid, quietly) {
    grid.due = false;
    grid.quiet = Boolean(quietly);
    grid.asking = true;
    grid.api.refreshInfiniteCache();
    setTimeout(() => grid.asking && asked(grid), 300);
    window.partnerState.settle();
  }

  function asked(grid) {
    grid.asking = grid.quiet = false;
    grid.frame.classList.remove("due");
    window.partnerState.settle();
  }

  /** Whether a table has its rows, as far as it is near (assets/near.js). */
  function done(name) {
    const frame = frameOf(name);
    const grid = grids.get(name);
    if (!frame || frame.dataset.near === undefined || frame.hidden) return true;
    return Boolean(grid?.frame === frame && (grid.due || grid.quiet || (!grid.asking && grid.waiting === 0 && grid.answers > 0)));
  }

  /** Keeps a section's totals for its grid, and gives its number of rows to the jump link. */
  function keep(part, answer) {
    kept.set(part, answer);
    const jump = document.querySelector('[data-jump="' + part.dataset.part + '"] b');
    if (jump) jump.textContent = answer.rows === null ? "–" : window.dashAgGridFunctions.formatNumber(answer.rows);
  }

  /** Gives a section's table its height, and its totals with its rows. */
  function show(part) {
    if (!kept.has(part)) return;
    const { totals, rows } = kept.get(part);
    const frame = part.querySelector(".table-frame");
    frame.hidden = !rows;
    frame.classList.toggle("few", rows <= 6);
    frame.style.setProperty("--rows", Math.max(rows, 1));
    frame.style.setProperty("--all-rows", rows);
    const grid = grids.get(part.dataset.part);
    if (grid?.frame !== frame || grid.due) return;
    kept.delete(part);
    grid.api.setGridOption("pinnedBottomRowData", totals);
  }

  const first = (order) => (order || "").split(",")[0];

  function shownOrder(api) {
    const by = api.getColumnState().filter((column) => column.sort).sort((a, b) => a.sortIndex - b.sortIndex);
    return by.map((column) => (column.sort === "desc" ? "-" : "") + column.colId).join(",");
  }

  const statedOrder = (name, grid) => window.partnerState.parameters().get(name + ".sort") || grid.frame.dataset.order;

  /* An order chosen in the grid goes into the address, */
  function sorted(name, api) {
    const grid = grids.get(name);
    const order = shownOrder(api);
    if (grid && first(statedOrder(name, grid)) === order) return;
    window.partnerState.navigate({ [name + ".sort"]: order });
  }

  /* and one that the address states, after back or a button, goes into the grid. */
  function reorder() {
    for (const [name, grid] of grids) {
      if (grid.api.isDestroyed()) continue;
      const order = first(statedOrder(name, grid));
      const colId = order.replace("-", "");
      if ((grid.api.getColumn(colId) ? order : "") === shownOrder(grid.api)) continue; // one that is not shown bears no arrow
      const sort = order.startsWith("-") ? "desc" : "asc";
      grid.api.applyColumnState({ state: [{ colId, sort }], defaultState: { sort: null } });
    }
  }

  /* Before a link is pressed, opened elsewhere or copied, it gets what its table shows. */
  function state(event) {
    const link = event.target instanceof Element && event.target.closest('a[href^="/api/v1/export/"]');
    if (!link) return;
    const [path] = link.getAttribute("href").split("?");
    const name = path.split("/").pop().split(".")[0];
    if (!frameOf(name)) return; // it says by itself what it holds
    const asked = question(name);
    if (new URL(link.href).searchParams.has("sidecar")) asked.set("sidecar", "1");
    link.setAttribute("href", path + "?" + asked);
  }

  for (const kind of ["click", "pointerdown", "focusin"]) document.addEventListener(kind, state, true);

  window.partnerRows = { attach, reload, rest, done, keep, show, sorted, reorder, question };
})();
