/* The address and the controls say the same, whatever stands in it. */
import assert from "node:assert/strict";
import test from "node:test";
import { element, page } from "./page.mjs";

const DEFAULTS = { region: "US", product: "meetings", q: "", weeks: "26" };
const facet = (name) => JSON.stringify({ name, type: "facet" });

function at(search, { region = "US", product = "meetings", facets = {}, begins = false, more = {}, elements = {} } = {}) {
  const components = {
    ...more,
    defaults: { data: { ...DEFAULTS, begins } },
    region: { value: region },
    product: { value: product },
    q: { value: "" },
    _pages_location: { search },
    ...Object.fromEntries(Object.entries(facets).map(([name, value]) => [facet(name), { value }])),
  };
  const named = Object.keys(facets).map((name) => element({ id: facet(name) }));
  const made = page({ address: "/subscriptions" + search, components, elements }).run("component");
  made.window.document.querySelectorAll = () => named;
  made.window.partner = { expect: () => (made.expected = true) };
  return made.run("address");
}

/** What Dash's callback writes for the values of controls. */
function written(made, controls, facets = {}) {
  const plain = Object.entries(controls).map(([id, value]) => ({ id, property: "value", value }));
  const several = Object.entries(facets).map(([name, value]) => ({ id: { type: "facet", name }, property: "value", value }));
  made.window.dash_clientside.callback_context = { inputs_list: [...plain, several] };
  return made.window.dash_clientside.address.write();
}

test("a control writes its parameter, and its default none", () => {
  assert.equal(written(at(""), { region: "EU", product: "meetings" }), "?region=EU");
  assert.equal(written(at("?region=EU"), { region: "US" }), "");
});

test("what says the same already is left as it is", () => {
  const made = at("?q=a*b~'%22%20c&region=EU");
  assert.equal(written(made, { region: "EU", q: "a*b~'\" c" }), made.window.dash_clientside.no_update);
});

test("a default that the address names stays: another reader's may be another", () => {
  const made = at("?region=US&q=a");
  assert.equal(written(made, { region: "US", q: "a" }), made.window.dash_clientside.no_update);
  assert.equal(written(at("?region=US&q=a"), { region: "US", q: "" }), "?region=US");
});

for (const odd of ["a*b", "~", "it's", '"x"', "a b", "a+b", "a&b=c", "100%", "é", "a,b", "#x"]) {
  test(`a text comes back from the address: ${odd}`, () => {
    const search = written(at(""), { q: odd });
    const again = at(search);
    again.hears("popstate");
    assert.equal(again.props("q").value, odd);
  });
}

test("other parameters stay, repeated and between others too", () => {
  const search = written(at("?tag=x&expiring.sort=customer&tag=y%2Bz&product=calling"), { region: "EU", product: "calling" }, { tag: ["x", "y+z"] });
  assert.equal(search, "?tag=x&expiring.sort=customer&tag=y%2Bz&product=calling&region=EU");
});

test("several tags are a parameter each, several members of a filter one", () => {
  assert.equal(written(at(""), {}, { tag: ["x", "y"] }), "?tag=x&tag=y");
  assert.equal(written(at(""), {}, { "customers.filter.statuses": ["trial", "active"] }), "?customers.filter.statuses=trial%2Cactive");
});

test("what a facet cannot say is left to the address", () => {
  const search = written(at("?customers.filter.statuses=!%3Dtrial"), {}, { "customers.filter.statuses": ["active"] });
  assert.deepEqual(new URLSearchParams(search).getAll("customers.filter.statuses"), ["active", "!=trial"]);
});

test("a press changes the address and the control that shows it", () => {
  const made = at("?tag=x&tag=y&q=a", { facets: { tag: ["x", "y"] } });
  made.window.partnerAddress.set({ tag: ["y"], q: null });
  assert.equal(made.props("_pages_location").search, "?tag=y");
  assert.deepEqual([...made.props(JSON.parse(facet("tag"))).value], ["y"]);
  assert.equal(made.props("q").value, "");
  assert.ok(made.expected);
});

test("back sets each control to what the address says, or to its default", () => {
  const made = at("?region=EU&tag=x", { facets: { tag: [] } });
  made.hears("popstate");
  assert.equal(made.props("region").value, "EU");
  assert.deepEqual([...made.props(JSON.parse(facet("tag"))).value], ["x"]);
  made.at("").hears("popstate");
  assert.equal(made.props("region").value, "US");
  assert.deepEqual([...made.props(JSON.parse(facet("tag"))).value], []);
});

