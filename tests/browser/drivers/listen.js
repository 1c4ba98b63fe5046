/* Writes down what a page complains of, and keeps it through navigations: [kind, text] pairs, as in tab.Complaint. */
(() => {
  const KEY = "test-complaints";
  const note = (kind, text) => {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    sessionStorage.setItem(KEY, JSON.stringify([...kept, [kind, String(text).slice(0, 500)]]));
  };
  for (const level of ["error", "warn"]) {
    const own = console[level];
    console[level] = function (...told) {
      note("console", told.map((one) => one?.stack ?? one).join(" "));
      return own.apply(this, told);
    };
  }
  addEventListener(
    "error",
    (event) => {
      if (event instanceof ErrorEvent) note("uncaught", event.message);
      else note("request", `${event.target.tagName} ${event.target.src ?? event.target.href}`);
    },
    true,
  );
  addEventListener("unhandledrejection", (event) => note("uncaught", event.reason?.message ?? event.reason));
  document.addEventListener("securitypolicyviolation", (event) => note("policy", `${event.violatedDirective} ${event.blockedURI}`));
  const seen = (list) => {
    for (const one of list.getEntries()) if (one.responseStatus >= 400) note("request", `${one.responseStatus} ${one.name}`);
  };
  new PerformanceObserver(seen).observe({ type: "resource", buffered: true });
})();
