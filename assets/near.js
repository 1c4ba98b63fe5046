/* Tables and charts are drawn when they come near; the code that draws them is fetched then, that of charts in the first
   idle moment of a page which begins with one.

   Near is in sight, until the reader does something; from then on up to a screen beyond. A frame [data-table] that
   came near, or has its rows, bears data-near. What is printed is near as a whole; the rest follows when the page is ready. */
(function () {
  "use strict";

  const { createElement, useEffect, useRef, useState } = window.React;
  const { grid, chartFirst } = document.currentScript.dataset;
  const waiting = new Map(); // element → what to do when it comes near
  let sight = null;

  function come(element, quietly) {
    const act = waiting.get(element);
    waiting.delete(element);
    sight.unobserve(element);
    act(quietly);
  }

  /** Draws the first that still waits; whether there was one. Nothing waits for it, as it is out of sight. */
  function next() {
    const [element] = waiting.keys();
    if (element) come(element, true);
    return Boolean(element);
  }

  /** Looks out for what waits, so far beyond what is in sight. */
  function look(margin) {
    sight?.disconnect();
    sight = new IntersectionObserver(
      (entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && waiting.has(target) && come(target)),
      { rootMargin: margin }
    );
    for (const element of waiting.keys()) sight.observe(element);
  }

  function wait(element, act) {
    waiting.set(element, act);
    sight.observe(element);
    return () => (waiting.delete(element), sight.unobserve(element));
  }

  look("0px");
  const signs = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "scroll"];
  const stop = new AbortController();
  function woken() {
    stop.abort();
    look("100% 0px");
  }
  for (const sign of signs) window.addEventListener(sign, woken, { signal: stop.signal, passive: true });
  window.addEventListener("beforeprint", () => [...waiting.keys()].forEach((one) => come(one)));

  /** A component that takes its place at once and draws `real()`, which may be a promise, when that comes near. */
  function nearby(real) {
    return function Nearby(props) {
      const place = useRef(null);
      const [drawn, setDrawn] = useState(null);
      useEffect(
        () =>
          wait(place.current, function (quietly) {
            if (!quietly) place.current.closest("[data-table]")?.setAttribute("data-near", "");
            window.partnerState.settle();
            Promise.resolve(real()).then((component) => setDrawn(() => component));
          }),
        []
      );
      return drawn ? createElement(drawn, props) : createElement("div", { ref: place, className: props.className });
    };
  }

  const scripts = new Map(); // address → what becomes of it

  /** Fetches a script once, and again after it failed to come. */
  function load(address) {
    if (!scripts.has(address)) scripts.set(address, new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => (scripts.delete(address), reject(new Error(address + " did not come")));
      document.head.append(script);
    }));
    return scripts.get(address);
  }

  let tables = window.dash_ag_grid && Promise.resolve(window.dash_ag_grid.AgGrid);
  const fetchGrid = () => (tables ??= load(grid).then(take, (error) => ((tables = null), Promise.reject(error))));

  /** Its own component, in whose place ours stays. */
  function take() {
    const { AgGrid } = window.dash_ag_grid;
    ours();
    return AgGrid;
  }

  /** The component looks for Plotly itself where it did not come. */
  const fetchPlotly = () => window.Plotly || load(window._dashPlotlyJSURL).catch(() => null);
  if (chartFirst !== undefined) window.requestIdleCallback(fetchPlotly);

  const Graph = window.partnerFaces.faced(window.dash_core_components.Graph);
  const Table = nearby(fetchGrid);
  const ours = () => (window.dash_ag_grid = { ...window.dash_ag_grid, AgGrid: Table });
  ours();
  window.partnerNear = { next };
  window.dash_core_components = { ...window.dash_core_components, Graph: nearby(async () => (await fetchPlotly(), Graph)) };
})();
