"""What a play says while it runs."""

from typing import Protocol


class Reporter(Protocol):
    """Where a play says how far it is."""

    def stage(self, title: str, steps: int = 1) -> None:
        """The next stage begins and has so many steps; the one before is done."""
        ...

    def advance(self) -> None:
        """One step of the stage is done."""
        ...

    def say(self, sentence: str) -> None:
        """Something whoever watches should know, such as a choice that was made for them."""
        ...

    def done(self) -> None:
        """The last stage is done."""
        ...


class PlainReporter:
    """Plain lines: a stage a line, for logs and for terminals that are none."""

    def stage(self, title: str, steps: int = 1) -> None:
        """Name the stage with its number of steps."""
        self.say(f"{title} ({steps})" if steps > 1 else title)

    def advance(self) -> None:
        """Steps are not shown."""

    def say(self, sentence: str) -> None:
        """One line."""
        print(sentence, flush=True)  # noqa: T201 - this is a command's output

    def done(self) -> None:
        """Nothing is left on the screen to clear."""
