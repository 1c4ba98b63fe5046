/* The address follows the controls of a page, and they follow it back and forward.

   Dash's own location holds the address: whatever sets it there makes one entry of the history.
   [data-set='{"k": …}']   a press makes that change: a text, a list, or null for the default; data-to leads to a section
   [data-step="1"]         goes on in the list of dates
   form[data-filter="t"]   adds ?t.filter.<column>=…      form[data-date="as_of"]   sets the date that was typed
   form[data-view]         gets the address as its field "query" when it is sent */
(function () {
  "use strict";

  const LOCATION = "_pages_location";
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  let path = window.location.pathname;

  const parameters = () => new URLSearchParams(window.location.search);
  const propsOf = (id) => window.partnerComponent.propsOf(id);
  const show = (id, properties) => window.partnerComponent.set(id, properties);
  const same = (one, other) => one.length === other.length && one.every((value, place) => value === other[place]);

  /** The component that sets a parameter, null where the page has none. */
  function controlOf(name) {
    if (propsOf(name) && name in defaults()) return name;
    const facet = { type: "facet", name };
    return propsOf(facet) ? facet : null;
  }

  function defaults() {
    return propsOf("defaults")?.data || {};
  }

  const DAYS = ["as_of", "compare"];

  /** The query string of an address. One that asks for nothing but a day leads to the view with which the page begins,
      where there is one: then it names the region. */
  function query(params) {
    const { begins, region } = defaults();
    if (begins && [...params.keys()].every((name) => DAYS.includes(name))) params.append("region", region);
    return params.size ? "?" + params : "";
  }

  /** What a control says, as the values of its parameter: none for the default. */
  function stated(name, value) {
    const values = [value ?? []].flat().map(String).filter((text) => text !== "" && text !== defaults()[name]);
    return name.includes(".filter.") && values.length ? [values.join(",")] : values;
  }

  const isOther = (text) => /^(!=|known$|unknown$)/.test(text); // no facet says it

  /** The members that the texts of a filter name, as a facet has them. */
  const membersIn = (texts) => [...new Set(texts.filter((text) => !isOther(text)).flatMap((text) => text.replace(/^=/, "").toLowerCase().split(",")))];

  /** Sets a parameter; what it says in another way than its facet can is left to it, and a default that it names. */
  function put(params, name, values) {
    const now = params.getAll(name);
    const filters = name.includes(".filter.");
    if (filters && same(membersIn(now).sort(), membersIn(values).sort())) return; // two filters leave what is in both
    const kept = filters ? now.filter(isOther) : [];
    const wanted = [...values, ...kept];
    if (same(now, wanted.length ? wanted : now.length ? [String(defaults()[name])] : [])) return;
    params.delete(name);
    wanted.forEach((text) => params.append(name, text));
  }

  /** The address of what the controls say. */
  function write() {
    const params = parameters();
    const before = String(params);
    for (const { id, value } of clientside.callback_context.inputs_list.flat()) {
      if (value !== undefined && value !== null) put(params, id.name || id, stated(id.name || id, value));
    }
    return String(params) === before ? clientside.no_update : query(params);
  }

  /** Makes changes to the address, and to the controls that show them. */
  function set(changes) {
    window.partner.expect();
    const params = parameters();
    for (const [name, change] of Object.entries(changes)) {
      const values = [change ?? []].flat().map(String);
      params.delete(name);
      values.forEach((text) => params.append(name, text));
      const control = controlOf(name);
      if (control) show(control, { value: valueOf(control, name, values) });
    }
    show(LOCATION, { search: query(params) });
    told(params);
  }

  /** Tells scripts which address there is now: the location itself follows with Dash's next drawing. */
  function told(params) {
    window.dispatchEvent(new CustomEvent("partner:address", { detail: params }));
    follow(params);
  }

  /** The value of a control for the values of its parameter. */
  function valueOf(control, name, values) {
    if (Array.isArray(propsOf(control).value)) return name.includes(".filter.") ? membersIn(values) : values;
    return values[0] ?? defaults()[name] ?? "";
  }

  /** Sets every control to what the address says. */
  function restore() {
    const params = parameters();
    const named = [...document.querySelectorAll('[id^="{"][id*="facet"]')].map((element) => JSON.parse(element.id));
    const facets = named.filter(({ type }) => type === "facet");
    for (const control of [...Object.keys(defaults()), ...facets]) {
      const props = propsOf(control);
      if (!props) continue;
      const name = control.name || control;
      const value = valueOf(control, name, params.getAll(name));
      if (String(value) !== String(props.value)) show(control, { value });
    }
  }

  /* Before Dash's own location hears of it: both changes are answered as one. */
  window.addEventListener("popstate", function () {
    if (window.location.pathname !== path) return (path = window.location.pathname);
    window.partner.expect();
    restore();
    setTimeout(() => told(parameters()), 0);
  });

  const usualOf = (chooser) => chooser.dataset.default.split(",");

  /** The columns that were chosen, in the address. */
  function columns(values) {
    const params = parameters();
    for (const { id, value } of clientside.callback_context.inputs_list.flat()) {
      const usual = usualOf(document.querySelector('[data-columns="' + id.name + '"]'));
      const chosen = params.get(id.name + ".columns")?.split(",") || usual;
      if (same([...value].sort(), [...chosen].sort())) continue;
      const ordered = [usual[0], ...chosen.filter((key) => value.includes(key)), ...value.filter((key) => !chosen.includes(key))];
      const now = [...new Set(ordered)];
      set({ [id.name + ".columns"]: same([...now].sort(), [...usual].sort()) ? null : now.join(",") });
    }
    return clientside.no_update;
  }

  const columnsIn = (params) => Object.fromEntries([...params].filter(([name]) => name.endsWith(".columns")));
  let shown = columnsIn(parameters());

  /** A table whose columns the address names otherwise than before is made anew, and its chooser ticks them. */
  function follow(params) {
    const [before, now] = [shown, columnsIn(params)];
    shown = now;
    for (const parameter of Object.keys({ ...before, ...now })) {
      if (before[parameter] === now[parameter]) continue;
      const name = parameter.slice(0, -".columns".length);
      const chooser = document.querySelector('[data-columns="' + name + '"]');
      if (chooser) show({ type: "columns", name }, { value: now[parameter]?.split(",") || usualOf(chooser) });
      show({ type: "near", name }, { data: Date.now() });
    }
  }

  function filterOf(form) {
    const field = (name) => form.querySelector('[name="' + name + '"]')?.value.trim() ?? "";
    const members = [...form.querySelectorAll(".filter-fields .form-check-input:checked")].map((box) => box.value);
    if (form.querySelector("fieldset")) return members.join(",");
    const operator = field("operator");
    if (/^(known|unknown)$/.test(operator)) return operator;
    const unit = form.querySelector("[data-unit]")?.dataset.unit || "";
    const asked = form.querySelector('[name="operator"]') && !operator; // for a part of a text, which is found in any case
    const value = asked ? field("value").replace(/^(known|unknown)$/, (word) => word[0].toUpperCase() + word.slice(1)) : field("value");
    return value && operator + value + unit;
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.matches("[data-view]")) form.querySelector("[name=query]").value = window.location.search;
    if (!form.matches("[data-filter], [data-date]")) return;
    event.preventDefault();
    if (form.matches("[data-date]")) set({ [form.dataset.date]: form.querySelector("[type=date]").value });
    else {
      const written = filterOf(form);
      if (!written) return form.querySelector('[name="value"], .form-check-input')?.focus();
      const key = form.dataset.filter + ".filter." + form.querySelector('[name="column"]').value;
      set({ [key]: [...new Set([...parameters().getAll(key), written])] });
    }
    window.partnerPopover.close(form.closest("details"));
  });

  document.addEventListener("click", function (event) {
    const step = event.target.closest("[data-step]");
    if (step) return walk(Number(step.dataset.step));
    const setter = event.target.closest("[data-set]");
    if (!setter) return;
    set(JSON.parse(setter.dataset.set));
    const place = setter.dataset.to && document.getElementById(setter.dataset.to);
    if (place) place.scrollIntoView();
    const popover = setter.closest("details.popover");
    if (popover) window.partnerPopover.close(popover);
  });

  function walk(by) {
    const { options, value } = propsOf("as_of");
    const next = options[options.findIndex((option) => option.value === value) + by];
    if (next) set({ as_of: next.value === defaults().as_of ? null : next.value });
  }

  document.addEventListener("input", function (event) {
    const shown = event.target.type === "range" && event.target.parentElement.querySelector("[data-unit]");
    if (!shown) return;
    shown.textContent = event.target.value + shown.dataset.unit;
    event.target.setAttribute("aria-valuetext", shown.textContent);
  });

  clientside.address = { write, columns };
  window.partnerAddress = { set, parameters };
})();
