/** Once the session has ended this device forgets the households of the order table, then those of the hall. */
import { at } from "../../../../shared/web/static/elements.js";
import { leave } from "../../../../shared/web/static/leaving.js";
import { forgetPeople } from "./table/store.js";

const form = at("sign-out");

form.addEventListener("done", (event) => {
  event.preventDefault();
  void go();
});

async function go() {
  let waiting = 0;
  try {
    waiting = await leave("vrac-table", forgetPeople);
  } finally {
    location.assign(`${form.dataset["on"]}?orders=${waiting}`);
  }
}
