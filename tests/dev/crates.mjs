// Prints what each crate weighs in the page, gzipped: node crates.mjs MAIN LATER
// The two are the page's modules before their last optimisation, which takes the names of functions away: some tenth
// larger than what is shipped. Each crate's functions are compressed by themselves, so the sum is larger still.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [main, later] = process.argv.slice(2).map((file) => weigh(readFileSync(file)));
const names = [...new Set([...main.keys(), ...later.keys()])];
const of = (weights, name) => weights.get(name) ?? 0;
names.sort((a, b) => of(main, b) + of(later, b) - of(main, a) - of(later, a));
const least = 200; // bytes; what is below is summed up
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
console.log("Gzipped, by crate:        first load     later");
let [smallMain, smallLater] = [0, 0];
for (const name of names) {
  const [first, second] = [of(main, name), of(later, name)];
  if (first + second >= least) console.log(`  ${name.padEnd(22)}${kb(first)}${kb(second)}`);
  else [smallMain, smallLater] = [smallMain + first, smallLater + second];
}
console.log(`  ${"smaller ones".padEnd(22)}${kb(smallMain)}${kb(smallLater)}`);

/** The gzipped size of the functions of each crate, and of the data. */
function weigh(wasm) {
  let at = 8;
  let imported = 0;
  const bodies = [];
  const data = [];
  const names = new Map();
  while (at < wasm.length) {
    const id = wasm[at];
    const [size, start] = number(wasm, at + 1);
    const end = start + size;
    const section = wasm.subarray(start, end);
    if (id === 2) imported = number(section, 0)[0]; // every import is a function: `shrink-dist` sees to it
    if (id === 10) for (const body of items(section)) bodies.push(body);
    if (id === 11) data.push(section);
    if (id === 0) readNames(section, names);
    at = end;
  }
  const crates = new Map();
  bodies.forEach((body, index) => {
    const crate = crateOf(names.get(imported + index) ?? "");
    crates.set(crate, [...(crates.get(crate) ?? []), body]);
  });
  crates.set("(data)", data);
  return new Map([...crates].map(([name, parts]) => [name, gzipSync(Buffer.concat(parts), { level: 9 }).length]));
}

function* items(section) {
  let [left, at] = number(section, 0);
  for (; left > 0; left -= 1) {
    const [size, start] = number(section, at);
    yield section.subarray(start, start + size);
    at = start + size;
  }
}

/** The names of functions in the section of names. */
function readNames(section, names) {
  const [length, begin] = number(section, 0);
  if (section.subarray(begin, begin + length).toString() !== "name") return;
  let at = begin + length;
  while (at < section.length) {
    const id = section[at];
    const [size, start] = number(section, at + 1);
    if (id === 1) {
      let [left, place] = number(section, start);
      for (; left > 0; left -= 1) {
        const [index, afterIndex] = number(section, place);
        const [bytes, text] = number(section, afterIndex);
        names.set(index, section.subarray(text, text + bytes).toString());
        place = text + bytes;
      }
    }
    at = start + size;
  }
}

/** The crate that a function is of: the first one named in it, or in the type or trait that it belongs to. */
function crateOf(name) {
  const plain = /^[<&*\[({ ]*(?:dyn |mut )?([a-z_][a-z0-9_]*)(?:\[[0-9a-f]+\])?::/i.exec(name)?.[1];
  const mangled = /^_R[A-Za-z]*?(?:s[0-9A-Za-z]*_|_)*?.*?C(?:s[0-9A-Za-z]*_)?(\d+)([a-z_]\w*)/.exec(name);
  return plain ?? (mangled ? mangled[2].slice(0, Number(mangled[1])) : "(other)");
}

/** An unsigned LEB128 number, and where it ends. */
function number(from, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from[at];
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}
