"""Makes what is not committed: compiled catalogues, and the subset of the Khmer font."""

from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_noto_sans_khmer
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Khmer letters, signs and numerals, the zero-width signs that its lines break at, and the circle
# that a sign without its letter is drawn on. One weight alone: pages have 25 kB for fonts.
_KHMER = [*range(0x1780, 0x17DE), *range(0x17E0, 0x17EA), 0x200B, 0x200C, 0x200D, 0x25CC]
_STYLE = {"wdth": 100, "wght": 400}


class TextsBuildHook(BuildHookInterface):  # type: ignore[misc]  # the builder has no types
    """Runs before a wheel is packed and before the package is installed for working on it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write the files beside their sources; they go into the wheel as artifacts."""
        package = Path(self.root) / "crest"
        for source in sorted(package.glob("translations/*/LC_MESSAGES/*.po")):
            _compile(source)
        _cut_font(package / "static" / "fonts" / "khmer.woff2")


def _compile(source: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    source.with_suffix(".mo").write_bytes(compiled.getvalue())


def _cut_font(target: Path) -> None:
    folder = Path(fontpkg_noto_sans_khmer.__file__).parent / "files"
    font = TTFont(next(iter(sorted(folder.glob("*.ttf")))))
    options = subset.Options(layout_features=["*"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_KHMER)
    cutter.subset(font)
    cut = BytesIO()
    font.save(cut)
    cut.seek(0)
    styled = instancer.instantiateVariableFont(TTFont(cut), _STYLE)
    styled.flavor = "woff2"
    target.parent.mkdir(exist_ok=True)
    styled.save(target)
