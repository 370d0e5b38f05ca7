"""Styles, scripts, fonts and pictures, under addresses that change when any of them does.

An address is ``/static/<build>/<path in the project>``: scripts import each other by the same relative
paths in the browser as on disk, and a browser may keep what it has for ever.
"""

import hashlib
from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PROJECT: Final = Path(__file__).parents[2]
SHARED: Final = Path(__file__).parent / "static"


class Assets:
    """The static files of one app: its own and the shared ones.

    Args:
        folder: The ``static`` folder of a service's ``web`` room.
    """

    def __init__(self, folder: Path) -> None:
        self.folders = [each for each in (SHARED, folder) if each.is_dir()]
        self.build = _digest(self.folders)

    def address(self, path: str) -> str:
        """Where a file is served, by its path in the project such as ``shared/web/static/tokens.css``."""
        return f"/static/{self.build}/{path}"

    def serve(self, app: FastAPI) -> None:
        """Answer these addresses."""
        for folder in self.folders:
            app.mount(self.address(folder.relative_to(PROJECT).as_posix()), _Kept(directory=folder))


class _Kept(StaticFiles):
    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _digest(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(file.relative_to(PROJECT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