const STATUSES = "customers.filter.statuses";
const LEFT = [
  // what the address says of one list, and the boxes that are ticked for it
  [["trial,suspended"], ["suspended", "trial"]],
  [["trial", "suspended"], ["trial", "suspended"]], // both of them, which one filter cannot say
  [["=trial"], ["trial"]],
  [["Trial"], ["trial"]],
  [["trial", "!=expired"], ["trial"]],
  [["!=trial"], []],
  [["unknown"], []],
  [["known", "trial"], ["trial"]],
];
for (const [texts, ticked] of LEFT) {
  test(`filters of a list stay as they are, back too: ${texts.join(" & ")}`, () => {
    const search = "?" + new URLSearchParams(texts.map((text) => [STATUSES, text]));
    const made = at(search, { facets: { [STATUSES]: ["expired"] } });
    made.hears("popstate");
    const { value } = made.props(JSON.parse(facet(STATUSES)));
    assert.deepEqual([...value].sort(), [...ticked].sort());
    for (const boxes of [value, ticked]) assert.equal(written(made, {}, { [STATUSES]: boxes }), made.window.dash_clientside.no_update);
  });
}

const CHOSEN = [
  ["", "?expiring.columns=customer,used", ["customer", "used"], true],
  ["?expiring.columns=customer,used", "", ["customer", "days_left"], true],
  ["?expiring.columns=customer,used", "?expiring.columns=customer,bar", ["customer", "bar"], true],
  ["?expiring.columns=customer,used", "?region=EU&expiring.columns=customer,used", ["customer"], false],
  ["", "?expiring.sort=used", ["customer"], false],
];
for (const [before, after, ticked, anew] of CHOSEN) {
  test(`back and forward lead to the columns of the address: from "${before}" to "${after}"`, () => {
    const [near, columns] = ["near", "columns"].map((type) => ({ name: "expiring", type }));
    const more = { [JSON.stringify(near)]: { data: null }, [JSON.stringify(columns)]: { value: ["customer"] } };
    const elements = { '[data-columns="expiring"]': element({ dataset: { default: "customer,days_left" } }) };
    const made = at(before, { more, elements });
    made.window.setTimeout = (run) => run();
    made.at(after).hears("popstate");
    assert.deepEqual(made.props(columns).value, ticked);
    assert.equal(made.props(near).data !== null, anew);
  });
}

const EMPTIED = [
  ["?tag=x", { tag: [] }, true, "?region=US"],
  ["?tag=x&as_of=2026-11-02", { tag: [] }, true, "?as_of=2026-11-02&region=US"],
  ["?tag=x&region=EU", { tag: [] }, true, "?region=EU"],
  ["?tag=x", { tag: [] }, false, ""],
];
for (const [search, facets, begins, left] of EMPTIED) {
  test(`an address without its filters does not lead to the start view: ${search}, ${begins}`, () => {
    assert.equal(written(at(search, { region: "EU", begins }), {}, facets), left);
    const pressed = at(search, { begins });
    pressed.window.partnerAddress.set({ tag: null });
    assert.equal(pressed.props("_pages_location").search, left);
  });
}

const WRITTEN = [
  // the condition, "" for a part of a text and null where there is none to choose, the value, and what the address gets
  ["", "acme", "acme"], ["", " known ", "Known"], ["", "unknown", "Unknown"], ["", "unknown soldier", "unknown soldier"],
  ["=", "unknown", "=unknown"], ["!=", "known", "!=known"], ["unknown", "", "unknown"], [null, "unknown", "unknown"], [">=", "5", ">=5"],
];
for (const [operator, value, text] of WRITTEN) {
  test(`a filter form writes what it asks: ${operator} "${value}"`, () => {
    const made = at("");
    made.window.partnerPopover = { close() {} };
    const fields = { '[name="column"]': { value: "customer" }, '[name="value"]': { value }, ...(operator === null ? {} : { '[name="operator"]': { value: operator } }) };
    const form = element({ dataset: { filter: "expiring" }, matches: (css) => css.includes("data-filter"), querySelector: (css) => fields[css] ?? null });
    made.hears("submit", { target: form, preventDefault() {} });
    assert.equal(new URLSearchParams(made.props("_pages_location").search).get("expiring.filter.customer"), text);
  });
}
