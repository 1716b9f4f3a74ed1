// Keeps the page on the device, so that it opens without a network. `./dev build` puts two constants before
// this: BUILD, a name for the whole of dist/, and FILES, the SHA-256 of each of its files.
//
// One cache holds one build, whole, and a page of that build is served from it alone: old and new never mix.
// A new build is fetched in the background and waits until a person asks for it. Other tabs go on with the
// build that they were opened with: what they still load lazily comes from its cache, which is kept as long as
// one of them is open. Each page holds a lock that names its build (offline.js); the browser lets go of it
// with the page, even in a crash. Other origins are neither asked nor answered.
"use strict";

const scope = self.registration.scope;
const family = `isnad ${scope} `;
const own = family + BUILD;

self.addEventListener("install", (event) => event.waitUntil(Promise.all([keep(), route(event)])));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "tidy") event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || !address.href.startsWith(scope)) return;
  address.search = address.hash = "";
  if (address.href.endsWith(".jsonl")) {
    event.respondWith(handedOut(event.request));
    return;
  }
  event.respondWith(answer(address.href, event.request));
});

/**
 * Has the browser itself take the files of this build from its cache, where it can: to start a worker, and to ask it
 * for each file, takes longer than all else of a visit. What is not in the cache it asks the network for, as `answer`
 * does. An address with a search part is left to `answer`.
 */
async function route(event) {
  if (!event.addRoutes) return;
  const paths = ["", ...Object.keys(FILES)];
  try {
    await event.addRoutes(paths.map((path) => {
      const { protocol, hostname, port, pathname } = new URL(scope + path);
      const urlPattern = new URLPattern({ protocol, hostname, port, pathname: literal(pathname), search: "" });
      return { condition: { urlPattern, requestMethod: "GET" }, source: { cacheName: own } };
    }));
  } catch {
    // It only saves time.
  }
}

/** A path as a pattern that only it has. */
function literal(path) {
  return path.replace(/[\\:*?+(){}]/g, "\\$&");
}

/** Fetches the whole build, or fails: then the worker before this one stays, with its own files. */
async function keep() {
  try {
    const cache = await caches.open(own);
    const paths = Object.keys(FILES);
    await Promise.all(paths.map((path) => keepFile(cache, path)));
    // Somebody may have emptied the storage meanwhile.
    const kept = await (await caches.open(own)).keys();
    if (kept.length !== paths.length + 1) throw new Error("the cache did not last");
  } catch (error) {
    await caches.delete(own);
    throw error;
  }
}

async function keepFile(cache, path) {
  const address = scope + path;
  const response = await fetch(address, { cache: "no-cache" });
  const bytes = await response.arrayBuffer();
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Half uploaded, or a page that says "log in".
  if (!response.ok || hex !== FILES[path]) throw new Error(`${path} is not the file of this build`);
  const headers = new Headers(response.headers);
  // Of the transfer, not of the bytes.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  await cache.put(address, new Response(bytes, { headers }));
  // The page is asked for without a name as well.
  if (path === "index.html") await cache.put(scope, new Response(bytes, { headers }));
}

async function answer(address, request) {
  if (address === scope) address += "index.html";
  const path = address.slice(scope.length);
  if (Object.hasOwn(FILES, path)) {
    const kept = await (await caches.open(own)).match(address);
    // Without its cache the page is as it would be without a worker.
    return kept ?? fetch(request);
  }
  // A file that only another build has: its name carries a hash, so it is the right one wherever it is kept.
  for (const name of await caches.keys()) {
    const kept = name.startsWith(family) && (await (await caches.open(name)).match(address));
    if (kept) return kept;
  }
  return fetch(request);
}

/** What a lead hands out, from the network alone: an old one is worse than none. Without a network there is none. */
async function handedOut(request) {
  try {
    return await fetch(request);
  } catch {
    return new Response("");
  }
}

/** Lets go of builds that no page is of. Does nothing while a page or a worker is just beginning. */
async function tidy() {
  const names = await caches.keys();
  if (self.registration.installing || self.registration.waiting || !self.navigator.locks) return;
  const held = (await self.navigator.locks.query()).held.filter((lock) => lock.name.startsWith(family));
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > held.length) return;
  const idle = (name) => name.startsWith(family) && name !== own && !held.some((lock) => lock.name === name);
  await Promise.all(names.filter(idle).map((name) => caches.delete(name)));
}
