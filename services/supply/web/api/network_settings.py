"""What the network decides for buying and handing out: read by who looks after it, changed by who coordinates."""

from datetime import time
from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.keep_network_settings import keep_network_settings
from services.supply.domain.network_settings import NetworkSettings
from services.supply.queries.network_settings import versioned_settings
from services.supply.web.fields import Body, Cents, ShortText
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.web.access import require
from shared.web.roles import LOOKS_AFTER, Actor

router = APIRouter(prefix="/v1/network-settings", tags=["network"])

TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["14:00"])]
"""Hour and minute, local time."""


class NetworkSettingsBody(Body):
    """All of them, in place of those that were looked at."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "version": 1,
                    "gap_limit_cents": 500,
                    "warehouse": "12 rue du Port, 69007 Lyon",
                    "distribution_starts": "14:00",
                    "distribution_ends": "19:00",
                    "uncollected_days": 7,
                    "name": "Réseau d’achat groupé de l’Est lyonnais",
                    "address": "8 rue de l’Épi, 69100 Villeurbanne",
                    "registration": "RNA W691234567",
                    "email": "commandes@reseau.example",
                    "phone": "04 72 00 00 00",
                }
            ]
        },
    )

    version: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000, description="The one that was looked at.")]
    gap_limit_cents: Annotated[
        Cents,
        Field(
            description="A supplier whose total with VAT is above what its households hold by more than this waits "
            "for the coordinator's named choice."
        ),
    ]
    warehouse: Annotated[
        ShortText, Field(description="Where suppliers deliver, as purchase orders say it on one line; may be empty.")
    ]
    distribution_starts: Annotated[
        TimeOfDay, Field(description="From when goods are handed out at a centre that names no hours, local time.")
    ]
    distribution_ends: Annotated[TimeOfDay, Field(description="Until when.")]
    uncollected_days: Annotated[
        int,
        Field(
            strict=True,
            ge=0,
            le=366,
            description="How many days after a centre's distribution goods wait for their household; later they may "
            "be sold.",
        ),
    ]
    name: Annotated[
        ShortText,
        Field(
            description="Who orders, as purchase orders say it; may be empty, and then what follows is. An order keeps "
            "what stood when it was approved, or if no name did, when it was sent or amended."
        ),
    ]
    address: Annotated[ShortText, Field(description="The network's postal address on one line; may be empty.")]
    registration: Annotated[
        ShortText, Field(description="SIRET or RNA, with its kind, as purchase orders print it; may be empty.")
    ]
    email: Annotated[ShortText, Field(description="Where suppliers write to; may be empty.")]
    phone: Annotated[ShortText, Field(description="Where suppliers call; may be empty.")]

    def wanted(self) -> NetworkSettings:
        """As the command takes them."""
        hours = time.fromisoformat(self.distribution_starts), time.fromisoformat(self.distribution_ends)
        who = (one.strip() for one in (self.name, self.address, self.registration, self.email, self.phone))
        return NetworkSettings(self.gap_limit_cents, self.warehouse.strip(), *hours, self.uncollected_days, *who)


class NetworkSettingsView(BaseModel):
    """Those that stand. An open cycle keeps the hours that it opened with."""

    version: int
    gap_limit_cents: int
    warehouse: str
    distribution_starts: TimeOfDay
    distribution_ends: TimeOfDay
    uncollected_days: int
    name: str
    address: str
    registration: str
    email: str
    phone: str

    @classmethod
    def of(cls, settings: NetworkSettings, version: int) -> Self:
        """As they are shown."""
        return cls(
            version=version,
            gap_limit_cents=settings.gap_limit_cents,
            warehouse=settings.warehouse,
            distribution_starts=settings.distribution_starts.isoformat(timespec="minutes"),
            distribution_ends=settings.distribution_ends.isoformat(timespec="minutes"),
            uncollected_days=settings.uncollected_days,
            name=settings.name,
            address=settings.address,
            registration=settings.registration,
            email=settings.email,
            phone=settings.phone,
        )


async def shown_settings(parts: SupplyParts) -> NetworkSettingsView:
    """Those that stand now."""
    async with parts.engine.connect() as connection:
        return NetworkSettingsView.of(*await versioned_settings(connection))


@router.get("")
async def get_network_settings(
    parts: Parts, _actor: Annotated[Actor, Depends(require(*LOOKS_AFTER))]
) -> NetworkSettingsView:
    """What the network decides for buying and handing out."""
    return await shown_settings(parts)


@router.put("")
async def put_network_settings(body: NetworkSettingsBody, parts: Parts, actor: Coordinator) -> NetworkSettingsView:
    """Change it, from the next request on. Sent again, it is one change; somebody else's meanwhile is not lost."""
    await keep_network_settings(parts.engine, body.wanted(), body.version, actor.user_id)
    return await shown_settings(parts)
