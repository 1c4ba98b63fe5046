/* The document is called as the heading of its page, which says the day too: Dash names it as the page alone, and later. */
(function () {
  "use strict";

  function follow() {
    const heading = document.querySelector("#main h1");
    const title = document.querySelector("title");
    if (heading && title && title.textContent !== heading.textContent) title.textContent = heading.textContent;
  }

  new MutationObserver(follow).observe(document, { subtree: true, childList: true, characterData: true });
})();
