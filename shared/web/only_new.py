"""Entering something new under a code: what is there already is not replaced unseen."""

from typing import Annotated

from fastapi import Depends, Header


def only_new(
    if_none_match: Annotated[
        str | None, Header(description="`*`: what is there already is not replaced, but refused with `code_taken`.")
    ] = None,
) -> bool:
    """Whether whoever asks wants nothing that is there to be replaced (RFC 9110, ``If-None-Match: *``)."""
    return if_none_match is not None and if_none_match.strip() == "*"


OnlyNew = Annotated[bool, Depends(only_new)]
