/* Cell renderers. Every value is text to React, never markup; what is unknown is an en dash with a reason. */
(function () {
  "use strict";

  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const text = () => window.dashAgGridFunctions;
  const h = (...parts) => window.React.createElement(...parts);
  const missing = (value) => value === null || value === undefined;
  const dash = (reason) => h("span", { className: "cell-unknown", title: reason, "aria-label": reason, role: "img" }, "–");
  const blank = (props) => props.data === undefined; // a row on its way
  const total = (props) => Boolean(props.data && props.data.total_row);

  /* A cell that draws a known value: nothing while loading, an en dash when unknown, nothing unknown in totals. */
  function known(draw, reason) {
    return function Cell(props) {
      if (blank(props)) return null;
      if (missing(props.value)) return total(props) ? null : dash(props[reason || "unknown"]);
      return draw(props);
    };
  }

  cells.TextCell = known(function (props) {
    const value = String(props.value);
    const name = props.names?.[value.toLowerCase()] || value;
    return h("span", { title: name }, name);
  });
  cells.NumberCell = known((props) => h("span", null, text().formatKind(props.value, props.kind)));
  cells.MoneyCell = known((props) => h("span", null, text().formatMoney(props.value) + "\u00a0" + (props.data.currency || "")));
  cells.DateCell = known((props) => h("span", null, text().formatDay(props.value)));
  cells.FlagCell = known((props) => h("span", null, props.value ? props.yes : props.no));

  /* Members of a list as small tags, in words where there are any; the tone of a status is its colour and its sign. */
  const TONES = { expires_soon: "warn", licence_overage: "bad", suspended: "bad", expired: "off", no_recent_activity: "warn" };
  cells.ListCell = known(function (props) {
    const members = props.value.map((key) => ({ key, name: props.names[key] || key, tone: props.toned ? TONES[key] || "" : "" }));
    const rank = (one) => ["bad", "warn", "off", ""].indexOf(one.tone); // what needs a word stands first
    if (props.toned) members.sort((one, other) => rank(one) - rank(other));
    const names = members.map((one) => one.name);
    const told = props.toned && members.length > 1 ? members.filter((one) => one.key !== "subscription") : members; // nearly all have one
    if (props.plain) return h("span", { title: names.join(", ") }, names.join(", "));
    return h(Tags, { told, names: names.join(", "), column: props.column });
  });

  /* Whole tags, as many as the column has room for, and how many more there are. */
  function Tags({ told, names, column }) {
    const [width, setWidth] = window.React.useState(column.getActualWidth());
    window.React.useEffect(() => {
      const follow = () => setWidth(column.getActualWidth());
      follow();
      column.addEventListener("widthChanged", follow);
      return () => column.removeEventListener("widthChanged", follow);
    }, [column]);
    const fit = text().tagsThatFit(told.map((one) => one.name), width);
    const tags = told.slice(0, fit).map((one) => h("span", { key: one.key, className: "cell-tag " + one.tone }, one.name));
    const more = told.length > fit && h("span", { className: "cell-more" }, "+" + (told.length - fit));
    return h("span", { className: "cell-tags", title: names }, ...tags, more);
  }

  cells.LaunchCell = function LaunchCell(props) {
    if (blank(props) || total(props)) return null;
    const href = props.address.replace("{org_id}", encodeURIComponent(props.data.org_id));
    const label = props.label.replace("{customer}", props.data.customer || props.data.org_id);
    const sign = h("span", { className: "icon icon-launch", "aria-hidden": "true" });
    return h("a", { href, target: "_blank", rel: "noopener noreferrer", className: "launch", tabIndex: -1, "aria-label": label, title: label }, sign);
  };

  cells.CustomerCell = function CustomerCell(props) {
    if (blank(props)) return null;
    const row = props.data, name = missing(props.value) ? row.org_id : props.value; // a customer without a name has its id
    if (total(props)) return h("span", null, props.value);
    if (missing(name)) return dash(props.unknown);
    const address = text().customerAddress(row.org_id, props.tab);
    const link = h("a", { className: "cell-customer", href: address, tabIndex: -1, title: name }, name);
    return h("div", null, link, row.subscription_id && h("span", { className: "cell-below" }, row.subscription_id));
  };

  cells.SubscriptionCell = known(function (props) {
    const trial = String(props.data.subscription_type || "").toLowerCase().includes("trial");
    const tag = trial ? h("span", { className: "cell-tag" }, props.trial) : null;
    return h("span", null, h("span", { className: "cell-id", title: props.value }, props.value), tag);
  });

  cells.DaysCell = known(function (props) {
    return h("span", props.value <= 14 && !total(props) ? { className: "cell-soon" } : null, text().formatNumber(props.value));
  });

  cells.CountCell = known(function (props) {
    const number = h("span", props.value === 0 ? { className: "cell-zero" } : null, text().formatNumber(props.value));
    const over = props.colDef.field === "assigned" ? props.data.over : 0; // of those assigned, in the total row too
    if (!(over > 0)) return number;
    const told = { className: "delta bad", title: props.beyond, "aria-label": props.beyond + ": " + over };
    return h("span", null, number, " ", h("span", told, "+" + text().formatNumber(over)));
  });

  /* The number, its level in words, and on hover and focus the reasons whose points it is the sum of. */
  cells.ScoreCell = known(function (props) {
    const row = props.data, level = (row.risk || [])[0] || "";
    const sentence = text().scoreSentence(row, props);
    const tag = h("span", { className: "cell-tag " + { high: "bad", medium: "warn", low: "off" }[level] }, props.names[level] || "");
    const told = { className: "score-cell", role: "img", tabIndex: -1, "aria-label": sentence.replace(/\n/g, "; "), "data-tip": sentence };
    return h("span", told, h("b", null, text().formatNumber(props.value)), tag);
  });

  /* The arrow says the direction, the colour whether that is good. */
  cells.ChangeCell = known(function (props) {
    const change = text().formatKind(props.value, props.kind);
    if (!/[1-9]/.test(change)) return h("span", { className: "cell-zero" }, change.replace(/^[+\u2212]/, ""));
    const rising = props.value > 0;
    const arrow = h("span", { className: "arrow", "aria-hidden": "true" }, rising ? "▲" : "▼");
    const tone = props.good === "neither" ? "neutral" : rising === (props.good === "more") ? "good" : "bad";
    const delta = h("span", { className: "delta " + tone }, arrow, change);
    const days = total(props) ? 0 : props.data.change_days;
    if (!props.over || !(days > props.long)) return delta; // it is of about a week
    return h("span", null, delta, h("span", { className: "cell-over" }, props.over.replace("{n}", text().formatNumber(days))));
  }, "no_week_before");

  cells.RateCell = known(function (props) {
    const share = h("span", { className: "cell-share" }, text().formatRate(props.value));
    const number = props.count ? props.data[props.count] : undefined;
    return h("span", null, missing(number) ? null : text().formatNumber(number) + " ", share);
  });

  /* A value and the small line of what it was until now. */
  cells.LineCell = known(function (props) {
    const value = text().formatKind(props.value, props.kind);
    return h("div", { className: "cell-peak" }, line(props.data[props.line], props.until.replace("{value}", value)), h("span", null, value));
  });

  function line(values, label) {
    const points = text().linePoints(values || [], 88, 20);
    if (!points) return null;
    const size = { className: "cell-line", width: 88, height: 20, viewBox: "0 0 88 20", role: "img", "aria-label": label };
    return h("svg", size, h("path", { d: points.path }), h("circle", { cx: points.x, cy: points.y, r: 2 }));
  }

  /* Used | assigned, not used | available; overage beyond the tick. The sentence is its name and its tip. */
  cells.LicenceBar = function LicenceBar(props) {
    if (blank(props)) return null;
    const row = props.data;
    if ([row.purchased, row.assigned, row.used].some(missing)) return total(props) ? null : dash(props.unknown);
    const sentence = text().licenceSentence(row, props);
    const parts = text().licenceParts(row).map((part) =>
      h("span", {
        key: part.name,
        className: "licence-part " + part.name + part.ends,
        style: { left: "calc(" + part.left + "% + " + part.shift + "px)", width: "max(1px, calc(" + part.width + "% - " + part.gap + "px))" },
      })
    );
    const name = { className: "licence-bar", role: "img", tabIndex: -1, "aria-label": sentence, "data-tip": sentence };
    return h("div", name, ...parts);
  };
})();
