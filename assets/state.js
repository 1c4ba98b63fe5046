/* The address is the state. Controls change it (assets/controls.js); parts of the page ask again when their share of it
   changes.

   [data-part="name"]      a part; data-asks lists the parameters it depends on, data-own the prefix of its own,
                           data-fixed what it asks by besides, whatever the address says.
                           The server answers a share in data-answer (assets/draw.js); until then it is aria-busy.
   Back and forward bring the controls and the parts along. <main data-ready> is true when every part has its answer. */
(function () {
  "use strict";

  const asked = new Map();
  const QUIET = /\.(sort|columns)$/; // these change how rows are shown, not what is counted
  let path = window.location.pathname;
  let drawn = null;
  let turn = 0; // makes the answer to each question another text, even where it says the same

  const parts = () => document.querySelectorAll("[data-part]");
  const answered = new WeakMap(); // part → the share it shows
  const parameters = () => new URLSearchParams(window.location.search);

  function share(part, params) {
    const keys = new Set(part.dataset.asks.split(" "));
    const own = part.dataset.own;
    const mine = new URLSearchParams();
    for (const [key, value] of params) {
      if (keys.has(key) || (own && key.startsWith(own) && !QUIET.test(key))) mine.append(key, value);
    }
    return [part.dataset.fixed, mine.toString()].filter(Boolean).join("&");
  }

  /** Whether a part of the page answers a change of this parameter. */
  function heard(key) {
    return [...parts()].some(({ dataset }) => dataset.asks.split(" ").includes(key) || (dataset.own && key.startsWith(dataset.own)));
  }

  /** Writes changes into the address as one history entry, then lets the parts ask. */
  function navigate(changes) {
    const params = parameters();
    for (const [key, value] of Object.entries(changes)) {
      params.delete(key);
      for (const item of [value].flat()) if (item !== null && item !== "") params.append(key, item);
    }
    const search = params.toString();
    const address = window.location.pathname + (search ? "?" + search : "");
    if (address === window.location.pathname + window.location.search) return;
    if (!Object.keys(changes).some(heard)) return window.location.assign(address); // nothing here asks: draw the page anew
    window.history.pushState(null, "", address);
    spread();
    window.partnerRows.reorder();
  }

  /** Asks for the parts whose share changed, all in one question; those still waiting are asked for again with them. */
  function spread() {
    const params = parameters();
    const wanted = new Map();
    const changed = [];
    for (const part of parts()) {
      const name = part.dataset.part;
      const mine = share(part, params);
      if (answered.get(part) !== mine) wanted.set(part, mine);
      if (asked.get(name) === mine) continue;
      if (answered.get(part) === asked.get(name)) window.partnerKept.leave(part, asked.get(name));
      asked.set(name, mine);
      wanted.set(part, mine);
      changed.push(name);
    }
    if (changed.length) ask(wanted);
    changed.forEach((name) => window.partnerRows.reload(name));
    settle();
  }

  /** Answers that are kept are shown at once; for others the server is asked. */
  function ask(wanted) {
    const kept = window.partnerKept.recall(wanted);
    if (kept === null) {
      const shares = Object.fromEntries([...wanted].map(([part, mine]) => [part.dataset.part, mine]));
      turn += 1;
      window.dash_clientside.set_props("ask", { data: { ...shares, turn } });
    } else {
      for (const [part, answer] of kept) {
        window.partnerDraw.put(part, answer);
        tell(part, answer);
      }
    }
  }

  /** Marks parts that wait as busy, and the page as ready when none does. */
  function settle() {
    const main = document.getElementById("main");
    if (!main) return;
    const title = main.dataset.title; // the router sets the page's own at a moment of its choice
    if (title && document.title !== title) document.title = title;
    if (!main.querySelector("[data-part]")) return window.partnerDraw.draw(takes, told);
    window.partnerRows.attach();
    window.partnerDraw.draw(takes, told);
    let ready = true;
    for (const part of parts()) {
      const name = part.dataset.part;
      const here = answered.get(part) === asked.get(name);
      if (part.dataset.own) window.partnerRows.show(part);
      part.setAttribute("aria-busy", String(!here));
      ready = ready && here && window.partnerRows.done(name);
    }
    if (ready) window.partnerRows.rest();
    if (main.dataset.ready === String(ready)) return;
    main.dataset.ready = String(ready);
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = ready ? main.dataset.updated || "" : "";
  }

  /** Whether an answer is shown: not when it comes late and the part shows what it was asked for since. */
  function takes(part, answer) {
    const now = asked.get(part.dataset.part);
    const late = answer.share !== now && answered.get(part) === now;
    if (late) window.partnerKept.redraw(part, now);
    return !late;
  }

  function told(part, answer) {
    window.partnerKept.keep(part, answer);
    tell(part, answer);
  }

  function tell(part, answer) {
    answered.set(part, answer.share);
    if (answer.title) document.getElementById("main").dataset.title = answer.title;
    if (answer.carried !== undefined) carry(answer.carried);
    if (part.dataset.own) window.partnerRows.keep(part, answer);
    const chart = part.querySelector(".chart");
    if (!chart) return;
    chart.setAttribute("aria-label", answer.label);
    part.querySelector(".chart-block").hidden = answer.empty;
  }

  /** Links to other pages keep the region and the day of this one. */
  function carry(query) {
    for (const link of document.querySelectorAll("a[data-carry]")) {
      link.setAttribute("href", link.getAttribute("href").split("?")[0] + (query ? "?" + query : ""));
    }
  }

  /** Learns what a freshly drawn page asks by itself. */
  function adopt() {
    const params = parameters();
    asked.clear();
    for (const part of parts()) asked.set(part.dataset.part, share(part, params));
    settle();
  }

  /* Only this script follows a change of the query alone; the router would draw the whole page anew. */
  window.addEventListener("popstate", function (event) {
    if (window.location.pathname !== path) return;
    event.stopImmediatePropagation();
    window.partnerControls.restore();
    spread();
    window.partnerRows.reorder();
  });

  new MutationObserver(function () {
    const main = document.getElementById("main");
    if (main && main !== drawn) {
      drawn = main;
      path = window.location.pathname;
      adopt();
    } else settle();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-answer", "data-draw"] });

  /** Everything is asked for once more. */
  function again() {
    asked.clear();
    spread();
  }

  window.partnerState = { navigate, settle, parameters, again };
})();
