"""What is foreseen to go wrong with a command, in a line."""

from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from services.command_line.asking import NotAnswered
from services.command_line.services import sentence_of
from shared.database import is_transient
from shared.kernel.refusal import Refused
from shared.messaging.topics import TopicError
from shared.settings import SettingsError

FAILED, WRONG_SETTINGS = 1, 2


@dataclass(frozen=True, slots=True)
class Explained:
    """What to say about an error and how to end."""

    sentences: list[str]
    exit_code: int


def explain(error: BaseException) -> Explained | None:
    """The sentences for an error that is foreseen; ``None`` for a mistake of the program, shown whole."""
    for cause in _causes(error):
        match cause:
            case SettingsError():
                return Explained(cause.sentences, WRONG_SETTINGS)
            case Refused():
                return Explained([sentence_of(cause)], FAILED)
            case NotAnswered() | TopicError():
                return Explained([str(cause)], FAILED)
            case KafkaError():
                return Explained([_broker(cause)], FAILED)
    sentence = database_fault(error)
    return Explained([sentence], FAILED) if sentence else None


def _broker(error: KafkaError) -> str:
    return f"The broker could not be reached or refused ({type(error).__name__}): check VRAC_KAFKA_BOOTSTRAP."


def database_fault(error: BaseException) -> str | None:
    """What is wrong with a database, if that is what the error is about."""
    causes = list(_causes(error))
    if any(isinstance(cause, asyncpg.InvalidCatalogNameError) for cause in causes):
        return "The database does not exist: create it, or correct VRAC_*_DATABASE_URL."
    if any(isinstance(cause, asyncpg.InvalidAuthorizationSpecificationError) for cause in causes):
        return "PostgreSQL refused the user or its password: check VRAC_*_DATABASE_URL."
    if any(isinstance(cause, asyncpg.UndefinedTableError) for cause in causes):
        return "The database has no tables yet: run vrac migrate."
    if any(isinstance(cause, NoSuchModuleError) for cause in causes):
        return "The database is not PostgreSQL: check VRAC_*_DATABASE_URL."
    if is_transient(error) or any(isinstance(cause, DBAPIError) and cause.connection_invalidated for cause in causes):
        return "PostgreSQL could not be reached: check that it runs, and VRAC_*_DATABASE_URL."
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        original = getattr(error, "orig", None)
        error = error.__cause__ or (original if isinstance(original, BaseException) else None)
