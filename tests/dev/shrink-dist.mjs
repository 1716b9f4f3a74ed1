// Makes the WebAssembly and its script smaller: the names by which it asks for functions of the script (sixty letters
// each, three hundred of them) become two letters. Used by finish-dist.mjs, before the script is minified.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Shortens the imports of the modules of a folder. */
export function shortenNames(dir) {
  for (const wasm of readdirSync(dir).filter((name) => name.endsWith("_bg.wasm"))) {
    shortenImports(join(dir, wasm), join(dir, wasm.replace(/_bg\.wasm$/, ".js")));
  }
}

function shortenImports(wasmFile, scriptFile) {
  const wasm = readFileSync(wasmFile);
  let script = readFileSync(scriptFile, "utf8");
  const names = new Map();
  const out = [wasm.subarray(0, 8)];
  let at = 8;
  while (at < wasm.length) {
    const id = wasm[at];
    const [size, start] = number(wasm, at + 1);
    const end = start + size;
    const body = id === 2 ? imports(wasm.subarray(start, end), names) : wasm.subarray(start, end);
    out.push(Buffer.from([id]), leb(body.length), body);
    at = end;
  }
  for (const [long, short] of names) {
    // A member of the imports object, or its assignment; nothing else has such a name.
    const member = new RegExp(`(?<![\\w$.])${escape(long)}(?=\\s*:)`, "g");
    const count = script.match(member)?.length ?? 0;
    if (count !== 1) throw new Error(`the script names the import ${long} ${count} times`);
    script = script.replace(member, short);
  }
  writeFileSync(wasmFile, Buffer.concat(out));
  writeFileSync(scriptFile, script);
}

/** The import section with short names; every import has to be a function. */
function imports(section, names) {
  let [left, at] = number(section, 0);
  const out = [leb(left)];
  for (; left > 0; left -= 1) {
    const [module, afterModule] = bytes(section, at);
    const [field, afterField] = bytes(section, afterModule);
    if (section[afterField] !== 0) throw new Error(`the import ${field} is no function`);
    const [type, next] = number(section, afterField + 1);
    const short = `a${names.size.toString(36)}`;
    names.set(field.toString(), short);
    out.push(leb(module.length), module, leb(short.length), Buffer.from(short), Buffer.from([0]), leb(type));
    at = next;
  }
  return Buffer.concat(out);
}

function bytes(from, at) {
  const [length, start] = number(from, at);
  return [from.subarray(start, start + length), start + length];
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

function leb(value) {
  const out = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    out.push(value > 0 ? low | 128 : low);
  } while (value > 0);
  return Buffer.from(out);
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
