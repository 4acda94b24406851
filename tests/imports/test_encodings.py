"""Text lists in the encodings that old programs write, told from their bytes."""

# ruff: noqa: RUF001 - letters of other scripts are what this is about

import unicodedata
from pathlib import Path

import pytest

from crest.domain.errors import RefusedInputError
from crest.imports.delimited import Writing, read_delimited
from crest.imports.table import Limits

LISTS = {
    "utf-8": "ឈ្មោះ,ប្រទេស\nរោងចក្រអង្គរ,កម្ពុជា\n",
    "utf-16": "ឈ្មោះ\tប្រទេស\nរោងចក្រអង្គរ\tកម្ពុជា\n",
    "utf-32": "ឈ្មោះ,ប្រទេស\nរោងចក្រអង្គរ,កម្ពុជា\n",
    "cp1252": "Lieferant;Land\nMüller Käse GmbH;Königstraße 5\nMuñoz Año S.A.;Calle Niño 3\n",
    "cp1250": "Dodavatel;Adresa\nŠvédská továrna s.r.o.;Trhové Sviny\nŻółw Sp. z o.o.;ul. Śląska\n",
    "cp1251": "Поставщик;Страна\nООО Швейная фабрика;Россия\nЗАО Текстиль;Россия, Иваново\n",
    "cp1253": "Προμηθευτής;Χώρα\nΕλληνική Κλωστοϋφαντουργία;Ελλάδα\nΑθήνα Α.Ε.;Ελλάδα\n",
    "cp1254": "Tedarikçi;Adres\nİstanbul Şişli Tekstil;Güneşli Bağcılar\n",
    "cp1256": "المورد;البلد\nشركة النسيج المصرية;مصر\nمصنع القاهرة;مصر\n",
    "cp874": "ชื่อโรงงาน,ที่อยู่\nบริษัท ไทยการ์เมนท์ จำกัด,ถนนสุขุมวิท\nบริษัท สยามทอผ้า จำกัด,สมุทรปราการ\n",
    "cp932": "会社名,住所\n株式会社東京縫製,東京都港区芝公園\n大阪繊維工業株式会社,大阪市北区\n",
    "gb18030": "供应商名称,地址\n江苏飞龙塑料有限公司,江苏常州市武进区\n上海针织公司,上海奉贤区\n",
    "big5": "供應商名稱,地址\n台灣紡織股份有限公司,台北市中正區\n高雄製衣廠有限公司,高雄市前鎮區\n",
    "cp949": "회사명,주소\n주식회사 한국섬유,서울특별시 강남구\n대구직물 주식회사,대구 서구\n",
}
VIETNAMESE = "Tên nhà máy,Quốc gia\nCông ty May Sài Gòn,Việt Nam\nCông ty Hà Nội,Việt Nam\n"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _texts(path: Path, writing: Writing | None = None) -> list[str]:
    rows = read_delimited(path, Limits(), writing).rows
    return [unicodedata.normalize("NFC", cell) for row in rows for cell in row.cells]


def _cells(content: str) -> list[str]:
    sign = next(sign for sign in ";\t," if sign in content)
    return [cell for line in content.splitlines() for cell in line.split(sign)]


@pytest.mark.parametrize("encoding", LISTS)
def test_an_encoding_is_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "list").write_bytes(LISTS[encoding].encode(encoding))

    assert _texts(tmp_path / "list") == _cells(LISTS[encoding])


def test_vietnamese_of_old_windows_is_told_from_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(_loose_tones(VIETNAMESE).encode("cp1258"))

    assert _texts(tmp_path / "list") == _cells(VIETNAMESE)


def test_a_person_may_say_which_encoding_it_is(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes("name;Straße\n".encode("cp1252"))

    assert _texts(tmp_path / "list", Writing(encoding="cp1251"))[1] != "Straße"
    assert _texts(tmp_path / "list", Writing(encoding="cp1252", delimiter=","))[0] == "name;Straße"
    for wrong in ("utf-8", "rot13"):
        with pytest.raises(RefusedInputError) as refused:
            _texts(tmp_path / "list", Writing(encoding=wrong))
        assert refused.value.reason == "encoding"


def test_the_first_line_may_name_the_delimiter(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("sep=;\nname;address\nAngkor, Ltd;1, 2, 3\n", encoding="utf-8")

    assert _texts(tmp_path / "list") == ["name", "address", "Angkor, Ltd", "1, 2, 3"]


def _loose_tones(text: str) -> str:
    """Return the text with its marks of tone apart from their letters, as the encoding has them."""
    signs = []
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        letter = "".join(part for part in parts if part not in _TONES)
        tones = "".join(part for part in parts if part in _TONES)
        signs.append(unicodedata.normalize("NFC", letter) + tones)
    return "".join(signs)
