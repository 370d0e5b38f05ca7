"""One line of a file, read."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    """A line of one of the cycle's files; its fields are the columns, in the file's order.

    A field with a default is a column that may be left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

    file: ClassVar[str]
    unique: ClassVar[tuple[str, ...]]
    """The fields that only one line may carry together."""

    line: int = Field(exclude=True)
    """Where it stands in its file, counted from 1 for the header."""

    @classmethod
    def columns(cls) -> dict[str, bool]:
        """The file's columns in order, each with whether it must be there."""
        fields = {name: field for name, field in cls.model_fields.items() if name != "line"}
        return {column_of(name): field.is_required() for name, field in fields.items()}

    def identity(self) -> tuple[Any, ...]:
        """The values that no other line carries together."""
        return tuple(getattr(self, name) for name in self.unique)


def column_of(field: str) -> str:
    """The column a field is read from: its own name, but ``from`` is a word of the language."""
    return "from" if field == "start" else field


def field_of(column: str) -> str:
    """The field that a column is read into."""
    return "start" if column == "from" else column
