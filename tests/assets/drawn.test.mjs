/* When what is in sight counts as drawn: a table with a row that shows nothing yet does not. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { element, page } from "./page.mjs";

const IN_SIGHT = { getBoundingClientRect: () => ({ top: 100, bottom: 500, height: 400 }) };
const BELOW = { getBoundingClientRect: () => ({ top: 1000, bottom: 1400, height: 400 }) };
const cells = (...texts) => texts.map((textContent) => ({ textContent }));

function table(where, shown, frame = true) {
  const querySelector = (css) => (css === ":scope > .table-frame" && frame ? {} : null);
  return element({ ...where, querySelector, querySelectorAll: (css) => (css === ".ag-body-viewport .ag-cell" ? shown : []) });
}

const CASES = [
  ["a row with texts", table(IN_SIGHT, cells("", "Acme")), true],
  ["a row whose cells are empty yet", table(IN_SIGHT, cells("", " ")), false],
  ["no row yet", table(IN_SIGHT, []), false],
  ["no rows at all", table(IN_SIGHT, [], false), true],
  ["out of sight", table(BELOW, []), true],
];

for (const [name, place, drawn] of CASES)
  test(name, () => {
    const { window } = page({ elements: { "[data-near]": place } }).run("drawn");
    assert.equal(window.partnerDrawn.all(), drawn);
  });
