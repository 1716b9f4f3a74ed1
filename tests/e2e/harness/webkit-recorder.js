// Runs before the page's own scripts: notes in `window.isnadSaid` what the page says, [level, text] each. What the
// driver did not take goes to the server when the page goes.
(() => {
  const said = (window.isnadSaid = []);
  const note = (level, ...all) => said.push([level, all.map((one) => (one?.stack ? `${one} ${one.stack}` : String(one))).join(" ")]);
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARNING", error: "SEVERE", assert: "SEVERE" };
  for (const [name, level] of Object.entries(levels)) {
    const own = console[name];
    console[name] = function (...all) {
      if (name !== "assert") note(level, ...all);
      else if (!all[0]) note(level, "assertion failed", ...all.slice(1));
      return own.apply(this, all);
    };
  }
  const listen = EventTarget.prototype.addEventListener.bind(window);
  listen("error", (e) => { if (e.message) note("SEVERE", e.message, e.error ?? "", e.filename ?? ""); }, true);
  listen("unhandledrejection", (e) => note("SEVERE", "Unhandled rejection", e.reason), true);
  listen("securitypolicyviolation", (e) =>
    note("SEVERE", `Content Security Policy: ${e.effectiveDirective} refuses ${e.blockedURI}`), true);
  const beacon = navigator.sendBeacon.bind(navigator);
  listen("pagehide", () => { if (said.length) beacon("SAID", JSON.stringify(said.splice(0))); }, true);
})();
