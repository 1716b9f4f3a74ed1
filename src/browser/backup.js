// A file that a person chose and that is kept up to date, where the browser has the File System Access API. The
// handle outlives the visit in a database of its own, since it is no text; the permission does not: the person
// allows it again. Decides nothing.
(function () {
  "use strict";

  var STORE = "handles";
  var handle = null;

  function keep(run, mode) {
    return new Promise(function (resolve, reject) {
      var request = indexedDB.open("isnad-handles");
      request.onupgradeneeded = function () { request.result.createObjectStore(STORE); };
      request.onerror = function () { reject(request.error); };
      request.onsuccess = function () {
        var database = request.result;
        var transaction = database.transaction(STORE, mode);
        var asked = run(transaction.objectStore(STORE));
        transaction.oncomplete = function () { database.close(); resolve(asked.result); };
        transaction.onabort = function () { database.close(); reject(transaction.error); };
      };
    });
  }

  function can() { return typeof window.showSaveFilePicker === "function"; }

  // The name of an earlier visit's file, or null.
  function known() {
    if (!can()) return Promise.resolve(null);
    return keep(function (store) { return store.get("backup"); }, "readonly")
      .then(function (found) { handle = found || null; return handle && handle.name; })
      .catch(function () { return null; });
  }

  // Asks for a file; null if the person changed their mind.
  function choose(name) {
    return window.showSaveFilePicker({ id: "isnad", suggestedName: name })
      .then(function (chosen) {
        handle = chosen;
        // Without the database the file serves for this visit.
        return keep(function (store) { return store.put(chosen, "backup"); }, "readwrite")
          .catch(function () {}).then(function () { return chosen.name; });
      })
      .catch(function (error) { if (error && error.name === "AbortError") return null; throw error; });
  }

  // Asks for leave to write an earlier visit's file again; null if it is not given.
  function resume() {
    if (!handle) return Promise.resolve(null);
    return handle.requestPermission({ mode: "readwrite" })
      .then(function (leave) { return leave === "granted" ? handle.name : null; });
  }

  function file() { return handle; }

  window.isnadBackup = { can: can, known: known, choose: choose, resume: resume, file: file };
})();
