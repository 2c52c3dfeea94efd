// What the crawl asks a page, beside axe: each function returns sentences, one a fault. Injected before the page's own scripts.
window.audit = (function () {
  "use strict";
  var FIELDS = "input:not([type=hidden]):not([type=submit]), select, textarea";
  var INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  var focused = [];

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function words(e) { return (e.textContent || "").replace(/\s+/g, " ").trim(); }
  function say(e) {
    var name = e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.name ? "[name=" + e.name + "]" : "");
    if (typeof e.className === "string" && e.className) { name += "." + e.className.trim().split(/\s+/).join("."); }
    return "<" + name + "> «" + words(e).slice(0, 50) + "»";
  }
  function seen(e) { return e.checkVisibility({ visibilityProperty: true, opacityProperty: true }); }
  function readersOnly(e) {
    for (; e && e !== document.body; e = e.parentElement) {
      if (e.classList.contains("visually-hidden") || (e.offsetWidth === 1 && e.offsetHeight === 1)) { return true; }
    }
    return false;
  }
  function labelOf(e) {
    if (e.labels && e.labels.length) { return Array.prototype.map.call(e.labels, words).join(" "); }
    return e.getAttribute("aria-label") || "";
  }
  function described(e) { return (e.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean); }

  function frame(faults) {
    var root = document.documentElement;
    if (["fr", "en", "ar"].indexOf(root.lang) < 0) { faults.push("lang: «" + root.lang + "»"); }
    if ((root.lang === "ar") !== (root.dir === "rtl")) { faults.push("dir: «" + root.dir + "» with lang " + root.lang); }
    if (document.querySelectorAll("meta[http-equiv=refresh i]").length) { faults.push("the page reloads by itself"); }
    ["header.site-header", "main#contenu", "footer.site-footer"].forEach(function (mark) {
      if (document.querySelectorAll(mark).length !== 1) { faults.push("one " + mark + " is asked"); }
    });
    all("nav").forEach(function (nav) { if (!nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby")) { faults.push("nav without name"); } });
    var first = all(INTERACTIVE).filter(seen)[0];
    if (!first || first.getAttribute("href") !== "#contenu") { faults.push("the first stop of the keyboard is not the skip link: " + (first && say(first))); }
  }

  function headings(faults) {
    var above = 0, tops = 0;
    all("h1, h2, h3, h4, h5, h6").filter(seen).forEach(function (e) {
      var level = +e.tagName[1];
      if (level === 1) { tops += 1; }
      if (level > above + 1) { faults.push("heading jumps from h" + above + " to " + say(e)); }
      above = level;
    });
    if (tops !== 1) { faults.push(tops + " h1"); }
  }

  function fields(faults) {
    all(FIELDS).filter(seen).forEach(function (e) {
      var label = labelOf(e);
      if (!label.trim()) { faults.push("no label: " + say(e)); }
      if (e.type === "password" && !e.autocomplete) { faults.push("no autocomplete: " + say(e)); }
      if (e.getAttribute("aria-invalid") === "true" && !described(e).some(function (id) { return /-error$/.test(id); })) { faults.push("in error, and its error is not read with it: " + say(e)); }
      described(e).forEach(function (id) { if (!document.getElementById(id)) { faults.push("described by nothing (" + id + "): " + say(e)); } });
      if (e.required && e.type !== "radio" && e.type !== "checkbox" && !/obligatoire|required|\u0625\u0644\u0632\u0627\u0645/.test(label + (e.form ? words(e.form) : ""))) { faults.push("required, and nothing says it: " + say(e)); }
    });
    var groups = {};
    all("input[type=radio], input[type=checkbox]").filter(seen).forEach(function (e) { if (e.name) { (groups[e.type + " " + e.name] = groups[e.type + " " + e.name] || []).push(e); } });
    Object.keys(groups).forEach(function (name) {
      var group = groups[name], set = group[0].closest("fieldset, [role=group], [role=radiogroup], table");
      if (group.length < 2) { return; }
      if (!set) { faults.push("group without fieldset: " + name); return; }
      if (set.tagName === "FIELDSET" && (!set.firstElementChild || set.firstElementChild.tagName !== "LEGEND" || !words(set.firstElementChild))) { faults.push("fieldset without legend first: " + name); }
    });
    all(".field-hint, .field-error, .field-warning").filter(seen).forEach(function (e) {
      if (!e.closest(".field, .group, form")) { return; }
      if (!e.id) { faults.push("hint or error without id: " + say(e)); return; }
      if (!all("[aria-describedby~='" + CSS.escape(e.id) + "']").length) { faults.push("hint or error read with no field: " + say(e)); }
    });
  }

  function tables(faults) {
    all("table").filter(seen).forEach(function (table) {
      if (!table.caption || !words(table.caption)) { faults.push("table without caption"); }
      if (!all("th", table).length) { faults.push("table without header"); }
      all("th", table).forEach(function (th) {
        if (["col", "row", "colgroup", "rowgroup"].indexOf(th.getAttribute("scope")) < 0) { faults.push("th without scope: " + say(th)); }
      });
      all("tbody tr", table).forEach(function (tr) { if (!all("th[scope=row]", tr).length) { faults.push("row without header: " + say(tr)); } });
    });
  }

  function names(faults) {
    var told = {};
    all("main a[href], main button").filter(seen).forEach(function (e) {
      var name = e.getAttribute("aria-label") || words(e);
      var does = e.tagName === "A" ? e.getAttribute("href") : (e.form ? e.form.getAttribute("action") + new URLSearchParams(new FormData(e.form)) : "") + e.name + e.value;
      if (e.closest("tr, .chips-form")) { return; }
      var around = e.closest("li, article, section");
      name += around && around.tagName === "SECTION" ? " / " + words(around.querySelector("h2, h3, h4") || around) : around ? " / " + words(around) : "";
      if (told[name] === undefined) { told[name] = does; }
      else if (told[name] !== does) { faults.push("two doors of one name: " + say(e)); told[name] = does; }
    });
    all("[role=button], [role=link], [onclick]").forEach(function (e) { if (!/^(A|BUTTON|INPUT|SUMMARY)$/.test(e.tagName)) { faults.push("not a real button: " + say(e)); } });
    all("a[target]").forEach(function (e) { if (!/onglet/.test(words(e))) { faults.push("opens elsewhere and does not say it: " + say(e)); } });
    all("svg").forEach(function (e) { if (!e.closest("[aria-hidden=true], [role=img][aria-label]") && !(e.getAttribute("role") === "img" && (e.getAttribute("aria-label") || e.getAttribute("aria-labelledby")))) { faults.push("drawing neither hidden nor named: " + say(e.parentElement)); } });
  }

  function structure() {
    var faults = [];
    [frame, headings, fields, tables, names].forEach(function (look) { look(faults); });
    return faults;
  }

  // Text that leaves its box or is cut, at the present width and size of text.
  function room(what) {
    var faults = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) { faults.push(what + ": the page is " + root.scrollWidth + " px wide"); }
    all("body *").forEach(function (e) {
      if (e.closest("svg") || !e.clientWidth || readersOnly(e) || !seen(e)) { return; }
      var style = getComputedStyle(e), field = /^(INPUT|TEXTAREA|SELECT|PROGRESS)$/.test(e.tagName);
      var cuts = /hidden|clip/.test(style.overflowX + style.overflowY);
      if (field) {
        if (e.tagName === "SELECT" && e.clientHeight < parseFloat(style.fontSize)) { faults.push(what + ": cut: " + say(e)); }
        return;
      }
      if (e.scrollWidth > e.clientWidth + 2 && !all(".visually-hidden", e).length) { faults.push(what + ": " + (cuts ? "cut" : "leaves its box") + " sideways (" + e.scrollWidth + " > " + e.clientWidth + "): " + say(e)); }
      if (cuts && e.scrollHeight > e.clientHeight + 2 && !all(".visually-hidden", e).length) { faults.push(what + ": cut below: " + say(e)); }
    });
    return faults;
  }

  function sizes() { return all("body *").filter(function (e) { return !e.closest("svg") && words(e) && seen(e); }).map(function (e) { return parseFloat(getComputedStyle(e).fontSize); }); }

  function bigText() {
    var before = sizes(), faults, root = document.documentElement;
    root.style.fontSize = "200%";
    var after = sizes();
    faults = room("200 %");
    if (after.length === before.length && after.some(function (size, i) { return size < before[i] * 1.5; })) { faults.push("200 %: some text does not grow"); }
    root.style.fontSize = "";
    return faults;
  }

  function targets(least) {
    return all(INTERACTIVE).filter(seen).filter(function (e) {
      var box = e.getBoundingClientRect();
      if (e.closest(".skip-links") || readersOnly(e)) { return false; }
      if (e.tagName === "A" && getComputedStyle(e).display === "inline" && e.closest("p, li, dd, td, th, h2, h3, h4, caption, legend")) { return false; }
      if (e.labels && e.labels.length && /radio|checkbox/.test(e.type)) { box = e.labels[0].getBoundingClientRect(); }
      return box.width < least || box.height < least;
    }).map(function (e) { var box = e.getBoundingClientRect(); return "target of " + Math.round(box.width) + " × " + Math.round(box.height) + " px: " + say(e); });
  }

  function motion() {
    return all("body *").filter(function (e) { var style = getComputedStyle(e); return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration); }).slice(0, 3).map(function (e) { return "moves although motion is reduced: " + say(e); });
  }

  function paper() {
    var faults = [];
    all("nav, button, .skip-links a, .account, .filters").filter(seen).forEach(function (e) { faults.push("on paper: " + say(e)); });
    all("main a[href^='http']").filter(seen).forEach(function (e) { if (getComputedStyle(e, "::after").content.indexOf(e.getAttribute("href")) < 0 && words(e).indexOf(e.getAttribute("href").replace(/^https?:\/\//, "")) < 0) { faults.push("on paper the address is lost: " + say(e)); } });
    if (!seen(document.querySelector("h1"))) { faults.push("on paper: no h1"); }
    return faults;
  }

  // Keyboard: called before and after the presses of Tab.
  function expected() {
    var radios = {};
    return all(INTERACTIVE).filter(function (e) {
      if (!seen(e) || e.disabled || e.getAttribute("tabindex") === "-1") { return false; }
      if (e.type !== "radio") { return true; }
      var name = (e.form ? all("form").indexOf(e.form) : "") + e.name, chosen = all("input[type=radio]").filter(function (o) { return o.name === e.name && o.form === e.form && o.checked; })[0];
      if (chosen) { return chosen === e; }
      if (radios[name]) { return false; }
      radios[name] = true;
      return true;
    });
  }

  function note(event) {
    var e = event.target, style = getComputedStyle(e), box = e.getBoundingClientRect();
    focused.push({ e: e, ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, away: box.right < 0 || box.left > innerWidth || box.width < 2 });
  }

  function startKeys() {
    focused = [];
    document.removeEventListener("focusin", note, true);
    var body = document.body;
    body.setAttribute("tabindex", "-1");
    body.focus();
    body.removeAttribute("tabindex");
    document.addEventListener("focusin", note, true);
    return expected().length + 4 * all("input[type=date], input[type=time], input[type=month]").length + 7 * all("input[type=datetime-local]").length;
  }

  // whole: Tab was pressed all along. Otherwise once, which makes the keyboard the way in: each stop is then given the focus.
  function endKeys(whole) {
    if (!whole) { document.addEventListener("focusin", note, true); focused = []; expected().forEach(function (e) { e.blur(); e.focus(); }); }
    document.removeEventListener("focusin", note, true);
    var faults = [], order = expected(), stops = [], place = -1;
    all("[tabindex]").forEach(function (e) { if (e.tabIndex > 0) { faults.push("an order of its own for the keyboard: " + say(e)); } });
    focused.forEach(function (one) { if (stops.indexOf(one.e) < 0) { stops.push(one.e); if (!one.ring) { faults.push("no visible focus: " + say(one.e)); } if (one.away) { faults.push("focus out of sight: " + say(one.e)); } } });
    order.forEach(function (e) { if (stops.indexOf(e) < 0) { faults.push("not reached by the keyboard: " + say(e)); } });
    stops.forEach(function (e) { var at = order.indexOf(e); if (at >= 0) { if (at < place) { faults.push("the keyboard goes back: " + say(e)); } place = at; } });
    return faults;
  }

  function errors() {
    var faults = [], summary = document.getElementById("erreurs");
    if (!summary) { return ["no summary of errors"]; }
    if (document.activeElement !== summary) { faults.push("the summary of errors has not the focus: " + say(document.activeElement)); }
    if (!/^(Erreur|Error|\u062e\u0637\u0623)/.test(document.title)) { faults.push("the title does not say the error: " + document.title); }
    all("a", summary).forEach(function (link) {
      var target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) { faults.push("an error leads nowhere: " + say(link)); return; }
      if (target.tagName !== "FIELDSET" && !target.matches(FIELDS) && target.tabIndex < 0 && target.getAttribute("tabindex") !== "-1") { faults.push("an error leads to no field: " + say(link)); }
      link.click();
      if (target.matches(FIELDS) && document.activeElement !== target) { faults.push("the link of an error does not give the focus: " + say(link)); }
    });
    return faults;
  }

  function open() { all("details:not(.site-menu)").forEach(function (e) { e.open = true; }); }

  // Forms of the page that have fields to see: number, method, action.
  function forms() {
    return all("form").map(function (form, number) {
      return { number: number, method: form.method, action: form.action, fields: all(FIELDS, form).filter(seen).length };
    }).filter(function (form) { return form.fields; });
  }

  function empty(number, typed) {
    var form = all("form")[number];
    all(FIELDS, form).forEach(function (e) {
      if (e.type === "radio" || e.type === "checkbox") { e.checked = false; }
      else if (e.tagName === "SELECT") { e.selectedIndex = 0; }
      else if (e.type !== "date" && e.type !== "time" && e.type !== "number") { e.value = typed; }
      else { e.value = ""; }
    });
    form.noValidate = true;
    form.requestSubmit();
  }

  function wide() { open(); return structure().concat(motion(), bigText()); }

  function axeFaults(rules) {
    return axe.run(document, rules).then(function (found) {
      return found.violations.map(function (one) { return "axe: " + one.id + " " + JSON.stringify(one.nodes.slice(0, 3).map(function (node) { return node.target; })); });
    });
  }

  return { wide: wide, axe: axeFaults, structure: structure, room: room, bigText: bigText, targets: targets, motion: motion, paper: paper,
           startKeys: startKeys, endKeys: endKeys, errors: errors, open: open, forms: forms, empty: empty };
})();
