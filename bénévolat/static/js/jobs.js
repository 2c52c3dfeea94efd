// Follows a job that runs, ten minutes at most: a page left open must not keep its session alive.
// Without this file the button «Actualiser» does the same.
(function () {
  "use strict";
  var box = document.querySelector("[data-job-state]");
  if (!box) { return; }
  var words = box.querySelector("[data-job-words]");
  var bar = box.querySelector("progress");
  var until = Date.now() + 600000;
  function later() {
    if (Date.now() < until) { window.setTimeout(look, document.hidden ? 15000 : 2000); }
  }
  function look() {
    fetch(box.dataset.jobState, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
      .then(function (state) {
        // Over, or its bar is missing: the page itself says it better.
        if (!state.mots || (state.total && !bar)) { window.location.reload(); return; }
        if (words.textContent !== state.mots) { words.textContent = state.mots; }
        if (bar && state.total) { bar.max = state.total; bar.value = state.fait; }
        later();
      })
      .catch(later);
  }
  later();
})();
