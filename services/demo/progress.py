"""How far the demo is, with progress bars on a terminal."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class BarReporter:
    """A progress bar for each stage; sentences stand above them."""

    def __init__(self, console: Console) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, TimeElapsedColumn(), console=console)
        self._task: TaskID | None = None
        self._steps = 1

    def stage(self, title: str, steps: int = 1) -> None:
        """Finish the bar of the stage before and begin one."""
        self._finish()
        self._progress.start()
        self._steps = max(steps, 1)
        self._task = self._progress.add_task(title, total=self._steps)

    def advance(self) -> None:
        """One step further."""
        if self._task is not None:
            self._progress.advance(self._task)

    def say(self, sentence: str) -> None:
        """A sentence above the bars."""
        self._progress.console.print(sentence, markup=False, highlight=False)

    def done(self) -> None:
        """Finish the last bar and leave the bars on the screen as they are."""
        self._finish()
        self._progress.stop()

    def _finish(self) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=self._steps)
            self._progress.stop_task(self._task)
            self._task = None
