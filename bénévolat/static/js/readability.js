// How easily the simple version is read, while it is typed. The server says the same without this file:
// domain/readability.py and domain/syllables.py, held to it by one list of texts (tests/readings.py).
(function () {
  "use strict";
  var LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ";
  var VOWELS = "aeiouyàâäéèêëîïôöùûüœæ";
  var NBSP = "\u00a0";
  var MAX_SENTENCES = 5, MAX_WORDS = 12, LONG_WORD = 4, WAIT = 400;

  var STOP = /[.!?…]+|\n+/g;
  var WORD = new RegExp("[" + LETTER + "]+(?:['’-][" + LETTER + "]+)*|[0-9]+", "g");
  var TITLE = new RegExp("(?:^|[^" + LETTER + "])(?:M|MM|Mme|St|Ste)$");
  var AFTER = new RegExp("[" + LETTER + "0-9]");

  var RUN = new RegExp("[" + VOWELS + "]+", "g");
  var MUTE_E = new RegExp("([qg]u|[^" + VOWELS + "])es?$");
  var VERB_END = /()ent$/;
  var HARD = /[qg]u(?=[aeiouyàâéèêî])/g;
  var GLIDE_Y = new RegExp("(^|[" + VOWELS + "])y(?=[" + VOWELS + "])", "g");
  var HIATUS = [
    [/([aoé])(?=[éèêïëü])/g, "$1-"],
    [/é(?=[aouiâôî]|e[nl])/g, "é-"],
    [/(a(?=o[^ûun])|o(?=a)|co(?=o))/g, "$1-"],
    [/([bcdfgkptv][lr](?:i|u(?!i)|ou(?!i[^r])))(?=[aoéèâêô]|e[^s]|ir)/g, "$1-"]
  ];
  var PRONOUNCED = ("absent accent accident adhérent adolescent agent aliment argent cent client compétent conscient continent " +
    "content dent devient différent efficient éloquent équivalent évident excellent fréquent gent indulgent innocent " +
    "intelligent lent obtient occident orient parent patient permanent pertinent précédent présent président prudent récent " +
    "résident retient revient sent serpent souvent talent tient torrent transparent urgent vent vient violent").split(" ");
  var MUTE = ("aiment allument animent arment assument calment chôment confirment consomment dorment enferment estiment " +
    "expriment ferment filment forment impriment informent nomment programment rament résument sèment suppriment " +
    "transforment").split(" ");

  function ofPart(part) {
    var verb = /ent$/.test(part);
    var heard = PRONOUNCED.indexOf(part) >= 0 || (/ment$/.test(part) && MUTE.indexOf(part) < 0);
    var cut = verb && heard ? part : part.replace(verb ? VERB_END : MUTE_E, "$1");
    if (cut !== part && /[qg]u$/.test(cut)) { cut = cut.slice(0, -1); }
    var word = (cut.match(RUN) ? cut : part).replace(HARD, "k").replace(GLIDE_Y, "$1j");
    if (word.indexOf("pays") === 0) { word = "pa-is" + word.slice(4); }
    HIATUS.forEach(function (rule) { word = word.replace(rule[0], rule[1]); });
    return Math.max(1, (word.match(RUN) || []).length);
  }

  function syllables(word) {
    return word.toLowerCase().replace(/['’]/g, "").split("-").reduce(function (sum, part) {
      return sum + (part ? ofPart(part) : 0);
    }, 0) || 1;
  }

  function sentences(text) {
    var found = [], start = 0, stop;
    STOP.lastIndex = 0;
    while ((stop = STOP.exec(text))) {
      var end = stop.index + stop[0].length;
      if (stop[0] === "." && (AFTER.test(text.charAt(end)) || TITLE.test(text.slice(start, stop.index)))) { continue; }
      found.push(text.slice(start, end));
      start = end;
    }
    found.push(text.slice(start));
    return found.map(function (part) { return part.trim(); }).filter(function (part) { return part.match(WORD); });
  }

  function count(number, word) { return number + NBSP + word + (number > 1 ? "s" : ""); }

  function quoted(words) { return "«" + NBSP + words + NBSP + "»"; }

  function read(text, easy) {
    var parts = sentences(text), words = [], lengths = {}, sum = 0, longest = 0, remarks = [], tooLong = [];
    parts.forEach(function (part) {
      var held = part.match(WORD);
      words = words.concat(held);
      longest = Math.max(longest, held.length);
      if (held.length > MAX_WORDS) { tooLong.push([part, held.length]); }
    });
    if (!words.length) { return { sentences: 0, longest: 0, score: 0, summary: "", remarks: [] }; }
    var distinct = words.filter(function (word, place) { return words.indexOf(word) === place; });
    distinct.forEach(function (word) { lengths["=" + word] = syllables(word); });
    words.forEach(function (word) { sum += lengths["=" + word]; });
    var score = 207 - 1.015 * words.length / parts.length - 73.6 * sum / words.length;
    score = Math.floor(Math.min(100, Math.max(0, score)) + 0.5);
    if (parts.length > MAX_SENTENCES) { remarks.push("Il y a " + parts.length + " phrases" + NBSP + ": cinq suffisent."); }
    tooLong.forEach(function (one) {
      remarks.push("Cette phrase a " + one[1] + " mots" + NBSP + ": " + quoted(one[0]) + " Coupez-la en deux (" + MAX_WORDS + " mots au plus).");
    });
    if (score < easy) {
      var shown = distinct.map(function (word, place) { return [lengths["=" + word], place, word]; })
        .filter(function (one) { return one[0] >= LONG_WORD; })
        .sort(function (one, other) { return other[0] - one[0] || one[1] - other[1]; })
        .slice(0, 3).map(function (one) { return quoted(one[2]); }).join(", ");
      remarks.push("Les mots sont longs" + NBSP + ": choisissez des mots de tous les jours." +
        (shown ? " Par exemple" + NBSP + ": " + shown + "." : ""));
    }
    return {
      sentences: parts.length, longest: longest, score: score, remarks: remarks,
      summary: count(parts.length, "phrase") + ", " + count(longest, "mot") + " dans la plus longue, facilité " + score +
        " sur 100 (" + easy + " ou plus" + NBSP + ": facile)."
    };
  }

  // Elements of components/readability.html: the panel follows its text area.
  function follow(panel) {
    var typed = document.getElementById(panel.dataset.reads);
    var summary = panel.querySelector("[data-summary]");
    var list = panel.querySelector("ul");
    var fine = panel.querySelector("[data-fine]");
    var timer = 0, last = "";

    function show() {
      var reading = read(typed.value.replace(/\r\n?/g, "\n"), Number(panel.dataset.easy));
      var said = reading.summary + reading.remarks.join("|");
      if (said === last) { return; }
      last = said;
      summary.textContent = reading.summary;
      list.textContent = "";
      reading.remarks.forEach(function (remark) {
        var line = document.createElement("li");
        line.textContent = remark;
        list.appendChild(line);
      });
      list.hidden = !reading.remarks.length;
      fine.hidden = !reading.sentences || reading.remarks.length > 0;
      panel.hidden = !reading.sentences;
    }

    show();
    typed.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(show, WAIT);
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-reads]"), follow);
  Array.prototype.forEach.call(document.querySelectorAll("[data-without-script]"), function (element) { element.hidden = true; });
  window.benevolatRead = read;
})();
