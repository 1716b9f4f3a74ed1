// Prints what a first visit loads from dist/, gzipped. With --check it fails above the budget.
// Counted is what index.html names and what those scripts import; a worker or another file loaded
// later is listed but not counted.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const FIRST_LOAD = 250_000; // bytes, gzipped, without fonts
const FONTS = 100_000; // bytes, as they are, all together

const dist = process.argv[2];
const check = process.argv.includes("--check");

const first = new Set();
visit("index.html");
function visit(path) {
  if (first.has(path)) return;
  first.add(path);
  const text = () => readFileSync(join(dist, path), "utf8");
  const next = (address) => visit(join(dirname(path), address));
  if (path.endsWith(".html")) {
    for (const [, address] of text().matchAll(/<(?:link|script)\b[^>]*?\s(?:src|href)="([^"]+)"/g)) next(address);
  } else if (path.endsWith(".js")) {
    for (const [, address] of text().matchAll(/^\s*(?:import|export)\b[^"'\n]*["'](\.[^"']+)["']/gm)) next(address);
  }
}

const files = readdirSync(dist, { recursive: true })
  .filter((path) => statSync(join(dist, path)).isFile())
  .map((path) => {
    const bytes = readFileSync(join(dist, path));
    const kind = extname(path).slice(1);
    return { path: relative(".", path), kind, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
const isFont = (file) => /^(woff2?|ttf|otf)$/.test(file.kind);
const sum = (list, key) => list.reduce((total, file) => total + file[key], 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
const line = (name, raw, gzip) => console.log(`  ${name.padEnd(24)}${kb(raw)}${gzip === undefined ? "" : `${kb(gzip)} gzipped`}`);

const loaded = files.filter((file) => first.has(file.path) && !isFont(file));
const fonts = files.filter(isFont);
const later = files.filter((file) => !first.has(file.path) && !isFont(file));
console.log("First load:");
for (const kind of ["html", "css", "js", "wasm", "svg"]) {
  const list = loaded.filter((file) => file.kind === kind);
  if (list.length) line(kind, sum(list, "raw"), sum(list, "gzip"));
}
line("total", sum(loaded, "raw"), sum(loaded, "gzip"));
console.log("Apart from it:");
line("fonts", sum(fonts, "raw"));
for (const file of later.filter((file) => file.kind === "wasm")) {
  line(`${file.path.replace(/-[0-9a-f]{16}\.wasm$/, "")}, loaded later`, file.raw, file.gzip);
}
const rest = later.filter((file) => file.kind !== "wasm");
if (rest.length) line("others, if at all", sum(rest, "raw"), sum(rest, "gzip"));

if (check) {
  const over = [];
  const total = sum(loaded, "gzip");
  if (total > FIRST_LOAD) over.push(`the first load is ${total} bytes gzipped, over ${FIRST_LOAD}`);
  if (sum(fonts, "raw") > FONTS) over.push(`the fonts are ${sum(fonts, "raw")} bytes, over ${FONTS}`);
  if (!loaded.some((file) => file.kind === "wasm")) over.push("no WebAssembly was found in the first load");
  for (const message of over) console.error(`size: ${message}`);
  if (over.length) process.exit(1);
  console.log(`Within the budget: ${FIRST_LOAD - total} bytes left.`);
}
