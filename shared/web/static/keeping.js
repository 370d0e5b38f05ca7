/** Have this page kept by the worker of its part of the service, for when there is no network. */

/** Where its pages are kept. @param {string} scope */
export function pagesOf(scope) {
  return `vrac-${scope.slice(1)}-pages`;
}

/**
 * @param {string} scope Such as ``/hall``; its worker is ``/hall/worker.js``.
 * @param {string[]} [own] Addresses to keep; none of a page that is of no use without a network.
 */
export async function keepPage(scope, own = [location.pathname]) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(`${scope}/worker.js`, { scope, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await navigator.storage.persist?.();
    for (const address of [...own, `${scope}/offline`]) {
      const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (response.ok) await (await caches.open(pagesOf(scope))).put(location.origin + address, response);
    }
    document.body.dataset["kept"] = "yes";
  } catch {
    // No network, or signed out: what was kept before is still there.
    document.body.dataset["kept"] = navigator.serviceWorker.controller ? "yes" : "no";
  }
}
