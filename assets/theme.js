// Before the first paint: the theme the reader chose, and that scripts run. Small, so that nothing waits for it.
(function (root) {
  root.classList.add("js");
  document.currentScript.furnish = function () {}; // parts that come later: see site.js
  try {
    var chosen = localStorage.getItem("diarium-theme");
    if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  } catch (refused) {
    // no storage, no memory: the system's own setting stands
  }
})(document.documentElement);
