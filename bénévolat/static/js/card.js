// The QR code of a card leads to /acces#ABCD: the number is written in its field. Everything works without this file.
(function () {
  "use strict";
  var handle = document.getElementById("handle");
  var secret = document.getElementById("secret");
  var found = /^#([2-9A-HJ-NP-Z]{4})$/i.exec(window.location.hash);
  if (!handle || !secret || !found) { return; }
  handle.value = found[1].toUpperCase();
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  secret.focus();
})();
