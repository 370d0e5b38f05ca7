"""What a device says of itself is read, or it says nothing."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.web.devices import DeviceKind, Said, read

ID = "0197f0a0-0000-7000-8000-0000000000d1"
TOLD = {"id": ID, "centre": "DUC", "kind": "tablet", "waiting": "3", "waited": "120"}


def header(**changed: str | None) -> str:
    return "&".join(f"{name}={value}" for name, value in (TOLD | changed).items() if value is not None)


def test_it_says_which_it_is_where_it_works_and_what_waits_on_it() -> None:
    assert read(header()) == Said(UUID(ID), "DUC", DeviceKind.TABLET, 3, timedelta(minutes=2))
    found = read(header(centre="Saint%2FPriest+%C3%A9"))
    assert found is not None
    assert found.centre == "Saint/Priest é"


@pytest.mark.parametrize(
    "told",
    [
        "",
        "tablet",
        header(id="1"),
        header(centre=None),
        header(centre=""),
        header(centre="%00"),
        header(centre="D" * 65),
        header(kind="toaster"),
        header(waiting="-1"),
        header(waiting="many"),
        header(waiting="9" * 30),
        header(waited="-1"),
        header(waited="9" * 30),
        header() + "&name=Amina",
    ],
)
def test_what_cannot_be_meant_is_not_heard(told: str) -> None:
    assert read(told) is None
