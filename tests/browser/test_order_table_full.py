"""An order table whose device has no room left: what was noted before is sent all the same, and the screen says why."""

from playwright.async_api import Page, expect

from tests.browser.test_order_table_changes import credit, offline, orders
from tests.fixtures.browsing import seen_everywhere
from tests.fixtures.order_table_hall import Hall, take_order
from tests.fixtures.waiting import eventually

FULL = "Cet appareil est plein"


NO_ROOM = """() => {
  const writing = [[IDBObjectStore, "put"], [IDBObjectStore, "add"], [IDBCursor, "update"]];
  const undo = writing.map(([of, name]) => {
    const write = of.prototype[name];
    of.prototype[name] = function (...given) {
      const { transaction } = this.source ?? this;
      const asked = write.apply(this, given);
      const value = new DOMException("full", "QuotaExceededError");
      Object.defineProperty(transaction, "error", { value, configurable: true });
      asked.addEventListener("success", () => transaction.abort());
      return asked;
    };
    return () => { of.prototype[name] = write; };
  });
  window.room = () => undo.forEach((one) => one());
}"""  # as browsers do on a full disk: whatever is written, its transaction is undone; what is deleted is gone


async def out_of_room(page: Page) -> None:
    """The device is full from now on, and this is the only tab."""
    for other in page.context.pages:
        if other != page:
            await other.close()
    await page.evaluate(NO_ROOM)


async def test_what_was_noted_before_is_sent_and_the_screen_says_what_to_do(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118")
    await take_order(page, "207", "1")
    await expect(page.locator("#standing")).to_have_text("2 commandes attendent d’être envoyées")
    await out_of_room(page)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    async with hall.open():
        await expect(page.locator("#standing")).to_have_text(FULL, timeout=30_000)
        await expect(page.locator("#full")).to_contain_text("Supprimez des photos ou des fichiers")
        await expect(page.locator("#receipt-sent")).to_have_text("Envoyée : la commande est confirmée.")
        await expect(page.locator("#queue")).to_be_hidden()
        assert await hall.counted() == (2, 2, 2, 363 + 145)
        await seen_everywhere(page, "table-full")
        await page.locator("#find").fill("118")  # who was served is served again; nothing new is noted
        await page.locator("#find").press("Enter")
        await page.keyboard.type("farine")
        for key in ("Enter", "5", "Enter", "F8", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_role("alert").first).to_contain_text("Cet appareil est plein : rien n’a été noté")
        await context.add_init_script(f"({NO_ROOM})()")
        again = await hall.table(context, alone=True)  # opened again it does not know what was answered, and asks
        await expect(again.locator("#queue")).to_be_hidden(timeout=30_000)
        await expect(again.locator("#standing")).to_have_text(FULL)
        await again.close()
        await page.evaluate("room()")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 2, 2, 363 + 145)
    assert complaints == []
    await context.close()


async def test_room_is_said_whatever_is_kept_first(hall: Hall) -> None:
    """Only the stream of progress is answered: what is asked when the device tries again fails after 20 seconds."""
    context, page = await offline(hall)
    await take_order(page, "118")
    await out_of_room(page)
    async with hall.open():
        await expect(page.locator("#standing")).to_have_text(FULL, timeout=30_000)
    await page.route("**/v1/sessions/current", lambda _: None)
    await page.evaluate("room()")
    async with hall.open():
        await expect(page.locator("#standing")).not_to_have_text(FULL, timeout=15_000)
        await expect(page.locator("#full")).to_be_hidden()
        await page.unroute("**/v1/sessions/current")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert await hall.counted() == (2, 1, 1, 363)
    await context.close()


async def test_what_builds_on_an_answer_that_could_not_be_kept_waits_for_room(hall: Hall) -> None:
    context, page = await offline(hall)
    await take_order(page, "118")
    await page.evaluate(TRIED)
    await page.reload()
    await expect(page.locator("body[data-ready=yes]")).to_be_attached()
    await page.locator("#find").fill("118")
    await page.locator("#find").press("Enter")
    await page.get_by_text("Annuler la commande").click()
    await page.get_by_role("button", name="Annuler et garder 3,63 € en crédit").click()
    await expect(page.locator("#receipt-title:visible")).to_have_text("Commande annulée")
    await out_of_room(page)
    async with hall.open():
        await eventually(lambda: is_there(hall))
        await expect(page.locator("#standing")).to_have_text(FULL, timeout=30_000)
        assert await orders(hall) == [("confirmed", 363)]
        await page.evaluate("room()")
        await expect(page.locator("#standing")).to_have_text("En ligne · tout est envoyé", timeout=30_000)
        assert (await orders(hall), await credit(hall)) == ([("cancelled", 363)], 363)
    await context.close()


async def is_there(hall: Hall) -> bool:
    return await hall.counted() == (2, 1, 1, 363)


TRIED = """() => new Promise((resolve) => {
  indexedDB.open("vrac-table").onsuccess = ({ target }) => {
    const work = target.result.transaction("outbox", "readwrite");
    const asked = work.objectStore("outbox").openCursor();
    asked.onsuccess = () => asked.result?.update({ ...asked.result.value, tried: true });
    work.oncomplete = () => { target.result.close(); resolve(); };
  };
})"""  # it was on its way once, and nothing was answered
