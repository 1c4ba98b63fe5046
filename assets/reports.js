/* The page of reports: a new schedule begins with the browser's own time zone. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.partnerReports = {
    zone: function () {
      return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    },
  };
})();
