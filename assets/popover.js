/* Popovers are native details: Escape and a click elsewhere close them, and only one is open.
   Facets are open where there is room beside the table. */
(function () {
  "use strict";

  const open = () => document.querySelectorAll("details.popover[open]");

  document.addEventListener("click", function (event) {
    open().forEach(function (popover) {
      const link = event.target.closest("a");
      if (!popover.contains(event.target) || (link && popover.contains(link))) popover.open = false;
    });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-nav]")) document.documentElement.classList.toggle("nav-open");
    else if (!event.target.closest(".nav-links .signed")) document.documentElement.classList.remove("nav-open");
  });

  const placed = new WeakSet();
  new MutationObserver(function () {
    for (const facets of document.querySelectorAll("details.facets")) {
      if (placed.has(facets)) continue;
      placed.add(facets);
      facets.open = window.matchMedia("(min-width: 1001px)").matches;
    }
  }).observe(document, { subtree: true, childList: true });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    open().forEach(close);
  });

  /** Closes a popover: a focus inside, which would be lost, goes to its button. */
  function close(popover) {
    const inside = popover.contains(document.activeElement);
    popover.open = false;
    if (inside) popover.querySelector("summary").focus({ preventScroll: true });
  }

  window.partnerPopover = { close };
})();
