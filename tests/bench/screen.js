/* When a page is painted, and how long what a reader does takes to be painted: for tests/bench/browser.py. */
window.seen = { lcp: 0, long: 0, kpis: 0, ready: 0, first: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.seen.lcp = one.startTime))).observe({
  type: "largest-contentful-paint", buffered: true,
});
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.seen.long += one.duration))).observe({
  type: "longtask", buffered: true,
});

const one = (selector, under = document) => under.querySelector(selector);
const inSight = (element) => {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && top < innerHeight && bottom > 0;
};
const every = (selector, holds) => [...document.querySelectorAll(selector)].filter(inSight).every(holds);
const whole = () => one("main[data-ready=true]") !== null;
const isPlain = () => one(".plain-kpi") !== null;
const CELL = '.ag-row[row-index="0"] [col-id="customer"]';

/** A plain page tells what it shows, what its chart is called and who comes first in its table. */
function plain(asked) {
  const shown = one("#shown")?.textContent;
  const title = one(".gtitle")?.textContent;
  return Boolean(shown) && shown.includes(asked) && title === shown && one(CELL)?.textContent === one("#first").textContent;
}

/** Every KPI, chart and table in sight with what they show. */
function painted() {
  if (isPlain()) return plain("");
  return whole() && drawn();
}

function drawn() {
  const graph = (element) => one(".js-line, .bars path, .slice", element) !== null;
  const rows = (element) => one(".ag-center-cols-container .ag-row, .ag-overlay-no-rows-center", element) !== null;
  return one("[data-kpi]") !== null && every("[data-chart]", graph) && every("[data-table]", rows) && every(".skeleton", () => false);
}

let done = null;
window.all = new Promise((resolve) => (done = resolve));
(function look() {
  const now = performance.now();
  if (!window.seen.kpis && one("[data-kpi], .plain-kpi b:not(:empty)")) window.seen.kpis = now;
  if (!window.seen.ready && (whole() || (isPlain() && plain("")))) window.seen.ready = now;
  if (!window.seen.first && painted()) window.seen.first = now;
  if (!window.seen.first) return requestAnimationFrame(look);
  done();
})();

/** Milliseconds from `begun` to the frame after the one in which `holds`. */
function until(begun, holds) {
  return new Promise(function (resolve) {
    (function look() {
      if (holds()) return requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
      requestAnimationFrame(look);
    })();
  });
}

/** Whether parts in sight were asked since now, and all of them are answered. */
function answer() {
  const waits = () => /head|drawing|section/.test(one("main").dataset.busy || "");
  let asked = false;
  const watch = new MutationObserver(() => (asked ||= waits()));
  watch.observe(one("main"), { attributes: true, attributeFilter: ["data-busy"] });
  return () => asked && !waits();
}

const SETTERS = { SELECT: HTMLSelectElement, INPUT: HTMLInputElement };

/** Sets a control as a reader does: a radio button is pressed, any other gets its value. */
function set(name, value) {
  const radio = one(`[data-control="${name}"] input[value="${value}"], #${name} input[value="${value}"]`);
  if (radio) return radio.click();
  const field = one(`[data-control="${name}"] select, select#${name}, input#${name}`);
  Object.getOwnPropertyDescriptor(SETTERS[field.tagName].prototype, "value").set.call(field, value);
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}

/** Milliseconds from setting a control until all that is in sight shows the answer. */
window.pressed = function (name, value) {
  const answered = isPlain() ? null : answer();
  const begun = performance.now();
  set(name, value);
  return until(begun, isPlain() ? () => plain(value) : () => answered() && drawn());
};

/** The same for the order or the filter of a table, which the address states. */
window.navigated = function (changes) {
  const answered = answer();
  const begun = performance.now();
  window.partnerAddress.set(changes);
  return until(begun, () => answered() && drawn());
};
