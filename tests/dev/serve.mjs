// A static server for dist/ on this machine only: node serve.mjs DIR PORT. For looking at the page,
// not for publishing it.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const [dir, port] = process.argv.slice(2);
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const server = createServer((request, response) => {
  const refuse = (status) => response.writeHead(status, { "content-type": "text/plain" }).end(`${status}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  let path;
  try {
    path = normalize(decodeURIComponent(request.url.split(/[?#]/, 1)[0]));
  } catch {
    return refuse(400);
  }
  if (path.endsWith("/")) path += "index.html";
  const file = join(dir, path); // `path` begins with "/" and is normalised: it cannot leave `dir`
  const stat = path.includes("\0") ? undefined : statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return refuse(404);
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": stat.size,
    "cache-control": "no-cache",
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(file).on("error", () => response.destroy()).pipe(response);
});
server.on("error", (error) => {
  console.error(
    error.code === "EADDRINUSE" ? `dev: port ${port} is taken: try ./dev serve --port ${Number(port) + 1}` : `dev: ${error.message}`,
  );
  process.exit(1);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
