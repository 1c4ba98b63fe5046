/* A part whose answer failed: what it shows instead of what it showed before. */
(function () {
  "use strict";

  const FRAME = ["title", "freshness"]; // stay
  const FIRST = { head: "kpis", drawing: "head", section: "head" }; // the slot of a part that says why, the others are empty
  const { propsOf, set: show } = window.partnerComponent;

  /** The component for a failed part, its reason and its id in place. */
  function panel(said, id) {
    const { panel: template, reasons } = propsOf("failure").data;
    const named = id in reasons ? "" : reasons.id.replace("{id}", id);
    const fill = (text) => (text === "{id}" ? id : text.replace("{message}", said).replace("{error}", named));
    return JSON.parse(JSON.stringify(template, (key, value) => (typeof value === "string" ? fill(value) : value)));
  }

  function empty(part, property, said, id) {
    if (property !== "children" || FRAME.includes(part.slot)) return;
    show(part, { children: FIRST[part.type] && part.slot === FIRST[part.type] ? panel(said, id) : null });
  }

  /** Every part that a request was to answer says that it failed, and shows nothing else. Gives whether there is any. */
  window.partnerFailed = function (asked, said, id) {
    const named = (one) => ({ id: one.id, property: one.property.split("@")[0] }); // what several callbacks set bears a mark
    const outputs = [asked.outputs].flat(3).filter(Boolean).map(named);
    const parts = outputs.filter((one) => ["head", "drawing", "section", "table"].includes(one.id.type));
    parts.forEach((one) => empty(one.id, one.property, said, id));
    outputs.filter((one) => one.property === "figure").forEach((one) => show(one.id, { figure: { data: [], layout: { height: 1 } } }));
    outputs.filter((one) => one.id.type === "grid").forEach((one) => show({ type: "table", name: one.id.name }, { children: null }));
    outputs.filter((one) => one.id.type === "jump").forEach((one) => show(one.id, { children: "–" }));
    return parts.length > 0;
  };
})();
