// Shows the kept pages of one assessment while the line is down. Its scope is that assessment; what
// it may show was put there by `keeping.js`, on the word of the respondent.

const FORTNIGHT_MS = 14 * 24 * 3600 * 1000;
const PATIENCE_MS = 10000;
const home = new URL(self.registration.scope).pathname;
const NAME = `crest-kept-${home.split("/").pop()}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  const isPage = pathname === home || pathname.startsWith(`${home}/sections/`);
  if (pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (isPage && request.mode === "navigate") event.respondWith(page(request, pathname));
});

async function asset(request) {
  return (await caches.match(request.url, { cacheName: NAME })) ?? fetch(request);
}

// The line goes first. What is kept stands in where it is down, or says nothing for long.
async function page(request, path) {
  const fresh = fetch(request).then(async (reply) => {
    if (reply.ok && !reply.redirected && (await caches.has(NAME))) {
      const copy = reply.clone();
      await (await caches.open(NAME)).put(path, copy);
    }
    return reply;
  });
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(() => young(path));
  try {
    return (await Promise.race([fresh, patience])) ?? (await fresh);
  } catch {
    return (await young(path)) ?? Response.error();
  }
}

async function young(path) {
  const found = await caches.match(path, { cacheName: NAME });
  if (!found) return undefined;
  if (Date.now() - Date.parse(found.headers.get("date")) <= FORTNIGHT_MS) return found;
  await caches.delete(NAME);
  await self.registration.unregister();
  return undefined;
}
