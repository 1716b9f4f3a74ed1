// Run in Firefox's own window: notes in `window.isnadSeen` what pages and their workers say and ask for.
const seen = (window.isnadSeen = []);

const levels = { warn: "WARNING", error: "SEVERE", assert: "SEVERE", exception: "SEVERE" };
Services.ppmm.addMessageListener("isnad", ({ data }) => seen.push([levels[data.level] ?? "INFO", data.text]));
const inProcess = () => {
  const system = Cc["@mozilla.org/systemprincipal;1"].createInstance(Ci.nsIPrincipal);
  Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage).addLogEventListener((event) => {
    const { level, filename, lineNumber, arguments: said } = event.wrappedJSObject ?? event;
    sendAsyncMessage("isnad", { level, text: `${filename} ${lineNumber} ${[...said].map(String).join(" ")}` });
  }, system);
};
Services.ppmm.loadProcessScript(`data:,(${encodeURIComponent(String(inProcess))})()`, true);

// Uncaught errors, refused policies. The styles that Firefox does not know are no errors of the page.
Services.console.registerListener({
  observe(message) {
    if (!(message instanceof Ci.nsIScriptError)) return;
    const { category, flags, errorMessage, sourceName, lineNumber } = message;
    if (/^(CSS|Layout|chrome|component)/.test(category) || /^(chrome|resource):/.test(sourceName)) return;
    // Said of every page that is left while it writes or works; what came of it is what the tests ask for.
    const left = [
      /^An IndexedDB transaction that was not yet complete has been aborted/,
      /^Script terminated by timeout/,
      /^Failed to load ‘’\. A ServiceWorker intercepted/,
    ].some((words) => words.test(errorMessage));
    const level = left || flags & Ci.nsIScriptError.infoFlag ? "INFO"
      : flags & Ci.nsIScriptError.warningFlag ? "WARNING" : "SEVERE";
    seen.push([level, `${sourceName} ${lineNumber} ${errorMessage}`]);
  },
});

// What the browser asks for on its own errands has the system as its principal, as has an address that is typed.
Services.obs.addObserver((subject) => {
  const channel = subject.QueryInterface(Ci.nsIChannel);
  if (!channel.loadInfo?.triggeringPrincipal?.isSystemPrincipal) seen.push(["request", channel.URI.spec]);
}, "http-on-opening-request");
