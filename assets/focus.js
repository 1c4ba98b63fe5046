/* Focus stays where it was: an answer replaces elements, and the one like that which had it gets it. */
(function () {
  "use strict";

  const FOCUSABLE = "a[href], button, input, select, summary, textarea";
  let last = null; // what had the focus, and how to find its like

  const nameOf = (element) => element.dataset.key || element.getAttribute("aria-label") || element.textContent;
  const homeOf = (element) => element.closest("section[id], [id^='{'], main[id]");
  const inside = (home, element) => [...home.querySelectorAll(FOCUSABLE)].filter((one) => one.className === element.className && one.getClientRects().length);

  document.addEventListener("focusin", function ({ target }) {
    const home = homeOf(target);
    last = home && { target, home: home.id, index: inside(home, target).indexOf(target) };
  });

  /* Who leaves an element that stays leaves it: nothing is to be given back. */
  document.addEventListener("focusout", function ({ target }) {
    setTimeout(function () {
      if (last?.target === target && target.isConnected && document.activeElement === document.body) last = null;
    }, 0);
  });

  /** The element with the same id or name, else the one in the same place, else what stands around them. */
  function like({ target, home, index }) {
    const same = target.id && document.getElementById(target.id);
    const place = document.getElementById(home) || document.getElementById("main");
    if (same || !place) return same;
    const all = inside(place, target);
    return all.find((one) => nameOf(one) === nameOf(target)) || all[Math.min(index, all.length - 1)] || place.querySelector(FOCUSABLE) || document.getElementById("main");
  }

  function restore() {
    if (!last || last.target.isConnected || document.activeElement !== document.body) return;
    const found = like(last);
    last = null;
    found?.focus({ preventScroll: true });
  }

  new MutationObserver(() => last && !last.target.isConnected && requestAnimationFrame(restore)).observe(document, { subtree: true, childList: true });
})();
