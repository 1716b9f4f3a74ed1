// Finds places of the article's text by code points, in the page. Prepended to the scripts of `text`.
// Relies on the hooks alone: article[data-article-id], and [data-start] blocks of plain text.
const probe = {
  article() {
    const article = document.querySelector("article[data-article-id]");
    if (!article) throw new Error("no article[data-article-id] in the page");
    return article;
  },

  blocks() {
    return [...this.article().querySelectorAll("[data-start]")]
      .filter((el) => !el.querySelector("[data-start]"))
      .map((el) => {
        const text = el.textContent;
        const start = Number(el.dataset.start);
        return { el, text, start, end: start + [...text].length };
      });
  },

  // The text with the gaps between blocks (newlines, mostly) as they are not in the page: "\n".
  text() {
    let out = [];
    for (const block of this.blocks()) {
      while (out.length < block.start) out.push("\n");
      out.push(...block.text);
    }
    return out.join("");
  },

  find(needle, nth) {
    for (const block of this.blocks()) {
      for (let at = block.text.indexOf(needle); at >= 0; at = block.text.indexOf(needle, at + 1)) {
        if (nth-- > 0) continue;
        const start = block.start + [...block.text.slice(0, at)].length;
        return [start, start + [...needle].length];
      }
    }
    throw new Error(`no such text in the article: ${needle}`);
  },

  // The block that holds a code point, and the UTF-16 offset in its text.
  locate(cp) {
    const block = this.blocks().find((b) => b.start <= cp && cp < b.end);
    if (!block) throw new Error(`no block of the article holds code point ${cp}`);
    const index = [...block.text].slice(0, cp - block.start).join("").length;
    return { block, index };
  },

  // The text node and offset for a UTF-16 offset of a block.
  node(block, index) {
    const walker = document.createTreeWalker(block.el, NodeFilter.SHOW_TEXT);
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (index < node.length) return [node, index];
      index -= node.length;
      last = node;
    }
    if (last && index === 0) return [last, last.length];
    throw new Error("the block's text ends earlier");
  },

  range(block, from, to) {
    const range = document.createRange();
    range.setStart(...this.node(block, from));
    const [node, offset] = this.node(block, to - 1);
    range.setEnd(node, offset + 1);
    return range;
  },

  clusterRects(block, cluster) {
    if (!cluster) return [];
    const range = this.range(block, cluster.index, cluster.index + cluster.segment.length);
    return [...range.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
  },

  // The rectangles of the grapheme cluster with this code point, and the direction it is drawn in.
  cluster(cp) {
    const { block, index } = this.locate(cp);
    const segments = new Intl.Segmenter("ar", { granularity: "grapheme" }).segment(block.text);
    const cluster = segments.containing(index);
    let rects = this.clusterRects(block, cluster);
    if (!rects.length && cluster?.index > 0) {
      // A letter that is one sign with the letter before, as in لا: WebKit gives the whole sign to the first.
      const sign = this.clusterRects(block, segments.containing(cluster.index - 1)).at(-1);
      if (sign) rects = [new DOMRect(sign.left, sign.top, sign.width / 2, sign.height)];
    }
    if (!rects.length) throw new Error(`code point ${cp} (${cluster.segment}) is not drawn`);
    const after = segments.containing(cluster.index + cluster.segment.length);
    const before = cluster.index > 0 ? segments.containing(cluster.index - 1) : null;
    return { block, rects, rtl: this.rtl(block, cluster, rects, before, after) };
  },

  // Letters and digits know their direction; for the rest look which neighbour it touches.
  rtl(block, cluster, rects, before, after) {
    if (/^\p{Nd}/u.test(cluster.segment)) return false;
    if (/^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u.test(cluster.segment)) return true;
    if (/^\p{L}/u.test(cluster.segment)) return false;
    const touch = (a, b) => Math.abs(a - b) < 1;
    const next = this.clusterRects(block, after)[0];
    if (next && touch(next.right, rects.at(-1).left)) return true;
    if (next && touch(next.left, rects.at(-1).right)) return false;
    const previous = this.clusterRects(block, before).at(-1);
    if (previous && touch(previous.left, rects[0].right)) return true;
    if (previous && touch(previous.right, rects[0].left)) return false;
    return getComputedStyle(block.el).direction === "rtl";
  },

  // A point just inside the cluster at its logical start or end, or in its middle.
  point(cp, side) {
    const { rects, rtl } = this.cluster(cp);
    const rect = side === "end" ? rects.at(-1) : rects[0];
    const inset = Math.min(1.5, rect.width / 4);
    const y = (rect.top + rect.bottom) / 2;
    if (side === "middle") return [(rect.left + rect.right) / 2, y];
    return [(side === "start") === rtl ? rect.right - inset : rect.left + inset, y];
  },

  // Whether a code point is drawn in the direction of its block; null if it is not drawn at all.
  along(cp) {
    try {
      const { block, rtl } = this.cluster(cp);
      return rtl === (getComputedStyle(block.el).direction === "rtl");
    } catch {
      return null;
    }
  },

  // Where to press and where to let go for the span lo..hi. A span that begins or ends in a word of the
  // other direction but reaches beyond it is grasped from outside of that word, as a person does:
  // at the word's own edge Chromium would leave the word out.
  edges(lo, hi) {
    const inOneRun = () => {
      for (let cp = lo; cp < hi; cp++) if (this.along(cp) !== false) return false;
      return true;
    };
    const outside = (cp, neighbour) =>
      this.along(cp) === false && this.along(neighbour) === true && !inOneRun();
    return [
      outside(lo, lo - 1) ? [lo - 1, "end"] : [lo, "start"],
      outside(hi - 1, hi) ? [hi, "start"] : [hi - 1, "end"],
    ];
  },

  // Why a point cannot be reached by a pointer, or null.
  hindrance([x, y]) {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return "outside the viewport";
    const hit = document.elementFromPoint(x, y);
    if (hit && this.article().contains(hit)) return null;
    return `covered by ${hit ? hit.outerHTML.slice(0, 120) : "nothing"}`;
  },

  frames: () =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),

  // Scrolls, if need be, until all places [[cp, side], ...] can be reached; gives their points.
  async reach(places) {
    const points = () => places.map(([cp, side]) => this.point(cp, side));
    // What is far away may not be laid out yet: it is not drawn then.
    const free = () => {
      try {
        return points().every((p) => !this.hindrance(p));
      } catch {
        return false;
      }
    };
    if (free()) return points();
    this.locate(places[0][0]).block.el.scrollIntoView({ block: "center", behavior: "instant" });
    await this.frames();
    // Again and again: blocks with content-visibility get their true height only when they come near.
    for (let round = 0; round < 6; round++) {
      if (round > 1 && free()) break;
      const ys = points().map((p) => p[1]);
      let box = this.article();
      while (box && !(/auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight))
        box = box.parentElement;
      const inside = box && box !== document.documentElement && box !== document.body;
      const rect = inside ? box.getBoundingClientRect() : { top: 0, bottom: innerHeight };
      const scroller = inside ? box : document.scrollingElement;
      const middle = (Math.min(...ys) + Math.max(...ys)) / 2;
      scroller.scrollBy({ top: middle - (rect.top + rect.bottom) / 2, behavior: "instant" });
      await this.frames();
    }
    const reached = points();
    reached.forEach((p, i) => {
      const why = this.hindrance(p);
      if (why) throw new Error(`code point ${places[i][0]} is ${why}, at ${p.map(Math.round)}`);
    });
    return reached;
  },

  // A DOM position as a code point. Outside of the blocks: the nearest one further into the range.
  codePoint(node, offset, isEnd) {
    const position = document.createRange();
    position.setStart(node, offset);
    const blocks = this.blocks();
    const block = blocks.find((b) => b.el.contains(node));
    if (block) {
      position.setStart(block.el, 0);
      position.setEnd(node, offset);
      return block.start + [...position.toString()].length;
    }
    const after = (b) => position.comparePoint(b.el, 0) >= 0;
    return isEnd ? blocks.filter((b) => !after(b)).at(-1)?.end : blocks.find(after)?.start;
  },

  span(range) {
    return [
      this.codePoint(range.startContainer, range.startOffset, false),
      this.codePoint(range.endContainer, range.endOffset, true),
    ];
  },

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    return this.span(selection.getRangeAt(0));
  },

  select(start, end) {
    const from = this.locate(start);
    const to = this.locate(end - 1);
    const [node, offset] = this.node(to.block, to.index);
    const width = String.fromCodePoint(node.data.codePointAt(offset)).length;
    getSelection().setBaseAndExtent(...this.node(from.block, from.index), node, offset + width);
  },

  highlights() {
    const all = {};
    for (const [name, highlight] of CSS.highlights) {
      const spans = [...highlight].map((range) => this.span(range));
      all[name] = spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    }
    return all;
  },
};
