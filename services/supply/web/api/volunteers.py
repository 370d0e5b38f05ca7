"""Volunteers: who can help, with what, how long and when."""

from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.supply.commands.register_volunteer import NamedVolunteer, register_volunteer
from services.supply.domain.rostering import Volunteer, Window
from services.supply.queries.volunteers import volunteers_after
from services.supply.web.fields import Body, Code, CodePath, Name, put_status
from services.supply.web.parts import Coordinator, Parts
from shared.web.local_times import LocalTime
from shared.web.only_new import OnlyNew
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/volunteers", tags=["roster"])

Minutes = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class WindowBody(Body):
    """Some hours, in the network's local time."""

    starts: LocalTime = Field(examples=["2026-12-15T08:00:00"])
    ends: LocalTime = Field(examples=["2026-12-15T13:00:00"])


class VolunteerBody(Body):
    """A volunteer; windows may overlap, and together are when they can help."""

    centre: Code = Field(examples=["DUC"])
    name: Name = Field(examples=["Bénévole 1"])
    skills: list[Code] = Field(max_length=50, examples=[["distribution", "reception", "repacking"]])
    max_minutes: Minutes = Field(examples=[480], description="At most this long in one cycle.")
    done_minutes: Minutes = Field(examples=[240], description="Given over the last cycles: who gave less comes first.")
    available: list[WindowBody] = Field(max_length=500)

    def named(self, volunteer: str) -> NamedVolunteer:
        """The volunteer as the command takes it."""
        windows = tuple(Window(window.starts, window.ends) for window in self.available)
        skills = frozenset(self.skills)
        return NamedVolunteer(
            self.name, Volunteer(volunteer, self.centre, skills, self.max_minutes, self.done_minutes, windows)
        )


class WindowView(BaseModel):
    """When a volunteer can help, in the network's local time."""

    starts: LocalTime
    ends: LocalTime


class VolunteerView(BaseModel):
    """A volunteer as stored."""

    volunteer: str
    centre: str
    name: str
    skills: list[str]
    max_minutes: int
    done_minutes: int
    available: list[WindowView]

    @classmethod
    def of(cls, named: NamedVolunteer) -> Self:
        """A volunteer as it is shown."""
        one = named.volunteer
        windows = [WindowView(starts=window.starts, ends=window.ends) for window in sorted(set(one.available))]
        return cls(
            volunteer=one.volunteer,
            centre=one.centre,
            name=named.name,
            skills=sorted(one.skills),
            max_minutes=one.max_minutes,
            done_minutes=one.done_minutes,
            available=windows,
        )


@router.put("/{volunteer}", responses={201: {"model": VolunteerView}})
async def put_volunteer(
    volunteer: CodePath, body: VolunteerBody, response: Response, parts: Parts, _actor: Coordinator, only_new: OnlyNew
) -> VolunteerView:
    """Enter or correct a volunteer."""
    wanted = body.named(volunteer)
    put_status(response, created=await register_volunteer(parts.engine, wanted, only_new=only_new))
    return VolunteerView.of(wanted)


@router.get("")
async def get_volunteers(parts: Parts, paging: Paging, _actor: Coordinator) -> Page[VolunteerView]:
    """The volunteers, by code."""
    found = await volunteers_after(parts.engine, paging.after, paging.limit + 1)
    shown = [VolunteerView.of(named) for named in found]
    return Page[VolunteerView].of(shown, paging.limit, lambda one: one.volunteer)
