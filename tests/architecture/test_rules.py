"""House rules that hold in every file: no text becomes code, no path comes from a visitor, every
write names its key and its permission, every query its scope, and readings write nothing."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "crest").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

_NEVER_CALLED = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
_NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "xml.etree.ElementTree.XMLParser", "cgi"}
_NEVER_NAMED = {
    "os.system",
    "os.popen",
    "os.spawnl",
    "yaml.load",
    "jinja2.Template",
    "markupsafe.Markup",
    "flask.Markup",
    "flask.render_template_string",
    "subprocess.getoutput",
    "random.random",
    "random.choice",
    "random.randint",
    "hashlib.md5",
    "hashlib.sha1",
    "tempfile.mktemp",
}
# Where files are opened below the web: by names that FolderStore made, or by the operator.
_TOUCHES_FILES = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "unlink"}
_MAY_TOUCH_FILES: Mapping[str, str] = {
    "crest/web/static_files.py": "the style sheets and scripts of the package itself",
    "crest/web/areas.py": "what the modules of the package give, kept in the cache of this code",
    "crest/web/file_replies.py": "a path that a store of files gave",
    "crest/services/status.py": "asks whether the data folder can be written",
    "crest/services/fixtures.py": "the operator's command names the file",
    "crest/services/demonstration/loading.py": "the demonstration's own files",
    "crest/services/register_job.py": "the rows of a register in the making, gone when it is made",
}
# A write that a person can send twice takes a key; these cannot, or nothing happens twice.
_WITHOUT_KEY: Mapping[str, str] = {
    "jobs": "a lease and its count of attempts make a worker's writes happen once",
    "outbox": "a lease makes a mail go out once",
    "heads_mail": "the trail says for which month it was done",
    "space_claims": "a token is used once, and what is asked is tied to one space",
    "space_home": "where a browser sits is set, not counted; a look is a look each time",
    "reminders": "the invitation says which reminder went out",
    "fixtures": "a command of the operator, refused in production",
    "members": "a command of the operator; codes are unique",
    "users": "a command of the operator; addresses are unique",
    "standing": "computed from what is stored; the same again changes nothing",
    "loading": "a command of the operator, refused in production",
    "login": "a token is new each time, and forgetting one twice is forgetting it once",
    "second_step": "a code works once",
    "second_factor": "a proof works once; removing twice is removing once",
    "password_links": "a link works once",
    "joining": "an invitation works once",
    "invited": "a link is claimed once; declining twice is declining once",
    "certifier_door": "a link is claimed once; a code works once",
    "delegated.begin": "a link is claimed once",
    "delegated.come_back": "each time it makes a session",
    "sign_offs.set_rule": "set twice it is set",
    "campaign_sending": "whoever is asked is not asked again",
    "campaign_reminders.remind_by_hand": "one reminder a day for each",
    "campaign_reminders._remind_company": "each reminder is written down with its mail",
    "campaign_rounds": "a campaign is begun once",
    "member_erasing": "what is erased is not erased again",
    "member_lists.load_file": "a command; the same list again changes nothing",
    "campaign_changes.show_links": "changes nothing but the trail",
    "own_account": "a password set twice is set; ending a session twice is ending it once",
    "own_proof": "counts tries",
    "erasure.erase_person": "a command of the operator; erasing twice is erasing once",
    "erasure.erase_own": "the password is asked for; erasing twice is erasing once",
    "erasure.ask_for_copy": "changes nothing but the trail, where each copy taken has its entry",
    "supplier_imports.import_file": "a command; the same list again changes nothing",
    "answer_loads.run_load_job": "the worker; what was read is not read again",
    "answer_loads.load_file": "a command; the same workbook again changes nothing",
    "register_loads.load_file": "a command; the same workbook again changes nothing",
    "registers._keep": "the id of the register makes it kept once",
    "aggregates": "a command; what was counted already is told once",
    "reference_choice.load_by_command": "a command; an edition that is here is refused",
    "reference_choice.choose_by_command": "a command; the same choice again moves no figure",
    "banks_release.publish_by_command": "a command; what is published is not published again",
    "banks_release.retire_by_command": "a command; what is retired is not retired again",
}
# Whoever is not signed in has no role yet; workers and commands act for the installation.
_WITHOUT_PERMISSION: Mapping[str, str] = {
    "jobs": "the worker; the requester's permission is checked again before the work",
    "outbox": "the worker",
    "heads_mail": "the worker",
    "space_claims.open_space": "whoever holds the one-use token of a mail",
    "space_claims.join_space": "whoever holds it and is signed in at the address that it names",
    "space_home.note_look": "written once the page was opened, which needed its own",
    "reminders": "the worker",
    "campaign_sending": "the worker; the requester's permission is checked again before the work",
    "campaign_reminders.remind_by_hand": "the worker; the requester's permission is checked again",
    "campaign_reminders._remind_company": "the worker",
    "campaign_rounds": "the worker",
    "fixtures": "a command of the operator",
    "members": "a command of the operator",
    "users": "a command of the operator",
    "standing": "runs inside the writes of others",
    "loading": "a command of the operator",
    "login": "the door itself",
    "second_step": "the door itself",
    "second_factor.forget_factor": "a command of the operator",
    "password_links": "a secret link stands for the person",
    "joining": "a secret link stands for the person",
    "invited": "a secret link stands for the person",
    "certifier_door": "a secret link stands for the person",
    "delegated.begin": "a secret link stands for the person",
    "delegated.come_back": "a secret link and its PIN stand for the person",
    "result_links.open_link": "a secret link stands for the person",
    "erasure.erase_person": "a command of the operator",
    "member_erasing.erase_member": "a command of the operator",
    "member_lists.load_file": "a command of the operator",
    "reference_choice.load_by_command": "a command of the operator, who keeps the installation",
    "reference_choice.choose_by_command": "a command of the operator, who keeps the installation",
    "aggregates": "a command of the operator",
    "banks_release.publish_by_command": "a command; it asks whether both people named may publish",
    "banks_release.retire_by_command": "a command; it asks whether the person named may publish",
    "own_proof": "a part of changes to the own account, which ask for the permission",
    "registers._keep": "the end of a job whose beginning asks for the permission",
}
# A write that is no act of anybody's, or that follows from one that is written down.
_WITHOUT_EVENT: Mapping[str, str] = {
    "jobs.take_job": "a lease",
    "jobs.hold_job": "the heartbeat of a lease",
    "jobs.report_progress": "how far a job is, many times a second",
    "jobs.release_job": "gives a lease back",
    "outbox._take": "a lease",
    "login._touch": "that a browser was seen",
    "own_proof._forget": "counts of tries",
    "result_links._log_view": "the log of views is a record of its own, shown to whom it concerns",
    "space_home.note_look": "the log of views is a record of its own, shown to whom it concerns",
    "space_sharing._log_view": "the log of views is a record of its own, shown to whom it concerns",
    "space_sharing._count_code": "counts of tries",
    "shares._log_view": "the log of views is a record of its own, shown to whom it concerns",
    "standing._catch_up": "figures that follow from what is stored",
}
# What keeps a query to rows that the caller may see.
_SCOPES: Mapping[str, str] = {
    "tenant_id": "the tenant of the session",
    "reach": "the tenant and, for some roles, the workplaces",
    "user_id": "the rows of one person",
    "token": "a secret that only its holder knows",
    "assessment_id": "an assessment that the caller opened within reach",
    "assessment_ids": "assessments that the caller opened within reach",
    "record": "an assessment that the caller opened within reach",
    "head": "an assessment of the tenant that it names",
    "job": "a job held under a lease",
    "mail": "a mail held under a lease",
    "chain_id": "the chain of one tenant, or of what belongs to none",
    "doer": "names the chain that is written",
    "to_tenant_id": "the tenant that something is shared with",
    "grant": "a live grant that the caller was given",
    "link": "a live link that the caller holds",
    "asked": "an invitation, or what is to be signed, that the caller found by its link",
    "invited": "an invitation of the tenant that it names",
    "respondent_id": "what belongs to one invitation",
    "email": "the door, where nobody is known yet",
    "doors": "counts of tries, without content",
    "door": "counts of tries, without content",
}
_WITHOUT_SCOPE: Mapping[str, str] = {
    "session": "opens the transaction",
    "bulk": "writes rows whose scope stands in what is written",
    "revision": "the version of the tables",
    "tenants": "the list of tenants, for commands and the doors",
    "outbox": "the worker sends the mails of all tenants",
    "jobs.take_next": "the worker takes the work of all tenants",
    "jobs.fail_exhausted": "the worker ends the work of all tenants",
    "jobs.cancel": "the caller has looked the job up within its tenant",
    "jobs.forget_expired": "the worker clears the files of all tenants",
    "jobs.count_open": "a number for the operator",
    "jobs.has_free": "the worker looks for the work of all tenants",
    "jobs.find_oldest_waiting": "a time for the operator",
    "new_jobs": "marks the transaction itself",
    "answer_loads.find_author": "a command of the operator names the assessment",
    "imports.change_suppliers": "ids that the caller listed within its tenant",
    "imports.add_import": "the values name the tenant",
    "list_drafts.add_draft": "the values name the tenant",
    "list_drafts.remove_draft": "a row that the caller found within its tenant",
    "standings.write": "ids that the caller listed within its tenant",
    "releases": "banks belong to no tenant: they are the same for the whole installation",
    "reference_packs": "reference data belongs to no tenant: figures of all stand on the same",
    "translation_reviews": "banks and their texts belong to no tenant",
    "cubes": "a command of the operator counts all members",
    "released_rights": "a transaction, and no query of its own",
    "released": "released figures are about all members and belong to none",
    "invitations.list_ending": "the worker reminds the suppliers of all tenants",
    "campaigns.add": "the values name the tenant",
    "campaigns.list_to_begin": "the worker begins the campaigns of all tenants",
    "campaigns.remove": "a row that the caller found within its tenant",
    "campaign_recipients.add_all": "the values name the tenant",
    "campaign_recipients.list_own_waiting": "the worker reminds the people of all tenants",
    "campaign_candidates.list_members": "the federation asks all members, names alone",
    "campaign_ending.extend": "a campaign that the caller found within its tenant",
    "campaign_ending.close": "a campaign that the caller found within its tenant",
    "campaign_ending.stop": "a campaign that the caller found within its tenant",
    "campaign_ending.close_invitations": "links that the caller found within its tenant",
    "space_grants.find_buyer": "a member is found by its code, and nothing of it is read",
    "spaces.add_space": "a new space, which belongs to nobody yet",
    "answer_checks.add": "the caller opened the assessment within its tenant",
    "delegations.add": "the values name the tenant",
    "delegations.claim": "a row that its secret link led to",
    "delegations.close": "a row that the caller found within its tenant",
    "invitations.add_respondent": "a person who belongs to no tenant and signs in nowhere",
    "evidence.list_owners": "ids that the caller then looks up within its tenant",
    "participation": "the federation reads how far all members are, and no answer",
    "associations.remove": "a row that the caller found within its federation",
    "federation_members": "the federation keeps name, sector and contact of all members",
    "member_erasure": "names the one member whose rows go",
    "overview.list_participation": "the federation reads all members, counts alone",
    "memberships.list_members_without": "the federation reads all members, names alone",
    "sessions.remove_expired": "what is over is over for everybody",
    "trail_reading.list_heads": "the operator examines the trail of all tenants",
    "trail_reading.list_chains": "the operator examines the trail of all tenants",
    "trail_reading.examine_restored": "the operator examines the trail of all tenants",
    "erasure.count_due": "what is over is over for everybody",
    "erasure.erase_some": "what is over is over for everybody",
    "throttle.remove_expired": "what is over is over for everybody",
}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the full name of what each name of a module means."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.asname or alias.name): alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                (alias.asname or alias.name): f"{node.module}.{alias.name}" for alias in node.names
            }
    return found


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _code_faults(path: Path, tree: ast.Module) -> Iterator[str]:
    names = _imported(tree)
    for name in names.values():
        if name in _NEVER_IMPORTED or name.partition(".")[0] in _NEVER_IMPORTED:
            yield f"{path.name} imports {name}"
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in calls:
        name = _full_name(node.func, names)
        if name in _NEVER_CALLED | _NEVER_NAMED:
            yield f"{_place(path, node)} calls {name}"
        if any(keyword.arg == "shell" for keyword in node.keywords):
            yield f"{_place(path, node)} opens a shell"
        if name == "datetime.datetime.now" and not (node.args or node.keywords):
            yield f"{_place(path, node)} asks for the time without a zone"


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in _tree(path).body if isinstance(node, ast.FunctionDef))


def _arguments(function: ast.FunctionDef) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def _is_listed(module: str, name: str, reasons: Mapping[str, str]) -> bool:
    return module in reasons or f"{module}.{name}" in reasons


def _writers() -> Iterator[tuple[Path, ast.FunctionDef, str]]:
    for path in sorted((ROOT / "crest" / "services").rglob("*.py")):
        for function in _functions(path):
            text = ast.unparse(function)
            if "writing(session)" in text and not function.name.startswith("_"):
                yield path, function, text


def test_nothing_is_run_that_came_as_text() -> None:
    assert [fault for path in MODULES for fault in _code_faults(path, _tree(path))] == []


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "import pickle",
        "from pickle import loads",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "from markupsafe import Markup\nMarkup(text)",
        "from datetime import datetime\ndatetime.now()",
        "import os as system\nsystem.system('ls')",
        "from flask import render_template_string\nrender_template_string(text)",
    ],
)
def test_what_would_be_run_is_noticed(code: str) -> None:
    assert list(_code_faults(ROOT / "crest" / "planted.py", ast.parse(code)))


def test_templates_escape_everything() -> None:
    unescaped = re.compile(
        r"""\|\s*safe\b|autoescape\s+false|Markup|\|\s*tojson|\son\w+=["']|<style|srcdoc"""
    )

    found = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if unescaped.search(path.read_text(encoding="utf-8"))
    ]

    assert len(TEMPLATES) > 40
    assert found == []


