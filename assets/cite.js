// The citation follows the reader: who stands at an item or a paragraph cites that, and one click copies the sentence.
(function () {
  "use strict";
  var sentences = Array.prototype.slice.call(document.querySelectorAll("p.citation"));
  if (!sentences.length) return;

  function follow() {
    var anchor = "";
    try {
      anchor = decodeURIComponent(location.hash.slice(1));
    } catch (malformed) {
      anchor = "";
    }
    var target = anchor && document.getElementById(anchor);
    var within = target && target.closest(".prose");
    sentences.forEach(function (sentence) {
      var place = sentence.querySelector(".cited-place");
      var address = sentence.querySelector(".cited-address");
      var whole = address.dataset.whole || (address.dataset.whole = address.textContent);
      var said = "";
      if (within && anchor.indexOf("item-") === 0) {
        said = ", " + sentence.dataset.item + " " + anchor.slice(5).replace(/-/g, " ");
      } else if (within && anchor.indexOf("p-") === 0) {
        var paragraphs = Array.prototype.slice.call(within.querySelectorAll("[id^='p-']"));
        said = ", " + sentence.dataset.paragraph + " " + (paragraphs.indexOf(target) + 1);
      } else if (within && anchor.indexOf("h-") === 0) {
        said = ", ”" + target.textContent.replace(/[#¶\s]+$/, "").trim() + "”";
      }
      place.textContent = said;
      address.textContent = said ? whole + "#" + anchor : whole;
    });
  }

  sentences.forEach(function (sentence) {
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
  });
  addEventListener("hashchange", follow);
  follow();
})();
