"""LibreOffice as an oracle: every live cell computed anew from zero."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

# A private profile; without the setting, stored values of XlsxWriter's files are taken as they are.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
_FORMULA = re.compile(rb"(<c [^>]*?)( t=\"str\")?(><f>.*?</f>)<v>.*?</v>", re.DOTALL)
REGISTER_PART, METHOD_PART = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet5.xml"


def office() -> str:
    """Return the program; a machine without it cannot give this proof."""
    found = shutil.which("soffice")
    assert found, "the mark `office` needs LibreOffice (apt install libreoffice-calc-nogui)"
    return found


def changed(
    content: bytes, *, zeroed: bool = False, method: Mapping[str, str] | None = None
) -> tuple[bytes, int]:
    """Return the workbook with its stored formula values set to 0, parameters changed; count."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if zeroed and entry.filename == REGISTER_PART:
                part, count = _FORMULA.subn(rb"\1\3<v>0</v>", part)
            if method and entry.filename == METHOD_PART:
                for name, value in method.items():
                    part = _with_parameter(part, name, value)
            after.writestr(entry, part)
    return out.getvalue(), count


def recalculated(content: bytes, folder: Path) -> list[dict[str, object]]:
    """Return the rows of the register by column code, as LibreOffice computes them."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE)
    source, target = folder / "register.xlsx", folder / "out"
    source.write_bytes(content)
    command = [
        office(),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    sheet = load_workbook(target / "register.xlsx", data_only=True)["Register"]
    codes = [str(cell.value) for cell in sheet[1]]
    return [
        dict(zip(codes, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)
    ]


def _with_parameter(part: bytes, name: str, value: str) -> bytes:
    cell = re.compile(
        rb"(<t[^>]*>" + re.escape(name.encode()) + rb"</t></is></c><c [^>]*>)<v>[^<]*</v>"
    )
    found, count = cell.subn(rb"\g<1><v>" + value.encode() + rb"</v>", part)
    assert count == 1, name
    return found
