/* What becomes of requests: a page is ready when what is in sight is answered and drawn; a part whose answer failed says so.

   <main data-ready>    false from a control's change until all that is in sight shows its answer or its failure
   <main data-busy>     the kinds of parts that wait: "head drawing section", and "rest", the sections out of sight
   [data-again]         asks for everything anew      [data-cancel]  gives up what takes long */
(function () {
  "use strict";

  const BEGIN = 1500, SLOW = 2000, LONG = 10000; // ms
  const send = window.fetch.bind(window);
  const pending = new Set();
  const latest = new Map(); // of each callback that answers parts, its last request
  const pressed = new Set(); // buttons whose press asked for a part that failed
  let expected = 0; // a control was changed: its request begins a moment later
  let waits = null; // a look at what is drawn
  const RESTS = ["rest", "rest-charts"]; // stores: what an answer to what is in sight left out, and its turn
  const rested = Object.fromEntries(RESTS.map((store) => [store, 0])); // the turn of which all is answered

  const main = () => document.getElementById("main");
  const propsOf = (id) => window.partnerComponent.propsOf(id);
  const show = (id, properties) => window.partnerComponent.set(id, properties);

  /** The query of the address as requests tell it: the browser's own follows a moment later. */
  const search = () => propsOf("_pages_location")?.search ?? window.location.search;

  /** A change was made that will be asked about. */
  function expect() {
    clearTimeout(expected);
    expected = setTimeout(() => ((expected = 0), settle()), BEGIN);
    settle();
  }

  /** Says whether the page is ready, and which parts wait. */
  function settle() {
    const page = main();
    if (!page) return;
    const waiting = [...pending].some((one) => !one.aside);
    const sends = document.querySelector("form[aria-busy]"); // assets/post.js
    const ready = !expected && !waiting && !sends && RESTS.every(isRested) && window.partnerDrawn.all();
    page.dataset.busy = [...new Set([...pending].flatMap((one) => one.kinds))].join(" ");
    if (!ready && !waiting && !expected && !sends) look();
    if (page.dataset.ready === String(ready)) return;
    page.dataset.ready = String(ready);
    if (ready) window.dispatchEvent(new Event("partner:ready"));
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = ready ? page.dataset.updated || "" : "";
  }

  const isRested = (store) => (propsOf(store)?.data.turn ?? rested[store]) === rested[store];

  /** The store by which a request asks for what is out of sight, if it does. */
  const restOf = ({ changedPropIds }) => RESTS.find((store) => changedPropIds?.includes(store + ".data"));

  /** Kinds of the parts that a request answers: what is out of sight is answered after the rest. */
  const kindsOf = (asked) => (restOf(asked) ? ["rest"] : ["head", "drawing", "section"].filter((kind) => asked.output.includes('"type":"' + kind + '"')));

  /** Whether Dash's router asks for a page that is there and follows its address by itself. */
  const follows = ({ output, changedPropIds }) => output.includes("_pages_content") && String(changedPropIds) === "_pages_location.search" && propsOf("rest");

  /** What a callback that answers parts is known by, null for any other: one of MATCH is several. */
  const keyOf = ({ output, outputs }, kinds) => (!kinds.length ? null : output.includes('"MATCH"') ? JSON.stringify(outputs) : output);

  async function ask(url, init) {
    const asked = JSON.parse(init.body);
    if (follows(asked)) return nothing();
    const control = new AbortController();
    const kinds = kindsOf(asked);
    const address = kinds.some((kind) => kind === "section" || kind === "rest") ? search() : null; // others begin before it is written
    const aside = asked.changedPropIds?.some((changed) => changed.includes('"type":"near"')); // what is in sight is seen to be drawn
    const one = { kinds: aside ? [] : kinds, control, aside, began: Infinity, timers: [] };
    one.drawn = new Promise((resolve) => (one.done = resolve));
    const key = keyOf(asked, kinds);
    const late = () => (key && latest.get(key) !== one) || (address !== null && address !== search());
    if (key) latest.set(key, one);
    clearTimeout(expected);
    expected = 0;
    pending.add(one);
    settle();
    try {
      if (kinds.includes("rest")) await inSight();
      one.began = Date.now();
      one.timers = [SLOW, LONG].map((ms) => setTimeout(slow, ms));
      const response = await whole(await send(url, { ...init, signal: control.signal }));
      if (response.status === 401) return signIn();
      if (late()) return outdated(asked);
      if (!response.ok) return await failed(asked, response);
      window.partnerStrip.heard(asked.output);
      return response;
    } catch (error) {
      if (late()) return outdated(asked);
      return await failed(asked, null, error.name === "AbortError" ? "cancelled" : "unreachable");
    } finally {
      if (kinds.includes("rest")) rested[restOf(asked)] = asked.inputs[0].value.turn;
      one.timers.forEach(clearTimeout);
      // Dash draws the answer in the tasks that follow.
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => (pending.delete(one), one.done(), slow(), settle()))), 0);
    }
  }

  /** When what a reader sees is drawn: the server and the browser have their time for that first. */
  const inSight = () => Promise.all([...pending].filter((one) => !one.kinds.includes("rest")).map((one) => one.drawn));

  /** The answer once all of it is here: one that breaks off on its way fails here, not in Dash, which would not tell.
      Firefox takes the half of a body for all of it. */
  async function whole(response) {
    const body = await response.arrayBuffer();
    if (response.status === 204) return nothing();
    const made = new Response(body, response);
    if (!made.headers.get("Content-Type")?.startsWith("application/json")) return made;
    const told = JSON.parse(new TextDecoder().decode(body));
    made.json = async () => told;
    return made;
  }

  /** An answer to what the page asks no more: another is under way, or here already. */
  function outdated(asked) {
    const [changed] = asked.changedPropIds || [];
    if (changed?.includes('"type":"near"')) setTimeout(window.partnerNear, 0, JSON.parse(changed.slice(0, changed.lastIndexOf("."))).name);
    return nothing();
  }

  const nothing = () => new Response(null, { status: 204 });

  /** Without a session the way leads to sign-in and back, but not away from what was typed. */
  function signIn() {
    if (window.partnerPost?.typed()) {
      window.partnerStrip.show("signed-out", document.getElementById("post-words").dataset.signedOut);
      return nothing();
    }
    window.location.assign(window.partnerStrip.signInAddress());
    return nothing();
  }

  /** Every part that the request was to answer says that it failed; where it answers none, the strip does. */
  async function failed(asked, response, why) {
    const reasons = propsOf("failure")?.data.reasons || {};
    const body = response && (await response.json().catch(() => null));
    const reason = why || (response.status === 403 ? "forbidden" : "failed");
    const said = body?.error?.message || reasons[reason] || "";
    const id = response?.headers.get("X-Request-ID") || reason;
    const shown = window.partnerFailed(asked, said, id);
    if (asked.output.includes("_pages_content")) return page(id);
    if (shown) remember(asked);
    else window.partnerStrip.tell(asked.output, said, id in reasons ? "" : id);
    if (reason === "unreachable") window.partnerStrip.offline();
    return nothing();
  }

  /** A part that a press asked for is asked for by pressing again. */
  function remember(asked) {
    for (const changed of asked.changedPropIds || []) if (changed.endsWith(".n_clicks")) pressed.add(changed.slice(0, -".n_clicks".length));
  }

  function press(id) {
    pressed.delete(id);
    const button = id.startsWith("{") ? JSON.parse(id) : id;
    show(button, { n_clicks: (propsOf(button)?.n_clicks || 0) + 1 });
  }

  /** A page that did not come; where one is there, its parts say what failed. Dash's own script reads a title. */
  function page(id) {
    if (main()) return nothing();
    window.partnerStrip.noPage(id);
    return Response.json({ multi: true, response: { _pages_store: { data: { page: "", title: document.title } } } });
  }

  /** Loads the page anew: what it shows until then is not at rest, and its buttons are pressed. */
  function reload() {
    for (const one of document.querySelectorAll("[data-ready]")) one.dataset.ready = "false";
    for (const one of document.querySelectorAll("[data-again], [data-reload]")) one.disabled = true;
    window.location.reload();
  }

  /** Asks once more for what failed; a page that cannot is loaded anew, unless something was typed in it. */
  function again() {
    window.partnerStrip.show("");
    const asks = propsOf("again");
    if (!asks && !pressed.size && !window.partnerPost?.typed()) return reload();
    [...pressed].forEach(press);
    if (!asks) return;
    expect();
    show("again", { data: asks.data + 1 });
  }

  /** Says when an answer takes long, and offers to give it up when it takes too long. */
  function slow() {
    const oldest = Math.min(...[...pending].map((one) => one.began));
    const waited = Date.now() - oldest + 50; // timers may come early
    const { now, show: say } = window.partnerStrip;
    if (waited >= SLOW && now() === "") say("slow");
    if (waited < SLOW && now() === "slow") say("");
    if (waited >= LONG && now() === "slow") document.querySelector("[data-cancel]").hidden = false;
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-again]")) again();
    if (event.target.closest("[data-reload]")) reload();
    if (event.target.closest("[data-cancel]")) pending.forEach((one) => one.control.abort());
  });
  document.addEventListener("change", (event) => event.target.closest("[data-control], .facet, .customer-filters") && expect(), true);

  window.fetch = function (resource, init) {
    const url = String(resource?.url || resource);
    if (url.includes("/_dash-update-component")) return ask(url, init);
    if (!/\/_dash-(layout|dependencies)/.test(url)) return send(resource, init);
    return send(resource, init).then(whole).then(
      function (response) {
        if (response.status === 401) signIn();
        else if (!response.ok) window.partnerStrip.noPage(response.headers.get("X-Request-ID") || response.status);
        return response;
      },
      function (error) {
        window.partnerStrip.noPage("unreachable");
        throw error;
      }
    );
  };

  /** Looks again with the next frame: a look measures what is in sight. */
  function look() {
    if (main() && main().dataset.ready !== "true") waits ??= requestAnimationFrame(() => ((waits = null), settle()));
  }

  new MutationObserver(look).observe(document, { subtree: true, childList: true });
  /* A page that was left while it asked, and is shown again as it was: what broke off then is asked once more. */
  window.addEventListener("pageshow", function ({ persisted }) {
    if (persisted && (pending.size || document.querySelector("[data-failed]"))) again();
  });

  window.partner = { expect, settle, again };
})();
