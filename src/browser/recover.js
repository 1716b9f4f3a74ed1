// What is left when the WebAssembly has stopped: everything in storage as one file, without any of it.
(function () {
  "use strict";

  function readDatabase() {
    return new Promise(function (resolve) {
      var all = {};
      var request;
      try {
        request = indexedDB.open("isnad");
      } catch (error) {
        resolve({ error: String(error) });
        return;
      }
      request.onerror = function () { resolve({ error: String(request.error) }); };
      request.onblocked = function () { resolve({ error: "blocked" }); };
      request.onupgradeneeded = function () { request.transaction.abort(); };
      request.onsuccess = function () {
        var database = request.result;
        var names = Array.prototype.slice.call(database.objectStoreNames);
        if (!names.length) { database.close(); resolve(all); return; }
        var transaction = database.transaction(names, "readonly");
        names.forEach(function (name) {
          all[name] = {};
          var cursor = transaction.objectStore(name).openCursor();
          cursor.onsuccess = function () {
            if (!cursor.result) return;
            all[name][cursor.result.key] = cursor.result.value;
            cursor.result.continue();
          };
        });
        transaction.oncomplete = function () { database.close(); resolve(all); };
        transaction.onerror = function () { database.close(); resolve(all); };
      };
    });
  }

  function readLocal() {
    var all = {};
    try {
      for (var i = 0; i < localStorage.length; i += 1) {
        var key = localStorage.key(i);
        if (key.indexOf("isnad:") === 0) all[key] = localStorage.getItem(key);
      }
    } catch (error) {
      return { error: String(error) };
    }
    return all;
  }

  function download() {
    return readDatabase().then(function (database) {
      var text = JSON.stringify({ schema: "isnad/raw/1", localStorage: readLocal(), indexedDB: database });
      var url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      var link = document.createElement("a");
      link.href = url;
      link.download = "isnad-raw.json";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(url); }, 60000);
    });
  }

  function element(name, text, parent) {
    var made = document.createElement(name);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function show(message) {
    if (document.getElementById("recovery")) return;
    var arabic = document.documentElement.lang !== "en";
    var say = arabic
      ? ["توقفت الصفحة عن العمل", "ما ظهر أنه محفوظ باقٍ في هذا المتصفح. نزّله ثم أعد التحميل.", "تنزيل كل المخزون", "إعادة التحميل", "التفاصيل"]
      : ["The page has stopped working", "What was shown as saved is still in this browser. Download it, then reload.", "Download everything stored", "Reload", "Details"];
    var box = document.createElement("dialog");
    box.id = "recovery";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "recovery-title");
    box.setAttribute("aria-describedby", "recovery-why");
    var inner = document.createElement("div");
    box.appendChild(inner);
    element("h1", say[0], inner).id = "recovery-title";
    element("p", say[1], inner).id = "recovery-why";
    var buttons = document.createElement("p");
    buttons.className = "recovery-ways";
    inner.appendChild(buttons);
    var save = element("button", say[2], buttons);
    save.type = "button";
    save.className = "primary";
    save.addEventListener("click", download);
    var again = element("button", say[3], buttons);
    again.type = "button";
    again.addEventListener("click", function () { location.reload(); });
    var details = document.createElement("details");
    element("summary", say[4], details);
    element("pre", message, details).dir = "ltr";
    inner.appendChild(details);
    document.body.appendChild(box);
    // Modal: above any dialog of the page, whose controls are dead from now on. Escape does not close it.
    function raise() {
      try { box.showModal(); } catch (error) { box.setAttribute("open", ""); }
    }
    box.addEventListener("cancel", function (event) { event.preventDefault(); });
    box.addEventListener("close", raise);
    raise();
    save.focus();
  }

  // Whether an error means that the WebAssembly has stopped, or never ran. The hook for panics may not have
  // run: a build that aborts at once leaves nothing but the trap.
  function stopped(error) {
    return typeof WebAssembly !== "object" || error instanceof WebAssembly.RuntimeError ||
      error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError;
  }

  window.isnadRecovery = { download: download, show: show };
  window.addEventListener("error", function (event) {
    if (event.error && stopped(event.error)) show(String(event.message));
  });
  window.addEventListener("unhandledrejection", function (event) {
    // While the page loads, the start script alone makes promises.
    if (stopped(event.reason) || document.getElementById("loading")) show(String(event.reason));
  });
})();
