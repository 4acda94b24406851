"""Words that say what sort of company it is, in many languages, and not which one."""

import re

_SURE = """
ltd limited lted ltda limitada co company coy comp corp corporation inc incorporated llc llp lp
plc pvt private pte pty sdn bhd berhad tbk gmbh mbh ohg kgaa srl sarl sasu spa srls snc sapa
eirl sro spol zoo spzoo doo dooel jdoo eood ood ead kft zrt nyrt bvba vof aps oyj tmi uab sia
jsc ojsc cjsc pjsc ooo oao zao pao tnhh mtv ctcp kaisha kabushiki yugen jusik hoesa
gesellschaft aktiengesellschaft societe anonyme sociedad sociedade anonima rl sadecv sderlcv
sti limitedsirketi sirketi anonim
"""
_AT_THE_ENDS = """
sa ab ag as bv nv kg oy cv ud pt ad se sl slu sas sc kk yk fze fzco fzc dmcc est the ms cia de ve
et y und and
"""
# Anywhere in a name. Written without dots; "S. de R.L." and "Sp. z o.o." arrive joined.
SURE = frozenset(_SURE.split())
# Only at either end of a name: between other words they may be part of it.
AT_THE_ENDS = frozenset(_AT_THE_ENDS.split())
# Written without spaces before or after the name.
GLUED = (
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "有限公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "(株)",
    "(有)",
    "주식회사",
    "유한회사",
    "(주)",
    "บริษัท",
    "จำกัด",
    "(มหาชน)",
    "ห้างหุ้นส่วน",
    "ក្រុមហ៊ុន",
    "សហគ្រាស",
    "លីមីតធីត",
    "ខូអិលធីឌី",
    "ឯ.ក",
)
# Several words or letters that mean one form; put in place before the words are parted.
_PHRASES = (
    (re.compile(r"\bs\.? ?a\.? de c\.? ?v\b\.?"), " sadecv "),
    (re.compile(r"\bs\.? ?de r\.? ?l\b\.?( de c\.? ?v\b\.?)?"), " sderlcv "),
    (re.compile(r"\bsp\.? ?z\.? ?o\.? ?o\b\.?"), " spzoo "),
    (re.compile(r"\bs\.? ?r\.? ?o\b\.?"), " sro "),
    (re.compile(r"\bd\.? ?o\.? ?o\b\.?"), " doo "),
    (re.compile(r"\bs\.? ?à ?r\.? ?l\b\.?"), " sarl "),
    (re.compile(r"\bs\.? ?p\.? ?a\b\.?"), " spa "),
    (re.compile(r"\bg\.? ?m\.? ?b\.? ?h\b\.?( ?& ?co\b\.?)?"), " gmbh "),
    (re.compile(r"\b(công ty|cong ty)( trách nhiệm hữu hạn| cổ phần| co phan)?\b"), " "),
    (re.compile(r"\bm/s\b\.?"), " "),
)
# Each of them begins with one of these letters: most names have none, which one look tells.
_ALL_PHRASES = "|".join(one.pattern for one, _ in _PHRASES)
_ANY_PHRASE = re.compile(rf"\b(?=[scdgm])(?:{_ALL_PHRASES})")


def without_phrases(text: str) -> str:
    """Return the folded name with forms of several words brought into one, glued ones taken out."""
    if text.isascii() and not _ANY_PHRASE.search(text):
        return text
    for sought, put in _PHRASES:
        text = sought.sub(put, text)
    for glued in GLUED:
        if glued in text:
            text = text.replace(glued, " ")
    return text


def core(words: list[str]) -> list[str]:
    """Return the words that name the company; all of them where nothing else would be left."""
    kept = [word for word in words if word not in SURE]
    while len(kept) > 1 and kept[-1] in AT_THE_ENDS:
        kept.pop()
    while len(kept) > 1 and kept[0] in AT_THE_ENDS:
        kept.pop(0)
    return kept or words
