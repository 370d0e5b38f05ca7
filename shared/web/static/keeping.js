/** Have this page kept by the worker of its part of the service, for when there is no network. */

/** Where its pages are kept. @param {string} scope */
export function pagesOf(scope) {
  return `vrac-${scope.slice(1)}-pages`;
}

/** Once a worker that has just come keeps its files. @param {ServiceWorker | null} worker */
async function installed(worker) {
  while (worker?.state === "installing") await new Promise((changed) => worker.addEventListener("statechange", changed, { once: true }));
  if (worker?.state === "redundant") throw new Error("its files did not come");
}

/**
 * @param {string} scope Such as ``/hall``; its worker is ``/hall/worker.js``.
 */
export async function keepPage(scope) {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(`${scope}/worker.js`, { scope, updateViaCache: "none" });
    await registration.update();
    await installed(registration.installing);
    await navigator.serviceWorker.ready;
    await navigator.storage.persist?.();
    for (const address of [location.pathname, `${scope}/offline`]) {
      const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (response.ok) await (await caches.open(pagesOf(scope))).put(location.origin + address, response);
    }
    document.body.dataset["kept"] = "yes";
  } catch {
    // No network, or signed out: what was kept before is still there.
    document.body.dataset["kept"] = navigator.serviceWorker.controller ? "yes" : "no";
  }
}
