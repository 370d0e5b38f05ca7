/**
 * Keeps the pages of a part of a service and what they are made of, so that they open without a network. Answers of the
 * API are never kept here, nor pages that are of no use without a network: one that says so stands for them.
 * The route that serves this puts SCOPE, BUILD, FILES and ONLINE before it (shared/web/kept_pages.py).
 * A new one waits until no page of its part is open: Chromium ends the old one at once if it does not, and the page
 * that one was just asked for never comes. What the new one is for, its files, is kept before it waits.
 * It is no module, for workers of older browsers are none: the block keeps its names to itself.
 */
{
  const worker = /** @type {ServiceWorkerGlobalScope & { SCOPE: string, BUILD: string, FILES: string[], ONLINE: string }} */ (/** @type {unknown} */ (self));
  const ASSETS = `vrac-${worker.SCOPE.slice(1)}-assets`;
  const PAGES = `vrac-${worker.SCOPE.slice(1)}-pages`;
  const PATIENCE = 4000;
  const online = worker.ONLINE === "" ? null : new RegExp(worker.ONLINE);

  worker.addEventListener("install", (event) => {
    event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(worker.FILES)));
  });

  worker.addEventListener("activate", (event) => {
    event.waitUntil(tidy().then(() => worker.clients.claim()));
  });

  /** Forget files of builds that no kept page is made of. */
  async function tidy() {
    const [assets, pages] = await Promise.all([caches.open(ASSETS), caches.open(PAGES)]);
    const used = new Set([worker.BUILD]);
    for (const page of await pages.matchAll()) {
      for (const [, build] of (await page.text()).matchAll(/\/static\/(\w+)\//g)) if (build) used.add(build);
    }
    for (const request of await assets.keys()) {
      const build = /\/static\/(\w+)\//.exec(request.url)?.[1] ?? "";
      if (!used.has(build)) await assets.delete(request);
    }
  }

  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== worker.location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
    else if (request.mode !== "navigate" || !isOurs(url.pathname)) return;
    else event.respondWith(online?.test(url.pathname) ? only(request) : page(request));
  });

  /** @param {string} path */
  function isOurs(path) {
    return path === worker.SCOPE || path.startsWith(`${worker.SCOPE}/`);
  }

  /** @param {Request} request */
  async function asset(request) {
    const known = await caches.match(request, { ignoreSearch: true });
    if (known) return known;
    const response = await fetch(request);
    if (response.ok) await (await caches.open(ASSETS)).put(request, response.clone());
    return response;
  }

  /** A page that needs the network, or the one that says that there is none. @param {Request} request */
  async function only(request) {
    try {
      return await fetch(request);
    } catch {
      return (await caches.match(`${worker.SCOPE}/offline`, { ignoreVary: true })) ?? Response.error();
    }
  }

  /** The newest page; the one that is kept, when the server is away or too slow. @param {Request} request */
  async function page(request) {
    const pages = await caches.open(PAGES);
    const known = (await pages.matchAll(request, { ignoreSearch: true, ignoreVary: true })).at(-1); // kept last
    const asked = fetch(request).then(async (response) => {
      if (response.ok) await pages.put(request.url, response.clone());
      return response.status >= 500 && known ? known : response;
    });
    if (known === undefined) return asked.catch(async () => (await pages.match(`${worker.SCOPE}/offline`, { ignoreVary: true })) ?? Response.error());
    return Promise.race([asked.catch(() => known), new Promise((resolve) => setTimeout(resolve, PATIENCE, known))]);
  }
}
