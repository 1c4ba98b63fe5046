/* Native controls write into the address, and follow it back and forward.

   [data-control="name"]   native inputs inside set ?name=value when they change
   [data-set='{"k": …}']   a click sets those parameters: a text, a list, or null to remove; data-to then leads to a section
   form[data-filter="t"]   submitting adds ?t.filter.<column>=<operator><value>
   [data-columns="t"]      checkboxes inside choose ?t.columns=…
   input[type=range]       inside a [data-control] tells its value while it moves, and sets it when it rests */
(function () {
  "use strict";

  /** Sets the native controls to what the address says, after back or forward. */
  function restore() {
    const params = window.partnerState.parameters();
    for (const control of document.querySelectorAll("[data-control]")) {
      const holder = control.querySelector("[id]");
      const value = params.get(control.dataset.control) ?? control.dataset.default;
      if (holder?.type === "range") {
        holder.value = value;
        say(holder);
      } else if (holder && value !== undefined) window.dash_clientside.set_props(holder.id, { value });
    }
    for (const chooser of document.querySelectorAll("[data-columns]")) {
      const name = chooser.dataset.columns;
      const shown = (params.get(name + ".columns") ?? chooser.dataset.default).split(",");
      chooser.querySelectorAll("input").forEach((box) => (box.checked = shown.includes(box.value)));
      window.dash_clientside.set_props({ type: "chooser", name }, { data: shown });
    }
  }

  /** Says the value of a slider beside it. */
  function say(range) {
    const output = range.parentElement.querySelector("output");
    output.textContent = range.value + output.dataset.unit;
    range.setAttribute("aria-valuetext", output.textContent);
  }

  document.addEventListener("input", function (event) {
    if (event.target.type === "range" && event.target.closest("[data-control]")) say(event.target);
  });

  let rest = 0; // a slider moved by keys changes with every step: it is asked for when it rests

  document.addEventListener("change", function (event) {
    if (event.target.type !== "range") return set(event);
    clearTimeout(rest);
    rest = setTimeout(set, 300, event);
  });

  function set(event) {
    const control = event.target.closest("[data-control]");
    const columns = event.target.closest("[data-columns]");
    if (control && event.target.checkValidity() && event.target.value) {
      const value = event.target.value;
      window.partnerState.navigate({ [control.dataset.control]: value === control.dataset.default ? null : value });
    } else if (columns) {
      const chosen = [...columns.querySelectorAll("input:checked")].map((input) => input.value);
      const name = columns.dataset.columns;
      const usual = chosen.toSorted().join() === columns.dataset.default.split(",").toSorted().join();
      window.partnerState.navigate({ [name + ".columns"]: usual ? null : chosen.join(",") });
      window.dash_clientside.set_props({ type: "chooser", name }, { data: chosen });
      window.partnerRows.reload(name);
    }
  }

  document.addEventListener("click", function (event) {
    const setter = event.target.closest("[data-set]");
    if (!setter) return;
    window.partnerState.navigate(JSON.parse(setter.dataset.set));
    const place = setter.dataset.to && document.getElementById(setter.dataset.to);
    if (place) place.scrollIntoView();
  });

  document.addEventListener("submit", function (event) {
    const form = event.target.closest("[data-filter]");
    if (!form) return;
    event.preventDefault();
    const field = (name) => form.querySelector(".filter-" + name).value.trim();
    const alone = field("operator") === "unknown" || field("operator") === "known";
    if (!alone && !field("value")) return form.querySelector(".filter-value").focus();
    const key = form.dataset.filter + ".filter." + field("column");
    const written = alone ? field("operator") : field("operator") + field("value");
    window.partnerState.navigate({ [key]: [...new Set([...window.partnerState.parameters().getAll(key), written])] });
    form.closest("details").open = false;
  });

  window.partnerControls = { restore };
})();
