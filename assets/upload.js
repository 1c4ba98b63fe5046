/* The page of data: files are dropped on the form, sent with progress, and looked at until they are read. Everything
   works without it: the form posts itself, and the page that waits reloads. */
(function () {
  "use strict";

  const PAUSE = 1000; // ms between two looks

  /* The share of a whole that was sent, as whole percents. */
  function percent(loaded, total) {
    return total > 0 ? Math.min(100, Math.floor((100 * loaded) / total)) : 0;
  }

  /* The names of the chosen files, or how many there are; `many` holds {n}. */
  function chosen(files, many) {
    const names = Array.from(files, (file) => file.name);
    return names.length > 3 ? many.replace("{n}", String(names.length)) : names.join(", ");
  }

  function drops(form) {
    const place = form.querySelector("[data-drop]");
    const input = form.querySelector("input[type=file]");
    const told = form.querySelector("[data-chosen]");
    const say = () => input.files.length && (told.textContent = chosen(input.files, form.dataset.many));
    input.addEventListener("change", say);
    ["dragenter", "dragover"].forEach((name) =>
      place.addEventListener(name, function (event) {
        event.preventDefault();
        place.classList.add("over");
      }),
    );
    ["dragleave", "drop"].forEach((name) => place.addEventListener(name, () => place.classList.remove("over")));
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      say();
    });
  }

  /* Sends the form and shows how far it is; what becomes of the answer, as of any form's (assets/post.js). */
  function send(form, event) {
    if (!form.querySelector("input[type=file]").files.length) return;
    event.preventDefault();
    const shown = form.querySelector("[data-progress]");
    const bar = shown.querySelector("progress");
    const text = shown.querySelector("[data-percent]");
    const button = form.querySelector("button");
    const asked = new XMLHttpRequest();
    const data = new FormData(form);
    shown.hidden = false;
    button.disabled = true;
    window.partnerPost.busy(form, true);
    asked.upload.addEventListener("progress", function (step) {
      bar.value = percent(step.loaded, step.total);
      text.textContent = bar.value + " %";
    });
    const end = function () {
      shown.hidden = true;
      button.disabled = false;
    };
    asked.addEventListener("load", function () {
      const named = (name) => asked.getResponseHeader(name);
      const to = named("X-Leads-To");
      if (!to) end();
      window.partnerPost.answered(form, { status: asked.status, to, kind: named("Content-Type"), text: asked.responseText });
    });
    asked.addEventListener("error", function () {
      end();
      window.partnerPost.unanswered(form);
    });
    asked.open("POST", form.action);
    asked.setRequestHeader(window.partnerPost.STAYS, "1");
    asked.send(data);
  }

  /* Puts the batch of an answered page in the place of this page's; false when it has none. */
  function replace(page) {
    const found = new DOMParser().parseFromString(page, "text/html").querySelector("#batch");
    const here = document.querySelector("#batch");
    if (!found || !here) return false;
    here.replaceWith(document.adoptNode(found));
    begin();
    return true;
  }

  function look(batch) {
    window.setTimeout(function () {
      fetch(batch.dataset.poll, { headers: { Accept: "text/html" } })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((page) => replace(page) || window.location.reload())
        .catch(() => look(batch));
    }, PAUSE);
  }

  function begin() {
    document.querySelectorAll("form[data-send]:not([data-begun])").forEach(function (form) {
      form.dataset.begun = "";
      drops(form);
      form.addEventListener("submit", (event) => send(form, event));
    });
    const batch = document.querySelector("#batch[data-poll]:not([data-begun])");
    if (batch) {
      batch.dataset.begun = "";
      look(batch);
    }
  }

  if (typeof module === "object") module.exports = { percent, chosen };
  else {
    window.addEventListener("partner:replaced", begin);
    begin();
  }
})();
