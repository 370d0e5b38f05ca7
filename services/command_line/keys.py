"""Make keys for session tokens."""

import typer

from shared.web.tokens import SessionSigner, new_private_key


def keys() -> None:
    """Print a fresh pair as settings: the private half is for orders alone, the public one for both services."""
    private_key = new_private_key()
    public_key = SessionSigner(private_key, "vrac").public_key
    typer.echo(f"VRAC_SESSION_PRIVATE_KEY={private_key}")
    typer.echo(f"VRAC_SESSION_PUBLIC_KEYS={public_key}")
