"""The fictional members and suppliers of the demonstration; every name carries `Example`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Conduct(StrEnum):
    """How a fictional supplier stands with its assessment."""

    NEVER = "never"  # nobody asked it
    SILENT = "silent"  # asked, due date past, nothing came
    DRAFT = "draft"  # half answered
    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"
    UNSURE = "unsure"  # many don't knows, blanks and plans
    TRIGGER = "trigger"  # a harm that nobody has mended yet
    REMEDY = "remedy"  # a harm under an accepted plan
    FOUND = "found"  # said well, found otherwise by a visit
    OLD = "old"  # good, but fourteen months ago


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSupplier:
    """One fictional supplier of one member."""

    name: str
    country: str
    province: str
    sector: str
    goods: str
    workers: int
    migrants: int
    conduct: Conduct
    tier: int = 1
    share: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleMember:
    """One fictional member company, its facts, workplaces and suppliers."""

    code: str
    name: str
    sector_group: str
    facts: Mapping[str, object]
    workplaces: tuple[tuple[str, str, str, int], ...]  # code, name, province, workers
    suppliers: tuple[ExampleSupplier, ...]
    complete: bool = True


def _supplier(line: str) -> ExampleSupplier:
    parts = [part.strip() for part in line.split("|")]
    name, country, province, sector, goods, workers, migrants, conduct, tier, share = parts
    return ExampleSupplier(
        name=name,
        country=country,
        province=province,
        sector=sector,
        goods=goods,
        workers=int(workers),
        migrants=int(migrants),
        conduct=Conduct(conduct),
        tier=int(tier),
        share=int(share) if share else None,
    )


def _suppliers(text: str) -> tuple[ExampleSupplier, ...]:
    return tuple(_supplier(line) for line in text.strip().splitlines())


_GARMENT = _suppliers("""
Tonle Example Knit Co., Ltd. | KH | Phnom Penh | 1430 | knitted garments | 640 | 0 | good | 1 | 22
Mekong Example Dyeing House | KH | Kandaal | 1313 | fabric dyeing | 210 | 12 | trigger | 1 | 35
Bassac Example Cutting Workshop | KH | Taakaev | 1410 | garments | 85 | 0 | unsure | 1 | 60
Sok Example Embroidery | KH | Kandaal | 1312 | embroidery | 28 | 0 | draft | 2 | 75
Chaktomuk Example Washing Plant | KH | Phnom Penh | 9601 | laundry services | 160 | 4 | fair | 1 | 18
Prey Example Zipper and Thread | KH | Kampong Spueu | 1399 | textiles, thread | 130 | 0 | weak | 2 | 12
Oudong Example Cartons | KH | Kampong Spueu | 1702 | carton boxes | 95 | 0 | good | 1 | 9
Angkor Example Brick Kiln | KH | Kandaal | 2392 | bricks | 46 | 3 | trigger | 2 | 40
Red River Example Textile JSC | VN | Ha Noi | 1311 | textiles, cotton fabric | 880 | 0 | fair | 1 | 6
Saigon Example Garment JSC | VN | Ho Chi Minh | 1410 | garments | 1500 | 0 | good | 1 | 4
Da Nang Example Buttons | VN | Da Nang | 3290 | buttons | 60 | 0 | never | 2 |
Can Tho Example Elastic | VN | Can Tho | 1399 | elastic tapes | 75 | 0 | silent | 2 | 15
Bangkok Example Labels | TH | Bangkok | 1811 | printed labels | 140 | 55 | weak | 1 | 8
Samut Example Trim Factory | TH | Samut Sakhon | 1399 | trims | 220 | 170 | remedy | 1 | 14
Chonburi Example Hangers | TH | Chonburi | 2220 | plastic hangers | 90 | 35 | unsure | 2 | 11
Guangdong Example Fabric Mills | CN | Guangdong | 1311 | cotton fabric | 2300 | 0 | silent | 1 | 2
Zhejiang Example Zip Works | CN | Zhejiang | 3290 | zips | 720 | 0 | fair | 1 | 3
Jiangsu Example Yarn | CN | Jiangsu | 1311 | cotton yarn | 1900 | 0 | never | 2 |
Fujian Example Footwear Parts | CN | Fujian | 1520 | footwear | 410 | 0 | draft | 1 | 10
Shandong Example Thread | CN | Shandong | 1311 | thread, cotton | 300 | 0 | old | 2 | 5
Dhaka Example Knitwear Ltd. | BD | Dhaka | 1430 | garments | 2600 | 0 | good | 1 | 3
Gazipur Example Spinning | BD | Gazipur | 1311 | textiles | 900 | 0 | weak | 2 | 7
Chattogram Example Denim | BD | Chattogram | 1313 | denim, textiles | 1250 | 0 | found | 1 | 9
Narayanganj Example Labels | BD | Narayanganj | 1811 | labels | 110 | 0 | silent | 2 | 20
Tiruppur Example Cotton Knits | IN | Tamil Nadu | 1430 | garments, cotton | 540 | 130 | trigger | 1 | 13
Gujarat Example Ginning | IN | Gujarat | 0116 | cotton | 70 | 40 | never | 3 |
Delhi Example Embellishments | IN | Delhi | 1312 | embellished textiles | 48 | 10 | unsure | 2 | 30
Coimbatore Example Spinning Mills | IN | Tamil Nadu | 1311 | thread, cotton | 800 | 220 | remedy | 2 | 6
Penang Example Gloves | MY | Penang | 2219 | rubber gloves | 1100 | 760 | found | 1 | 4
Johor Example Packaging | MY | Johor | 2220 | plastic packaging | 180 | 120 | weak | 1 | 12
Yangon Example Stitching | MM | Yangon | 1410 | garments | 460 | 0 | silent | 1 | 25
Bago Example Gloves Workshop | MM | Bago | 1410 | garments | 120 | 0 | never | 2 |
""")

_HOTEL = _suppliers("""
Riverside Example Guards | KH | Phnom Penh | 8010 | guarding services | 150 | 0 | weak | 1 | 30
Clean Example Services | KH | Siem Reab | 8121 | cleaning services | 240 | 0 | fair | 1 | 45
Tonle Sap Example Fish | KH | Pousaat | 0312 | fish | 36 | 5 | trigger | 1 | 50
Battambang Example Rice Mill | KH | Baat Dambang | 1061 | rice | 42 | 0 | good | 1 | 15
Kampot Example Pepper and Salt | KH | Kampot | 0128 | pepper, salt | 25 | 0 | old | 1 | 20
Siem Reap Example Laundry | KH | Siem Reab | 9601 | laundry services | 55 | 0 | unsure | 1 | 65
Mondul Example Coffee | KH | Mondol Kiri | 0127 | coffee | 60 | 8 | draft | 2 | 10
Hue Example Seafood | VN | Thua Thien-Hue | 1020 | shrimp, fish | 320 | 0 | fair | 1 | 5
Trat Example Prawn Farms | TH | Trat | 0321 | shrimp | 90 | 72 | silent | 2 | 8
Selangor Example Palm Oil | MY | Selangor | 1040 | palm oil | 270 | 200 | never | 2 |
Assam Example Tea Gardens | IN | Assam | 0127 | tea | 420 | 60 | weak | 2 | 2
Guangxi Example Linen | CN | Guangxi | 1392 | bed linen | 150 | 0 | good | 1 | 6
""")

_BUILDER = _suppliers("""
Kandal Example Brickworks | KH | Kandaal | 2392 | bricks | 58 | 0 | trigger | 1 | 55
Mekong Example Sand and Gravel | KH | Kampong Chaam | 0810 | sand | 35 | 0 | weak | 1 | 40
Phnom Penh Example Scaffolding | KH | Phnom Penh | 4390 | scaffolding services | 75 | 0 | fair | 1 | 35
Sen Sok Example Steel Fixers | KH | Phnom Penh | 4100 | building services | 130 | 6 | silent | 1 | 70
Koh Kong Example Timber | KH | Kaoh Kong | 1610 | timber | 48 | 14 | unsure | 2 | 25
Bien Hoa Example Cement | VN | Dong Nai | 2394 | cement | 610 | 0 | good | 1 | 1
Rayong Example Pipes | TH | Rayong | 2220 | plastic pipes | 260 | 90 | fair | 1 | 2
Foshan Example Tiles | CN | Guangdong | 2392 | tiles, bricks | 540 | 0 | draft | 1 | 3
Klang Example Labour Supply | MY | Selangor | 7820 | labour supply services | 90 | 85 | remedy | 1 | 20
Mandalay Example Stone | MM | Mandalay | 0810 | stones | 66 | 0 | never | 2 |
""")

_FISHERY = _suppliers("""
Sihanouk Example Ice and Boats | KH | Preah Sihanouk | 0311 | fish | 44 | 9 | weak | 1 | 60
Kep Example Crab Landing | KH | Kaeb | 0311 | crab, fish | 18 | 0 | unsure | 1 | 80
Ranong Example Trawlers | TH | Ranong | 0311 | fish | 130 | 118 | trigger | 1 | 15
Phu Quoc Example Fish Sauce | VN | Kien Giang | 1020 | fish sauce | 85 | 0 | good | 1 | 10
Cox Example Dried Fish | BD | Cox's Bazar | 1020 | dried fish | 70 | 12 | silent | 2 | 22
Kochi Example Shrimp Peeling | IN | Kerala | 1020 | shrimp | 190 | 80 | fair | 1 | 5
""")

MEMBERS: tuple[ExampleMember, ...] = (
    ExampleMember(
        code="LOTUS",
        name="Lotus Example Garments Co., Ltd.",
        sector_group="Garments and footwear",
        facts={
            "country": "KH",
            "form": "company",
            "sector": "1410",
            "goods": ["garments"],
            "produces_goods": "yes",
            "workforce.total": "1840",
            "workforce.women": "1510",
            "workforce.migrants": "22",
            "workforce.agency": "0",
            "workforce.under_18": "6",
            "recruitment.channels": ["direct"],
            "recruitment.cross_border": "no",
            "accommodation.provided": "no",
            "structure.subcontracting": "yes",
            "structure.homework": "no",
            "exports_to": ["US", "GB", "DE"],
            "imports_into": [],
            "business_in": ["KH"],
            "customers.bound_by": ["uk.msa"],
            "present_in": ["KH"],
            "year_end": "12-31",
            "currency": "USD",
            "contracts.federal": "no",
            "suppliers.entity_list": "no",
            "employs.north_koreans": "no",
        },
        workplaces=(
            ("PP1", "Phnom Penh Example Sewing Plant", "Phnom Penh", 1320),
            ("TK1", "Takeo Example Finishing Plant", "Taakaev", 520),
        ),
        suppliers=_GARMENT,
    ),
    ExampleMember(
        code="RIVER",
        name="River Example Hotels Group",
        sector_group="Hotels and restaurants",
        facts={
            "country": "KH",
            "form": "company",
            "sector": "5510",
            "goods": ["hotel services"],
            "produces_goods": "no",
            "workforce.total": "640",
            "workforce.migrants": "35",
            "workforce.agency": "90",
            "workforce.under_18": "4",
            "recruitment.channels": ["direct", "licensed_agency"],
            "accommodation.provided": "yes",
            "business_in": ["KH", "AU"],
            "exports_to": [],
            "imports_into": [],
            "present_in": ["KH", "AU"],
            "incorporated_in": "KH",
            "year_end": "12-31",
            "currency": "USD",
            "turnover.group.2025": "60000000-80000000",
            "contracts.federal": "yes",
            "contracts.federal_outside_us_usd": "180000",
            "contracts.federal_outside_us_older_usd": "0",
        },
        workplaces=(("SR1", "Siem Reap Example Hotel", "Siem Reab", 390),),
        suppliers=_HOTEL,
    ),
    ExampleMember(
        code="STONE",
        name="Stone Bridge Example Construction",
        sector_group="Construction",
        facts={
            "country": "KH",
            "form": "company",
            "sector": "4100",
            "produces_goods": "no",
            "workforce.total": "970",
            "workforce.agency": "610",
            "structure.labour_contractors": "yes",
            "business_in": ["KH"],
            "present_in": ["KH"],
        },
        workplaces=(("SITE7", "Riverside Example Tower Site", "Phnom Penh", 430),),
        suppliers=_BUILDER,
    ),
    ExampleMember(
        code="GULF",
        name="Gulf Example Seafood",
        sector_group="Fishing and food",
        facts={"country": "KH", "form": "company", "sector": "1020"},
        workplaces=(),
        suppliers=_FISHERY,
        complete=False,
    ),
)
