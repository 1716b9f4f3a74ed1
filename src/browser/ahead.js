// Before the page's code is there, begins what that is going to wait for where anything is stored: the database is read,
// as the settings of the last time say (src/app/storage/ahead.rs), and the part that understands what was read is asked
// for. Decides nothing: without it the page does the same a little later.
(function () {
  "use strict";

  // The page does not wait for longer, and says that storage takes its time.
  var PATIENCE = 400;
  // As long as the page may take to open the database for itself, which is faster while it is open.
  var WHILE = 5000;

  // Answers the version of the database, and keys and values under the name of each thing that is wanted.
  function read(wanted, answer) {
    var request = indexedDB.open("isnad");
    // There is none yet: it is the page that makes one.
    request.onupgradeneeded = function () { request.transaction.abort(); };
    request.onerror = function () { answer(null); };
    request.onsuccess = function () {
      var database = request.result;
      function close() { database.close(); }
      // A page that wants to change it does not wait.
      database.onversionchange = close;
      setTimeout(close, WHILE);
      var stores = wanted.map(function (one) { return one[0]; });
      // Another version of the page made it.
      if (!stores.every(function (name) { return database.objectStoreNames.contains(name); })) return answer(null);
      var transaction = database.transaction(stores);
      var asked = wanted.map(function (one) {
        var store = transaction.objectStore(one[0]);
        var range = IDBKeyRange.bound(one[1], one[2]);
        return [store.getAllKeys(range), store.getAll(range)];
      });
      transaction.onabort = function () { answer(null); };
      transaction.oncomplete = function () {
        var found = { version: database.version };
        wanted.forEach(function (one, n) { found[one.join("\n")] = [asked[n][0].result, asked[n][1].result]; });
        answer(found);
      };
    };
  }

  try {
    var settings = JSON.parse(localStorage.getItem("isnad:prefs"));
    if (!settings) return;
    if (settings.ahead && settings.ahead.length) {
      window.isnadAhead = new Promise(function (resolve) {
        setTimeout(resolve, PATIENCE, null);
        try {
          read(settings.ahead, resolve);
        } catch (error) {
          // There is no database, or it is forbidden: the page itself says so.
          resolve(null);
        }
      });
    }
    var meta = document.querySelector("meta[name=isnad-later]");
    (meta && meta.content ? meta.content.split(" ") : []).forEach(function (address) {
      var link = document.createElement("link");
      link.rel = "preload";
      link.as = "fetch";
      link.crossOrigin = "anonymous";
      link.href = address;
      document.head.append(link);
    });
  } catch (error) {
    // Storage is refused, or the settings are no JSON: the page itself says so.
  }
})();
