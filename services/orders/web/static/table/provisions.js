/** What a device needs in hand for an afternoon without a network: member numbers, and order ids with their codes. */
import { call } from "../../../../../shared/web/static/calls.js";
import { keep, kept, stock, stocked } from "./store.js";

const NUMBERS = 20;
const FEW_NUMBERS = 8;
const CODES = 100; // more offline orders than a device takes in an afternoon
const CODES_AT_ONCE = 50;

export class Provisions {
  /**
   * @param {string} centre
   * @param {import("./queue.js").Queue} queue
   */
  constructor(centre, queue) {
    this.centre = centre;
    this.queue = queue;
    this.numbersKey = `numbers:${centre}`;
    this.askedKey = `asked:${centre}`;
  }

  /** Ask the server for what runs low. */
  async fill() {
    if ((await this.numbers()).length < FEW_NUMBERS) await this.askNumbers();
    for (let lacking = CODES - (await stocked()); lacking > 0; lacking -= CODES_AT_ONCE) {
      const ids = Array.from({ length: Math.min(lacking, CODES_AT_ONCE) }, () => crypto.randomUUID());
      const response = await fetch(`/table/codes/several.json?${ids.map((id) => `order_id=${id}`).join("&")}`).catch(() => null);
      if (!response?.ok) return;
      /** @type {Record<string, string>} */
      const drawn = await response.json();
      await stock(ids.map((id) => ({ id, svg: drawn[id] ?? "" })));
    }
  }

  /** @returns {Promise<string[]>} Those that are left; another tab may have taken some. */
  numbers() {
    return kept(this.numbersKey, []);
  }

  async askNumbers() {
    const id = await kept(this.askedKey, crypto.randomUUID());
    await this.queue.keep(this.askedKey, id); // asked for again after a lost answer, it is the same block
    if (this.queue.full) return; // it could not keep them: they would be nobody's
    const block = await call("POST", `/v1/centres/${encodeURIComponent(this.centre)}/number-blocks`, { id, size: NUMBERS });
    await navigator.locks.request("vrac-table-numbers", async () => {
      const left = await this.numbers();
      const more = block.numbers.filter((/** @type {string} */ one) => !left.includes(one));
      await this.queue.keep(this.numbersKey, [...left, ...more]);
      await this.queue.keep(this.askedKey, undefined);
    });
  }

  /** A member number of this device's own; a full device gives none, or it would give it again. */
  takeNumber() {
    return navigator.locks.request("vrac-table-numbers", async () => {
      const [number, ...rest] = await this.numbers();
      await keep(this.numbersKey, rest);
      return number ?? null;
    });
  }
}
