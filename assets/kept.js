/* Answers and rows that this page was given, kept in its memory: to go back to them waits for nothing.

   Each names the version of what it rests on (dashboard/asking.py): the region's data, the asker's customers, the day.
   Only those of the newest version that was heard of hold, and after each use the server is asked for the version. */
(function () {
  "use strict";

  const MOST = 200;
  const answers = new Map(); // part and share → { answer, version, figure }
  const rows = new Map(); // address → { table, version }
  const newest = new Map(); // region → version
  let asking = null;

  const regionOf = (version) => version.split(":")[0];
  const holds = (entry) => Boolean(entry) && newest.get(regionOf(entry.version)) === entry.version;

  /** Hears of a version; whether it is another than the one that was known. */
  function learn(version) {
    const before = newest.get(regionOf(version));
    newest.set(regionOf(version), version);
    return before !== undefined && before !== version;
  }

  function put(map, key, entry) {
    map.delete(key);
    map.set(key, entry);
    if (map.size > MOST) map.delete(map.keys().next().value);
  }

  const keyOf = (part, share) => part.dataset.part + " " + share;
  const chartOf = (part) => part.querySelector(".chart") && { type: "chart", name: part.dataset.part };

  /** Keeps the answer that a part was given. */
  function keep(part, answer) {
    if (!answer.version) return;
    learn(answer.version);
    put(answers, keyOf(part, answer.share), { answer, version: answer.version });
  }

  /** Before a part asks anew: the figure that it shows belongs to the answer that it shows. */
  function leave(part, share) {
    const entry = answers.get(keyOf(part, share));
    const chart = chartOf(part);
    if (entry && chart && !entry.figure) entry.figure = window.dash_component_api.getLayout(chart)?.props.figure;
  }

  function find(part, share) {
    const entry = answers.get(keyOf(part, share));
    return holds(entry) && (entry.figure || !chartOf(part)) ? entry : null;
  }

  /** The answers to all of these shares by part, and their figures into the charts; null when one is not kept. */
  function recall(wanted) {
    const found = [...wanted].map(([part, share]) => [part, find(part, share)]);
    if (found.some(([, entry]) => !entry)) return null;
    found.forEach(([part, entry]) => draw(part, entry));
    if (asking === null) asking = requestAnimationFrame(() => setTimeout(check, 0));
    return found.map(([part, entry]) => [part, entry.answer]);
  }

  function draw(part, entry) {
    if (!entry.figure) return;
    const tell = (figure) => window.dash_clientside.set_props(chartOf(part), { figure });
    if (window.partnerFaces.bring(part.querySelector(".chart"), entry.figure, tell)) return;
    entry.figure = structuredClone(entry.figure); // another object: a graph draws no figure twice
    tell(entry.figure);
  }

  /** The figure of what a part shows, after an answer came too late and brought another. */
  function redraw(part, share) {
    const entry = find(part, share);
    if (entry) draw(part, entry);
  }

  /** Asks whether what was recalled still holds; if not, everything is asked for anew. */
  function check() {
    asking = null;
    const frame = document.querySelector("[data-table]");
    if (!frame) return;
    const params = window.partnerRows.question(frame.dataset.table);
    params.set("limit", 0);
    fetch("/api/v1/tables/" + frame.dataset.table + "?" + params, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok && !learn(answer.headers.get("Data-Version")) ? null : forget()))
      .catch(() => null); // offline: the next question will say so
  }

  function forget() {
    answers.clear();
    rows.clear();
    window.partnerState.again();
  }

  function keepRows(address, table, version) {
    learn(version);
    put(rows, address, { table, version });
  }

  const recallRows = (address) => (holds(rows.get(address)) ? rows.get(address).table : null);

  window.partnerKept = { keep, leave, recall, redraw, keepRows, recallRows };
})();
