// The least that shows annotations and changes them: 1, 2, 3 label the selection, or relabel the focused one;
// Delete, Ctrl+Z, full stop and comma; b adds a thousand at once. Nothing is saved, there is no list.
"use strict";
const article = document.querySelector("article");
const blocks = article.children;
const labels = ["quote", "denial", "source"];
const lights = {};
for (const label of labels) CSS.highlights.set(`isnad-${label}-1`, (lights[label] = new Highlight()));
const focusLight = new Highlight();
CSS.highlights.set("isnad-focus", focusLight);

const starts = Array.from(blocks, (block) => Number(block.dataset.start));

// The first place in a sorted list that is not below a number.
function place(list, number, of = (x) => x) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function make(start, end, label) {
  const n = place(starts, start + 1) - 1;
  const node = blocks[n].firstChild;
  const range = new StaticRange({
    startContainer: node, startOffset: start - starts[n], endContainer: node, endOffset: end - starts[n],
  });
  return { start, label, range };
}

const spans = JSON.parse(document.getElementById("spans").textContent).map((span) => make(...span));
for (const span of spans) lights[span.label].add(span.range);

let focus = null;
const done = [];

function look(span) {
  focus = span;
  focusLight.clear();
  if (!span) return;
  focusLight.add(span.range);
  const range = document.createRange();
  range.setStart(span.range.startContainer, span.range.startOffset);
  range.setEnd(span.range.endContainer, span.range.endOffset);
  const rect = range.getBoundingClientRect();
  if (rect.top < 0 || rect.bottom > innerHeight) scrollBy(0, rect.top - innerHeight / 2);
}

function add(span) {
  spans.splice(place(spans, span.start, (s) => s.start), 0, span);
  lights[span.label].add(span.range);
}

function remove(span) {
  spans.splice(spans.indexOf(span, place(spans, span.start, (s) => s.start)), 1);
  lights[span.label].delete(span.range);
}

function relabel(span, label) {
  lights[span.label].delete(span.range);
  span.label = label;
  lights[label].add(span.range);
}

addEventListener("keydown", (event) => {
  const label = labels[event.key - 1];
  if (label) {
    const selection = getSelection();
    if (!selection.isCollapsed) {
      const { startContainer, startOffset, endOffset } = selection.getRangeAt(0);
      const start = Number(startContainer.parentNode.dataset.start);
      const span = make(start + startOffset, start + endOffset, label);
      add(span);
      done.push(() => (remove(span), look(null)));
      selection.collapseToEnd();
      look(span);
    } else if (focus) {
      const [span, before] = [focus, focus.label];
      relabel(span, label);
      done.push(() => relabel(span, before));
    }
  } else if (event.key === "Delete" && focus) {
    const span = focus;
    remove(span);
    look(null);
    done.push(() => (add(span), look(span)));
  } else if (event.key === "z" && event.ctrlKey) {
    done.pop()?.();
  } else if (event.key === "." || event.key === ",") {
    const here = focus ? spans.indexOf(focus, place(spans, focus.start, (s) => s.start)) : -1;
    look(spans[here + (event.key === "." ? 1 : -1)]);
  } else if (event.key === "b") {
    const more = JSON.parse(document.getElementById("more").textContent).map((span) => make(...span));
    more.forEach(add);
    done.push(() => more.forEach(remove));
  } else {
    return;
  }
  event.preventDefault();
});
