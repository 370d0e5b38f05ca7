import pytest

from shared.messaging.topics import TopicError, made_topics

MADE, EXISTS, REFUSED = ("vrac.a", 0, None), ("vrac.b", 36, "exists"), ("vrac.c", 38, "replication factor")


def test_a_topic_that_exists_is_no_error() -> None:
    assert made_topics([MADE, EXISTS]) == ["vrac.a"]


def test_a_refusal_names_the_topic_and_why() -> None:
    with pytest.raises(TopicError, match=r"vrac\.c \(InvalidReplicationFactorError\)"):
        made_topics([MADE, EXISTS, REFUSED])
