// Makes few files of many: one style sheet, one classic script, one module, each minified. On a first visit a request
// costs more than what it brings, and together they are packed better. Used by finish-dist.mjs.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const SHEETS = /<link\b[^>]* rel="stylesheet"[^>]*>\s*/g;
const SCRIPTS = /<script\b(?![^>]* type="module")[^>]* src="[^"]*"[^>]*>\s*<\/script>\s*/g;
const MODULES = /<script\b[^>]* type="module"[^>]* src="[^"]*"[^>]*>\s*<\/script>\s*/g;
const AHEAD = /<link\b[^>]* rel="modulepreload"[^>]*>\s*/g;

/** What only the parts that are loaded later draw: its style comes with them (parts-dist.mjs). */
const LATER = /^(?:articles|dialog)-/;

/**
 * Joins what the page names, in its order; answers the page that names what came of it. Where the page is in `parts`,
 * styles of what is loaded later are a file of their own.
 */
export function joinFiles(dir, html, esbuildFolder, parts) {
  const esbuild = createRequire(join(esbuildFolder, "package.json"))("esbuild");
  const common = { bundle: true, minify: true, charset: "utf8", legalComments: "none", write: false, logLevel: "error" };
  const used = new Set();
  const named = (tag) => {
    const path = /\s(?:src|href)="(?:\.\/)?([^"]*)"/.exec(tag)[1];
    used.add(path);
    return path;
  };
  const texts = (tags) => tags.map((tag) => readFileSync(join(dir, named(tag)), "utf8"));
  const write = (stem, code, ending) => {
    const name = `${stem}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.${ending}`;
    writeFileSync(join(dir, name), code);
    return `"./${name}" integrity="sha384-${createHash("sha384").update(code).digest("base64")}"`;
  };
  // The first of the tags gives way to that of the whole.
  const put = (tags, made) => tags.forEach((tag, i) => (html = html.replace(tag, () => (i === 0 ? made : ""))));
  const all = (kind) => [...html.matchAll(kind)].map(([tag]) => tag);

  const isLater = (tag) => parts && LATER.test(/href="(?:\.\/)?([^"]*)"/.exec(tag)[1]);
  const sheets = all(SHEETS).filter((tag) => !isLater(tag));
  // Written for today's browsers: minified, not made to fit older ones.
  const joined = (tags) => {
    const css = esbuild.transformSync(texts(tags).join("\n"), { loader: "css", minify: true, charset: "utf8", legalComments: "none" });
    // A rule that is cut off, or left from a merge, is no error to the library.
    if (css.warnings.length) throw new Error(`the style sheets: ${css.warnings.map((warning) => warning.text).join("; ")}`);
    return css.code;
  };
  const later = all(SHEETS).filter(isLater);
  if (later.length) {
    const [address] = write("dialogs", joined(later), "css").split(" ");
    put(later, `<meta name="isnad-later-style" content=${address}>\n`);
  }
  put(sheets, `<link rel="stylesheet" href=${write("page", joined(sheets), "css")}>\n`);

  const scripts = all(SCRIPTS);
  const early = esbuild.transformSync(texts(scripts).join("\n;"), { minify: true, charset: "utf8", legalComments: "none", target: "es2022" });
  put(scripts, `<script src=${write("early", early.code, "js")}></script>\n`);

  const modules = all(MODULES);
  if (modules.length !== 1) throw new Error(`expected one module, found ${modules.length}`);
  const module = named(modules[0]);
  for (const tag of all(AHEAD)) {
    named(tag);
    html = html.replace(tag, "");
  }
  const built = esbuild.buildSync({ ...common, entryPoints: [join(dir, module)], format: "esm", target: "es2022" });
  put(modules, `<script type="module" src=${write("page", built.outputFiles[0].text, "js")} crossorigin="anonymous"></script>\n`);

  for (const path of used) rmSync(join(dir, path));
  return html;
}
