/* Components by their id: what they hold, and how a script sets it. */
(function () {
  "use strict";

  /** The properties of a component, null where the page has none of that id. */
  function propsOf(id) {
    try {
      return window.dash_component_api.getLayout(id)?.props || null;
    } catch {
      return null; // Dash looks an unknown id up in nothing
    }
  }

  /** Sets properties of a component that is there. */
  function set(id, properties) {
    if (propsOf(id)) window.dash_clientside.set_props(id, properties);
  }

  window.partnerComponent = { propsOf, set };
})();
