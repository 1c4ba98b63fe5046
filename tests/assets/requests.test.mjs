/* What becomes of a request: its answer is shown, or the parts that it was for say that it failed. */
import assert from "node:assert/strict";
import test from "node:test";
import { element, page, rest, until } from "./page.mjs";

const REASONS = { failed: "It failed.", forbidden: "No longer.", unreachable: "No answer.", cancelled: "Given up.", offline: "From {moment}.", slow: "Slow.", undone: "Not done.", id: "Error id {id}" };
const PANEL = { props: { "data-failed": "{id}", children: ["{message}", "{error}"] }, type: "Div", namespace: "dash_html_components" };
const HEAD = { id: { type: "section", name: "expiring", slot: "head" }, property: "children@1" };
const FOOT = { id: { type: "section", name: "expiring", slot: "foot" }, property: "children@1" };
const PART = { output: '..{"name":["ALL"],"slot":["ALL"],"type":"section"}.children..', outputs: [[HEAD, FOOT]] };
const ACT = { output: "report-tell.children", outputs: { id: "report-tell", property: "children" } };

function at(answer) {
  const parts = Object.fromEntries([HEAD, FOOT].map(({ id }) => [JSON.stringify(Object.fromEntries(Object.entries(id).sort())), { children: "of before" }]));
  const main = element({ dataset: { ready: "false" } });
  const cancel = element();
  const strip = element({ dataset: { strip: "" }, firstElementChild: element(), querySelector: () => cancel });
  const made = page({
    address: "/subscriptions?region=EU",
    components: { failure: { data: { panel: PANEL, reasons: REASONS } }, again: { data: 0 }, try: { n_clicks: 0 }, ...parts },
    elements: { main, "[data-strip]": strip, "post-words": element({ dataset: { signedOut: "Out." } }) },
    answer,
  }).run("component", "drawn", "failed", "requests", "strip");
  const ask = (asked) => made.window.fetch("/_dash-update-component", { method: "POST", body: JSON.stringify({ changedPropIds: [], inputs: [], ...asked }) });
  return { ...made, main, strip, ask };
}

const status = (code, id = "e1") => () => new Response(code === 204 ? null : JSON.stringify({}), { status: code, headers: { "X-Request-ID": id } });

test("an answer is handed on, and the page is ready once it is drawn", async () => {
  const made = at(status(200));
  const asked = made.ask(PART);
  assert.equal(made.main.dataset.ready, "false");
  assert.equal(made.main.dataset.busy, "section");
  assert.equal((await asked).status, 200);
  await until(() => made.main.dataset.ready === "true");
  assert.equal(made.main.dataset.ready, "true");
  assert.equal(made.main.dataset.busy, "");
  assert.equal(made.props(HEAD.id).children, "of before");
});

for (const [code, reason] of [[500, "It failed."], [403, "No longer."], [503, "It failed."]]) {
  test(`answered ${code}, each part says so with the id, and shows nothing else`, async () => {
    const made = at(status(code, "abc"));
    assert.equal((await made.ask(PART)).status, 204);
    assert.deepEqual(made.props(HEAD.id).children.props, { "data-failed": "abc", children: [reason, "Error id abc"] });
    assert.equal(made.props(FOOT.id).children, null);
    await until(() => made.main.dataset.ready === "true");
    assert.equal(made.main.dataset.ready, "true");
  });
}

test("an answer that breaks off on its way is told as one that did not come", async () => {
  const broken = new ReadableStream({ pull: (body) => body.error(new TypeError("network error")) });
  const made = at((url) => new Response(url === "/healthz" ? "{}" : broken, { status: 200 }));
  assert.equal((await made.ask(PART)).status, 204);
  assert.equal(made.props(HEAD.id).children.props["data-failed"], "unreachable");
  made.hears("online"); // else the page would ask on and on
  await until(() => made.strip.hidden);
});

test("the half of an answer is none, though the browser takes it for all of it", async () => {
  const made = at((url) => new Response(url === "/healthz" ? "{}" : '{"multi": true, "resp', { status: 200, headers: { "Content-Type": "application/json" } }));
  assert.equal((await made.ask(PART)).status, 204);
  assert.equal(made.props(HEAD.id).children.props["data-failed"], "unreachable");
  made.hears("online");
  await until(() => made.strip.hidden);
});

test("an answer keeps its status, its head and its words", async () => {
  const given = JSON.stringify({ multi: true, response: { a: { children: "ä" } } });
  const made = at(() => new Response(given, { status: 200, headers: { "Content-Type": "application/json", "X-Request-ID": "e1" } }));
  const answer = await made.ask(PART);
  assert.deepEqual([answer.status, answer.headers.get("X-Request-ID"), await answer.text()], [200, "e1", given]);
  assert.equal((await at(status(204)).ask(PART)).status, 204);
});

