// The end of the session is told before it comes, and put off in one click (RGAA 13.1). When it has come, the page is hidden,
// with all that was typed in it, until the same person has signed in again. Everything works without this file.
(function () {
  "use strict";
  var box = document.getElementById("session-end");
  if (!box || !box.showModal || !window.fetch || !window.FormData) { return; }
  var told = box.dataset, root = document.documentElement;
  var said = box.querySelector("[data-said]"), answer = box.querySelector("[data-answer]");
  var title = box.querySelector("h2"), asked = title.textContent;
  var stay = box.querySelector("[data-stay]");
  var warned = Number(told.warned), whole = Number(told.whole);
  var end = 0, last = Date.now(), nextAsk = 0, busy = false, over = false, typed = false;
  var mute = Infinity;  // The warning shows when no more seconds than this are left.

  function left() { return Math.ceil((end - Date.now()) / 1000); }

  function show(when) {
    Array.prototype.forEach.call(box.querySelectorAll("[data-when]"), function (part) { part.hidden = part.dataset.when !== when; });
    if (!box.open) { box.showModal(); }
    box.querySelector("[data-when='" + when + "'] button, [data-when='" + when + "'] a").focus();
  }

  function write(place, words) { if (place.textContent !== words) { place.textContent = words; } }

  function count() {
    var seconds = left();
    if (seconds > 90) { write(said, told.minutes.replace("{n}", Math.round(seconds / 60))); }
    else if (seconds > 45) { write(said, told.minute); }
    else { write(said, told.seconds.replace("{n}", seconds > 20 ? 30 : 10)); }
  }

  function close() { if (box.open) { box.close(); } }

  function finish() {
    over = true;
    title.textContent = told.over;
    root.classList.add("session-over");
    show("over");
  }

  function resume(state) {
    over = false;
    title.textContent = asked;
    root.classList.remove("session-over");
    Array.prototype.forEach.call(document.querySelectorAll("input[name='csrf_token']"), function (field) { field.value = state.token; });
    close();
  }

  function take(state) {
    if (state.left <= 0) { if (!over) { finish(); } else { write(answer, answer.dataset.still); } return; }
    if (state.who !== told.who) { window.location.replace("/"); return; }
    end = Date.now() + state.left * 1000;
    if (over) { resume(state); }
    if (state.left > warned) { mute = Infinity; close(); }
  }

  // A page without network knows nothing new: it keeps counting, and asks again a little later.
  function ask(body, then) {
    if (busy) { return; }
    busy = true;
    nextAsk = Date.now() + 15000;
    var options = body ? { method: "POST", body: body } : {};
    options.credentials = "same-origin";
    options.cache = "no-store";
    fetch(told.address, options)
      .then(function (reply) { return reply.ok ? reply.json() : null; })
      .then(function (state) { busy = false; if (state) { take(state); } if (then) { then(state); } })
      .catch(function () { busy = false; });
  }

  function warn() {
    if (over || box.open || left() > warned || left() > mute) { return; }
    count();
    show("soon");
  }

  function tick() {
    var now = Date.now(), jumped = now - last > 20000 || now < last;
    last = now;
    if (over || document.hidden) { return; }
    var seconds = left();
    if (jumped) { nextAsk = 0; }  // The laptop slept, or its clock was set.
    if ((jumped || seconds <= 0) && now >= nextAsk) { ask(null, warn); return; }
    if (typed && seconds < whole - 120 && now >= nextAsk) { typed = false; ask(new FormData(stay)); return; }
    if (seconds > warned) { return; }
    if (!box.open) {
      if (now >= nextAsk && seconds <= mute) { ask(null, warn); }
      return;
    }
    if (mute !== -1) { count(); }
  }

  function look() { if (!over && !document.hidden) { nextAsk = 0; ask(null, warn); } }

  stay.addEventListener("submit", function (event) {
    event.preventDefault();
    ask(new FormData(stay), function (state) {
      if (state && !over && left() <= warned) { mute = -1; write(said, told.last); }
    });
  });
  box.querySelector("[data-back]").addEventListener("click", function () { ask(); });
  box.addEventListener("cancel", function (event) { if (over) { event.preventDefault(); } else { mute = left() > 60 ? 60 : -1; } });
  box.addEventListener("close", function () { if (over) { box.showModal(); } });
  document.addEventListener("input", function () { typed = true; });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { look(); } });
  end = Date.now() + Number(told.left) * 1000;
  window.setInterval(tick, 1000);
})();
