/* What rows tell: tags that fit, sentences of licence bars, rows selected and their copy. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

/** The functions of cells, with a document that holds one table of which `rows` are selected. */
function functionsWith(rows = []) {
  const heard = {}, changes = [];
  const api = { isDestroyed: () => false, getSelectedRows: () => rows, getGridOption: () => ({ table: "customers" }) };
  const places = ["span", "p"].map((tag) => ({ dataset: { selected: "{n} selected" }, textContent: "", hidden: true, matches: (css) => css === tag }));
  const whole = { hidden: false };
  const found = { "[data-selected]": places, "[data-unselected]": [whole] };
  const section = { id: "customers", querySelectorAll: (css) => found[css] || [] };
  const document = {
    documentElement: { lang: "en" },
    addEventListener: (name, hear) => (heard[name] = hear),
    getElementById: () => section,
    querySelector: () => ({}),
  };
  const watch = (hear) => changes.push(hear);
  const MutationObserver = class { constructor(hear) { watch(hear); } observe() {} };
  const window = { document, Intl, Date, URLSearchParams, MutationObserver, partnerGrid: () => (api.isDestroyed() ? null : api) };
  window.window = window;
  vm.createContext(window);
  for (const name of ["dashAgGridFunctions", "selection"]) vm.runInContext(readFileSync(new URL("../../assets/" + name + ".js", import.meta.url), "utf8"), window);
  return { functions: window.dashAgGridFunctions, api, places, whole, heard, changes: () => changes.forEach((hear) => hear()) };
}

test("a grid that is gone is asked nothing, whatever it tells last", () => {
  const gone = new Proxy({}, { get: (_, name) => (name === "isDestroyed" ? () => true : assert.fail(`asked ${String(name)}`)) });
  const window = { document: {}, addEventListener() {}, MutationObserver: class { observe() {} } };
  window.document.addEventListener = () => {};
  window.window = window;
  vm.createContext(window);
  for (const name of ["dashAgGridFunctions", "selection", "tables"]) vm.runInContext(readFileSync(new URL("../../assets/" + name + ".js", import.meta.url), "utf8"), window);
  for (const name of ["keepOrder", "moreRows", "fitPhone", "renewLinks", "useKey", "tellSelected", "fromTop"]) assert.equal(window.dashAgGridFunctions[name]({ api: gone }), undefined);
});

test("numbers of cells are rounded as those of cards, and nothing has no sign", () => {
  const { functions } = functionsWith();
  const cases = [
    [0.0625, "rate", "6.3\u00a0%"], [0.0625, "points", "+6.3"], [-0.0625, "points", "\u22126.3"],
    [0.0001, "points", "0.0"], [-0.0001, "points", "0.0"], [-0.04, "number_change", "0.0"], [0.25, "number_change", "+0.3"],
    [-0.001, "change", "0"], [-3, "change", "\u22123"], [2.5, "seconds", "0:03"], [0, "points", "0.0"],
  ];
  for (const [value, kind, text] of cases) assert.equal(functions.formatKind(value, kind), text, `${value} as ${kind}`);
});

test("whole tags alone stand in a column, and one at least", () => {
  const { functions } = functionsWith();
  assert.equal(functions.tagsThatFit(["Gold", "Healthcare"], 190), 2);
  assert.equal(functions.tagsThatFit(["Renewal at risk", "Public sector"], 150), 1);
  assert.equal(functions.tagsThatFit(["A very long tag of a customer"], 60), 1);
});

const WORDS = {
  sentence: "{used} {assigned} available {available} of {purchased}",
  over: "{used} {assigned} of {purchased} over {over}",
  total: "{used} {assigned} available {available} of {purchased} over {over}",
  professional: "Professional {used} {assigned} {purchased}",
  standard: "Standard {used} {assigned} {purchased}",
};

test("a bar tells the kinds that Calling is made of where there are any", () => {
  const { functions } = functionsWith();
  const row = { used: 2, assigned: 5, purchased: 8 };
  assert.equal(functions.licenceSentence({ ...row, professional_used: null }, WORDS), "2 5 available 3 of 8");
  const parts = { professional_used: 2, professional_assigned: 4, professional_purchased: 5, standard_used: 0, standard_assigned: 1, standard_purchased: 3 };
  assert.equal(functions.licenceSentence({ ...row, ...parts }, WORDS), "2 5 available 3 of 8 · Professional 2 4 5 · Standard 0 1 3");
  assert.equal(functions.licenceSentence({ used: 1, assigned: 5, purchased: 3 }, WORDS), "1 5 of 3 over 2");
});

test("in a total what is available in one row levels out nothing that is over in another", () => {
  const { functions } = functionsWith();
  // 10 bought, 4 assigned (6 available), and 5 bought, 8 assigned (3 over)
  const total = { total_row: true, used: 3, assigned: 12, purchased: 15, available: 6, over: 3 };
  assert.equal(functions.licenceSentence(total, WORDS), "3 12 available 6 of 15 over 3");
});

