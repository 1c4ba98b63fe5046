/* What cells and grid events call: numbers and dates in the page's language, the geometry of bars and lines. */
(function () {
  "use strict";

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const german = () => document.documentElement.lang.startsWith("de");
  const formats = {};

  function format(name, options) {
    const key = name + (german() ? "de" : "en");
    formats[key] = formats[key] || new Intl.NumberFormat(german() ? "de-DE" : "en-GB", options);
    return formats[key];
  }

  const minus = (text) => text.replace("-", "\u2212");

  functions.formatNumber = (value) => minus(format("number", { maximumFractionDigits: 2 }).format(value));
  functions.formatChange = (value) => (value > 0 ? "+" : "") + functions.formatNumber(value);
  functions.formatRate = function (value) {
    const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return minus(format("rate", one).format(value * 100)) + "\u00a0%";
  };
  functions.formatSeconds = function (value) {
    const seconds = Math.round(value);
    return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  };
  /* A value by the kind of its column, as dashboard/ui/formats.py writes it. */
  functions.formatKind = function (value, kind) {
    const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    const sign = value > 0 ? "+" : "";
    if (kind === "rate") return functions.formatRate(value);
    if (kind === "seconds") return functions.formatSeconds(value);
    if (kind === "points") return sign + minus(format("rate", one).format(value * 100)) + "\u00a0" + (german() ? "PP" : "pp");
    if (kind === "change") return functions.formatChange(value);
    if (kind === "number_change") return sign + minus(format("rate", one).format(value));
    if (kind === "number") return minus(format("rate", one).format(value));
    return functions.formatNumber(value);
  };
  functions.formatMoney = (value) => minus(format("money", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value));
  functions.formatDay = function (iso) {
    const [year, month, day] = String(iso).slice(0, 10).split("-").map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    if (german()) return date.toLocaleDateString("de-DE", { timeZone: "UTC", day: "2-digit", month: "2-digit", year: "numeric" });
    const name = date.toLocaleDateString("en-US", { timeZone: "UTC", month: "short" });
    return day + " " + name + " " + year;
  };

  functions.customerAddress = function (org, region, tab) {
    const given = { region, tab, as_of: window.partnerState.parameters().get("as_of") };
    const params = new URLSearchParams(Object.entries(given).filter(([, value]) => value));
    return "/customers/" + encodeURIComponent(org) + "?" + params;
  };

  /* Parts in per cent of the bar's width: 100 % of purchased is at 80 %, and nothing reaches beyond 124 % of it. */
  functions.licenceParts = function (row) {
    const whole = row.purchased;
    const share = (count) => (whole > 0 ? Math.min(Math.max(count / whole, 0), 1) : 0);
    const used = share(row.used);
    const assigned = Math.max(share(row.assigned), used);
    const over = whole > 0 ? Math.min(Math.max(row.assigned / whole - 1, 0), 0.24) : row.assigned > 0 ? 0.24 : 0;
    const ends = [
      { name: "used", from: 0, to: used, gap: 2 },
      { name: "assigned", from: used, to: assigned, gap: 2 },
      { name: "available", from: assigned, to: whole > 0 ? 1 : 0, gap: 0 },
      { name: "over", from: 1, to: 1 + over, gap: 2 },
    ].filter((part) => part.to > part.from);
    return ends.map((part, index) => ({
      name: part.name,
      left: part.from * 80,
      width: (part.to - part.from) * 80,
      gap: part.to === 1 ? 0 : part.gap,
      shift: part.name === "over" ? 2 : 0,
      ends: (index === 0 ? " first" : "") + (part.name === "available" || part.name === "over" ? " last" : ""),
    }));
  };

  functions.licenceSentence = function (row, words) {
    const over = Math.max(row.assigned - row.purchased, 0);
    const counts = {
      used: row.used,
      assigned: row.assigned,
      purchased: row.purchased,
      available: Math.max(row.purchased - row.assigned, 0),
      over: over,
    };
    const sentence = over > 0 ? words.over : words.sentence;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => functions.formatNumber(counts[name]));
  };

  /* An SVG path with gaps where unknown; null for fewer than two known values. */
  functions.linePoints = function (values, width, height) {
    const edge = 3;
    const seen = values.filter((value) => value !== null && value !== undefined);
    if (seen.length < 2) return null;
    const low = Math.min(...seen);
    const span = Math.max(...seen) - low;
    let path = "", drawing = false, x = 0, y = 0;
    values.forEach(function (value, index) {
      if (value === null || value === undefined) {
        drawing = false;
        return;
      }
      x = edge + (index * (width - 2 * edge)) / (values.length - 1);
      y = span ? height - edge - ((value - low) * (height - 2 * edge)) / span : height / 2;
      path += (drawing ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1);
      drawing = true;
    });
    return { path: path, x: x.toFixed(1), y: y.toFixed(1) };
  };

  /* Events of a grid. */

  /* On a phone three columns stay, chosen by the page; the rest come back with the room for them. */
  functions.fitPhone = function (params) {
    const narrow = window.matchMedia("(max-width: 720px)").matches;
    const columns = params.api.getColumns() || [];
    const shown = columns.filter((column) => column.getColDef().context && !column.getColDef().hide);
    const extra = shown.filter((column) => !column.getColDef().context.phone);
    const change = extra.filter((column) => column.isVisible() === narrow);
    if (change.length) params.api.setColumnsVisible(change, !narrow);
    const first = columns[0];
    if (first && first.isPinned() === narrow) params.api.setColumnsPinned([first], narrow ? null : "left");
  };

  functions.openRow = function (params) {
    const row = params.data;
    const inside = params.event.target.closest("a, button, [role=img]");
    if (!row || row.total_row || inside || String(window.getSelection())) return;
    const link = params.event.target.closest(".ag-root").querySelector('[row-index="' + params.rowIndex + '"] a');
    if (link) link.click();
  };

  /* Enter opens the customer of the row, Ctrl+C copies the cell. */
  functions.useKey = function (params) {
    const key = params.event;
    const root = key.target.closest(".ag-root");
    if (key.key === "Enter" && root) {
      const link = root.querySelector('.ag-center-cols-viewport [row-index="' + params.rowIndex + '"] a, .ag-pinned-left-cols-container [row-index="' + params.rowIndex + '"] a');
      if (link) link.click();
    }
    if (key.key.toLowerCase() === "c" && (key.ctrlKey || key.metaKey) && navigator.clipboard && !String(window.getSelection())) {
      navigator.clipboard.writeText(key.target.innerText.trim());
    }
  };

  functions.keepOrder = (params) => window.partnerRows.sorted(params.api.getGridOption("context").table, params.api);
})();
