/* The browser's time zone, which a new schedule begins with: the cookie tells the server. */
(function () {
  "use strict";

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  document.cookie = "time_zone=" + zone + "; path=/; max-age=31536000; samesite=lax";
})();