def test_scripts_build_no_markup_from_text() -> None:
    unsafe = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\("
    )
    scripts = sorted((ROOT / "crest" / "static").rglob("*.js"))

    assert scripts
    assert [path.name for path in scripts if unsafe.search(path.read_text("utf-8"))] == []


def test_the_web_and_services_touch_no_file_but_through_a_store() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in ("web", "services")
        for path in (ROOT / "crest" / folder).rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and _full_name(node.func, {}).rpartition(".")[2] in _TOUCHES_FILES
        and "library" not in _full_name(node.func, {})
    }

    assert found - set(_MAY_TOUCH_FILES) == set()


def test_every_write_of_a_person_takes_a_key() -> None:
    without = [
        f"{path.stem}.{function.name}"
        for path, function, text in _writers()
        if "key" not in _arguments(function)
        and ".key" not in text
        and not _is_listed(path.stem, function.name, _WITHOUT_KEY)
    ]

    assert without == []


def test_a_key_is_tied_to_the_thing_that_is_written() -> None:
    """A key of one thing, posted for another, is refused and never said to be saved."""
    loose = []
    for path, function, text in _writers():
        takes_id = [name for name in _arguments(function) if name.endswith("_id")]
        if takes_id and "replayed(" in text and not re.search(r"act = f['\"].*\{", text):
            loose.append(f"{path.stem}.{function.name}")

    assert loose == []


