"""Only command edges and the guard commit; only the relay publishes."""

import ast
from fnmatch import fnmatch

from tests.architecture.sources import calls, trees

COMMITS = ("transaction", "retry", "begin", "begin_nested", "commit")
EDGES = (
    "services/*/commands/*",
    "shared/database/*",
    "shared/messaging/guard.py",
    "shared/messaging/triage.py",  # what people do with dead letters
    "shared/web/devices.py",  # what devices said, stored by both services alike
)
ALONE = ("AUTOCOMMIT",)
"""Each statement is its own transaction: for one-statement writes and the relay."""
AUTOCOMMITTING = ("services/orders/commands/*", "services/orders/storage/*", "shared/messaging/relay.py")

PUBLISHER = ("shared/messaging/relay.py", "shared/messaging/producer.py")
DESCRIBED = "shared/contracts/documents.py"
"""Describes publishers for the AsyncAPI page; its broker is never started."""


def allowed(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def takes_a_connection(function: ast.AsyncFunctionDef) -> bool:
    annotations = [argument.annotation for argument in function.args.args]
    return any(isinstance(annotation, ast.Name) and annotation.id == "AsyncConnection" for annotation in annotations)


def test_only_command_edges_and_the_guard_commit() -> None:
    elsewhere = [
        f"{path}:{call.lineno}"
        for path, tree in trees("services", "shared")
        for call in calls(tree, *COMMITS)
        if not allowed(path, EDGES)
    ]
    assert elsewhere == []


def test_statements_commit_alone_only_where_it_is_meant() -> None:
    elsewhere = [
        f"{path}:{node.lineno}"
        for path, tree in trees("services", "shared")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in ALONE and not allowed(path, AUTOCOMMITTING)
    ]
    assert elsewhere == []


def test_what_is_given_a_connection_leaves_the_commit_to_who_opened_it() -> None:
    """Handlers of events get the guard's connection, helpers their command's."""
    committing = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in trees("services")
        for function in ast.walk(tree)
        if isinstance(function, ast.AsyncFunctionDef) and takes_a_connection(function) and calls(function, *COMMITS)
    ]
    assert committing == []


def test_only_the_relay_publishes() -> None:
    makers = {
        path
        for path, tree in trees("services", "shared")
        if calls(tree, "AIOKafkaProducer", "start_producer", "send_and_wait", "publish", "publisher")
    }
    assert makers - {DESCRIBED} == set(PUBLISHER)


def test_topics_are_never_made_by_asking_for_them() -> None:
    """Outside this room nobody names a topic to a client."""
    clients = ("KafkaBroker", "AIOKafkaProducer", "AIOKafkaConsumer", "AIOKafkaAdminClient")
    asking = [(path, tree) for path, tree in trees("shared/messaging") if calls(tree, *clients)]
    assert asking
    for path, tree in asking:
        assert calls(tree, "make_no_topics_by_asking"), path
