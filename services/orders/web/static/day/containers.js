/** Which containers there are, and which of them each household has, with what waits here to be sent. */
import { all, call } from "../../../../../shared/web/static/calls.js";
import { Notes } from "./notes.js";

/** @typedef {import("./shapes.js").Container} Container */

export class ContainerNotes extends Notes {
  /** @type {Container[]} */
  containers = [];
  /** How many of which containers each household has. @type {Map<string, Map<string, number>>} */
  out = new Map();

  /** @override */
  async recall() {
    this.containers = await this.queue.store.kept(this.key("kinds"), []);
    this.out = new Map(await this.queue.store.kept(this.key("out"), []));
  }

  /** @override */
  async ask() {
    const [kinds, out] = await Promise.all([all("/v1/containers"), all(`/v1/centres/${encodeURIComponent(this.centre)}/containers`)]);
    this.containers = /** @type {Container[]} */ (kinds);
    this.out = new Map(out.map((/** @type {any} */ one) => [one.household_id, counted(one.containers)]));
    await this.queue.keep(this.key("kinds"), this.containers);
    await this.queue.keep(this.key("out"), [...this.out]);
  }

  /** @override @param {string} id */
  async askOf(id) {
    const its = await call("GET", `/v1/households/${id}/containers`);
    this.out.set(id, counted(its.containers));
    await this.queue.keep(this.key("out"), [...this.out]);
  }

  /** What a household has of a container, with what waits here. @param {string} id @param {string} container */
  has(id, container) {
    const waiting = this.of(id).reduce((sum, item) => sum + (item.body.container === container ? item.body.number : 0), 0);
    return Math.max(0, (this.out.get(id)?.get(container) ?? 0) + waiting);
  }
}

/** @param {{ container: string, number: number }[]} its */
function counted(its) {
  return new Map(its.map((one) => [one.container, one.number]));
}
