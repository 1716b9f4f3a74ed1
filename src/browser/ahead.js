// Before the page's code is there, begins what that is going to wait for where anything is stored: the part that reads
// it, and the database, which takes a browser some time to find. Answers nothing and decides nothing: without it
// the page does the same a little later.
(function () {
  "use strict";

  // As long as the page may take to open the database for itself.
  var WHILE = 5000;
  try {
    if (!localStorage.length) return;
    var meta = document.querySelector("meta[name=isnad-later]");
    (meta && meta.content ? meta.content.split(" ") : []).forEach(function (address) {
      var link = document.createElement("link");
      link.rel = "preload";
      link.as = "fetch";
      link.crossOrigin = "anonymous";
      link.href = address;
      document.head.append(link);
    });
    var request = indexedDB.open("isnad");
    request.onsuccess = function () {
      var database = request.result;
      function close() { database.close(); }
      // A page that wants to change it does not wait.
      database.onversionchange = close;
      setTimeout(close, WHILE);
    };
  } catch (error) {
    // Storage is refused: the page itself says so.
  }
})();
