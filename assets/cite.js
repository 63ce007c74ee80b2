// The citation follows the reader: who stands at an item or a paragraph cites that, and one click copies the sentence.
(function () {
  "use strict";
  var sentences, parts;
  var furnished = new WeakSet();

  function follow() {
    var anchor = "";
    try {
      anchor = decodeURIComponent(location.hash.slice(1));
    } catch (malformed) {
      anchor = "";
    }
    var target = anchor && document.getElementById(anchor);
    var within = target && target.closest(".prose");
    var heading = within && target.closest("h1, h2, h3, h4, h5, h6");
    var item = heading && heading.querySelector(".item"); // its own address is the shorter one
    var names = heading ? [heading.id, item && item.id] : [anchor];
    var listed = parts.filter(function (part) {
      return names.indexOf(part.firstElementChild.getAttribute("href").slice(1)) >= 0;
    })[0];
    sentences.forEach(function (sentence) {
      var place = sentence.querySelector(".cited-place");
      var address = sentence.querySelector(".cited-address");
      var whole = address.dataset.whole || (address.dataset.whole = address.textContent);
      var said = "";
      var number = listed && /^[^”]\S* (.+), #/.exec(listed.lastElementChild.textContent);
      if (number) {
        said = ", " + sentence.dataset.item + " " + number[1]; // each sentence in its own language
      } else if (listed) {
        said = ", ”" + listed.firstElementChild.textContent + "”";
      } else if (within && anchor.indexOf("p-") === 0) {
        var paragraphs = Array.prototype.slice.call(within.querySelectorAll("[id^='p-']"));
        said = ", " + sentence.dataset.paragraph + " " + (paragraphs.indexOf(target) + 1);
      }
      place.textContent = said;
      address.textContent = said ? whole + "#" + anchor : whole;
    });
  }

  function copying(sentence) {
    if (!navigator.clipboard) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = sentence.dataset.copy;
    button.lang = document.documentElement.lang;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(sentence.textContent).then(function () {
        button.textContent = sentence.dataset.copied;
      });
    });
    if (sentence.dataset.copy) sentence.after(button);
  }

  // Once more for what comes later: see site.js.
  function furnish() {
    sentences = Array.prototype.slice.call(document.querySelectorAll("p.citation"));
    parts = Array.prototype.slice.call(document.querySelectorAll(".cite-parts > li"));
    sentences.forEach(function (sentence) {
      if (!furnished.has(sentence)) copying(sentence);
      furnished.add(sentence);
    });
    follow();
  }
  document.currentScript.furnish = furnish;
  addEventListener("hashchange", follow);
  furnish();
})();
