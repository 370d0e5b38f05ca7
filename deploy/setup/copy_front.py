"""Copy what npm brought to where pages and papers take it from: ``make setup`` runs it.

Only what is served or printed is copied, under the licence file of its package.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
SERVED = ROOT / "shared/web/static/vendor"
PRINTED = ROOT / "shared/papers/fonts"

ON_PAGES = {
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
    "@fontsource/atkinson-hyperlegible-next": (
        *(
            f"files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
            for subset in ("latin", "latin-ext")
            for weight in (400, 600, 800)
        ),
        "LICENSE",
    ),
    "@fontsource/noto-naskh-arabic": (
        *(f"files/noto-naskh-arabic-arabic-{weight}-normal.woff2" for weight in (400, 600)),
        "LICENSE",
    ),
}
ON_PAPER = {
    "@expo-google-fonts/atkinson-hyperlegible-next": (
        "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf",
        "600SemiBold/AtkinsonHyperlegibleNext_600SemiBold.ttf",
        "800ExtraBold/AtkinsonHyperlegibleNext_800ExtraBold.ttf",
        "LICENSE_FONT",
    ),
    "@expo-google-fonts/noto-naskh-arabic": (
        "400Regular/NotoNaskhArabic_400Regular.ttf",
        "700Bold/NotoNaskhArabic_700Bold.ttf",
        "LICENSE_FONT",
    ),
}


def copy(files: dict[str, tuple[str, ...]], target: Path) -> None:
    """Put the files of each package into a folder of its name; what was there before is removed."""
    shutil.rmtree(target, ignore_errors=True)
    for package, names in files.items():
        folder = target / package.rpartition("/")[2]
        folder.mkdir(parents=True)
        for name in names:
            shutil.copyfile(PACKAGES / package / name, folder / Path(name).name)


if __name__ == "__main__":
    copy(ON_PAGES, SERVED)
    copy(ON_PAPER, PRINTED)
