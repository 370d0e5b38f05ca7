"""Fetch uv with the standard library alone, for a Python that has no pip (Debian's, without python3-venv).

``python3 fetch_uv.py FOLDER`` takes the version and the hashes in ``uv.txt``, finds the wheel for this
machine in the package index that pip would use, and writes its program ``uv`` into FOLDER.
"""

import base64
import configparser
import hashlib
import html
import io
import os
import platform
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

PINNED = Path(__file__).with_name("uv.txt")
CONFIGURATIONS = ("/etc/xdg/pip/pip.conf", "/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
TIMEOUT_SECONDS = 60


class CannotFetch(Exception):  # noqa: N818 - a sentence for whoever runs make
    """uv could not be had; the sentence says why."""


def fetch(folder: Path) -> None:
    """Write ``uv`` into ``folder``.

    Raises:
        CannotFetch: the index or the file is out of reach, has no wheel for this machine, or one with another hash.
    """
    pinned = PINNED.read_text(encoding="utf-8")
    version = re.findall(r"^uv==(\S+)", pinned, flags=re.MULTILINE)[0]
    wheel = download(wheel_for_this_machine(version))
    if hashlib.sha256(wheel).hexdigest() not in re.findall(r"--hash=sha256:(\w+)", pinned):
        raise CannotFetch(f"the wheel of uv {version} does not have a hash of {PINNED.name}")
    program = folder / "uv"
    program.write_bytes(zipfile.ZipFile(io.BytesIO(wheel)).read(f"uv-{version}.data/scripts/uv"))
    program.chmod(0o755)


def wheel_for_this_machine(version: str) -> str:
    """The address of the wheel in the index.

    Raises:
        CannotFetch: there is none.
    """
    page_address = f"{setting('index-url', 'https://pypi.org/simple').rstrip('/')}/uv/"
    page = download(page_address).decode()
    wheels = {}
    for link in re.findall(r'href="([^"#]+)', page):
        address = urllib.parse.urljoin(page_address, html.unescape(link))
        name = urllib.parse.unquote(address.rsplit("/", 1)[1])
        if name.startswith(f"uv-{version}-") and any(is_ours(tag) for tag in tags(name)):
            wheels[name] = address
    if not wheels:
        raise CannotFetch(f"{without_password(page_address)} has no uv {version} for this machine")
    return wheels[min(wheels)]  # of two that fit, the one for older systems too


def tags(wheel: str) -> list[str]:
    """The platforms that a wheel's name says it is for."""
    return wheel.removesuffix(".whl").rsplit("-", 1)[1].split(".")


def is_ours(tag: str) -> bool:
    """Whether that platform is this machine."""
    linux = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    kind = "macosx" if sys.platform == "darwin" else linux
    return tag.startswith(kind) and tag.endswith(f"_{platform.machine()}")


def download(address: str) -> bytes:
    """What stands at an address of the index.

    Raises:
        CannotFetch: it could not be reached.
    """
    request = urllib.request.Request(without_password(address), headers=authorization(address))  # noqa: S310 - pip's own index
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=trusted()) as answer:  # noqa: S310 - the same
            return bytes(answer.read())
    except (OSError, ValueError) as error:
        raise CannotFetch(f"{without_password(address)}: {error}") from None


def without_password(address: str) -> str:
    """An address without the user and password that a mirror's may hold."""
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rsplit("@", 1)[-1]))


def authorization(address: str) -> dict[str, str]:
    """The header for an address that holds a user and password."""
    user, at, _ = urllib.parse.urlsplit(address).netloc.rpartition("@")
    if not at:
        return {}
    return {"Authorization": "Basic " + base64.b64encode(urllib.parse.unquote(user).encode()).decode()}


def trusted() -> ssl.SSLContext:
    """Whose certificates count: the system's, or those that pip is told of."""
    return ssl.create_default_context(cafile=setting("cert", "") or None)


def setting(name: str, otherwise: str) -> str:
    """A setting of pip: from its variable, else from its files."""
    given = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
    if given:
        return given
    files = configparser.RawConfigParser()
    files.read([*(Path(path).expanduser() for path in CONFIGURATIONS), os.environ.get("PIP_CONFIG_FILE", "")])
    return files.get("install", name, fallback=files.get("global", name, fallback=otherwise))


if __name__ == "__main__":
    try:
        fetch(Path(sys.argv[1]))
    except CannotFetch as reason:
        sys.exit(f"uv could not be fetched: {reason}.")
