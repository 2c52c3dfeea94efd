// The menu is open without this file. On a narrow screen it starts closed; on a wide one it is always open.
(function () {
  "use strict";
  var menu = document.querySelector(".site-menu");
  var wide = window.matchMedia("(min-width: 62rem)");
  if (!menu) { return; }
  function follow() { menu.open = wide.matches; }
  follow();
  wide.addEventListener("change", follow);
})();
