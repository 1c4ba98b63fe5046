/* The address is the state. Controls change it, parts of the page ask again when their share of it changes.

   [data-control="name"]   native inputs inside set ?name=value when they change
   [data-set='{"k": …}']   a click sets those parameters: a text, a list, or null to remove
   form[data-filter="t"]   submitting adds ?t.filter.<column>=<operator><value>
   [data-columns="t"]      checkboxes inside choose ?t.columns=…
   [data-part="name"]      a part; data-asks lists the parameters it depends on, data-own the prefix of its own.
                           Its store {type: "ask", name} holds its share of the address; the server answers and sets
                           data-answered to the share it answered. Until then the part is aria-busy.
   Back and forward bring the controls and the parts along. The page is ready when every part has its answer. */

(function () {
"use strict";

const asked = new Map();
const totals = new WeakMap();
const UNASKED = /\.(sort|columns)$/;

const parts = () => document.querySelectorAll("[data-part]");
/** The API of a section's grid, once it is drawn. */
function gridOf(name) {
  try {
    return window.dash_ag_grid?.getApi(JSON.stringify({ name, type: "grid" }));
  } catch {
    return undefined;
  }
}

function share(part, params) {
  const keys = new Set((part.dataset.asks || "").split(" "));
  const own = part.dataset.own;
  const mine = new URLSearchParams();
  for (const [key, value] of params) {
    if (keys.has(key) || (own && key.startsWith(own) && !UNASKED.test(key))) mine.append(key, value);
  }
  return mine.toString();
}

/** Writes changes into the address as one history entry, then lets the parts ask. */
function navigate(changes) {
  const params = new URLSearchParams(window.location.search);
  for (const [key, value] of Object.entries(changes)) {
    params.delete(key);
    for (const item of [value].flat()) if (item !== null && item !== "") params.append(key, item);
  }
  const search = params.toString();
  const address = window.location.pathname + (search ? `?${search}` : "");
  if (address === window.location.pathname + window.location.search) return;
  window.history.pushState(null, "", address);
  spread();
}

/** Gives every part its share of the address; those whose share changed ask the server. */
function spread() {
  const params = new URLSearchParams(window.location.search);
  for (const part of parts()) {
    const name = part.dataset.part;
    const mine = share(part, params);
    if (asked.get(name) === mine) continue;
    asked.set(name, mine);
    window.dash_clientside.set_props({ type: part.dataset.own ? "ask" : "ask-alone", name }, { data: mine });
    gridOf(name)?.purgeInfiniteCache();
  }
  settle();
}

/** The pinned row of each grid: sums over every filtered row, loaded or not. */
function showTotals() {
  for (const frame of document.querySelectorAll("[data-totals]")) {
    const api = gridOf(frame.dataset.gridOf);
    if (!api || totals.get(frame) === frame.dataset.totals) continue;
    totals.set(frame, frame.dataset.totals);
    api.setGridOption("pinnedBottomRowData", JSON.parse(frame.dataset.totals));
  }
}

/** Marks parts that wait as busy, and the page as ready when none does. */
function settle() {
  const main = document.getElementById("main");
  if (!main) return;
  showTotals();
  let waiting = 0;
  for (const part of parts()) {
    const wanted = asked.get(part.dataset.part);
    const rows = part.querySelector("[data-grid-of]");
    const done = part.dataset.answered === wanted && (!rows || rows.dataset.answered === wanted);
    if (!done) waiting += 1;
    if (done) part.removeAttribute("aria-busy");
    else part.setAttribute("aria-busy", "true");
  }
  const ready = String(waiting === 0);
  if (main.dataset.ready === ready) return;
  main.dataset.ready = ready;
  const status = document.getElementById("status");
  if (ready === "true" && status) status.textContent = status.dataset.updated || "";
  else if (status) status.textContent = "";
}

/** Learns what a freshly drawn page has asked: its stores hold what the server put there. */
function adopt() {
  const params = new URLSearchParams(window.location.search);
  asked.clear();
  for (const part of parts()) asked.set(part.dataset.part, part.dataset.ask ?? share(part, params));
  settle();
}

function setControls() {
  const params = new URLSearchParams(window.location.search);
  for (const control of document.querySelectorAll("[data-control]")) {
    const holder = control.querySelector("[id]") ?? control;
    const value = params.get(control.dataset.control) ?? control.dataset.default ?? "";
    if (holder.id) window.dash_clientside.set_props(holder.id, { value });
  }
}

document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-control]");
  const columns = event.target.closest("[data-columns]");
  if (control) navigate({ [control.dataset.control]: event.target.value });
  else if (columns) {
    const chosen = [...columns.querySelectorAll("input:checked")].map((input) => input.value);
    navigate({ [`${columns.dataset.columns}.columns`]: chosen.join(",") });
    window.partnerGrid?.showColumns(columns.dataset.columns, chosen);
  }
});

document.addEventListener("click", (event) => {
  const setter = event.target.closest("[data-set]");
  if (setter) {
    event.preventDefault();
    navigate(JSON.parse(setter.dataset.set));
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-filter]");
  if (!form) return;
  event.preventDefault();
  const [column, operator, value] = ["column", "operator", "value"].map((name) => form.querySelector(`.filter-${name}`).value);
  if (!value.trim() && operator !== "unknown" && operator !== "known") return;
  const written = operator === "unknown" || operator === "known" ? operator : operator + value.trim();
  const key = `${form.dataset.filter}.filter.${column}`;
  const present = new URLSearchParams(window.location.search).getAll(key);
  navigate({ [key]: [...new Set([...present, written])] });
});

/* An export holds what the table shows now: its filters, its order, its columns. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-table-export]");
  if (!link) return;
  const own = `${link.dataset.tableExport}.`;
  const url = new URL(link.href, window.location.href);
  const params = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(window.location.search)) {
    if (key.startsWith(own)) params.append(key.slice(own.length), value);
    else if (!key.includes(".")) params.append(key, value);
  }
  if (url.searchParams.has("headers")) params.set("headers", url.searchParams.get("headers"));
  url.search = params.toString();
  link.href = url.pathname + url.search;
}, true);

window.addEventListener("popstate", () => {
  setControls();
  spread();
  window.partnerGrid?.restore();
});

/* Dash draws <main> after this file ran and replaces it on navigation: watch for both, and for answers. */
let drawn = null;
new MutationObserver(() => {
  const main = document.getElementById("main");
  if (main !== drawn) {
    drawn = main;
    if (main) adopt();
  } else settle();
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-answered", "data-totals"] });

window.partnerState = { navigate };
})();
