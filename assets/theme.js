/* The system's theme, for a visitor who chose none; a choice comes with the page, as <html data-theme="chosen">.
   The cookie tells the server, which draws figures in a theme. */
(function () {
  "use strict";

  const page = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "dark" : "light";

  document.cookie = "system_theme=" + theme + "; path=/; max-age=31536000; samesite=lax";
  if (page.dataset.theme !== "chosen") page.dataset.bsTheme = theme;
})();
