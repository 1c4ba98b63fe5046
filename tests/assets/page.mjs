/* A page for scripts of assets/ without a browser: components by their id, an address, and events. */
import { readFileSync } from "node:fs";
import vm from "node:vm";

const keyOf = (id) => (typeof id === "string" ? id : JSON.stringify(Object.fromEntries(Object.entries(id).sort())));

/** An element as far as the scripts ask it: what is in `given`, and nothing in it. */
export function element(given = {}) {
  const bare = { dataset: {}, hidden: true, textContent: "", querySelector: () => null, querySelectorAll: () => [], closest: () => null, matches: () => false };
  return { ...bare, ...given };
}

/** A page at an address. `components` are their properties by id; `elements` by id or selector; `answer(url, init)` is what a fetch gives. */
export function page({ address = "/subscriptions", components = {}, elements = {}, answer } = {}) {
  const listeners = {};
  const held = new Map(Object.entries(components).map(([id, props]) => [id, { ...props }]));
  const listen = (name, hear) => (listeners[name] ||= []).push(hear);
  const location = new URL(address, "http://localhost");
  const document = {
    documentElement: { lang: "en" },
    activeElement: null,
    addEventListener: listen,
    getElementById: (id) => elements[id] ?? null,
    querySelector: (css) => elements[css] ?? null,
    querySelectorAll: (css) => (elements[css] ? [elements[css]] : []),
  };
  const window = {
    document, URLSearchParams, URL, Event, CustomEvent, Response, AbortController, TextDecoder, setTimeout, clearTimeout, console,
    location: { ...Object.fromEntries(["pathname", "search", "hash", "href"].map((name) => [name, location[name]])), assign: (to) => (window.left = to), reload: () => (window.left = "reload") },
    innerHeight: 900,
    addEventListener: listen,
    dispatchEvent: (event) => (listeners[event.type] || []).forEach((hear) => hear(event)),
    requestAnimationFrame: (run) => setTimeout(run, 0),
    fetch: async (url, init) => answer(String(url), init),
    MutationObserver: class { observe() {} },
    dash_component_api: { getLayout: (id) => (held.has(keyOf(id)) ? { props: held.get(keyOf(id)) } : undefined) },
    dash_clientside: { no_update: Symbol("no update"), set_props: (id, props) => held.set(keyOf(id), { ...held.get(keyOf(id)), ...props }) },
  };
  window.window = window;
  vm.createContext(window);
  return {
    window,
    props: (id) => JSON.parse(JSON.stringify(held.get(keyOf(id)))), // as objects of the test's own
    run(...names) {
      for (const name of names) vm.runInContext(readFileSync(new URL(`../../assets/${name}.js`, import.meta.url), "utf8"), window, { filename: name });
      return this;
    },
    at(search) {
      window.location.search = search;
      return this;
    },
    hears: (name, event) => (listeners[name] || []).forEach((hear) => hear(event)),
  };
}

export const rest = (ms) => new Promise((next) => setTimeout(next, ms));

/** Waits until something is so, two seconds at most. */
export async function until(so) {
  for (let tries = 200; tries && !so(); tries--) await rest(10);
}
