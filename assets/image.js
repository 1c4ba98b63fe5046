/* The image of a chart, PNG or SVG, with its title, its date and where its numbers come from: made here, sent nowhere.

   A button [data-image] stands in the block of its chart; title and source are those that the page shows beside it. A
   chart that is a table of bars is drawn for its image alone. */
(function () {
  "use strict";

  const WIDTH = 1000;
  const LINE = 16;
  const EDGE = 16;
  const LETTER = 7.5; // pixels
  const LETTERS = 150; // of the source in a line

  /** Text for Plotly, which reads tags. */
  const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

  function lines(text) {
    const found = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const last = found[found.length - 1];
      if (last && last.length + word.length >= LETTERS) found.push(word);
      else found[found.length - 1] = last ? last + " " + word : word;
    }
    return found;
  }

  const said = (element) => (element ? element.textContent.trim() : "");

  /** The date of the page, where nothing says more of it. */
  function day() {
    const chosen = document.querySelector("[data-control=as_of] select")?.selectedOptions[0];
    const label = said(document.querySelector("[data-control=as_of] span"));
    return [chosen ? label + " " + said(chosen) : "", said(document.querySelector(".brand"))].filter(Boolean).join(" · ");
  }

  /** What the page says of the chart: its title, and the line that tells its date and its source. */
  function words(block) {
    const section = block.closest("section");
    const source = said(section && section.querySelector(".sight")) || said(document.querySelector(".freshness")) || day();
    return { title: said(block.querySelector(".chart-title h3, caption")), source };
  }

  /** Plotly's dotted names as they stand in a layout. */
  function apply(layout, changes) {
    for (const [name, value] of Object.entries(changes)) {
      const parts = name.split(".");
      const last = parts.pop();
      let place = layout;
      for (const part of parts) place = place[part] ??= {};
      place[last] = value;
    }
  }

  /** A table of bars as a figure: the shares that are drawn, the numbers beside them. */
  function ofBars(table) {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
    const looks = {
      good: { color: colour("used") },
      poor: { color: colour("bg"), line: { color: colour("over"), width: 1 }, pattern: { shape: "/", fgcolor: colour("over"), size: 5 } },
      unmeasured: { color: colour("bg"), line: { color: colour("available"), width: 1 } },
    };
    const rows = [...table.querySelectorAll("tbody tr")];
    const names = rows.map((row) => plain(said(row.querySelector("th"))));
    const shares = rows.map((row) => (kind) => parseFloat(row.querySelector(".bar-part." + kind)?.style.width) || 0);
    const numbers = (cells) => cells.map(said).filter(Boolean).map(plain).join(" · ");
    const parts = [...(table.closest("section")?.querySelectorAll(".legend > span") ?? [])].map(said);
    const data = Object.entries(looks).map(([kind, marker], place) => {
      return { name: parts[place], type: "bar", orientation: "h", y: names, x: shares.map((share) => share(kind)), marker, width: 0.5 };
    });
    const beside = { xref: "paper", x: 1, xanchor: "left", xshift: 12, showarrow: false, font: { color: colour("fg-2") } };
    const texts = rows.map((row, place) => ({ ...beside, y: place, text: numbers([...row.querySelectorAll("td")].slice(1)) }));
    const heads = numbers([...table.querySelectorAll("thead th")].slice(1));
    const layout = {
      barmode: "stack",
      showlegend: parts.length === Object.keys(looks).length,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      font: { color: colour("fg"), family: getComputedStyle(document.body).fontFamily },
      height: rows.length * 28 + 48,
      margin: { l: EDGE + 8 + Math.max(...rows.map((row) => said(row.querySelector("th")).length)) * LETTER, r: 320, t: 28, b: 8 },
      xaxis: { visible: false, range: [0, 100] },
      yaxis: { type: "category", autorange: "reversed", ticks: "", showgrid: false, zeroline: false },
      annotations: [...texts, { ...beside, yref: "paper", y: 1, yanchor: "bottom", text: heads }],
    };
    return { data, layout };
  }

  /** The figure with title and source around it, in the colours of the page. */
  function figure(graph, block) {
    const { title, source } = words(block);
    const layout = structuredClone(graph.layout);
    if (layout.meta && layout.meta.wide) apply(layout, structuredClone(layout.meta.wide));
    const colours = getComputedStyle(document.body);
    const margin = { l: 48, r: 48, t: 8, b: 28, ...(layout.template?.layout?.margin ?? {}), ...(layout.margin ?? {}) };
    const told = lines(source);
    const below = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", align: "left" };
    const font = { size: 11, color: colours.color };
    const foot = { ...below, xshift: EDGE - margin.l, yshift: -(margin.b + 8), text: told.map(plain).join("<br>"), showarrow: false, font };
    layout.annotations = [...(layout.annotations ?? []), foot];
    layout.title = {
      text: plain(title),
      font: { size: 16, color: colours.color },
      x: EDGE / WIDTH,
      xref: "container",
      xanchor: "left",
      yref: "container",
      y: 1,
      yanchor: "top",
      pad: { t: 14 },
    };
    layout.margin = { ...margin, t: margin.t + 40, b: margin.b + 16 + told.length * LINE };
    const added = layout.margin.t - margin.t + layout.margin.b - margin.b;
    layout.paper_bgcolor = layout.plot_bgcolor = colours.backgroundColor;
    layout.width = WIDTH;
    layout.height = (layout.height || graph._fullLayout.height) + added;
    layout.autosize = false;
    return { data: graph.data, layout };
  }

  const name = (block) => words(block).title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");

  document.addEventListener("click", function (event) {
    const press = event.target.closest("[data-image]");
    const block = press && press.closest(".chart-block, .bars-block");
    if (!block || !window.Plotly) return;
    const bars = block.querySelector(".bars table");
    const graph = bars ? ofBars(bars) : block.querySelector(".js-plotly-plot");
    if (!graph || !graph.layout) return;
    const format = press.dataset.image;
    const { layout, data } = figure(graph, block);
    const wanted = { format, width: layout.width, height: layout.height, scale: format === "png" ? 2 : 1 };
    window.Plotly.downloadImage({ data, layout }, { ...wanted, filename: name(block) || block.id || "chart" });
    window.partnerPopover.close(press.closest("details"));
  });
})();
