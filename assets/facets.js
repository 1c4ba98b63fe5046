/* Facets: native checkboxes whose choice is the address. They are drawn anew with every answer, and focus stays.

   fieldset[data-facet="parameter"]   data-way: joined (a,b in one parameter), repeated (a parameter each), one (at most)
   form[data-search="parameter"]      submitting sets the parameter to what was typed
   form[data-view]                    gets the address as its field "query" when it is sent
   details.facets                     open where there is room beside the table */
(function () {
  "use strict";

  let focused = null; // data-key of the control that had the focus when the address changed
  const placed = new WeakSet();

  function changed(box) {
    const facet = box.closest("[data-facet]");
    if (!facet) return;
    const way = facet.dataset.way;
    if (way === "one" && box.checked) facet.querySelectorAll("input").forEach((other) => (other.checked = other === box));
    const chosen = [...facet.querySelectorAll("input:checked")].map((input) => input.value);
    focused = box.dataset.key;
    window.partnerState.navigate({ [facet.dataset.facet]: chosen.length === 0 ? null : way === "joined" ? chosen.join(",") : chosen });
  }

  document.addEventListener("change", (event) => changed(event.target));

  document.addEventListener("submit", function (event) {
    const view = event.target.closest("[data-view]");
    if (view) view.querySelector("[name=query]").value = window.location.search;
    const form = event.target.closest("[data-search]");
    if (!form) return;
    event.preventDefault();
    const box = form.querySelector("input");
    focused = box.dataset.key;
    window.partnerState.navigate({ [form.dataset.search]: box.value.trim() || null });
  });

  new MutationObserver(function () {
    for (const details of document.querySelectorAll("details.facets")) {
      if (placed.has(details)) continue;
      placed.add(details);
      details.open = window.matchMedia("(min-width: 1001px)").matches;
    }
    if (focused === null || document.activeElement !== document.body) return;
    const again = document.querySelector('.facets [data-key="' + CSS.escape(focused) + '"]');
    if (again) again.focus({ preventScroll: true });
  }).observe(document, { subtree: true, childList: true });
})();
