/* Draws the trees that dashboard/ui/drawn.py writes: [tag, attributes, children], or a text. Every text is a text node.

   [data-draw]      an element that holds its trees from the start
   [data-answer]    a part: its answer holds trees for its slots, by selector; "#…" is looked up in the whole page */
(function () {
  "use strict";

  const done = new WeakMap();

  function node(item) {
    if (typeof item === "string") return document.createTextNode(item);
    const [tag, attributes, children] = item;
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (attributes["data-width"]) element.style.width = attributes["data-width"] + "%"; // the policy forbids style=""
    element.append(...children.map(node));
    return element;
  }

  /** The focus stays on what bears the same data-key, or on the summary of a popover that holds it. */
  function fill(element, trees) {
    if (!element) return;
    const key = element.contains(document.activeElement) && document.activeElement.dataset.key;
    element.replaceChildren(...trees.map(node));
    const same = '[data-key="' + CSS.escape(key || "") + '"]';
    const again = key && (element.querySelector(same) || document.querySelector(same));
    if (again) (again.closest("details.popover:not([open])")?.firstElementChild || again).focus({ preventScroll: true });
  }

  function put(part, answer) {
    for (const [selector, trees] of Object.entries(answer.slots)) {
      fill((selector.startsWith("#") ? document : part).querySelector(selector), trees);
    }
  }

  /** Draws what is new since the last time: answers that `takes` wants, which are given to `told` when drawn. */
  function draw(takes, told) {
    for (const element of document.querySelectorAll("[data-draw]")) {
      if (done.get(element) === element.dataset.draw) continue;
      done.set(element, element.dataset.draw);
      fill(element, JSON.parse(element.dataset.draw));
    }
    for (const part of document.querySelectorAll("[data-answer]")) {
      if (done.get(part) === part.dataset.answer) continue;
      done.set(part, part.dataset.answer);
      const answer = JSON.parse(part.dataset.answer);
      if (!takes(part, answer)) continue;
      put(part, answer);
      told(part, answer);
    }
  }

  window.partnerDraw = { draw, put };
})();
