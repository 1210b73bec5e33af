"""What listens to the logs of all tests hears what it has to."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from tests.nobody_named import HEARD, listening, named_in, named_on_errors

from garbridge.testing.world import pupil, teacher

ROOT = Path(__file__).parents[1]


def test_the_people_of_the_tests_are_marked() -> None:
    """By their names and their addresses: else nothing would be found."""
    for one in (pupil(), teacher()):
        assert named_in(one.identity.family_name)
    assert named_in(teacher().identity.email)
    assert named_in("Étoile-MARQUÉE".lower())
    assert not named_in("event=launch outcome=granted reference=k2")


def test_a_logger_is_heard_at_every_level(request: pytest.FixtureRequest) -> None:
    """Its words, what stands beside them, and the words of an error."""
    log = logging.getLogger("garbridge.trying")
    with listening() as heard:
        log.debug("of %s", "Marquefort")
        log.info("well", extra={"garbridge": {"who": "Marquefort"}})
        log.error("it failed", exc_info=ValueError("Marquefort"))
        log.warning("one\nevent=launch")
        log.error("nobody")
    log.error("afterwards")

    assert len(heard.wrong) == 4
    assert "not one line" in heard.wrong[3]
    assert request.config.stash[HEARD].taken() == heard.wrong


def test_what_a_process_writes_is_read() -> None:
    """To its standard error; what a command prints for whoever asked is theirs."""
    sections = [("Captured stdout call", "Marquefort"), ("Captured stderr setup", "Marquefort")]
    assert len(named_on_errors(sections, "setup")) == 1
    assert named_on_errors(sections, "call") == []


def test_a_test_fails_whose_log_names_somebody(tmp_path: Path) -> None:
    """Whatever else it shows; the others go on."""
    (tmp_path / "test_two.py").write_text(
        "import logging, os\n\n"
        "def test_one():\n    logging.getLogger('garbridge').info('Marquefort')\n\n"
        "def test_other():\n    os.write(2, b'Marquefort')\n\n"
        "def test_last():\n    print('Marquefort')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.nobody_named", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "a log names somebody: 'Marquefort'" in done.stdout
    assert "2 failed, 1 passed" in done.stdout
