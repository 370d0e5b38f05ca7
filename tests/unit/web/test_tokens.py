"""Session tokens: signed by one of our keys, for this network, for twelve hours."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from shared.kernel.clock import HeldClock
from shared.web.problems import Problem
from shared.web.roles import Actor, Role
from shared.web.tokens import CHALLENGE_LIFETIME, LIFETIME, SKEW, Challenge, SessionSigner, SessionVerifier, thumbprint

ACTOR = Actor(uuid4(), frozenset({Role.VOLUNTEER, Role.TREASURER}), frozenset({"north", "south"}))
NOON = datetime(2026, 12, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOON)


@pytest.fixture
def signer(clock: HeldClock) -> SessionSigner:
    return SessionSigner.generate("vrac", clock)


def test_a_token_says_who_acts(signer: SessionSigner, clock: HeldClock) -> None:
    token, ends = signer.issue(ACTOR)
    assert SessionVerifier([signer.public_key], "vrac", clock).verify(token).actor == ACTOR
    assert ends == NOON.replace(microsecond=0) + LIFETIME
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("EdDSA", thumbprint(signer.public_key))


def test_while_keys_change_both_are_good(clock: HeldClock) -> None:
    old, new = SessionSigner.generate("vrac", clock), SessionSigner.generate("vrac", clock)
    both = SessionVerifier([old.public_key, new.public_key], "vrac", clock)
    assert [both.verify(signer.issue(ACTOR)[0]).actor for signer in (old, new)] == [ACTOR, ACTOR]
    with pytest.raises(Problem):
        SessionVerifier([new.public_key], "vrac", clock).verify(old.issue(ACTOR)[0])


def test_a_token_of_another_network_is_nothing_here(signer: SessionSigner, clock: HeldClock) -> None:
    with pytest.raises(Problem, match="signed_out"):
        SessionVerifier([signer.public_key], "other", clock).verify(signer.issue(ACTOR)[0])


def test_a_clock_thirty_seconds_off_is_forgiven(signer: SessionSigner, clock: HeldClock) -> None:
    token, _ = signer.issue(ACTOR)
    verifier = SessionVerifier([signer.public_key], "vrac", clock)
    clock.advance(timedelta(seconds=-30))
    assert verifier.verify(token)
    clock.advance(timedelta(microseconds=-1))
    with pytest.raises(Problem):
        verifier.verify(token)
    clock.moment = NOON.replace(microsecond=0) + LIFETIME + timedelta(seconds=29)
    assert verifier.verify(token)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(Problem):
        verifier.verify(token)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_another_way_is_refused(signer: SessionSigner, clock: HeldClock, algorithm: str) -> None:
    claims = {"sub": str(ACTOR.user_id), "aud": "vrac", "iat": 1, "exp": 10**10, "at": 1, "roles": [], "centres": []}
    kid = thumbprint(signer.public_key)
    key = "" if algorithm == "none" else "k" * 32
    forged = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})
    with pytest.raises(Problem):
        SessionVerifier([signer.public_key], "vrac", clock).verify(forged)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é"])
def test_what_is_not_a_token_is_refused(signer: SessionSigner, clock: HeldClock, token: str) -> None:
    with pytest.raises(Problem):
        SessionVerifier([signer.public_key], "vrac", clock).verify(token)


def test_a_changed_token_is_refused(signer: SessionSigner, clock: HeldClock) -> None:
    head, body, signature = signer.issue(ACTOR)[0].split(".")
    _, other_body, _ = signer.issue(Actor(uuid4(), frozenset({Role.COORDINATOR}), frozenset()))[0].split(".")
    with pytest.raises(Problem):
        SessionVerifier([signer.public_key], "vrac", clock).verify(f"{head}.{other_body}.{signature}")
    assert SessionVerifier([signer.public_key], "vrac", clock).verify(f"{head}.{body}.{signature}")


@pytest.mark.parametrize("key", ["", "short", "é" * 43, "A" * 48])
def test_a_key_that_is_none_is_said_so(key: str) -> None:
    with pytest.raises(ValueError, match="32 bytes in base64url"):
        SessionSigner(key, "vrac")


def test_a_token_names_its_session_and_ends_with_it(signer: SessionSigner, clock: HeldClock) -> None:
    session_id, ends = uuid4(), clock() + timedelta(minutes=5)
    token, said = signer.issue(ACTOR, session_id, enrolling=True, ends=ends)
    verifier = SessionVerifier([signer.public_key], "vrac", clock)
    session = verifier.verify(token)
    assert (session.id, session.enrolling, said) == (session_id, True, ends)
    others = [verifier.verify(signer.issue(ACTOR)[0]) for _ in range(2)]
    assert [other.enrolling for other in others] == [False, False]
    assert others[0].id != others[1].id
    clock.advance(timedelta(minutes=5) + SKEW)
    with pytest.raises(Problem):
        verifier.verify(token)


def test_a_challenge_is_no_session_and_a_session_no_challenge(signer: SessionSigner, clock: HeldClock) -> None:
    challenge, _ = signer.challenge(ACTOR.user_id, 7)
    with pytest.raises(Problem):
        SessionVerifier([signer.public_key], "vrac", clock).verify(challenge)
    assert signer.answered(signer.issue(ACTOR)[0]) is None
    assert signer.answered(challenge) == Challenge(ACTOR.user_id, 7)
    clock.advance(CHALLENGE_LIFETIME)
    assert signer.answered(challenge) is None
    other = SessionSigner.generate("vrac", clock)
    assert signer.answered(other.challenge(ACTOR.user_id, 7)[0]) is None