test("an answer to an address that was left meanwhile is not shown", async () => {
  const made = at(() => rest(5).then(status(200)));
  const asked = made.ask(PART);
  made.at("?region=US");
  assert.equal((await asked).status, 204);
  assert.equal(made.props(HEAD.id).children, "of before");
});

test("a late answer does not take the place of one that was asked for later", async () => {
  const made = at((url, init) => rest(JSON.parse(init.body).after).then(status(200)));
  const first = made.ask({ ...PART, after: 30 });
  const other = made.ask({ ...PART, after: 30, output: PART.output.replace("ALL", "MATCH") });
  const second = made.ask({ ...PART, after: 0 });
  assert.deepEqual([(await second).status, (await first).status, (await other).status], [200, 204, 200]);
});

test("sections out of sight are asked for once what is in sight is drawn", async () => {
  const told = [];
  const made = at((url, init) => (told.push(JSON.parse(init.body).output === "late" ? "rest" : "in sight"), status(200)()));
  const late = made.ask({ output: "late", outputs: [], changedPropIds: ["rest.data"], inputs: [{ value: { turn: 1 } }] });
  assert.equal((await late).status, 200); // nothing else is asked: at once
  const first = made.ask(PART).then(() => told.push("answered"));
  made.window.requestAnimationFrame = (run) => setTimeout(() => (told.push("frame"), run()), 0);
  await Promise.all([first, made.ask({ output: "late", outputs: [], changedPropIds: ["rest.data"], inputs: [{ value: { turn: 2 } }] })]);
  const frames = told.slice(told.indexOf("answered"), told.lastIndexOf("rest")).filter((one) => one === "frame");
  assert.deepEqual(told.slice(0, 3), ["rest", "in sight", "answered"]);
  assert.ok(frames.length >= 2, told.join());
});

test("without a session the way leads to sign-in, and back to this address", async () => {
  const made = at(status(401));
  await made.ask(PART);
  assert.equal(made.window.left, "/login?next=" + encodeURIComponent("/subscriptions?region=EU"));
});

test("a page that holds what was typed is not left for the sign-in", async () => {
  const made = at(status(401));
  made.window.partnerPost = { typed: () => true };
  await made.ask(ACT);
  assert.equal(made.window.left, undefined);
  assert.deepEqual([made.strip.dataset.strip, made.strip.firstElementChild.textContent], ["signed-out", "Out."]);
});

test("an action that came to nothing stays told once the server is back, until it is done", async () => {
  let there = false;
  const made = at((url) => {
    if (there) return new Response("{}", { status: 200 });
    throw new TypeError("Failed to fetch");
  });
  await made.ask(ACT);
  assert.equal(made.strip.dataset.strip, "offline");
  assert.match(made.strip.firstElementChild.textContent, /^Not done. No answer. From /);
  there = true;
  made.hears("online");
  await until(() => made.strip.dataset.strip === "undone");
  assert.equal(made.strip.firstElementChild.textContent, "Not done. No answer.");
  await made.ask(ACT);
  assert.equal(made.strip.hidden, true);
});

test("a part that a press asked for is asked for by pressing again", async () => {
  const made = at(status(500));
  await made.ask({ ...PART, changedPropIds: ["try.n_clicks"] });
  made.window.partner.again();
  assert.equal(made.props("try").n_clicks, 1);
});

test("an action that fails is told at the head of the page", async () => {
  const made = at(status(500, "abc"));
  await made.ask(ACT);
  assert.equal(made.strip.dataset.strip, "undone");
  assert.equal(made.strip.firstElementChild.textContent, "Not done. It failed. Error id abc");
  assert.equal(made.strip.hidden, false);
});

test("without a connection the page says so, and asks again once the server answers", async () => {
  let there = false;
  const made = at((url) => {
    if (!there) throw new TypeError("Failed to fetch");
    return new Response("{}", { status: 200 });
  });
  await made.ask(PART);
  assert.equal(made.strip.dataset.strip, "offline");
  assert.deepEqual(made.props(HEAD.id).children.props["data-failed"], "unreachable");
  there = true;
  made.hears("online");
  await until(() => made.strip.hidden);
  assert.equal(made.strip.dataset.strip, "");
  assert.equal(made.props("again").data, 1);
});

test("a page that is loaded anew is not at rest until it is there", () => {
  const noPage = element({ dataset: { ready: "true" } });
  const made = page({ elements: { "[data-ready]": noPage } }).run("component", "drawn", "failed", "requests", "strip");
  made.hears("click", { target: { closest: (css) => css === "[data-reload]" } });
  assert.deepEqual([made.window.left, noPage.dataset.ready], ["reload", "false"]);
});
