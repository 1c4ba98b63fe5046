/* "Show all n rows" under a table on a phone. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    const button = event.target.closest(".show-all");
    if (!button) return;
    const frame = button.closest(".table-frame");
    frame.classList.add("open");
    const cell = frame.querySelector(".ag-header-cell");
    if (cell) cell.focus({ preventScroll: true });
  });
})();
