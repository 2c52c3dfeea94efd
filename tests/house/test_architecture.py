"""The house rules that a tool can read (architecture.md)."""

import ast
import subprocess
import sys
import unicodedata

from tests.house.sources import PACKAGE, ROOT, python_files, short, tracked, tree_of

MAX_LINES = 350
COMMITS = ("bénévolat/extensions.py", "bénévolat/jobs/")
"""The edge: transaction() for acts, the ledger and the lease for jobs."""
LONG_FOR_A_REASON = ("migrations/versions/", "bénévolat/domain/enums.py")
"""A revision is a list of facts, the closed lists are one list of lists: they are not split."""


def test_imports_only_go_down() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0, (told.stdout + told.stderr).decode()


def test_a_file_is_about_one_noun() -> None:
    sizes = {short(path): path.read_text().count("\n") for path in python_files("")}
    long = {path: lines for path, lines in sizes.items() if lines > MAX_LINES}
    assert {path: lines for path, lines in long.items() if not path.startswith(LONG_FOR_A_REASON)} == {}


def test_no_file_is_a_drawer() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "tools.py", "forms.py", "views.py"}
    assert [path for path in tracked() if path.rsplit("/", 1)[-1] in drawers] == []


def test_every_path_is_written_in_nfc() -> None:
    assert [path for path in tracked() if not unicodedata.is_normalized("NFC", path)] == []


def test_every_string_that_names_the_module_is_in_nfc() -> None:
    texts = [
        path
        for path in tracked()
        if path.endswith((".py", ".toml", ".cfg", ".service", ".txt", ".md", "run"))
    ]
    wrong = [path for path in texts if not unicodedata.is_normalized("NFC", (ROOT / path).read_text())]
    assert wrong == []


def test_only_the_edge_commits() -> None:
    found = []
    for path in python_files("bénévolat/"):
        if short(path).startswith(COMMITS):
            continue
        calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        found += [
            f"{short(path)}:{call.lineno}" for call in calls if ast.unparse(call.func).endswith(".commit")
        ]
    assert found == []


def test_one_form_class_per_action_is_never_poured_into_a_model() -> None:
    found = [short(path) for path in python_files("bénévolat/") if "populate_obj" in path.read_text()]
    assert found == []


def test_the_package_itself_imports_nothing() -> None:
    tree = tree_of(PACKAGE / "__init__.py")
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_nothing_is_left_open() -> None:
    words = ("TODO", "FIXME", "XXX")
    here = short(PACKAGE.parent / "tests/house/test_architecture.py")
    found = [
        f"{path}: {word}"
        for path in tracked()
        if path.endswith((".py", ".html", ".js", ".css")) and path != here
        for word in words
        if word in (ROOT / path).read_text()
    ]
    assert found == []


def test_no_user_given_address_is_ever_fetched() -> None:
    """U1: no connection is opened to a typed address; mails and texts go to the configured servers only."""
    clients = {"requests", "httpx", "urllib3", "aiohttp", "urllib.request", "http.client", "ftplib"}
    found = []
    for path in python_files("bénévolat/"):
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            found += [f"{short(path)}: {name}" for name in names if name in clients]
    gateway = "bénévolat/jobs/texter.py"  # BENEVOLAT_SMS_URL, and no redirection is followed.
    assert set(found) == {f"{gateway}: urllib.request", f"{gateway}: http.client"}


def test_the_web_reads_one_clock() -> None:
    """``web.access.now()`` and ``today()`` are the only clock of screens: a test can move it."""
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "func.now"}
    found = []
    for path in python_files(
        "bénévolat/web/", "bénévolat/services/", "bénévolat/models/", "bénévolat/domain/"
    ):
        if short(path) != "bénévolat/web/access.py":
            calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
            found += [f"{short(path)}:{c.lineno}" for c in calls if ast.unparse(c.func) in clocks]
    assert found == []


def test_no_address_to_download_from_is_kept() -> None:
    for name in ("constraints.txt", "requirements.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "index-url" not in text
    assert not {"uv.lock", "pylock.toml"} & set(tracked())
