/**
 * What the device keeps: lists to work with, and what waits to be sent. In IndexedDB, so that neither a crash nor a
 * power cut takes it along: a write is done when the disk has it.
 */

/** @typedef {import("./shapes.js").Item} Item */
/** @typedef {import("./shapes.js").Stock} Stock */

const NAME = "vrac-table";

/** What each version of the app added; a version is never changed, so that a queue lives through every update. */
const STEPS = [
  (/** @type {IDBDatabase} */ database) => {
    database.createObjectStore("kept");
    database.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true });
    database.createObjectStore("stock", { keyPath: "id" });
  },
  () => undefined, // items say whether they were tried: an older app in another tab would not, so it sends no more
];

export class StorageFull extends Error {}

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, STEPS.length);
    asked.onupgradeneeded = (event) => STEPS.slice(event.oldVersion).forEach((step) => step(asked.result));
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close(); // another tab has a newer app
        opened = null;
      };
      asked.result.onclose = () => (opened = null);
      resolve(asked.result);
    };
  });
  return opened;
}

/**
 * Work in one transaction; done when it is on the disk.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T> | null} work
 * @returns {Promise<T>}
 */
async function within(store, mode, work) {
  const database = await open();
  const done = new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
  return done.catch((error) => {
    throw error?.name === "QuotaExceededError" ? new StorageFull() : error;
  });
}

/**
 * @param {string} key
 * @param {unknown} value
 */
export function keep(key, value) {
  return within("kept", "readwrite", (store) => store.put(value, key));
}

/**
 * @template T
 * @param {string} key
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
export async function kept(key, otherwise) {
  return (await within("kept", "readonly", (store) => store.get(key))) ?? otherwise;
}

/** @param {string} key */
function below(key) {
  return IDBKeyRange.bound(key, `${key}\uffff`);
}

/** Everything whose key begins so. @param {string} key @returns {Promise<any[]>} */
export function keptBelow(key) {
  return within("kept", "readonly", (store) => store.getAll(below(key)));
}

/** Keep it no more: done on a full device too. @param {string} key */
export function drop(key) {
  return within("kept", "readwrite", (store) => store.delete(key));
}

/**
 * Put items into the queue, all or none; each then knows its place there.
 * @param {Item[]} items
 */
export function queue(items) {
  return within("outbox", "readwrite", (store) => {
    for (const item of items) {
      const asked = store.add(item);
      asked.onsuccess = () => (item.sequence = Number(asked.result));
    }
    return null;
  });
}

/**
 * Change items that were never on their way to the server, and put others into the queue; all or none.
 * @param {{ was: Item, is: Item }[]} changed
 * @param {Item[]} added
 * @returns {Promise<boolean>} False if one of them is on its way, gone, or changed by another tab: then nothing changed.
 */
export async function exchange(changed, added) {
  let free = true;
  await within("outbox", "readwrite", (store) => {
    let left = changed.length;
    for (const { was } of changed) {
      const asked = store.get(was.sequence ?? -1);
      asked.onsuccess = () => {
        free = free && asked.result?.state === "waiting" && asked.result.tried === false && asked.result.stamp === was.stamp;
        left -= 1;
        if (left > 0 || !free) return;
        changed.forEach((one) => store.put(one.is));
        added.forEach((one) => (store.add(one).onsuccess = (event) => (one.sequence = Number(/** @type {IDBRequest} */ (event.target).result))));
      };
    }
    return null;
  });
  return free;
}

/**
 * Take waiting items to send them: from then on nothing of them changes, for the server may know them.
 * @param {Item[]} items
 * @returns {Promise<Item[]>} Those that still wait, as they are now.
 */
export async function claim(items) {
  /** @type {Item[]} */
  const claimed = [];
  await within("outbox", "readwrite", (store) => {
    for (const item of items) {
      const asked = store.get(item.sequence ?? -1);
      asked.onsuccess = () => {
        if (asked.result?.state !== "waiting") return;
        claimed.push({ ...asked.result, tried: true });
        store.put({ ...asked.result, tried: true });
      };
    }
    return null;
  });
  return claimed;
}

/** Write down what became of an item, unless another tab did so before. @param {Item} item */
export function settle(item) {
  return within("outbox", "readwrite", (store) => {
    const asked = store.get(item.sequence ?? -1);
    asked.onsuccess = () => asked.result?.state === "waiting" && store.put(item);
    return null;
  });
}

/** @param {Item} item */
export function change(item) {
  return within("outbox", "readwrite", (store) => store.put(item));
}

/** @returns {Promise<Item[]>} In the order they were made. */
export function queued() {
  return within("outbox", "readonly", (store) => store.getAll());
}

/** @param {number[]} sequences */
export function forget(sequences) {
  return within("outbox", "readwrite", (store) => {
    sequences.forEach((sequence) => store.delete(sequence));
    return null;
  });
}

/** @param {Item} item Whether it waits to be sent, or needs a look and may be tried again. */
export function isOpen({ state }) {
  return state === "waiting" || state === "refused";
}

/** What is done with, and nothing that is not builds on the version that it was answered. @param {Item[]} items */
export function spent(items) {
  const needed = new Set(items.filter(isOpen).map((item) => (item.kind === "cancellation" ? item.body["order_id"] : item.follows ? item.id : null)));
  return items.filter((item) => !isOpen(item) && !needed.has(item.id));
}

/** Lists that tell of people. */
const PEOPLE = ["households:", "last:", "recurring:", "till:", "returning"];

/**
 * Forget whom this device knows, and what was sent of them; what waits to be sent, or needs a look, stays,
 * with the orders that it changes or cancels. So do forms on paper whose sum is still in doubt, and what money was
 * taken for as a part: that is kept nowhere else.
 * @returns {Promise<number>} How many orders and forms stay.
 */
export async function forgetPeople() {
  await forget(spent(await queued()).map((item) => item.sequence ?? -1));
  await within("kept", "readwrite", (store) => {
    for (const list of PEOPLE) store.delete(below(list));
    const asked = store.openCursor(below("begun:"));
    asked.onsuccess = () => {
      if (asked.result?.value.parts.length === 0) asked.result.delete();
      asked.result?.continue();
    };
    return null;
  });
  /** @type {unknown[][]} */
  const piles = await keptBelow("forms:");
  const taken = [...(await keptBelow("begun:")), ...(await keptBelow("part:"))];
  return (await queued()).filter(isOpen).length + taken.length + piles.reduce((sum, pile) => sum + pile.length, 0);
}

/** @param {Stock[]} made Order ids with their QR codes, for when there is no network. */
export function stock(made) {
  return within("stock", "readwrite", (store) => {
    made.forEach((one) => store.put(one));
    return null;
  });
}

export function stocked() {
  return within("stock", "readonly", (store) => store.count());
}

/**
 * Take one: nobody else gets the same.
 * @returns {Promise<Stock | null>}
 */
export async function taken() {
  /** @type {Stock | null} */
  let found = null;
  await within("stock", "readwrite", (store) => {
    const asked = store.openCursor();
    asked.onsuccess = () => {
      if (asked.result === null) return;
      found = asked.result.value;
      asked.result.delete();
    };
    return null;
  });
  return found;
}