def test_every_write_asks_for_a_permission() -> None:
    without = [
        f"{path.stem}.{function.name}"
        for path, function, text in _writers()
        if "require(" not in text and not _is_listed(path.stem, function.name, _WITHOUT_PERMISSION)
    ]

    assert without == []


def _writing_blocks(function: ast.FunctionDef) -> list[ast.With]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        and any(ast.unparse(item.context_expr).startswith("writing(") for item in node.items)
    ]


def _events_in(block: ast.With) -> int:
    calls = [node for node in ast.walk(block) if isinstance(node, ast.Call)]
    return sum(isinstance(call.func, ast.Name) and call.func.id == "record" for call in calls)


def _silent(path: Path) -> list[str]:
    """Return the functions of a module that write without recording one event each time."""
    return [
        f"{path.stem}.{function.name}"
        for function in _functions(path)
        if any(_events_in(block) != 1 for block in _writing_blocks(function))
    ]


def test_every_write_records_one_event() -> None:
    services = sorted((ROOT / "crest" / "services").rglob("*.py"))
    blocks = [
        block for path in services for one in _functions(path) for block in _writing_blocks(one)
    ]

    assert len(blocks) > 45
    assert {name for path in services for name in _silent(path)} == set(_WITHOUT_EVENT)


@pytest.mark.parametrize(
    ("body", "is_silent"),
    [("record(session)", False), ("pass", True), ("record(session); record(session)", True)],
)
def test_a_write_without_its_event_is_noticed(
    tmp_path: Path, body: str, *, is_silent: bool
) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(f"def act(session):\n    with writing(session):\n        {body}\n")

    assert _silent(planted) == (["planted.act"] if is_silent else [])


