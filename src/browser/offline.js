// The page's side of service-worker.js: registers it, tells what comes of that, and hands over to a new build when
// asked. Decides nothing: src/browser/offline.rs is its other end. A classic script, run before anything is loaded lazily.
(function () {
  "use strict";

  var HOUR = 3600000, START = 1500, KEPT = 0, NEW = 1, FAILED = 2;
  var meta = document.querySelector("meta[name=isnad-build]");
  var build = meta ? meta.content : "";
  var registration, asked = false;

  // As long as this is held, the worker keeps the files of this build.
  if (build && navigator.locks) {
    navigator.locks.request("isnad " + new URL("./", location.href).href + " " + build, { mode: "shared" }, function () {
      return new Promise(function () {});
    }).catch(function () {});
  }

  function file() {
    return location.protocol === "file:" ? decodeURIComponent(location.pathname) : "";
  }

  function means() {
    return (isSecureContext ? 1 : 0) + ("serviceWorker" in navigator ? 2 : 0) + (build ? 4 : 0);
  }

  // Calls tell(KEPT), tell(NEW) when a new build waits, or tell(FAILED).
  function keep(tell) {
    var workers = navigator.serviceWorker;
    function follow(worker) {
      if (!worker) return;
      worker.addEventListener("statechange", function () {
        if (worker.state === "installed" && registration.active) tell(NEW);
        if (worker.state === "activated") kept();
        // With another one active, its build goes on being used, and the next visit tries again.
        if (worker.state === "redundant" && !registration.active) tell(FAILED);
      });
    }
    function kept() {
      tell(KEPT);
      registration.active.postMessage("tidy");
    }
    workers.addEventListener("controllerchange", function () {
      if (asked) { asked = false; location.reload(); }
    });
    if (workers.controller) tell(KEPT);
    // Every file of the page is fetched then: not while it is being drawn.
    setTimeout(function () {
      workers.register("service-worker.js", { updateViaCache: "none" }).then(function (found) {
        registration = found;
        if (found.active) kept();
        if (found.active && found.waiting) tell(NEW);
        follow(found.installing);
        found.addEventListener("updatefound", function () { follow(found.installing); });
        var looked = Date.now();
        document.addEventListener("visibilitychange", function () {
          if (document.hidden || Date.now() - looked < HOUR) return;
          looked = Date.now();
          // Without a network there is nothing new.
          found.update().catch(function () {});
        });
      }).catch(function () { tell(FAILED); });
    }, START);
  }

  // Reloads into the newest build. Where another tab has handed over already there is nobody to wait for.
  function renew() {
    var waiting = registration && registration.waiting;
    if (!waiting) { location.reload(); return; }
    asked = true;
    waiting.postMessage("take over");
  }

  function search() {
    return location.search;
  }

  // Gives the text of a file beside the page: always the newest, never another origin's. A page from the disk, or in one
  // file, asks for nothing.
  function beside(name) {
    if (location.protocol === "file:" || !build) return Promise.resolve("");
    var path = name.split("/").map(encodeURIComponent).join("/");
    return fetch(path, { cache: "no-cache", redirect: "error" }).then(function (answer) {
      if (!answer.ok) throw answer.status + " " + answer.statusText;
      return answer.text();
    }).catch(function (why) { throw String(why); });
  }

  window.isnadOffline = { file: file, means: means, keep: keep, renew: renew, search: search, beside: beside };
})();
