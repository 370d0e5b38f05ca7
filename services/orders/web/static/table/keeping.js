/** The page and what it is made of are kept by the service worker, for when there is no network. */

/** Register the worker and have this page kept, once all of it is here. */
export async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/table/worker.js", { scope: "/table", updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await navigator.storage.persist?.();
    const address = location.origin + location.pathname;
    const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
    if (response.ok) await (await caches.open("vrac-table-pages")).put(address, response);
    document.body.dataset["kept"] = "yes";
  } catch {
    // No network, or signed out: what was kept before is still there.
    document.body.dataset["kept"] = navigator.serviceWorker.controller ? "yes" : "no";
  }
}
