// Trunk's post_build hook: moves the inline start script to a file of its own, as the page's Content-Security-Policy
// wants, makes the files smaller and fewer, then looks for anything that the policy would refuse or that
// would be fetched from elsewhere. At the end it draws the icons and has the worker know every file.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addParts } from "./parts-dist.mjs";
import { icon } from "./icons.mjs";
import { joinFiles } from "./join-dist.mjs";
import { keepOffline } from "./offline-dist.mjs";
import { shortenNames } from "./shrink-dist.mjs";

const dir = process.env.TRUNK_STAGING_DIR;
if (!dir) fail("TRUNK_STAGING_DIR is not set: this is a hook of Trunk");
const page = join(dir, "index.html");

let html = readFileSync(page, "utf8");
const start = /<script type="module" data-start>\s*([\s\S]*?)<\/script>/g;
const found = [...html.matchAll(start)];
if (found.length !== 1) fail(`expected one start script, found ${found.length}`);

const code = found[0][1];
writeFileSync(join(dir, "start.js"), code);
html = html.replace(found[0][0], () => `<script type="module" src="./start.js"></script>`);
// Chromium ignores `integrity` on a preload for fetch, and says so in the console of every visitor.
html = html.replace(/<link rel="preload"[^>]* as="fetch"[^>]*>/g, (tag) => tag.replace(/ integrity="[^"]*"/, ""));
html = html.replace(/<!--[\s\S]*?-->/g, "").replace(/\n(\s*\n)+/g, "\n");

if (process.env.ISNAD_PARTS) {
  const options = /data-wasm-opt-params="([^"]*)"/.exec(readFileSync("index.html", "utf8"))?.[1];
  if (!options) fail("index.html names no options for wasm-opt");
  const ahead = addParts(dir, process.env.ISNAD_PARTS, options.split(/\s+/));
  html = html.replace(/<meta name="isnad-later"[^>]*>/, () => `<meta name="isnad-later" content="${ahead.join(" ")}">`);
}

const esbuild = process.env.ISNAD_ESBUILD;
if (!esbuild) fail("ISNAD_ESBUILD is not set: build through ./dev");
shortenNames(dir);
html = inOrder(joinFiles(dir, html, esbuild, Boolean(process.env.ISNAD_PARTS)));

// For the manifest: under names that stay, which the page's own icon has not.
mkdirSync(join(dir, "icons"), { recursive: true });
const svg = readFileSync("styles/icon.svg", "utf8");
writeFileSync(join(dir, "icons/icon.svg"), svg);
writeFileSync(join(dir, "icons/icon-192.png"), icon(svg, 192, false));
writeFileSync(join(dir, "icons/icon-512.png"), icon(svg, 512, false));
writeFileSync(join(dir, "icons/maskable-512.png"), icon(svg, 512, true));
const { icons } = JSON.parse(readFileSync(join(dir, "manifest.webmanifest"), "utf8"));
for (const { src } of icons) if (!existsSync(join(dir, src))) fail(`the manifest names an icon that is not there: ${src}`);

const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
for (const tag of tags) {
  if (/^<script(?![^>]*\ssrc=)/i.test(tag)) fail(`inline script: ${tag}`);
  if (/^<style/i.test(tag) || /\s(style|on[a-z]+)\s*=/i.test(tag)) fail(`inline style or handler: ${tag}`);
  const address = /\s(?:src|href)\s*=\s*"([^"]*)"/i.exec(tag)?.[1];
  if (address === undefined) continue;
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(address)) fail(`not a relative address: ${tag}`);
  if (!existsSync(join(dir, address))) fail(`names a file that is not there: ${tag}`);
}
// Empty: nothing is handed out. A page that asked for a file that is not there would log an error for every visitor.
writeFileSync(join(dir, "project.isnad.jsonl"), "");
writeFileSync(page, html);
keepOffline(dir);

/**
 * The code before the styles: a classic script waits for the styles that stand before it, and behind one nothing is asked
 * for until it has run, since the policy has the browser look ahead no further.
 */
function inOrder(html) {
  const code = [/<link rel="preload"[^>]* as="fetch"[^>]*>\s*/, /<script type="module"[^>]*><\/script>\s*/, /<script src=[^>]*><\/script>\s*/];
  const found = code.map((kind) => {
    const tag = kind.exec(html)?.[0] ?? fail(`the page has no ${kind}`);
    html = html.replace(tag, () => "");
    return tag.trim();
  });
  return html.replace(/<link\b/, (first) => `${found.join("\n    ")}\n    ${first}`);
}

function fail(message) {
  console.error(`finish-dist: ${message}`);
  process.exit(1);
}
