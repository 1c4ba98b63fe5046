/* The strip at the top of a page says one state of all of it: offline, slow, signed out, or that an action came to nothing.

   #no-page       stands in the place of a page that could not be had
   [data-strip]   the strip; its value is the state, "" for none      [data-cancel]   its button, for what takes long */
(function () {
  "use strict";

  const RETRY = 3000; // ms
  const send = window.fetch.bind(window);
  const strip = () => document.querySelector("[data-strip]");
  const reasons = () => window.partnerComponent.propsOf("failure")?.data.reasons || {};
  const now = () => strip()?.dataset.strip;
  let answered = Date.now();
  let undone = null; // the last action that came to nothing: what it was to answer, and what is said of it
  let polling = 0;

  /** Shows a state; with "" none but an action that came to nothing. */
  function show(name, text = reasons()[name]) {
    const place = strip();
    if (!place) return;
    if (!name && undone) [name, text] = ["undone", undone.text];
    place.dataset.strip = name;
    place.hidden = !name;
    place.firstElementChild.textContent = text || "";
    place.querySelector("[data-cancel]").hidden = true;
    const link = place.querySelector("[data-sign-in]");
    link.hidden = name !== "signed-out";
    link.href = signInAddress();
  }

  /** Where one signs in and comes back to this page. */
  function signInAddress() {
    const { pathname, search, hash } = window.location;
    return "/login?next=" + encodeURIComponent(pathname + search + hash);
  }

  /** An action came to nothing, which belongs to no part: it stays said until the same is done. */
  function tell(output, said, id) {
    const { undone: title, id: named } = reasons();
    undone = { output, text: [title, said, id && named.replace("{id}", id)].filter(Boolean).join(" ") };
    show("undone", undone.text);
  }

  /** An answer came. */
  function heard(output) {
    answered = Date.now();
    if (undone?.output === output) undone = null;
    if (now() === "signed-out" || (now() === "undone" && !undone)) show("");
  }

  /** The server does not answer: asks it whether it does again. */
  function offline() {
    const moment = new Date(answered).toLocaleTimeString(document.documentElement.lang);
    show("offline", [undone?.text, reasons().offline?.replace("{moment}", moment)].filter(Boolean).join(" "));
    clearTimeout(polling);
    polling = setTimeout(poll, RETRY);
  }

  async function poll() {
    const alive = await send("/healthz", { cache: "no-store" }).catch(() => null);
    if (alive?.ok) window.partner.again();
    else offline();
  }

  /** Says that the page could not be had. */
  function noPage(id) {
    const place = document.getElementById("no-page");
    const told = place.querySelector("[data-id]");
    told.textContent = told.dataset.id.replace("{id}", id);
    place.hidden = false;
    place.dataset.failed = id;
    place.dataset.ready = "true";
  }

  window.addEventListener("offline", offline);
  window.addEventListener("online", () => now() === "offline" && poll());
  window.partnerStrip = { show, now, tell, heard, offline, noPage, signInAddress };
})();
