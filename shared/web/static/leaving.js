/** Signing out on a device: whoever comes next reads nobody's name on it, and what waits to be sent stays. */

/** What the tabs of a part of a service are told: nobody may go on. */
export const LEFT = "left";

/** How long a tab may take to hear it, and to write what it was just told. */
const HEARD_MS = 300;

/**
 * Tell the other tabs, then forget: again once they have heard it, for one may just have written a list.
 * @param {string} name Of the part, such as ``vrac-hall``.
 * @param {() => Promise<number>} forget How many requests still wait.
 */
export async function leave(name, forget) {
  const known = await indexedDB.databases?.();
  if (known && !known.some((one) => one.name === name)) return 0;
  const tabs = new BroadcastChannel(name);
  tabs.postMessage(LEFT);
  await forget();
  await new Promise((resolve) => setTimeout(resolve, HEARD_MS));
  tabs.close();
  return forget();
}
