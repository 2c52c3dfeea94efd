// The page read aloud by a voice of the device, sentence by sentence (R64). Nothing leaves it: only voices that work
// without the network are used, and without one the buttons stay hidden. The page says the same without this file.
(function () {
  "use strict";
  var tools = document.querySelector("[data-read-aloud]");
  var speech = window.speechSynthesis;
  var main = document.querySelector("main");
  if (!tools || !speech || !window.SpeechSynthesisUtterance || !main) { return; }

  var NAME = "read-aloud";
  var painted = window.CSS && CSS.highlights && window.Highlight;
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  var buttons = {};
  ["listen", "pause", "resume", "stop"].forEach(function (name) { buttons[name] = tools.querySelector("[data-" + name + "]"); });
  var said = [], place = 0, turn = 0, shown = null;

  function languageOf(element) { return (element.closest("[lang]") || document.documentElement).lang.slice(0, 2); }

  function voiceFor(language) {
    return speech.getVoices().filter(function (voice) {
      return voice.localService && voice.lang.slice(0, 2).toLowerCase() === language;
    })[0];
  }

  // Text that is on the page: not the tools, not what is folded or kept for screen readers, not what is typed.
  function isRead(node) {
    var parent = node.parentElement;
    if (!node.data.trim() || parent.closest("[data-read-aloud], .person-tools, .languages, .visually-hidden, [hidden], script, noscript, select, textarea, dialog, svg")) { return false; }
    var folded = parent.closest("details:not([open])");
    return !folded || Boolean(parent.closest("summary"));
  }

  function blockOf(element) {
    while (element !== main && getComputedStyle(element).display.indexOf("inline") === 0 && element.tagName !== "A" && element.tagName !== "BUTTON") {
      element = element.parentElement;
    }
    return element;
  }

  // Pieces of one block in one language, then its sentences, each with the range to show.
  function sentences() {
    var walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    var groups = [], node;
    while ((node = walker.nextNode())) {
      if (!isRead(node)) { continue; }
      var block = blockOf(node.parentElement), language = languageOf(node.parentElement);
      var last = groups[groups.length - 1];
      if (!last || last.block !== block || last.language !== language) { groups.push(last = { block: block, language: language, nodes: [] }); }
      last.nodes.push(node);
    }
    return [].concat.apply([], groups.map(cut));
  }

  function cut(group) {
    var text = group.nodes.map(function (node) { return node.data; }).join("");
    var found = [], end = /[.!?…؟]+(?=\s|$)|$/g, start = 0, stop;
    while (start < text.length && (stop = end.exec(text))) {
      var to = stop.index + stop[0].length;
      var words = text.slice(start, to);
      if (/[^\s.!?…؟«»"]/.test(words)) {
        found.push({ text: words.replace(/\s+/g, " ").trim(), language: group.language, block: group.block, range: range(group.nodes, start + words.search(/\S/), to) });
      }
      start = to;
      end.lastIndex = to;
      if (!stop[0]) { break; }
    }
    return found;
  }

  function range(nodes, from, to) {
    var made = document.createRange(), passed = 0, begun = false;
    nodes.forEach(function (node) {
      var next = passed + node.data.length;
      if (!begun && from < next) { made.setStart(node, from - passed); begun = true; }
      if (begun && to > passed) { made.setEnd(node, Math.min(to, next) - passed); }
      passed = next;
    });
    return made;
  }

  function show(sentence) {
    if (painted) {
      if (sentence) { CSS.highlights.set(NAME, new Highlight(sentence.range)); } else { CSS.highlights.delete(NAME); }
    } else if (shown) {
      shown.classList.remove("being-read");
    }
    shown = sentence ? sentence.block : null;
    if (!shown) { return; }
    if (!painted) { shown.classList.add("being-read"); }
    var box = sentence.range.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) { shown.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" }); }
  }

  function offer(names) {
    var had = document.activeElement;
    Object.keys(buttons).forEach(function (name) { buttons[name].hidden = names.indexOf(name) < 0; });
    if (had && tools.contains(had) && had.hidden) { buttons[names[0]].focus(); }
  }

  function speak() {
    var mine = (turn += 1);
    while (place < said.length && !voiceFor(said[place].language)) { place += 1; }
    if (place >= said.length) { stop(); return; }
    var sentence = said[place];
    var words = new SpeechSynthesisUtterance(sentence.text);
    words.voice = voiceFor(sentence.language);
    words.lang = words.voice.lang;
    words.rate = 0.9;
    words.onend = words.onerror = function () {
      if (mine !== turn) { return; }
      place += 1;
      speak();
    };
    show(sentence);
    speech.speak(words);
  }

  // A pause stops in the middle of a sentence; going on begins it again: pause() of the browser fails on many phones.
  function hush() { turn += 1; speech.cancel(); }

  function stop() { hush(); place = 0; show(null); offer(["listen"]); }

  function begin() { said = sentences(); place = 0; speech.cancel(); offer(["pause", "stop"]); speak(); }

  buttons.listen.addEventListener("click", begin);
  buttons.pause.addEventListener("click", function () { hush(); offer(["resume", "stop"]); });
  buttons.resume.addEventListener("click", function () { offer(["pause", "stop"]); speak(); });
  buttons.stop.addEventListener("click", stop);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && buttons.listen.hidden) { stop(); } });
  window.addEventListener("pagehide", hush);

  function appear() { tools.hidden = !voiceFor(languageOf(main)); }
  appear();
  if (speech.addEventListener) { speech.addEventListener("voiceschanged", appear); }
})();