def test_only_services_write() -> None:
    """A transaction opened elsewhere would leave no trace."""
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if "writing" in _imported(_tree(path)) and "services" not in path.parts
    ]

    assert elsewhere == []


def test_every_query_names_whose_rows_it_reads() -> None:
    without = [
        f"{path.stem}.{function.name}"
        for path in sorted((ROOT / "crest" / "persistence").glob("*.py"))
        for function in _functions(path)
        if "session" in _arguments(function)
        and not function.name.startswith("_")
        and not _arguments(function) & set(_SCOPES)
        and not _is_listed(path.stem, function.name, _WITHOUT_SCOPE)
    ]

    assert without == []


def test_no_view_that_only_reads_calls_a_service_that_writes() -> None:
    writers = {function.name for _, function, _ in _writers()}
    wrong = []
    for path in sorted((ROOT / "crest" / "web").rglob("views.py")):
        for function in _functions(path):
            marks = {ast.unparse(mark) for mark in function.decorator_list}
            if any(".get(" in mark for mark in marks):
                called = {
                    _full_name(node.func, {}).rpartition(".")[2]
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call)
                }
                wrong += [f"{path}: {function.name} calls {one}" for one in called & writers]

    assert len(writers) > 20
    assert wrong == []


def test_reasons_stand_for_what_is_there() -> None:
    """A reason whose module is gone would quietly excuse the next one of that name."""
    services = {path.stem for path in (ROOT / "crest" / "services").rglob("*.py")}
    tables = {path.stem for path in (ROOT / "crest" / "persistence").glob("*.py")}

    named = {name.partition(".")[0] for name in (*_WITHOUT_KEY, *_WITHOUT_PERMISSION)}
    assert named - services == set()
    assert {name.partition(".")[0] for name in _WITHOUT_SCOPE} - tables == set()
    assert [name for name in _MAY_TOUCH_FILES if not (ROOT / name).is_file()] == []
