/* A form is sent without leaving its page: a sending that fails says so beside the form, and what was typed stays.
   Without this script it posts as any form does; a form of hidden fields alone loses nothing, and always does.

   #post-words            what is said, as the data of an element that every page has
   form[data-send]        is sent by upload.js, with its progress; what becomes of the answer is decided here
   X-Page-Stays           tells the server that the page stays: it names where to go on in X-Leads-To */
(function () {
  "use strict";

  const SLOW = 2000, LONG = 10000; // ms
  const HOLDS = "input:not([type=hidden]), select, textarea";
  const STAYS = "X-Page-Stays";
  const words = () => document.getElementById("post-words").dataset;

  /** What a native form would send. */
  function bodyOf(form, submitter) {
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    return form.getAttribute("enctype") === "multipart/form-data" ? data : new URLSearchParams(data);
  }

  /** A page whose form is under way is not ready; one that leads on stays so. */
  function busy(form, sends) {
    if (sends) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
    const main = document.querySelector("main.admin");
    if (main) main.dataset.ready = String(!sends);
    else window.partner.settle();
  }

  async function send(form, submitter) {
    const control = new AbortController();
    const timers = [setTimeout(wait, SLOW, form), setTimeout(wait, LONG, form, control)];
    busy(form, true);
    placeOf(form)?.remove();
    try {
      const init = { method: "POST", body: bodyOf(form, submitter), headers: { [STAYS]: "1" }, signal: control.signal };
      const answer = await fetch(form.getAttribute("action"), init);
      const named = (name) => answer.headers.get(name);
      answered(form, { status: answer.status, to: named("X-Leads-To"), kind: named("Content-Type"), text: await answer.text() });
    } catch {
      unanswered(form);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  /** What becomes of an answer: the way on, the page that it is, or what it says beside the form. */
  function answered(form, { status, to, kind, text }) {
    if (to) return go(to);
    const page = (kind || "").startsWith("text/html");
    if (page && !text.trimEnd().endsWith("</html>")) return unanswered(form); // Firefox takes the half for all of it
    busy(form, false);
    if (status === 401) return tell(form, words().signedOut, signIn());
    if (status < 500 && page && show(text)) return;
    tell(form, [messageOf(text) || words().refused, words().kept].join(" "));
  }

  function unanswered(form) {
    busy(form, false);
    tell(form, navigator.onLine ? words().unanswered : words().offline);
  }

  function messageOf(text) {
    try {
      return JSON.parse(text).error.message;
    } catch {
      return ""; // a page, or nothing
    }
  }

  /** To where the answer leads; the page itself is loaded again. */
  function go(to) {
    const target = new URL(to, window.location.href);
    const here = window.location.pathname + window.location.search;
    if (target.pathname + target.search !== here) return window.location.assign(target.href);
    window.history.replaceState(window.history.state, "", target.href);
    window.location.reload();
  }

  /** Puts what an answered page holds in the place of this page's; false where one of them is no page of forms. */
  function show(text) {
    const found = new DOMParser().parseFromString(text, "text/html").querySelector("main.admin");
    const here = document.querySelector("main.admin");
    if (!found || !here) return false;
    here.replaceWith(document.adoptNode(found));
    const first = found.querySelector("[autofocus], [aria-invalid]");
    if (first) first.focus();
    else found.querySelector("[role=alert], [role=status]")?.scrollIntoView({ block: "center" });
    window.dispatchEvent(new Event("partner:replaced"));
    return true;
  }

  function signIn() {
    const link = document.createElement("a");
    link.className = "button";
    link.href = window.partnerStrip.signInAddress();
    link.target = "_blank";
    link.textContent = words().signIn;
    return link;
  }

  const placeOf = (form) => form.querySelector(":scope > .post-told");

  /** Says something at the end of the form. */
  function tell(form, text, ...more) {
    const place = placeOf(form) || document.createElement("div");
    const said = document.createElement("p");
    place.className = "notice warning icon-warning post-told";
    place.setAttribute("role", more.length && more[0].localName === "progress" ? "status" : "alert");
    said.textContent = text;
    place.replaceChildren(said, ...more);
    form.append(place);
    place.scrollIntoView({ block: "nearest" });
  }

  /** Says that it takes long; with `control` it can be given up. */
  function wait(form, control) {
    const bar = document.createElement("progress");
    const stop = document.createElement("button");
    bar.setAttribute("aria-label", words().sending);
    stop.type = "button";
    stop.className = "button";
    stop.textContent = words().stop;
    stop.addEventListener("click", () => control.abort());
    tell(form, words().sending, bar, ...(control ? [stop] : []));
  }

  /* The last to hear of it: others fill in hidden fields. */
  window.addEventListener("submit", function (event) {
    const { target: form, submitter } = event;
    const posts = form.getAttribute("method") === "post" && !("send" in form.dataset);
    if (event.defaultPrevented || !posts || !form.querySelector(HOLDS)) return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) send(form, submitter);
  });

  const fields = new Set();
  document.addEventListener("input", ({ target }) => target.closest?.("form[method=post], .report-form") && fields.add(target), true);

  /** Whether the page holds something that was typed or chosen in a form: it must not be left by itself. */
  const typed = () => [...fields].some((field) => field.isConnected);

  window.partnerPost = { answered, unanswered, busy, typed, STAYS };
})();
