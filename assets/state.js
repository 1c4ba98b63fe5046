/* The address is the state. Controls change it; parts of the page ask again when their share of it changes.

   [data-control="name"]   native inputs inside set ?name=value when they change
   [data-set='{"k": …}']   a click sets those parameters: a text, a list, or null to remove; data-to then leads to a section
   form[data-filter="t"]   submitting adds ?t.filter.<column>=<operator><value>
   [data-columns="t"]      checkboxes inside choose ?t.columns=…
   input[type=range]       inside a [data-control] tells its value while it moves, and sets it when it rests
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
    const kept = changed.length > 0 && ask(wanted);
    changed.forEach((name) => window.partnerRows.reload(name, kept));
    settle();
  }

  /** Answers that are kept are shown at once; for others the server is asked. Whether they were kept. */
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
    return kept !== null;
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

  /** Sets the native controls to what the address says, after back or forward. */
  function restore() {
    const params = parameters();
    for (const control of document.querySelectorAll("[data-control]")) {
      const holder = control.querySelector("[id]");
      const value = params.get(control.dataset.control) ?? control.dataset.default;
      if (holder?.type === "range") {
        holder.value = value;
        tell(holder);
      } else if (holder && value !== undefined) window.dash_clientside.set_props(holder.id, { value });
    }
    for (const chooser of document.querySelectorAll("[data-columns]")) {
      const name = chooser.dataset.columns;
      const shown = (params.get(name + ".columns") ?? chooser.dataset.default).split(",");
      chooser.querySelectorAll("input").forEach((box) => (box.checked = shown.includes(box.value)));
      window.dash_clientside.set_props({ type: "chooser", name }, { data: shown });
    }
  }

  /** Says the value of a slider beside it. */
  function tell(range) {
    const output = range.parentElement.querySelector("output");
    output.textContent = range.value + output.dataset.unit;
    range.setAttribute("aria-valuetext", output.textContent);
  }

  document.addEventListener("input", function (event) {
    if (event.target.type === "range" && event.target.closest("[data-control]")) tell(event.target);
  });

  let rest = 0; // a slider moved by keys changes with every step: it is asked for when it rests

  document.addEventListener("change", function (event) {
    if (event.target.type !== "range") return set(event);
    clearTimeout(rest);
    rest = setTimeout(set, 300, event);
  });

  function set(event) {
    const control = event.target.closest("[data-control]");
    const columns = event.target.closest("[data-columns]");
    if (control && event.target.checkValidity() && event.target.value) {
      const value = event.target.value;
      navigate({ [control.dataset.control]: value === control.dataset.default ? null : value });
    } else if (columns) {
      const chosen = [...columns.querySelectorAll("input:checked")].map((input) => input.value);
      const name = columns.dataset.columns;
      const usual = chosen.toSorted().join() === columns.dataset.default.split(",").toSorted().join();
      navigate({ [name + ".columns"]: usual ? null : chosen.join(",") });
      window.dash_clientside.set_props({ type: "chooser", name }, { data: chosen });
      window.partnerRows.reload(name);
    }
  }

  document.addEventListener("click", function (event) {
    const setter = event.target.closest("[data-set]");
    if (!setter) return;
    navigate(JSON.parse(setter.dataset.set));
    const place = setter.dataset.to && document.getElementById(setter.dataset.to);
    if (place) place.scrollIntoView();
  });

  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-filter]");
    if (!form) return;
    event.preventDefault();
    const field = (name) => form.querySelector(".filter-" + name).value.trim();
    const alone = field("operator") === "unknown" || field("operator") === "known";
    if (!alone && !field("value")) return form.querySelector(".filter-value").focus();
    const key = form.dataset.filter + ".filter." + field("column");
    const written = alone ? field("operator") : field("operator") + field("value");
    navigate({ [key]: [...new Set([...parameters().getAll(key), written])] });
    form.closest("details").open = false;
  });

  /* Only this script follows a change of the query alone; the router would draw the whole page anew. */
  window.addEventListener("popstate", function (event) {
    if (window.location.pathname !== path) return;
    event.stopImmediatePropagation();
    restore();
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
