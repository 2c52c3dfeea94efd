"""The command line: each command says in French what it did or why it did not."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from bénévolat import __version__
from bénévolat.cli import cli
from bénévolat.commands.imports import _lines
from bénévolat.commands.registry import NAMES, command_named, init_commands, own_commands
from bénévolat.domain import enums
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.extensions import db
from bénévolat.models.accounts import Account
from bénévolat.models.communes import Commune
from bénévolat.models.offers import Offer
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services.hub_records import MAX_LINE

ROOT = Path(__file__).parents[2]
HEADER = "insee,name,postal_codes,departement,epci_siren,epci_name,population,lat,lon,point\n"


@pytest.fixture
def benevolat(app: Flask):
    """Return a function that runs a command on the test's application."""
    if "lists" not in app.cli.commands:
        init_commands(app)

    def run(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=list(words))

    return run


@pytest.mark.sqlite
def test_lists_gives_every_closed_list_as_json(benevolat):
    said = json.loads(benevolat("lists", "--json").output)
    asked = {
        "domains": enums.Domain,
        "demands": enums.Demand,
        "constraints": enums.Constraint,
        "comfort": enums.Comfort,
        "travel": enums.TravelMeans,
        "half_days": enums.HalfDay,
        "soft_skills": SoftSkill,
        "end_kinds": enums.EndKind,
        "channels": enums.Channel,
    }
    for name, closed in asked.items():
        assert [(row["code"], row["label"]) for row in said[name]] == closed.choices()
    assert len(said["soft_skills"]) == 14


@pytest.mark.sqlite
def test_lists_can_be_read_by_a_human(benevolat):
    assert "heavy_load" in benevolat("lists").output
    assert "Porter des charges" in benevolat("lists").output


def test_geo_import_loads_another_departement_and_says_what_is_wrong(benevolat, tmp_path, session):
    file = tmp_path / "ain.csv"
    file.write_text(
        HEADER
        + "01001,Abergement-Clémenciat,01400,01,,,776,46.15,4.92,mairie\n1002,Perdu,01640,01,,,1,46,5,\n"
    )
    told = benevolat("geo", "import", str(file))
    assert told.exit_code == 0
    assert "1 commune(s) ajoutée(s)" in told.output
    assert "ligne 3" in told.output
    assert session.get(Commune, "01001").departement == "01"
    assert "1 inchangée(s)" in benevolat("geo", "import", str(file)).output


