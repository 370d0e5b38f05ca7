/** Have this page kept by the worker of its part of the service, for when there is no network. */

/** @param {string} scope Such as ``/hall``; its worker is ``/hall/worker.js``. */
export async function keepPage(scope) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(`${scope}/worker.js`, { scope, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await navigator.storage.persist?.();
    const address = location.origin + location.pathname;
    const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
    if (response.ok) await (await caches.open(`vrac-${scope.slice(1)}-pages`)).put(address, response);
    document.body.dataset["kept"] = "yes";
  } catch {
    // No network, or signed out: what was kept before is still there.
    document.body.dataset["kept"] = navigator.serviceWorker.controller ? "yes" : "no";
  }
}
