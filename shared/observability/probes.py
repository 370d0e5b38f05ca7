"""The routes operations use on every process: liveness, readiness, metrics."""

import os

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from shared.observability.health import Health
from shared.observability.metrics import exposition


def probes(health: Health) -> APIRouter:
    """``/health/live``, ``/health/ready`` and ``/metrics``: open, since they show nothing of anyone."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> dict[str, str | int]:
        """The event loop turns: the process answers, and says which one it is."""
        return {"status": "live", "process": os.getpid()}

    @router.get("/health/ready")
    async def ready() -> JSONResponse:
        """Every part is reachable and the process is not stopping; else 503 with what is not fine."""
        faults = await health.faults()
        body = {"status": "not ready" if faults else "ready", "faults": faults}
        return JSONResponse(body, status_code=503 if faults else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        """All metrics of the process, for Prometheus."""
        content, content_type = exposition()
        return Response(content, headers={"Content-Type": content_type})

    return router