@pytest.mark.sqlite
def test_geo_import_refuses_another_file_with_a_sentence(benevolat, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(b"\xff\xfe\x00")
    told = benevolat("geo", "import", str(file))
    assert (told.exit_code, told.exception.__class__) == (1, SystemExit)
    assert "UTF-8" in told.output


def test_import_offers_writes_a_report_and_may_be_replayed(benevolat, tmp_path, make, session):
    make.communes()
    file, report = tmp_path / "missions.jsonl", tmp_path / "rapport.csv"
    row = {"_id": "a1", "type": "benevolat", "title": "Je trie des boutons", "city": "TROYES CEDEX"}
    file.write_text(
        json.dumps({**row, "organizationName": "Les Boutonnières", "postalCode": "10004"}) + "\n{\n"
    )
    told = benevolat("import", "offers", str(file), "--report", str(report))
    assert told.exit_code == 0, told.output
    assert "1 créée" in told.output
    assert "ligne 2 refusée" in told.output
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "10387" in report.read_text()
    assert session.scalars(select(Offer)).one().commune_insee == "10387"
    assert "1 déjà importée, inchangée" in benevolat("import", "offers", str(file)).output


@pytest.mark.sqlite
def test_a_line_without_end_is_not_kept_in_memory(tmp_path):
    file = tmp_path / "long.jsonl"
    file.write_bytes(b"x" * (3 * MAX_LINE) + b"\nshort\n" + b"y" * (2 * MAX_LINE))
    with file.open("rb") as stream:
        lines = list(_lines(stream))
    assert [len(line) for line in lines] == [MAX_LINE + 2, 6, MAX_LINE + 2]


def test_account_create_prints_a_link_that_opens(benevolat, session, client):
    told = benevolat(
        *("account", "create", "--email", "Premiere@Aube.Example", "--role", "departement"),
        *("--first-name", "Anne", "--last-name", "Morel", "--right", "administer", "--right", "validate"),
    )
    assert told.exit_code == 0, told.output
    account = session.scalars(select(Account)).one()
    assert account.email == "premiere@aube.example"
    assert {right.value for right in account.rights} == {"administer", "validate"}
    token = session.scalars(select(OutboxMessage)).one().context["token"]
    assert f"/invitation/{token}" in told.output
    assert client.get(f"/invitation/{token}").status_code == 200


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--email", "pas-une-adresse", "--role", "departement"], "adresse"),
        (["--email", "a@aube.example", "--role", "travailleur_social"], "équipe"),
        (
            ["--email", "a@aube.example", "--role", "travailleur_social", "--team", "Inconnue"],
            "équipe inconnue",
        ),
        (["--email", "a@aube.example", "--role", "association"], "association"),
        (["--email", "a@aube.example", "--role", "association", "--association", "Rien"], "0 association"),
        (
            ["--email", "a@aube.example", "--role", "travailleur_social", "--right", "export"],
            "n'a pas ce droit",
        ),
    ],
)
@pytest.mark.sqlite
def test_account_create_says_what_is_missing(benevolat, session, words, reason):
    told = benevolat("account", "create", "--first-name", "A", "--last-name", "B", *words)
    assert told.exit_code != 0
    assert reason in told.output
    assert session.scalars(select(Account)).all() == []


@pytest.mark.sqlite
def test_account_create_refuses_an_address_taken(benevolat, make):
    make.departement_agent(email="a@aube.example")
    told = benevolat(
        *("account", "create", "--email", "A@aube.example", "--role", "departement"),
        *("--first-name", "A", "--last-name", "B"),
    )
    assert told.exit_code == 1
    assert "a déjà un compte" in told.output


@pytest.mark.sqlite
def test_match_files_writes_matches_and_counts(benevolat, tmp_path):
    profiles, offers, out = (tmp_path / name for name in ("p.jsonl", "o.jsonl", "m.jsonl"))
    profiles.write_text('{"id": "p1", "wishes": ["jardiner"], "slots": ["mon_am"], "travel": {"walk": 30}}\n')
    offers.write_text('{"id": "o1", "association": "a", "title": "Jardinage partagé", "slots": ["mon_am"]}\n')
    paths = ("--profiles", str(profiles), "--offers", str(offers), "--out", str(out))
    told = benevolat("match-files", *paths, "--stats")
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["profiles"] == 1
    assert json.loads(out.read_text())["profile"] == "p1"
    alone = out.read_bytes()
    told = benevolat("match-files", *paths, "--partition", "departement", "--halo-km", "5", "--stats")
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["partitions"] == 1
    assert out.read_bytes() == alone
    profiles.write_text("{")
    for options in ([], ["--partition", "departement"]):
        told = benevolat("match-files", *paths, *options)
        assert told.exit_code == 1
        assert "Ligne 1" in told.output


@pytest.mark.sqlite
def test_match_files_says_which_options_go_together(benevolat, tmp_path):
    for name in ("p.jsonl", "o.jsonl"):
        (tmp_path / name).write_text("")
    paths = [f"--{name}={tmp_path / name[0]}.jsonl" for name in ("profiles", "offers")]
    paths.append(f"--out={tmp_path / 'm.jsonl'}")
    cluster = ["--scheduler-address", "tcp://127.0.0.1:1"]
    for options, said in (
        (["--workers", "2"], "--workers demande aussi --partition departement."),
        (cluster, "--scheduler-address demande aussi --partition departement."),
        (["--partition", "departement", "--workers", "2", *cluster], "--workers ou --scheduler-address"),
    ):
        told = benevolat("match-files", *paths, *options)
        assert told.exit_code == 2
        assert said in told.output


