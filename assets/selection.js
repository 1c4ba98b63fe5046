/* Rows that are selected: how many, which ones a form is about, and their copy as text with tabs.

   [data-selected="{n} selected"]   says how many, and nothing while there are none; [data-unselected] stands meanwhile
   form[data-chosen="t"]            gets the ids of the customers selected in table t as its field "chosen"
   form[data-chosen][data-pairs]    a JSON list of ids instead: of the customer and of the subscription of each row */
(function () {
  "use strict";

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const telling = new Set(); // sections that say a number

  /** The rows selected in a table, none where it is not drawn. */
  function selected(name) {
    const api = document.querySelector('[data-table="' + name + '"]') && window.partnerGrid(name);
    return api ? api.getSelectedRows() : [];
  }

  /** Says in the section of a table how many are selected. */
  function tell(section) {
    const number = selected(section.id).length;
    telling[number ? "add" : "delete"](section);
    const shown = functions.formatNumber(number);
    for (const place of section.querySelectorAll("[data-selected]")) {
      place.textContent = number ? place.dataset.selected.replace("{n}", shown) : "";
      if (place.matches("p")) place.hidden = !number;
    }
    for (const place of section.querySelectorAll("[data-unselected]")) place.hidden = Boolean(number);
  }

  functions.tellSelected = function ({ api }) {
    if (api.isDestroyed()) return;
    const section = document.getElementById(api.getGridOption("context")?.table);
    if (section) tell(section);
  };

  /* A table that is made anew, or has no rows any more, takes what was selected with it, and tells nobody. */
  const gone = (section) => !selected(section.id).length;
  new MutationObserver(() => [...telling].filter(gone).forEach(tell)).observe(document, { subtree: true, childList: true });

  /** What a cell says: words for names that are closed, else the value itself. */
  function written(column, row) {
    const value = row[column.getColId()];
    if (value === null || value === undefined) return "";
    const names = column.getColDef().cellRendererParams?.names || {};
    const word = (one) => names[String(one).toLowerCase()] || String(one);
    return [value].flat().map(word).join(", ").replace(/\s+/g, " ");
  }

  /** The heads and the rows selected, with tabs between cells; "" where none is. */
  functions.selectionText = function (api) {
    const rows = api.getSelectedRows();
    const columns = api.getAllDisplayedColumns().filter((column) => column.getColDef().field);
    const lines = [columns.map((column) => column.getColDef().headerName), ...rows.map((row) => columns.map((column) => written(column, row)))];
    return rows.length ? lines.map((cells) => cells.join("\t")).join("\n") : "";
  };

  /* A menu's panel is answered after it was opened. */
  const watched = new WeakSet();
  document.addEventListener(
    "toggle",
    function ({ target }) {
      const section = target.closest?.("details.popover") && target.closest("section");
      if (!section || !section.querySelector("[data-selected]") || watched.has(target)) return;
      watched.add(target);
      new MutationObserver(() => tell(section)).observe(target.querySelector(".popover-panel"), { childList: true });
    },
    true
  );

  document.addEventListener("submit", function ({ target: form }) {
    if (!form.matches("[data-chosen]")) return;
    const rows = selected(form.dataset.chosen);
    const pairs = rows.map((row) => [row.org_id, row.subscription_id]);
    form.querySelector("[name=chosen]").value = "pairs" in form.dataset ? JSON.stringify(pairs) : rows.map((row) => row.org_id).join(",");
  });
})();
