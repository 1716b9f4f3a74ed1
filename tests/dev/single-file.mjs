// Makes one page of a built folder, which works opened from the disk: node single-file.mjs DIST ISNAD.HTML.
// Scripts, styles, typeface, icon and WebAssembly go into it; its Content-Security-Policy allows exactly these and no
// request at all. Stops when anything is left outside.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const [dist, target] = process.argv.slice(2);
if (!process.env.ISNAD_ESBUILD) fail("ISNAD_ESBUILD is not set: build through ./dev");
const esbuild = createRequire(join(process.env.ISNAD_ESBUILD, "package.json"))("esbuild");
const TYPES = { ".svg": "image/svg+xml", ".woff2": "font/woff2" };

let html = read("index.html").toString();
const hashes = { script: [], style: [] };

// What a page on the disk does without: these are of the folder.
html = html.replace(/<link\b[^>]* rel="(?:preload|modulepreload|manifest)"[^>]*>\s*/g, "");
html = html.replace(/<meta name="isnad-(?:build|later)"[^>]*>\s*/g, "");

// One style, in the order of the sheets.
const sheets = [...html.matchAll(/<link\b[^>]* rel="stylesheet"[^>]*>/g)].map(([tag]) => tag);
const css = sheets.map((tag) => read(address(tag)).toString()).join("\n");
// Nothing preloads the face of this page, and one that is only `optional` is given up at the first text: it is here
// and is waited for, before there is any text but the loading sign.
const style = css.replace(/font-display:\s*optional/g, "font-display:block").replace(/url\(\s*["']?([^"')]+)["']?\s*\)/g, (_, path) => `url(${data(path)})`);
sheets.forEach((tag, i) => put(tag, i === 0 ? inline("style", style) : ""));

for (const [tag] of html.matchAll(/<link\b[^>]* rel="icon"[^>]*>/g)) {
  put(tag, `<link rel="icon" href="${data(address(tag))}">`);
}

for (const [element, tag] of [...html.matchAll(/(<script\b[^>]* src="[^"]*"[^>]*>)\s*<\/script>/g)]) {
  if (/ type="module"/.test(tag)) put(element, start(address(tag)));
  else put(element, inline("script", read(address(tag)).toString()));
}

const list = (kind) => hashes[kind].map((hash) => ` '${hash}'`).join("");
const policy =
  `default-src 'none'; script-src${list("script")} 'wasm-unsafe-eval'; style-src${list("style")}; img-src data: blob:; ` +
  `font-src data:; worker-src blob:; base-uri 'none'; form-action 'none'`;
const meta = html.match(/<meta http-equiv="Content-Security-Policy" content="[^"]*"[^>]*>/);
if (!meta) fail("index.html has no policy");
put(meta[0], `<meta http-equiv="Content-Security-Policy" content="${policy}">`);

check(html);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, html);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`${target}: ${kb(Buffer.byteLength(html))}, ${kb(gzipSync(html, { level: 9 }).length)} gzipped`);

/** The start script: its modules as one, the WebAssembly from the page instead of a file. */
function start(path) {
  const code = read(path).toString();
  // new URL("./name_bg.wasm", import.meta.url), however it was minified
  const wasm = [...code.matchAll(/new URL\(\s*["'`]\.\/([^"'`]+\.wasm)["'`]\s*,\s*import\.meta\.url\s*\)/g)];
  if (wasm.length !== 1) fail(`the start script names ${wasm.length} WebAssembly files`);
  const unpack = `new Response(new Blob([Uint8Array.from(atob(document.getElementById("isnad-wasm").textContent), (c) => c.charCodeAt(0))])
    .stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": "application/wasm" } })`;
  const faces = 'if (typeof document !== "undefined") await Promise.allSettled([...document.fonts].map((face) => face.load()));\n';
  const contents = faces + code.replace(wasm[0][0], () => unpack);
  const built = esbuild.buildSync({
    stdin: { contents, resolveDir: dist, loader: "js" },
    // The glue has a default address of its own, which is not used: see `module_or_path`.
    define: { "import.meta.url": "undefined" },
    bundle: true,
    format: "esm",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  const packed = gzipSync(read(wasm[0][1]), { level: 9 }).toString("base64");
  return `<script id="isnad-wasm" type="application/wasm+gzip+base64">${packed}</script>\n${inline("script", built.outputFiles[0].text, ' type="module"')}`;
}

/** An element with its content, which the policy is told of. */
function inline(kind, content, more = "") {
  if (new RegExp(`</${kind}|<!--`, "i").test(content)) fail(`a ${kind} would end too early`);
  // A parser takes \r\n for \n, and a policy looks at what was parsed.
  const text = content.replace(/\r\n?/g, "\n").trim();
  hashes[kind].push(`sha256-${createHash("sha256").update(text).digest("base64")}`);
  return `<${kind}${more}>${text}</${kind}>`;
}

function data(path) {
  const type = TYPES[extname(path)];
  if (!type) fail(`${path}: no type is known for it`);
  return `data:${type};base64,${read(path).toString("base64")}`;
}

/** Nothing may be asked for: neither by the page nor, as far as that can be seen in it, by its scripts. */
function check(page) {
  const rest = page.replace(/(<script id="isnad-wasm"[^>]*>)[^<]*/, "$1");
  const markup = rest.replace(/(<(script|style)\b[^>]*>)[\s\S]*?<\/\2>/g, "$1");
  for (const [, name, value] of markup.matchAll(/\s(src|srcset|href|action|poster|data)\s*=\s*["']?([^"'\s>]*)/gi)) {
    if (!/^(data:|#)/.test(value)) fail(`not inlined: ${name}="${value}"`);
  }
  for (const [found, value] of rest.matchAll(/url\(\s*["']?([^"')]*)/g)) {
    if (!/^(data:|#)/.test(value)) fail(`not inlined: ${found}`);
  }
  const scripts = [...rest.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join("\n");
  const asks = /\bimport\s*\(|\bimport\b[^;(]*\bfrom\b|\bimport\s*["']|\bimportScripts\b|@import|import\.meta/.exec(scripts + style);
  if (asks) fail(`not inlined: ${asks[0]}`);
  if (/\s(style|on[a-z]+)\s*=/i.test(markup)) fail("inline style or handler");
}

function put(old, made) {
  if (html.split(old).length !== 2) fail(`not found once: ${old.slice(0, 120)}`);
  html = html.replace(old, () => made);
}

function address(tag) {
  return /\s(?:src|href)="([^"]*)"/.exec(tag)[1];
}

function read(path) {
  return readFileSync(join(dist, path));
}

function fail(message) {
  console.error(`single-file: ${message}`);
  process.exit(1);
}
