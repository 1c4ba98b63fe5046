/* A table in sight is made at once, one near by when the page rests; what draws tables is fetched then. Sections in sight are answered first: a store tells which they are.

   [data-near="name"]  the place of a section's table: empty, a skeleton, or the table      [data-late]  of a part without a grid, which "soon" asks for wherever it is */
(function () {
  "use strict";

  const MARGIN = "300px 0px";
  const REST = 400; // ms: what is out of sight is not made while a reader presses one thing after the other
  const inSight = new Set();
  const close = new Set(); // places near by
  const asked = new WeakMap(); // place → the turn of the skeleton in it when its table was asked for
  const known = new WeakSet();

  const { grid } = document.currentScript.dataset; // the script that draws tables, where the page did not begin with it
  let drawing = null;

  /** Fetches what draws tables, once. */
  function fetchGrid() {
    if (window.dash_ag_grid || !grid) return Promise.resolve();
    return (drawing ??= new Promise(function (resolve) {
      const script = document.createElement("script");
      script.src = grid;
      script.onload = resolve;
      script.onerror = () => ((drawing = null), resolve());
      document.head.append(script);
    }));
  }

  const set = (id, properties) => window.partnerComponent.set(id, properties);

  const sections = new IntersectionObserver(function (entries) {
    for (const { target, isIntersecting } of entries) inSight[isIntersecting ? "add" : "delete"](target.id);
    set("in-sight", { data: [...inSight] });
    make();
  });

  const tables = new IntersectionObserver(
    function (entries) {
      for (const { target, isIntersecting } of entries) close[isIntersecting || target.dataset.late === "soon" ? "add" : "delete"](target);
      make();
    },
    { rootMargin: MARGIN }
  );

  let ready = Infinity; // since when
  const rests = () => document.getElementById("main")?.dataset.ready === "true" && Date.now() - ready >= REST;

  window.addEventListener("partner:ready", function () {
    ready = Date.now();
    setTimeout(make, REST);
  });

  /** Asks for the tables of places near by that hold a skeleton. */
  function make() {
    for (const place of close) {
      const skeleton = place.querySelector(":scope > .table-frame:not([data-table])");
      if (!place.isConnected) close.delete(place);
      else if (!skeleton) asked.delete(place);
      else if (asked.get(place) !== skeleton.dataset.wanted && (rests() || window.partnerDrawn.inSight(place))) {
        asked.set(place, skeleton.dataset.wanted);
        (place.dataset.late === undefined ? fetchGrid() : Promise.resolve()).then(() => set({ type: "near", name: place.dataset.near }, { data: Date.now() }));
      }
    }
  }

  function adopt() {
    observe(sections, "main section[id]");
    observe(tables, "[data-near]");
    for (const name of inSight) if (!document.getElementById(name)) inSight.delete(name);
    make();
  }

  function observe(observer, selector) {
    const found = [...document.querySelectorAll(selector)].filter((element) => !known.has(element));
    for (const element of found) observer.observe(known.add(element) && element);
  }

  /** Asks for a table once more: its answer came to nothing. */
  window.partnerNear = function (name) {
    const place = document.querySelector('[data-near="' + name + '"]');
    if (place) asked.delete(place);
    make();
  };

  window.addEventListener("partner:ready", () => setTimeout(fetchGrid, 500), { once: true });
  /* With the next frame: a look at what is in sight lays the page out, which is done then anyway. */
  let waits = null;
  const look = () => (waits ??= requestAnimationFrame(() => ((waits = null), adopt())));
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
})();