test("how many rows are selected stands where it is said, and forms send whose they are", () => {
  const some = functionsWith([{ org_id: "a" }, { org_id: "b" }]);
  some.functions.tellSelected({ api: some.api });
  assert.deepEqual(some.places.map((place) => place.textContent), ["2 selected", "2 selected"]);
  assert.deepEqual([some.places[1].hidden, some.whole.hidden], [false, true]);
  const field = { value: "" };
  some.heard.submit({ target: { matches: (css) => css === "[data-chosen]", dataset: { chosen: "customers" }, querySelector: () => field } });
  assert.equal(field.value, "a,b");
  const none = functionsWith();
  none.functions.tellSelected({ api: none.api });
  assert.deepEqual([none.places[0].textContent, none.places[1].hidden, none.whole.hidden], ["", true, false]);
});

test("what was selected in a table that is gone, or made anew, is not told any longer", () => {
  for (const end of [(api) => (api.isDestroyed = () => true), (api) => (api.getSelectedRows = () => [])]) {
    const { functions, api, places, whole, changes } = functionsWith([{ org_id: "a" }]);
    functions.tellSelected({ api });
    changes();
    assert.equal(places[0].textContent, "1 selected");
    end(api);
    changes();
    assert.deepEqual([places[0].textContent, places[1].hidden, whole.hidden], ["", true, false]);
  }
});

test("rows are copied with tabs, lists in words, unknown as nothing", () => {
  const { functions, api } = functionsWith([{ customer: "A\tAG", statuses: ["trial", "expired"], days_left: null }]);
  const column = (field, headerName, names) => ({ getColId: () => field, getColDef: () => ({ field, headerName, cellRendererParams: { names } }) });
  api.getAllDisplayedColumns = () => [
    column("customer", "Customer"), column("statuses", "Statuses", { trial: "Trial", expired: "Expired" }), column("days_left", "Days left"), column(undefined, "Launch"),
  ];
  assert.equal(functions.selectionText(api), "Customer\tStatuses\tDays left\nA AG\tTrial, Expired\t");
  api.getSelectedRows = () => [];
  assert.equal(functions.selectionText(api), "");
});

test("a table of other rows is shown from its first, one that grows stays where it is", () => {
  const window = { document: { addEventListener() {} }, addEventListener() {}, MutationObserver: class { observe() {} } };
  window.window = window;
  vm.createContext(window);
  vm.runInContext(readFileSync(new URL("../../assets/tables.js", import.meta.url), "utf8"), window);
  let rows = [];
  const moved = [];
  const api = { isDestroyed: () => false, forEachNodeAfterFilterAndSort: (hear) => rows.forEach((id) => hear({ id })), ensureIndexVisible: (...to) => moved.push(to) };
  const cases = [[["a", "b"], 0], [["a", "b", "c", "d"], 0], [["d", "c", "b", "a"], 1], [["d", "b", "a"], 2], [["d", "b"], 2], [["a"], 3]];
  for (const [after, times] of cases) {
    rows = after;
    window.dashAgGridFunctions.fromTop({ api });
    assert.deepEqual(moved, Array(times).fill([0, "top"]), after.join());
  }
});

test("a score tells each reason with its points, which sum to it", () => {
  const { functions } = functionsWith();
  const words = {
    told: "Risk {score}, {level}", reason: "{points} · {label}: {value}", missing: "unknown", yes: "Yes", no: "No", names: { high: "High" },
    reasons: [
      { key: "days_left", label: "Days left", kind: "integer" },
      { key: "no_auto_renewal", label: "No auto-renewal", kind: "integer", flag: true },
      { key: "low_use", label: "Low use", kind: "rate" },
      { key: "poor_quality", label: "Poor quality", kind: "rate" },
    ],
  };
  const row = { score: 50, risk: ["high"], points_days_left: 21, value_days_left: 30, points_no_auto_renewal: 20, value_no_auto_renewal: 1 };
  const more = { points_low_use: 9, value_low_use: 0.125, points_poor_quality: 0, value_poor_quality: null };
  assert.deepEqual(functions.scoreSentence({ ...row, ...more }, words).split("\n"), [
    "Risk 50, High", "21 · Days left: 30", "20 · No auto-renewal: Yes", "9 · Low use: 12.5\u00a0%", "0 · Poor quality: unknown",
  ]);
});

test("rows of subscriptions send the ids of both", () => {
  const { heard } = functionsWith([{ org_id: "a", subscription_id: "S,1" }, { org_id: "a", subscription_id: "S2" }]);
  const field = { value: "" };
  heard.submit({ target: { matches: (css) => css === "[data-chosen]", dataset: { chosen: "renewals", pairs: "" }, querySelector: () => field } });
  assert.deepEqual(JSON.parse(field.value), [["a", "S,1"], ["a", "S2"]]);
});
