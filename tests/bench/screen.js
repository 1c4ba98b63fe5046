/* When a page is painted, and how long what a reader does takes to be painted: for tests/bench/browser.py. */
window.seen = { lcp: 0, long: 0, kpis: 0, ready: 0, first: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.seen.lcp = one.startTime))).observe({
  type: "largest-contentful-paint", buffered: true,
});
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.seen.long += one.duration))).observe({
  type: "longtask", buffered: true,
});

const inSight = (one) => {
  const { top, bottom, height } = one.getBoundingClientRect();
  return height > 0 && top < innerHeight && bottom > 0;
};
const every = (selector, holds) => [...document.querySelectorAll(selector)].filter(inSight).every(holds);
const whole = () => document.querySelector("main[data-ready=true]") !== null;

/** KPIs, and every chart and table in sight with what they show; on a plain page they have no marks. */
function painted() {
  const kpis = document.querySelectorAll("[data-kpi], .plain-kpi").length;
  const plain = document.querySelector(".plain-kpi");
  if (!kpis || !(plain || whole())) return false;
  const graph = (one) => one.querySelector(".js-line, .bars path, .slice") !== null;
  const rows = (one) => one.querySelector(".ag-center-cols-container .ag-row, .ag-overlay-no-rows-center") !== null;
  if (plain) return document.querySelector(".js-line") !== null && document.querySelector(".ag-center-cols-container .ag-row") !== null;
  return every("[data-chart]", graph) && every("[data-table]", rows) && every(".skeleton", () => false);
}

let done = null;
window.all = new Promise((resolve) => (done = resolve));
(function look() {
  const now = performance.now();
  if (!window.seen.kpis && document.querySelector("[data-kpi], .plain-kpi")) window.seen.kpis = now;
  if (!window.seen.ready && whole()) window.seen.ready = now;
  if (!window.seen.first && painted()) window.seen.first = now;
  if (!window.seen.first) return requestAnimationFrame(look);
  done();
})();

/** Milliseconds from `begun` to the frame that shows the whole page again; `right` must hold besides. */
function until(begun, right) {
  return new Promise(function (resolve) {
    (function look() {
      if (whole() && painted() && right()) return requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
      requestAnimationFrame(look);
    })();
  });
}

/** A change of the address as controls make it. */
window.navigated = function (changes) {
  const begun = performance.now();
  window.partnerState.navigate(changes);
  return until(begun, () => true);
};

/** Awaits a press on the toggle, then the frame in which chart and words are the other product's. */
window.toggled = function (product) {
  window.toggle = new Promise(function (resolve) {
    document.addEventListener("pointerup", function (event) {
      const drawn = () => document.querySelector(".front .js-plotly-plot").layout.meta.face === product.toLowerCase();
      const named = () => document.querySelector(".chart-title h3")?.textContent.startsWith(product);
      until(event.timeStamp, () => drawn() && named()).then(resolve);
    }, { once: true, capture: true });
  });
};
