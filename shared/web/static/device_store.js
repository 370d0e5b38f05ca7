/**
 * What a device keeps of one part of a service: lists to work with, and requests that wait. In IndexedDB, so that
 * neither a crash nor a power cut takes it along: a write is done when the disk has it.
 */

/**
 * @typedef {object} Waiting A request that waits to be sent, or what became of it.
 * @property {number} [sequence] Its place in the queue.
 * @property {string} id Made on this device.
 * @property {string} about What it changes: requests about the same thing go one after the other.
 * @property {string} method
 * @property {string} address
 * @property {any} body
 * @property {"waiting" | "sent" | "refused"} state
 * @property {number} made_at By this device's clock: shown, never decided upon.
 * @property {any} answer What the server said.
 * @property {string} sentence Why it was refused.
 * @property {any} [told] What the page shows of it, and needs to know once it is back.
 */

/** What each version of the app added; a version is never changed, so that a queue lives through every update. */
const STEPS = [
  (/** @type {IDBDatabase} */ database) => {
    database.createObjectStore("kept");
    database.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true });
  },
];

export class StorageFull extends Error {}

export class DeviceStore {
  /** @param {string} name Of the database. */
  constructor(name) {
    this.name = name;
    /** @type {Promise<IDBDatabase> | null} */
    this.opened = null;
  }

  /** @returns {Promise<IDBDatabase>} */
  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(this.name, STEPS.length);
      asked.onupgradeneeded = (event) => STEPS.slice(event.oldVersion).forEach((step) => step(asked.result));
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        asked.result.onversionchange = () => {
          asked.result.close(); // another tab has a newer app
          this.opened = null;
        };
        asked.result.onclose = () => (this.opened = null);
        resolve(asked.result);
      };
    });
    return this.opened;
  }

  /**
   * Work in one transaction; done when it is on the disk.
   * @template T
   * @param {string} store
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<T>} work
   * @returns {Promise<T>}
   */
  async within(store, mode, work) {
    const database = await this.open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const request = work(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new DOMException("the disk said no", "UnknownError"));
        transaction.onerror = () => reject(transaction.error);
      });
    } catch (error) {
      throw error instanceof DOMException && error.name === "QuotaExceededError" ? new StorageFull() : error;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  async keep(key, value) {
    await this.within("kept", "readwrite", (store) => store.put(value, key));
  }

  /**
   * @template T
   * @param {string} key
   * @param {T} otherwise
   * @returns {Promise<T>}
   */
  async kept(key, otherwise) {
    return (await this.within("kept", "readonly", (store) => store.get(key))) ?? otherwise;
  }

  /**
   * Forget lists and answers that tell of people; what waits to be sent stays, with the answers that it builds on.
   * @param {string[]} lists What their keys begin with.
   * @returns {Promise<number>} How many requests stay.
   */
  async forgetPeople(lists) {
    const left = await this.queued();
    const needed = new Set(left.map((item) => `answer:${item.about}`));
    await this.within("kept", "readwrite", (store) => {
      for (const list of lists) store.delete(IDBKeyRange.bound(list, `${list}\uffff`));
      const asked = store.openCursor(IDBKeyRange.bound("answer:", "answer:\uffff"));
      asked.onsuccess = () => {
        if (asked.result === null) return;
        if (needed.has(String(asked.result.key))) asked.result.update({ version: asked.result.value.version });
        else asked.result.delete();
        asked.result.continue();
      };
      return store.count();
    });
    return left.length;
  }

  /** @param {Waiting} item A new one, or one that changed. */
  async put(item) {
    item.sequence = Number(await this.within("outbox", "readwrite", (store) => store.put(item)));
  }

  /** Several, all or none. @param {Waiting[]} items */
  async putAll(items) {
    await this.within("outbox", "readwrite", (store) => {
      for (const item of items) store.put(item).onsuccess = ({ target }) => (item.sequence = Number(/** @type {IDBRequest} */ (target).result));
      return store.count();
    });
  }

  /** @returns {Promise<Waiting[]>} In the order they were made. */
  queued() {
    return this.within("outbox", "readonly", (store) => store.getAll());
  }

  /** @param {Waiting} item */
  async forget(item) {
    await this.within("outbox", "readwrite", (store) => store.delete(item.sequence ?? -1));
  }
}
