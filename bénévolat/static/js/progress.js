// The bar of long work moves by itself, and the page is read again when it is over. Everything works without this file.
(function () {
  "use strict";
  var WAIT = 1500;

  function follow(work) {
    var bar = work.querySelector("progress");
    var said = work.querySelector("[role=status]");

    function ask() {
      fetch(work.dataset.state, { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer); })
        .then(function (state) {
          if (state.finished) { window.location.reload(); return; }
          if (state.total) { bar.max = state.total; bar.value = state.done; }
          if (said.textContent !== state.words) { said.textContent = state.words; }
          window.setTimeout(ask, WAIT);
        })
        .catch(function () { window.setTimeout(ask, WAIT * 4); });
    }
    window.setTimeout(ask, WAIT);
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-state]"), follow);
})();
