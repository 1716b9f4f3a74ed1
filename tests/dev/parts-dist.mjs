// Puts the parts of the WebAssembly that are loaded later into dist/, and the lines that load them into the script
// that wasm-bindgen wrote. Used by finish-dist.mjs; the parts were cut off by bin/wasm-bindgen.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PART = /^split_(\w+)\.wasm$/;

/** Adds every part of the folder `parts` to `dir`; `options` are those of wasm-opt. */
export function addParts(dir, parts, options) {
  const loaders = readdirSync(parts)
    .filter((name) => name.endsWith(".wasm") && name !== "main.wasm")
    .map((name) => {
      const part = PART.exec(name)?.[1];
      if (!part) throw new Error(`${name} is shared by several parts: nothing here loads such a file`);
      const small = join(parts, `${part}.opt`);
      execFileSync("wasm-opt", [...options, join(parts, name), "-o", small], { stdio: ["ignore", "inherit", "pipe"] });
      const bytes = readFileSync(small);
      const file = `${part}-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.wasm`;
      writeFileSync(join(dir, file), bytes);
      const sum = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
      return `__wasm_split_load_${part}: loadLater("./${file}", "${sum}")`;
    });
  const glue = readdirSync(dir).filter((name) => /^isnad-page-\w+\.js$/.test(name));
  if (glue.length !== 1) throw new Error(`expected one script of wasm-bindgen, found ${glue.length}`);
  const script = readFileSync(join(dir, glue[0]), "utf8");
  const asked = /^import \* as (\w+) from "\.\/__wasm_split\.js";?$/m.exec(script);
  if (!asked) throw new Error("the script does not ask for parts");
  const loading = `const ${asked[1]} = { ${loaders.join(", ")} };\n${loadLater}`;
  writeFileSync(join(dir, glue[0]), script.replace(asked[0], () => loading));
}

/* global wasm */
/** Goes into the page. Loads a part once; what failed is tried again when it is asked for again. */
function loadLater(address, integrity) {
  let loading;
  const load = async () => {
    const answer = await fetch(new URL(address, import.meta.url), { integrity });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    // Not streamed: that wants a type which not every web server gives.
    await WebAssembly.instantiate(await answer.arrayBuffer(), { __wasm_split: wasm });
    return true;
  };
  return (callback, data) => {
    loading ??= load().catch(() => {
      loading = undefined;
      return false;
    });
    loading.then((done) => wasm.__indirect_function_table.get(callback)(data, done));
  };
}
