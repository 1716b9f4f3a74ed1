// Puts the parts of the WebAssembly that are loaded later into dist/, and the lines that load them into the script
// that wasm-bindgen wrote. Used by finish-dist.mjs; the parts were cut off by bin/wasm-bindgen.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PART = /^split_/;
/** The part that reads what is stored. */
const READS = "later";
/** Chunks smaller than this, in bytes, come in one file: each by itself would cost more than it brings. */
const SMALL = 4_096;

/** What the cutter says: which chunks a part shares with others, and needs before it. */
function needs(parts) {
  const script = readFileSync(join(parts, "__wasm_split.js"), "utf8");
  const chunks = new Map();
  for (const [, name, file] of script.matchAll(/^const (\w+) = makeLoad\((?:[^"\n]*"\.\/(\w+)\.wasm")?.*$/gm)) chunks.set(name, file);
  const found = new Map();
  for (const [, part, list] of script.matchAll(/__wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(.*\[([^\]]*)\]\)/g)) {
    const names = list.split(",").map((name) => name.trim()).filter(Boolean);
    for (const name of names) if (!chunks.has(name)) throw new Error(`${part} needs ${name}, which is nowhere`);
    // An empty chunk has no file.
    found.set(part, names.map((name) => chunks.get(name)).filter(Boolean));
  }
  return found;
}

/**
 * Adds every part of the folder `parts` to `dir`; `options` are those of wasm-opt. Answers the addresses of what reads
 * stored work.
 */
export function addParts(dir, parts, options) {
  const ahead = [];
  const optimized = (name) => {
    const small = join(parts, `${name}.opt`);
    execFileSync("wasm-opt", [...options, join(parts, `${name}.wasm`), "-o", small], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    return readFileSync(small);
  };
  const write = (name, bytes, early) => {
    const file = `${name}-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.wasm`;
    writeFileSync(join(dir, file), bytes);
    if (early) ahead.push(`./${file}`);
    return `"./${file}"`;
  };
  const add = (name, bytes, early) => `loadLater(${write(name.replace(PART, ""), bytes, early)}, ${early}`;
  const all = needs(parts);
  const chunks = [...new Set([...all.values()].flat())];
  const reads = all.get(READS);
  if (!reads) throw new Error(`there is no part «${READS}»`);
  const lines = [];
  const small = [];
  for (const name of chunks) {
    const bytes = optimized(name);
    if (bytes.length < SMALL) small.push([name, bytes]);
    else lines.push(`const ${name} = ${add(name, bytes, reads.includes(name))}, []);`);
  }
  if (small.length) {
    const early = small.some(([name]) => reads.includes(name));
    lines.push(`const smallChunks = fetchOnce(${write("chunks", Buffer.concat(small.map(([, bytes]) => bytes)), early)}, ${early});`);
    let at = 0;
    for (const [name, bytes] of small) lines.push(`const ${name} = loadSmall(smallChunks, ${at}, ${(at += bytes.length)});`);
  }
  const loaders = [...all].map(
    ([part, before]) => `__wasm_split_load_${part}: tellWhenLoaded(${add(`split_${part}`, optimized(`split_${part}`), part === READS)}, [${before.join(", ")}]))`,
  );
  const there = readdirSync(parts).filter((name) => name.endsWith(".wasm") && name !== "main.wasm").length;
  if (there !== chunks.length + all.size) throw new Error(`${there} parts, of which ${chunks.length + all.size} are loaded`);
  const glue = readdirSync(dir).filter((name) => /^isnad-page-\w+\.js$/.test(name));
  if (glue.length !== 1) throw new Error(`expected one script of wasm-bindgen, found ${glue.length}`);
  const script = readFileSync(join(dir, glue[0]), "utf8");
  // One line for each part, all of the same.
  const ask = /^import \* as (\w+) from "\.\/__wasm_split\.js";?$/gm;
  const asked = [...script.matchAll(ask)].map((line) => line[1]);
  if (asked.length === 0) throw new Error("the script does not ask for parts");
  const [first, ...others] = asked;
  const same = others.map((name) => `const ${name} = ${first};`);
  const loadersOf = `const ${first} = { ${loaders.join(", ")} };`;
  const loading = [...lines, loadersOf, ...same, fetchPart, begunEarly, once, fetchOnce, loadSmall, laterStyle, loadLater, tellWhenLoaded].join("\n");
  writeFileSync(join(dir, glue[0]), `${loading}\n${script.replace(ask, "")}`);
  return ahead;
}

/* global wasm */
/** Goes into the page. Asks for a part; ahead.js may have begun. Its name is its checksum. */
async function fetchPart(address) {
  const answer = await fetch(new URL(address, import.meta.url));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

/** Goes into the page. What is wanted early, to read what is stored, comes beside the first part if anything is. */
function begunEarly(early, begin) {
  let coming;
  try {
    if (early && localStorage.length) (coming = begin()).catch(() => {});
  } catch {
    // Storage is refused; nothing is to be read.
  }
  return () => {
    const begun = coming;
    coming = undefined;
    return begun ?? begin();
  };
}

/** Goes into the page. Does something once; what failed is tried again when asked for again. */
function once(begin) {
  let loading;
  return () => {
    loading ??= begin().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** Goes into the page. The bytes of the file of small chunks. */
function fetchOnce(address, early) {
  return once(begunEarly(early, async () => (await fetchPart(address)).arrayBuffer()));
}

/** Goes into the page. Loads a chunk from the file of small ones. */
function loadSmall(file, begin, end) {
  return once(async () => WebAssembly.instantiate(new Uint8Array(await file(), begin, end - begin), { __wasm_split: wasm }));
}

/** Goes into the page. The style of what the parts draw: once, and long there before the first of them is. */
function laterStyle() {
  // A worker draws nothing.
  if (typeof document === "undefined") return;
  const named = document.querySelector("meta[name=isnad-later-style]");
  if (!named) return;
  named.remove();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = named.content;
  document.head.append(link);
}

/** Goes into the page. Loads a part, after those that it needs. */
function loadLater(address, early, before) {
  const compiled = begunEarly(early, async () => {
    const answer = await fetchPart(address);
    // Compiled while it comes, and kept compiled by the browser, where the web server gives it its type.
    const streams = answer.headers.get("content-type") === "application/wasm";
    return streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
  });
  return once(async () => {
    laterStyle();
    const [module] = await Promise.all([compiled(), ...before.map((chunk) => chunk())]);
    await WebAssembly.instantiate(module, { __wasm_split: wasm });
  });
}

/** Goes into the page. Loads a part as the module asks for it: with whom to tell, and of what. */
function tellWhenLoaded(load) {
  return (callback, data) => {
    const tell = (done) => wasm.__indirect_function_table.get(callback)(data, done);
    load().then(
      () => tell(true),
      () => tell(false),
    );
  };
}
