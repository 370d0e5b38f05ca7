from typing import Any

from shared.contracts.cycles import CycleArchived, CycleOpened
from shared.contracts.seals import CycleSealed
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscription import Subscription
from shared.messaging.topics import topics_of
from tests.fixtures.listening import LISTENING


def test_servers_are_split() -> None:
    assert MessagingSettings(bootstrap="a:1, b:2,").servers == ["a:1", "b:2"]


def test_the_heartbeat_is_a_third_of_the_session() -> None:
    assert MessagingSettings(bootstrap="a:1", session_timeout_ms=6000).heartbeat_interval_ms == 2000


def test_networks_share_neither_groups_nor_topics() -> None:
    settings = MessagingSettings(bootstrap="a:1", network="lyon")
    assert settings.group("supply") == "lyon.supply"
    assert topics_of("lyon", LISTENING) == ["lyon.centres"]


async def _nothing(*_: object) -> None: ...


def test_each_topic_is_subscribed_to_once() -> None:
    subscriptions: list[Subscription[Any]] = [
        Subscription((CycleSealed,), _nothing),
        Subscription((CycleOpened, CycleArchived), _nothing),
    ]
    assert topics_of("vrac", subscriptions) == ["vrac.cycles", "vrac.seals"]
