/** This device forgets the households of the hall; what still waits on it is said, else one is led to signing in. */
import { DeviceStore } from "../../../../../shared/web/static/device_store.js";
import { at } from "../../../../../shared/web/static/elements.js";
import { pagesOf } from "../../../../../shared/web/static/keeping.js";
import { leave } from "../../../../../shared/web/static/leaving.js";
import { say, sayNumber } from "../../../../../shared/web/static/words.js";

/** @type {{ orders: number, day: number, signIn: string }} */
const { orders, day, signIn } = JSON.parse(at("here").textContent ?? "");
const store = new DeviceStore("vrac-hall");
const notes = await leave("vrac-hall", () => store.forgetPeople(["orders:", "remarks:"]));
await caches.delete(pagesOf("/hall")); // they name who helps today
document.body.dataset["forgot"] = "yes";
if (notes + orders + day === 0) location.replace(signIn);
else {
  const waiting = [
    orders > 0 ? sayNumber("One order waits on this device.", "{number} orders wait on this device.", orders) : "",
    day > 0 ? sayNumber("One note of deposits or sales waits on this device.", "{number} notes of deposits or sales wait on this device.", day) : "",
    notes > 0 ? sayNumber("One note of the hall waits on this device.", "{number} notes of the hall wait on this device.", notes) : "",
  ];
  at("stays").textContent = [...waiting.filter((one) => one !== ""), say("Nothing is lost: it goes on once somebody of its centre signs in here.")].join(" ");
  at("stays").className = "notice wait";
  at("stays").focus();
}