@pytest.mark.sqlite
def test_a_database_without_tables_is_said_so(benevolat, app, tmp_path):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    for words in (["seed"], ["account", "create", "--email", "a@b.fr", "--role", "departement"]):
        told = benevolat(*words, *(["--first-name", "A", "--last-name", "B"] if len(words) > 1 else []))
        assert told.exit_code == 1
        assert "benevolat db upgrade" in told.output


@pytest.mark.sqlite
def test_seed_loads_the_aube_and_a_second_time_changes_nothing(benevolat, session):
    assert "431 commune(s) ajoutée(s)" in benevolat("seed").output
    assert "431 inchangée(s)" in benevolat("seed").output


@pytest.mark.sqlite
def test_the_demonstration_never_mixes_with_real_accounts(benevolat, make, session):
    make.departement_agent()
    told = benevolat("seed", "--demo")
    assert told.exit_code == 1
    assert "base vide" in told.output


@pytest.mark.sqlite
def test_a_weak_password_is_refused_before_anything_is_written(benevolat, session):
    told = benevolat("seed", "--demo", "--password", "court")
    assert told.exit_code == 2
    assert session.scalars(select(Commune)).all() == []


@pytest.mark.sqlite
def test_seed_demo_shows_accounts_that_open(benevolat, sign_in_as, client):
    told = benevolat("seed", "--demo", "--password", "lanterne-sous-la-pluie-42")
    assert told.exit_code == 0, told.output
    for shown in ("departement@demo.example", "ts@demo.example", "association@demo.example"):
        assert shown in told.output
    handle = re.search(r"Numéro de carte\s+(\w{4})", told.output)[1]
    secret = re.search(r"Code secret\s+(\w{4} \w{4})", told.output)[1]
    page = client.get("/acces")
    answer = client.post(
        "/acces", data={"csrf_token": client.csrf_token(), "handle": handle, "secret": secret}
    )
    assert (page.status_code, answer.status_code) == (200, 303)
    assert "déjà là" in benevolat("seed", "--demo").output


def test_help_makes_no_application_and_no_folder(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", "from bénévolat.cli import main; main()", "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert list(tmp_path.iterdir()) == []
    for name in NAMES:
        assert f"  {name} " in told.stdout


def test_every_command_answers_to_its_name():
    assert [command_named(name).name for name in NAMES] == list(NAMES)
    assert command_named("inconnue") is None


_HEAVY = ["alembic", "flask_migrate", "icalendar", "sqlalchemy", "typst", "wtforms", "xlsxwriter"]


def test_matching_files_loads_neither_the_site_nor_a_database(tmp_path):
    """The engine on files fits in a small machine (matching.md §4): the rest of the project stays on the disk."""
    for name in ("profiles", "offers"):
        (tmp_path / name).write_text("", encoding="utf-8")
    words = ["match-files", "--profiles", "profiles", "--offers", "offers", "--out", "matches"]
    asked = (
        "import sys; from bénévolat.cli import cli; cli.main(sys.argv[1:], standalone_mode=False);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}));"
        "print(*sorted(name for name in sys.modules if name.startswith('bénévolat.')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, *words],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        text=True,
    )
    *_, roots, ours = [line.split() for line in told.stdout.splitlines()]
    assert not set(roots) & set(_HEAVY)
    floors = {name.split(".")[1] for name in ours}
    assert "matching" in floors <= {"cli", "commands", "domain", "matching"}


def test_every_command_explains_itself_in_french():
    runner = CliRunner()
    for command in own_commands():
        told = runner.invoke(cli, [command.name, "--help"])
        assert told.exit_code == 0
        assert command.help
    assert __version__
