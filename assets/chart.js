/* Charts carry a wide and a narrow layout in layout.meta; the one that fits is applied as their room changes. */
(function () {
  "use strict";

  const NARROW = 640;

  /** Whether the chart is laid out so: by its right margin, and its height where that differs. Dash gives a chart its
      first height again after a change. */
  const isLaidOut = ({ layout }, wanted) => layout.margin?.r === wanted["margin.r"] && layout.height === (wanted.height ?? layout.height);

  function fit(graph) {
    const meta = graph.layout?.meta;
    if (!meta?.narrow || !window.Plotly) return;
    const room = Number(graph.dataset.paper) || graph.clientWidth;
    const wanted = room < (meta.below || NARROW) ? meta.narrow : meta.wide;
    if (!isLaidOut(graph, wanted)) window.Plotly.relayout(graph, structuredClone(wanted));
  }

  /** A press on a point makes the change to the address that layout.meta.press holds for its place on the x axis, or
      on the y axis of lying bars, and leads to the section layout.meta.to. */
  function press(graph, point) {
    const meta = graph.layout.meta;
    const change = meta?.press?.[point.x] || meta?.press?.[point.y];
    if (!change) return;
    window.partnerAddress.set(change);
    if (meta.to) document.getElementById(meta.to)?.scrollIntoView();
  }

  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));

  function adopt(graph) {
    if (graph.dataset.fitted) return;
    graph.dataset.fitted = "true";
    sizes.observe(graph);
    graph.on("plotly_afterplot", () => fit(graph));
    graph.on("plotly_click", (event) => press(graph, event.points[0]));
    fit(graph);
  }

  new MutationObserver(function () {
    document.querySelectorAll(".js-plotly-plot").forEach((graph) => graph.on && adopt(graph));
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
