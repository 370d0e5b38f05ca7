"""An update of the app while orders wait: what an older one wrote is sent, and an older page says that it is one."""

from playwright.async_api import expect

from tests.browser.conftest import Site
from tests.fixtures.browsing import Visitor
from tests.fixtures.order_table import all_is_sent, at_table, chosen, households, stored, typed

AS_THE_FIRST_VERSION_WROTE_IT = """async () => {
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const now = await done(indexedDB.open("vrac-table"));
  const all = (store, what) => done(now.transaction(store).objectStore(store)[what]());
  const items = await all("outbox", "getAll");
  const [keys, kept] = [await all("kept", "getAllKeys"), await all("kept", "getAll")];
  now.close();
  await done(indexedDB.deleteDatabase("vrac-table"));
  const first = indexedDB.open("vrac-table", 1);
  first.onupgradeneeded = () => {
    first.result.createObjectStore("kept");
    first.result.createObjectStore("outbox", { keyPath: "sequence", autoIncrement: true });
    first.result.createObjectStore("stock", { keyPath: "id" });
  };
  const database = await done(first);
  const writing = database.transaction(["kept", "outbox"], "readwrite");
  keys.forEach((key, place) => writing.objectStore("kept").put(kept[place], key));
  for (const { tried, stamp, ...item } of items) writing.objectStore("outbox").put(item);
  await new Promise((resolve) => (writing.oncomplete = resolve));
  database.close();
  return items.length;
}"""
WRITE_WITH_A_NEWER_ONE = """() => new Promise((resolve) => {
  const asked = indexedDB.open("vrac-table", 99);
  asked.onsuccess = () => resolve(asked.result.close());
})"""


async def test_what_the_first_version_of_the_app_queued_is_sent_by_this_one(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("Failed to load resource")
    await households(site.orders)
    page = await at_table(visitor)
    await visitor.context.route("**/v1/device-batches", lambda route: route.abort())
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>", "<Enter>")
    await expect(page.locator("#standing")).to_contain_text("1 commande attend")
    await page.goto(f"{site.addresses.orders}/design")
    assert await page.evaluate(AS_THE_FIRST_VERSION_WROTE_IT) == 1
    await visitor.context.unroute("**/v1/device-batches")
    await page.goto(f"{site.addresses.orders}/table")
    await all_is_sent(page)
    assert await stored(site.orders.engine) == [("confirmed", 640, 640)]


async def test_a_page_that_is_older_than_what_is_kept_says_so(site: Site, visitor: Visitor) -> None:
    visitor.tolerate("VersionError", "requested version")
    await households(site.orders)
    page = await at_table(visitor)
    await chosen(page, "207")
    await typed(page, "savon", "<Enter>", "2", "<Enter>", "<F8>")
    await page.evaluate(WRITE_WITH_A_NEWER_ONE)
    await typed(page, "<Enter>")
    await expect(page.locator("#problem")).to_contain_text("Rechargez la page, puis confirmez à nouveau.")
    await expect(page.locator("#receipt-title")).to_be_hidden()
