"""Which kind of picture some bytes are, by how they begin: what they are said to be counts for nothing."""

from shared.kernel.refusal import Refused

MAX_PHOTO_BYTES = 5 * 1024 * 1024


def media_type_of(content: bytes) -> str:
    """The media type of a JPEG, PNG or WebP picture.

    Raises:
        Refused: ``photo_kind_unknown``.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    raise Refused("photo_kind_unknown")
