/** Once the session has ended this device forgets the households of order table, deposits and sales, then those of the hall. */
import { at } from "../../../../shared/web/static/elements.js";
import { DeviceStore } from "../../../../shared/web/static/device_store.js";
import { leave } from "../../../../shared/web/static/leaving.js";
import { OUTBOX, PEOPLE } from "./day/note_items.js";
import { forgetPeople } from "./table/store.js";

const form = at("sign-out");

form.addEventListener("done", (event) => {
  event.preventDefault();
  void go();
});

async function go() {
  try {
    const [orders, day] = await Promise.all([leave("vrac-table", forgetPeople), leave(OUTBOX, forgetDay)]);
    location.assign(`${form.dataset["on"]}?orders=${orders}&day=${day}`);
  } catch {
    at("not-forgotten").hidden = false;
    at("not-forgotten").focus();
  }
}

/** How many notes of deposits and sales still wait, whatever each is made of. */
async function forgetDay() {
  const store = new DeviceStore(OUTBOX);
  await store.forgetPeople(PEOPLE);
  return new Set((await store.queued()).map((item) => item.about)).size;
}
