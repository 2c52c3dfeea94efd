// A list of concepts under «Ajouter un concept», by keyboard or by touch (combobox of ARIA 1.2). Everything works without this file.
(function () {
  "use strict";
  var WAIT = 150;

  function make(tag, attributes, words) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (words) { element.textContent = words; }
    return element;
  }

  function equip(input, address) {
    var boxes = document.querySelector('[data-boxes="' + input.dataset.completes + '"]');
    var add = input.parentElement.querySelector("button");
    var list = make("ul", { role: "listbox", id: input.id + "-list", "aria-label": "Concepts", "class": "completions", hidden: "" });
    var said = make("p", { role: "status", "class": "visually-hidden" });
    var found = [], active = -1, asked = 0, timer = 0;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.parentElement.appendChild(list);
    input.parentElement.appendChild(said);

    function close() {
      asked += 1;
      found = []; active = -1;
      list.hidden = true;
      list.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function go(to) {
      active = (to + found.length) % found.length;
      Array.prototype.forEach.call(list.children, function (option, place) {
        option.setAttribute("aria-selected", place === active ? "true" : "false");
      });
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    }

    function choose(concept) {
      var id = input.dataset.completes + "-" + concept.code;
      var box = document.getElementById(id);
      if (!box) {
        var line = make("li", { "class": "form-check" });
        box = make("input", { type: "checkbox", "class": "form-check-input", name: input.dataset.completes, value: concept.code, id: id });
        line.appendChild(box);
        line.appendChild(make("label", { "class": "form-check-label", "for": id }, concept.label));
        boxes.appendChild(line);
      }
      box.checked = true;
      input.value = "";
      close();
      said.textContent = "Ajouté : " + concept.label;
    }

    function show(concepts) {
      close();
      found = concepts;
      concepts.forEach(function (concept, place) {
        var option = make("li", { role: "option", id: list.id + "-" + place, "aria-selected": "false" }, concept.label);
        if (concept.alias.toLowerCase() !== concept.label.toLowerCase()) {
          option.appendChild(make("span", { "class": "chip-said" }, " « " + concept.alias + " »"));
        }
        option.addEventListener("click", function () { choose(concept); });
        list.appendChild(option);
      });
      list.hidden = !concepts.length;
      input.setAttribute("aria-expanded", concepts.length ? "true" : "false");
      said.textContent = !concepts.length ? "Aucun concept ne ressemble à ce mot."
        : concepts.length === 1 ? "1 concept. Flèche bas pour le choisir."
        : concepts.length + " concepts. Flèche bas pour choisir.";
    }

    function ask() {
      var typed = input.value.trim();
      close();
      if (!typed) { said.textContent = ""; return; }
      var turn = asked;
      fetch(address + "?q=" + encodeURIComponent(typed.slice(0, 80)), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { concepts: [] }; })
        .then(function (answer) { if (turn === asked) { show(answer.concepts); } })
        .catch(close);
    }

    input.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    input.addEventListener("blur", function () { window.clearTimeout(timer); close(); });
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (found.length) { go(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1); } else { ask(); }
      } else if (event.key === "Escape") {
        if (!list.hidden) { event.preventDefault(); close(); } else { input.value = ""; }
      } else if (event.key === "Enter" && input.value.trim()) {
        event.preventDefault();
        if (active >= 0) { choose(found[active]); } else { add.click(); }
      }
    });
  }

  document.querySelectorAll(".chips-form").forEach(function (form) {
    form.querySelectorAll("[data-completes]").forEach(function (input) { equip(input, form.dataset.concepts); });
  });
})();
