"""A till's closing, to file with the money: what should be there, what was counted, who counted. Open, it is its X."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.orders.domain.ledger import Means
from services.orders.queries.till_sessions import TillSession
from shared.kernel.money import Money
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.figures import show_code
from shared.web.translation import Translator


def till_sheet(session: TillSession, denominations: Sequence[int], zone: ZoneInfo, say: Translator) -> Sheet:
    """The Z of a closed session; of an open one its X, with room to count by pen.

    Args:
        session: As it stands.
        denominations: Notes and coins in cents: what is counted where nothing is yet.
        zone: The network's: in which hours are told.
        say: The reader's language.
    """
    closed = session.closed_at is not None
    received, sums = _received(session, say), _sums(session, say)
    return Sheet(
        title=say("Till closing (Z)") if closed else say("Till so far (X)"),
        running=say("Till {till} · session {number}", till=session.till, number=session.number),
        dated=(session.closed_at or session.opened_at).astimezone(zone).date(),
        facts=_facts(session, zone, say),
        sections=[received, _counted(session, say) if closed else _to_count(denominations, say)],
        closing=sums,
        signatures=[say("Counted by: name, signature"), say("Seen by: name, signature")],
        file=_in_one_table(session, received, sums, zone, say),
    )


def _in_one_table(
    session: TillSession, received: Section, sums: Sequence[tuple[str, Cell]], zone: ZoneInfo, say: Translator
) -> Section:
    """Each row says of which session it is: the files of several can be put one under the other."""
    whose: dict[str, Cell] = {
        say("Till"): session.till,
        say("Session"): session.number,
        say("Opened"): session.opened_at.astimezone(zone),
        say("Opened by"): session.opened_by_name,
        say("Closed"): session.closed_at.astimezone(zone) if session.closed_at else None,
        say("Closed by"): session.closed_by_name,
        say("Reason"): session.reason or None,
    }
    rows: list[list[Cell]] = [[received.heading, *row] for row in received.rows]
    for one in session.pieces:
        worth, all_of_it = Money(one.denomination_cents), Money(one.denomination_cents * one.number)
        rows.append([say("Counted"), worth, one.number, all_of_it])
    rows += [[say("Sums"), word, None, cents] for word, cents in sums]
    titles = (*whose, say("Part"), say("What"), say("Number"), say("Amount"))
    return Section([Column(title) for title in titles], [[*whose.values(), *row] for row in rows])


def _facts(session: TillSession, zone: ZoneInfo, say: Translator) -> list[tuple[str, Cell]]:
    facts: list[tuple[str, Cell]] = [(say("Till"), session.till), (say("Session"), session.number)]
    facts.append((say("Opened"), _moment(session.opened_at, session.opened_by_name, zone, say)))
    if session.closed_at is not None:
        facts.append((say("Closed"), _moment(session.closed_at, session.closed_by_name, zone, say)))
    if session.reason:
        facts.append((say("Reason"), session.reason))
    return facts


def _moment(at: datetime, by: str | None, zone: ZoneInfo, say: Translator) -> str:
    moment = say("{moment}", moment=at.astimezone(zone))
    return f"{moment} · {by}" if by else moment


def _received(session: TillSession, say: Translator) -> Section:
    columns = [
        Column(say("Means"), wide=True),
        Column(say("Payments"), Kind.FIGURE),
        Column(say("Amount"), Kind.FIGURE),
    ]
    rows: list[list[Cell]] = [
        [show_code(Means(one.means), say), one.payments, Money(one.amount_cents)] for one in session.received
    ]
    return Section(columns, rows, heading=say("Received"), note=None if rows else say("Nothing came in."))


def _counted(session: TillSession, say: Translator) -> Section:
    columns = [
        Column(say("Note or coin"), wide=True),
        Column(say("Number"), Kind.FIGURE),
        Column(say("Amount"), Kind.FIGURE),
    ]
    rows: list[list[Cell]] = [
        [say("{coin_cents}", coin_cents=one.denomination_cents), one.number, Money(one.denomination_cents * one.number)]
        for one in session.pieces
    ]
    return Section(columns, rows, heading=say("Counted"))


def _to_count(denominations: Sequence[int], say: Translator) -> Section:
    columns = [
        Column(say("Note or coin"), wide=True),
        Column(say("Number"), Kind.WRITE),
        Column(say("Amount"), Kind.WRITE),
    ]
    rows = [[say("{coin_cents}", coin_cents=cents)] for cents in sorted(denominations, reverse=True)]
    return Section(columns, rows, heading=say("To count"))


def _sums(session: TillSession, say: Translator) -> list[tuple[str, Cell]]:
    cash = sum(one.amount_cents for one in session.received if one.means == Means.CASH)
    figures: list[tuple[str, int | None]] = [
        (say("Float at opening"), session.float_cents),
        (say("Cash received"), cash),
        (say("Given back in cash"), -session.given_back_cents or None),
        (say("Carried in or out"), session.carried_cents or None),
        (say("Donated in cash"), session.donated_cents or None),
        (say("Came late, in a session of its own"), session.late_cents or None),
        (say("Should be there"), session.expected_cents),
        (say("Was counted"), session.counted_cents),
        (say("Difference"), session.difference_cents),
    ]
    return [(word, Money(cents)) for word, cents in figures if cents is not None]
