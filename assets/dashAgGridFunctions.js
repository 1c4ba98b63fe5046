/* What cells call: numbers and dates in the page's language, the geometry of bars and lines. */
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

  /* What rounds to nothing has no sign. */
  const counts = (text) => /[1-9]/.test(text);
  const minus = (text) => text.replace("-", counts(text) ? "\u2212" : "");
  const signed = (text, value) => (value > 0 && counts(text) ? "+" : "") + text;

  functions.formatNumber = (value) => minus(format("number", { maximumFractionDigits: 2 }).format(value));
  functions.formatChange = (value) => signed(functions.formatNumber(value), value);
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
    if (kind === "rate") return functions.formatRate(value);
    if (kind === "seconds") return functions.formatSeconds(value);
    if (kind === "points") return signed(minus(format("rate", one).format(value * 100)), value); // the heading says the unit
    if (kind === "change") return functions.formatChange(value);
    if (kind === "number_change") return signed(minus(format("rate", one).format(value)), value);
    if (kind === "number") return minus(format("rate", one).format(value));
    return functions.formatNumber(value);
  };
  /** How many tags stand whole in a column of that width: at least one, with room for "+n" where some do not. */
  functions.tagsThatFit = function (names, width) {
    const CHARACTER = 6.6, FRAME = 18, MORE = 26, PADDING = 24; // pixels: of a letter, around a tag, of "+n", of a cell
    let left = width - PADDING, fit = 0;
    for (const name of names) {
      left -= name.length * CHARACTER + FRAME;
      if (left < (fit + 1 < names.length ? MORE : 0)) break;
      fit += 1;
    }
    return Math.max(fit, 1);
  };

  /** A line for the score and one for each reason: its points, and what they rest on. The points sum to the score. */
  functions.scoreSentence = function (row, words) {
    const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
    const shown = (value, reason) => (reason.flag ? (value ? words.yes : words.no) : functions.formatKind(value, reason.kind));
    const lines = words.reasons.map(function (reason) {
      const value = row["value_" + reason.key];
      const known = value !== null && value !== undefined;
      const points = functions.formatNumber(row["points_" + reason.key]);
      return filled(words.reason, { points, label: reason.label, value: known ? shown(value, reason) : words.missing });
    });
    const level = words.names[(row.risk || [])[0]] || "";
    return [filled(words.told, { score: functions.formatNumber(row.score), level }), ...lines].join("\n");
  };

  functions.formatMoney = (value) => minus(format("money", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value));
  functions.formatDay = function (iso) {
    const [year, month, day] = String(iso).slice(0, 10).split("-").map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    if (german()) return date.toLocaleDateString("de-DE", { timeZone: "UTC", day: "2-digit", month: "2-digit", year: "numeric" });
    const name = date.toLocaleDateString("en-US", { timeZone: "UTC", month: "short" });
    return day + " " + name + " " + year;
  };

  /** The page of a row's customer, of the region and the day of this one. */
  functions.customerAddress = function (org, tab) {
    const here = window.partnerAddress.parameters();
    const given = { region: here.get("region"), as_of: here.get("as_of"), tab };
    const params = new URLSearchParams(Object.entries(given).filter(([, value]) => value));
    return "/customers/" + encodeURIComponent(org) + (params.size ? "?" + params : "");
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
    const sums = Boolean(row.total_row); // available here and over there do not level out
    const over = sums ? row.over : Math.max(row.assigned - row.purchased, 0);
    const counts = {
      used: row.used,
      assigned: row.assigned,
      purchased: row.purchased,
      available: sums ? row.available : Math.max(row.purchased - row.assigned, 0),
      over: over,
    };
    const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => functions.formatNumber(values[name]));
    return [filled(over > 0 ? (sums ? words.total : words.over) : words.sentence, counts), ...partSentences(row, words, filled)].join(" · ");
  };

  /** The kinds that Calling is made of, each where the row tells all its counts. */
  function partSentences(row, words, filled) {
    return ["professional", "standard"].flatMap(function (part) {
      const values = { used: row[part + "_used"], assigned: row[part + "_assigned"], purchased: row[part + "_purchased"] };
      const known = Object.values(values).every((value) => value !== null && value !== undefined);
      return known && words[part] && Object.values(values).some(Boolean) ? [filled(words[part], values)] : [];
    });
  }

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
})();
