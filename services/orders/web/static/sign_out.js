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
  try {
    const waiting = await leave("vrac-table", forgetPeople);
    location.assign(`${form.dataset["on"]}?orders=${waiting}`);
  } catch {
    at("not-forgotten").hidden = false;
    at("not-forgotten").focus();
  }
}
