"""Logs: one JSON object a line on standard error, with trace and event ids, nothing personal.

Whatever libraries log goes the same way. An exception is shown by its type and stack; a database
error's text is left out, since it quotes values.
"""

import logging
import sys
import traceback
from collections.abc import Iterator

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from structlog.typing import EventDict, Processor, WrappedLogger

PERSONAL = frozenset(
    {"name", "label", "login", "password", "pin", "email", "token", "household_label", "volunteer_name"}
)
NOISY = (
    *("aiokafka", "alembic", "asyncio", "faststream", "httpcore", "httpx", "uvicorn"),
    "shared.messaging.subscriber.faststream",
)
"""Loggers of libraries that say too much: FastStream, which names its own after the module that uses it, at info;
httpcore at debug each header, with sessions and whose they are."""


def configure(level: str, service: str) -> None:
    """Route structlog and the standard library's logging to JSON lines.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        service: Named in each line.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(max(number, logging.WARNING))


def _formatter(shared: list[Processor]) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            show_exception,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def _named(service: str) -> Processor:
    def add_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event.setdefault("service", service)
        return event

    return add_service


def without_personal_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The net under the rule that nothing personal is logged: fields named so lose their value."""
    for field in PERSONAL & event.keys():
        event[field] = "[personal]"
    return event


def show_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put an exception as its chain of types with their stacks in place of ``exc_info``."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else sys.exception()
    if info and error is not None:
        event["exception"] = [_described(cause) for cause in _chain(error)]
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            for inner in cause.exceptions:
                yield from _chain(inner)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _described(error: BaseException) -> dict[str, object]:
    kind = type(error)
    stack = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    state = getattr(error, "sqlstate", None)
    quotes_values = isinstance(error, SQLAlchemyError | ValidationError) or kind.__module__.startswith("asyncpg")
    said = f"SQLSTATE {state}" if state else "" if quotes_values else str(error)
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "said": said, "stack": stack}
