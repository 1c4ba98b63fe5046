/* Popovers are native details: Escape and a click elsewhere close them, and only one is open. */
(function () {
  "use strict";

  const open = () => document.querySelectorAll("details.popover[open]");

  document.addEventListener("click", function (event) {
    open().forEach(function (popover) {
      const link = event.target.closest("a");
      if (!popover.contains(event.target) || (link && popover.contains(link))) popover.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    open().forEach(function (popover) {
      const inside = popover.contains(document.activeElement);
      popover.open = false;
      if (inside) popover.querySelector("summary").focus();
    });
  });
})();
