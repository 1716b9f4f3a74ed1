// Names a build after all of its files and writes service-worker.js, which keeps exactly these. Used by
// finish-dist.mjs; `node offline-dist.mjs DIR` does it again for a folder that was changed.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const WORKER = "service-worker.js";
// Whoever hosts the page puts another one in its place.
const HANDED_OUT = "project.isnad.jsonl";
const SOURCE = fileURLToPath(new URL(`../../src/browser/${WORKER}`, import.meta.url));
const NAME = /<meta name="isnad-build" content="[^"]*"\s*\/?>/;

/** Writes the name of the build into index.html, and the worker beside it. */
export function keepOffline(dir) {
  const page = join(dir, "index.html");
  const html = readFileSync(page, "utf8");
  if (!NAME.test(html)) throw new Error("index.html has no place for the name of the build");
  const named = (name) => writeFileSync(page, html.replace(NAME, `<meta name="isnad-build" content="${name}">`));
  named("");
  // The worker's own source counts: with another one the page has to be kept anew.
  const source = readFileSync(SOURCE, "utf8");
  const build = sum(JSON.stringify(sums(dir)) + source).slice(0, 16);
  named(build);
  const files = JSON.stringify(sums(dir), null, 1);
  writeFileSync(join(dir, WORKER), `const BUILD = "${build}";\nconst FILES = ${files};\n${source}`);
}

/** Path → SHA-256 of every file that a page can ask for. */
function sums(dir) {
  const paths = readdirSync(dir, { recursive: true })
    .filter((path) => path !== WORKER && path !== HANDED_OUT && statSync(join(dir, path)).isFile())
    .map((path) => path.split(sep).join("/"));
  const strange = paths.find((path) => encodeURI(path) !== path || /[?#]/.test(path));
  if (strange) throw new Error(`${strange} would have another name in an address`);
  return Object.fromEntries(paths.sort().map((path) => [path, sum(readFileSync(join(dir, path)))]));
}

function sum(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) keepOffline(process.argv[2]);
