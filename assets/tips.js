/* Tips: [data-tip] shows its text on hover and on focus, Escape hides it;
   it stands beside the element in its own line, where it hides no other row. */
(function () {
  "use strict";

  let box = null;
  let target = null;

  function place() {
    const at = target.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    let left = at.right + 8;
    let top = at.top + (at.height - size.height) / 2;
    if (room <= 720) {
      left = Math.max(8, Math.min(at.right, room - 8) - size.width);
      top = at.bottom + 5;
    } else if (left + size.width > room - 8) {
      left = at.left - size.width - 8;
    }
    box.style.left = Math.max(8, left) + "px";
    box.style.top = top + "px";
  }

  function show(element) {
    if (!box) {
      box = document.createElement("div");
      box.className = "tip";
      box.setAttribute("aria-hidden", "true"); // the element's own name says the same
      document.body.appendChild(box);
    }
    target = element;
    box.textContent = element.dataset.tip;
    box.hidden = false;
    place();
  }

  function hide() {
    if (box) box.hidden = true;
    target = null;
  }

  function tipOf(node) {
    if (!(node instanceof Element)) return null;
    const cell = node.matches(".ag-cell") ? node.querySelector("[data-tip]") : null;
    return node.closest("[data-tip]") || cell;
  }

  document.addEventListener("mouseover", function (event) {
    const element = tipOf(event.target);
    if (element) show(element);
    else if (target && !target.contains(document.activeElement)) hide();
  });
  document.addEventListener("focusin", function (event) {
    const element = tipOf(event.target);
    if (element) show(element);
    else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    hide();
  });
})();
