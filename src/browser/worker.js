// The page's end of its workers: one does the long work of dialogs, one, the keeper, writes the file that is kept up to
// date. Each is the page's own script again, in a thread of its own, with the WebAssembly that is compiled already, which
// is the first thing it is sent. After that it is sent a list, the number of an order with its bytes and, by the keeper's
// bridge, the file, or the number alone to call it off. It says null when it is ready, a text when it broke down,
// else a list, the number of an order with what it says of it, which is null at the end. Decides nothing: without a
// worker the page does the work.
(() => {
  "use strict";

  // The page does not wait longer for a worker to be ready.
  const PATIENCE = 10000;

  // What each order carries along is `file()`.
  const bridge = (file) => {
    let coming = null;
    // The one that is ready, and the newest one made.
    let worker = null;
    let made = null;
    let never = false;
    let last = 0;
    const lines = new Map();

    const make = (script) => {
      if (script.src) return new Worker(script.src, { type: "module" });
      // The page as one file: the script stands in it, and a file on the disk has no modules.
      const address = URL.createObjectURL(new Blob(["(async()=>{", script.textContent, "\n})()"], { type: "text/javascript" }));
      setTimeout(URL.revokeObjectURL, PATIENCE, address);
      return new Worker(address);
    };

    // A line is what was said of an order and is not asked for yet, or who waits for it.
    const hear = (line, said) => {
      if (line.wait) line.wait(said); else line.said.push(said);
      line.wait = null;
    };

    // What is said next of an order; null at the end.
    const next = (number) => new Promise((resolve) => {
      const line = lines.get(number);
      if (!line || line.said.length) resolve(line ? line.said.shift() : null); else line.wait = resolve;
    });

    // Ends the worker, and whatever it does; `why` is null where nobody waits for it.
    const end = (why) => {
      made?.terminate();
      worker = made = coming = null;
      lines.forEach((line) => hear(line, why));
      if (why === null) lines.clear();
    };

    // Whether there is a worker; one that does not come once is not asked for again.
    const hire = (module) => coming ||= new Promise((resolve) => {
      let mine = null;
      let timer;
      // Of one that was let go of while it began nobody wants to know.
      const come = (there) => {
        clearTimeout(timer);
        if (made === mine) {
          never = !there;
          if (there) worker = mine; else end(null);
        }
        resolve(there && worker === mine);
      };
      if (never) return resolve(false);
      try {
        mine = made = make(document.querySelector("script[type=module]"));
        timer = setTimeout(come, PATIENCE, false);
        mine.onerror = (event) => {
          event.preventDefault?.();
          if (worker === mine) end(event.message || ""); else come(false);
        };
        mine.onmessage = ({ data }) => {
          if (!data) come(true);
          else if (typeof data === "string") mine.onerror({ message: data });
          else if (lines.has(data[0])) hear(lines.get(data[0]), data[1]);
        };
        mine.postMessage(module);
      } catch {
        come(false);
      }
    });

    // Hands an order over; answers its number.
    const order = (said) => {
      last += 1;
      lines.set(last, { said: worker ? [] : [""], wait: null });
      worker?.postMessage([last, said, file()], [said.buffer]);
      return last;
    };

    const stop = (number) => {
      if (lines.has(number)) worker?.postMessage(number);
    };

    return { hire, order, next, stop, dismiss: () => end(null) };
  };

  const crew = [bridge(() => null), bridge(() => window.isnadBackup.file())];
  const each = {};
  for (const name in crew[0]) each[name] = (which, ...what) => crew[which][name](...what);
  window.isnadWorkers = each;
})();
