"""Asking from the command line, whatever is asked for: as whoever signed in, in pipes, refused, not answered."""

import json
import stat
import subprocess
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyotp

from services.local.ports import free_port
from tests.integration.command_line.page import never_typed, sections
from tests.integration.command_line.running import PASSWORD, command
from tests.integration.command_line.terminal import Terminal, Vrac

STORIES = {
    "The command line": "test_asking.py",
    "The cash box": "test_cash_box.py",
    "Prices and stock": "test_prices_and_stock.py",
    "A cycle": "test_cycle.py",
    "What goes otherwise": "test_hard_days.py",
}
"""Which test types all the commands that the page has under a heading."""


def test_each_command_of_the_page_is_one_that_a_test_types() -> None:
    assert set(sections()) == set(STORIES)
    for heading, name in STORIES.items():
        assert f'never_typed("{heading}", ' in Path(__file__).with_name(name).read_text(encoding="utf-8")


def test_who_signed_in_asks_until_they_sign_out(claire_at_orders: Terminal, place: Path) -> None:
    claire, accounts = claire_at_orders, "/v1/ledger/accounts"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert claire.orders.get(accounts)["items"] == []
    assert claire.vrac("sign-out").out == "signed out\n"
    assert not place.exists()
    assert "sign in" in claire.orders.refused("GET", accounts).lower()
    wrong = claire.vrac("sign-in", "--login", "claire", VRAC_PASSWORD="not this one")
    assert (wrong.code, wrong.out, wrong.err.startswith("vrac: ")) == (1, "", True)
    signed_in = claire.vrac("sign-in", "--login", "claire")
    assert signed_in.out.startswith("signed in: coordinator, treasurer, until ")
    unknown = f"/v1/households/{uuid.uuid4()}"
    in_french = claire.vrac("ask", "orders", unknown, LANG="fr_FR.UTF-8").err
    assert in_french.removeprefix("vrac: ").rstrip() != claire.orders.refused("GET", unknown)
    assert claire.orders.refused("POST", "/nowhere").startswith("There is nothing here under this address")
    assert "name" in claire.orders.refused("PUT", "/v1/centres/DUC", {"name": ""})
    assert never_typed("The command line", claire) == set()


def test_a_process_of_its_own_takes_a_second_factor_and_pipes(
    claire_at_orders: Terminal, settings: dict[str, str], tmp_path: Path
) -> None:
    claire = claire_at_orders
    app = pyotp.TOTP(claire.orders.post("/v1/account/second-factor", {"password": PASSWORD})["secret"])
    codes = claire.orders.post("/v1/account/second-factor/confirmation", {"code": app.now()})["recovery_codes"]
    without = claire.vrac("sign-in", "--login", "claire")
    assert (without.code, without.out) == (2, "")
    assert "set VRAC_CODE" in without.err
    subprocess.run(command("sign-in", "--login", "claire"), env=settings | {"VRAC_CODE": codes[0]}, check=True)
    centre = command("ask", "orders", "/v1/centres/DUC", "--method", "PUT", "--body", "-")
    piped = subprocess.run(
        centre, env=settings, input=b'{"name": "La Duch\xc3\xa8re"}', capture_output=True, check=True
    )
    assert (json.loads(piped.stdout)["name"], piped.stderr) == ("La Duchère", b"")
    card = tmp_path / "card.pdf"
    with card.open("wb") as file:
        path = "/v1/centres/DUC/papers/table-card.pdf"
        subprocess.run(command("ask", "orders", path), env=settings, stdout=file, check=True)
    assert card.read_bytes() == claire.orders.file(path)
    assert card.read_bytes().startswith(b"%PDF-")


def test_what_stands_before_a_service_is_not_taken_for_it(place: Path, vrac: Vrac) -> None:
    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(503)

        def log_message(self, *_: object) -> None:
            """Nothing beside what the command says."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as proxy:
        Thread(target=proxy.serve_forever, args=[0.01], daemon=True).start()
        ended = vrac("ask", "orders", "/v1/cycles", VRAC_ORDERS_ADDRESS=f"http://127.0.0.1:{proxy.server_port}")
        proxy.shutdown()
    assert (ended.code, place.exists()) == (1, False)
    assert "answered 503" in ended.err
    assert "not an address" not in ended.err


def test_what_cannot_be_sent_is_said_before_anything_is(place: Path, vrac: Vrac, tmp_path: Path) -> None:
    away = vrac("ask", "orders", "/v1/cycles", VRAC_ORDERS_ADDRESS=f"http://127.0.0.1:{free_port()}")
    assert (away.code, "VRAC_ORDERS_ADDRESS" in away.err) == (1, True)
    for path, body, sentence in (
        ("v1/cycles", None, "begins with a slash"),
        ("/v1/cycles", "list.doc", "its name must end in"),
        ("/v1/cycles", "list.csv", "can't be read"),
    ):
        ended = vrac("ask", "orders", path, *(("--body", str(tmp_path / body)) if body else ()))
        assert (ended.code, sentence in ended.err) == (2, True), ended.err
    assert "set VRAC_PASSWORD" in vrac("sign-in", "--login", "claire").err
    assert (vrac("sign-out").out, place.exists()) == ("signed out\n", False)
