"""Pages that open without a network: the service worker of a part of a service, with the files that it keeps."""

import json
from collections.abc import Iterable

from fastapi.responses import Response

from shared.web.assets import PROJECT, SHARED, Assets

_WORKER = SHARED / "keeper.js"
_EVERYWHERE = ("*.css", "*.js", "*.svg", "vendor/**/*.woff2", "vendor/htmx.org/htmx.min.js")


def worker(assets: Assets, scope: str, own: Iterable[str], online: str = "") -> Response:
    """The worker that keeps the pages below ``scope``: it changes with any file that it keeps.

    Args:
        assets: Of the app.
        scope: A path without a slash at its end, such as ``/hall``.
        own: Patterns of the service's own files that these pages are made of.
        online: What follows ``scope`` in the addresses that are of no use without a network, as an expression:
            they are kept by nobody, and ``<scope>/offline`` stands for them.
    """
    patterns = (*_EVERYWHERE, *own)
    kept = {file for folder in assets.folders for pattern in patterns for file in folder.glob(pattern)}
    files = sorted(assets.address(file.relative_to(PROJECT).as_posix()) for file in kept)
    head = {"SCOPE": scope, "BUILD": assets.build, "FILES": files, "ONLINE": f"^{scope}(?:{online})$" if online else ""}
    source = "".join(f"self.{name} = {json.dumps(value)};\n" for name, value in head.items())
    headers = {"Service-Worker-Allowed": scope, "Cache-Control": "no-cache"}
    return Response(source + _WORKER.read_text(encoding="utf-8"), media_type="text/javascript", headers=headers)
