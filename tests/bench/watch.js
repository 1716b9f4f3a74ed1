// Runs before anything of each page, and is the same in all of them: says when the page is shown and usable, and how
// long an act takes from its event to the frame in which its outcome is on the screen. WANT is put before it.
"use strict";
(() => {
  const find = (css) => document.querySelector(css);
  const now = () => performance.now();
  const bench = (window.bench = { long: [], frames: null, ready: null, took: null, memory: null, made: null });

  // The memory of the WebAssembly, which the page keeps to itself.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async function (...args) {
      const made = await real.apply(this, args);
      const memory = (made.instance ?? made).exports.memory;
      if (memory) bench.memory = memory;
      return made;
    };
  }
  // What the page gives out as a file is made in one piece.
  const make = URL.createObjectURL;
  URL.createObjectURL = function (blob) {
    bench.made = now();
    return make.call(this, blob);
  };

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.long.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });

  const digits = (text) => Number([...text].map((c) => "٠١٢٣٤٥٦٧٨٩".indexOf(c)).filter((d) => d >= 0).join(""));
  bench.marks = () => {
    const marks = { quote: 0, denial: 0, source: 0, all: 0 };
    for (const [name, highlight] of CSS.highlights) {
      const label = name.split("-")[1];
      if (name === "isnad-selection" || name === "isnad-focus") continue;
      marks[label] += highlight.size;
      marks.all += highlight.size;
    }
    return marks;
  };
  /** How many annotations the page says there are; it has to agree with what is painted. */
  bench.count = () => {
    const count = find(".annotations .panel-count");
    return count && digits(count.textContent);
  };
  bench.focus = () => {
    const [range] = CSS.highlights.get("isnad-focus") ?? [];
    return range && `${range.startContainer.parentNode.dataset.start} ${range.startOffset} ${range.endOffset}`;
  };

  const shown = {
    plain: () => document.readyState === "complete",
    highlights: () => document.readyState === "complete" && bench.marks().all >= WANT.spans,
    // All the text in the page, all painted that is near the screen, counted and listed, and safe to work on.
    Isnad: () =>
      !find("#loading, .is-starting") && find("[data-save-state=saved]") && bench.count() === WANT.spans &&
      bench.marks().all >= WANT.painted && find("[data-span-id]") !== null,
  }[WANT.kind];
  const blocks = () => find("article")?.querySelectorAll("[data-start]").length;
  const isShown = () => shown() && blocks() === WANT.blocks;

  /** What is seen of what is waited for. */
  bench.state = () =>
    JSON.stringify({ at: document.readyState, blocks: blocks(), marks: bench.marks(),
      count: bench.count(), saved: find("[data-save-state]")?.dataset.saveState, cards: !!find("[data-span-id]"), WANT });

  const look = () => {
    if (bench.text === undefined && find("article [data-start]")?.textContent) bench.text = now();
    // The frame after the one in which all was there: it has been painted.
    if (isShown()) requestAnimationFrame(() => (bench.ready = now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  /** From the next key or mouse-up to the second frame, or the first after it in which `outcome` is true. */
  bench.arm = (outcome) => {
    bench.took = null;
    const begin = (event) => {
      if (["Control", "Shift", "Alt"].includes(event.key)) return;
      for (const type of types) removeEventListener(type, begin, true);
      let frames = 0;
      const frame = () => {
        frames += 1;
        if (frames >= 2 && outcome()) bench.took = now() - event.timeStamp;
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    };
    const types = ["keydown", "mouseup"];
    for (const type of types) addEventListener(type, begin, true);
  };

  /** Notes the time between frames until it is called again, which gives them. */
  bench.watchFrames = () => {
    if (bench.frames) {
      const frames = bench.frames;
      bench.frames = null;
      return frames;
    }
    const frames = (bench.frames = []);
    let last = null;
    const frame = (time) => {
      if (bench.frames !== frames) return;
      if (last !== null) frames.push(time - last);
      last = time;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };

  /** The `n`th pair of words on the screen: where a drag over them begins and ends. */
  bench.words = (n) => {
    const rect = (node, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    const box = find("#reader")?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    const article = find("article").getBoundingClientRect();
    const found = [];
    for (let y = box.top + 140; y < box.bottom - 140 && found.length <= n; y += 23) {
      const caret = document.caretPositionFromPoint((article.left + article.right) / 2, y);
      const node = caret?.offsetNode;
      if (node?.nodeType !== Node.TEXT_NODE || !node.parentNode.dataset.start) continue;
      const pair = /\s(\S{3,} \S{3,}) /g;
      pair.lastIndex = caret.offset;
      const match = pair.exec(node.data);
      if (!match) continue;
      const start = match.index + 1;
      const [from, to] = [rect(node, start), rect(node, start + match[1].length - 1)];
      if (Math.abs(from.top - to.top) > 2 || from.top < box.top || to.bottom > box.bottom) continue;
      const middle = (from.top + from.bottom) / 2;
      const points = [[from.right - 1, middle], [to.left + 1, middle]];
      const free = points.every(([x, y]) => document.elementFromPoint(x, y) === node.parentNode);
      if (free && !found.some((seen) => seen.node === node && seen.start === start)) found.push({ node, start, points });
    }
    return found[n % found.length]?.points;
  };
})();
