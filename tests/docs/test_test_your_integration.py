"""The page on testing an integration runs as it stands."""

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.how_to import write_files

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "test-your-integration.md"


def test_the_tests_of_the_page_pass_with_its_portal(tmp_path: Path) -> None:
    """In a process of their own, as a portal's developer runs them; and ten lines are enough."""
    page = PAGE.read_text("utf-8")
    assert write_files(page, tmp_path) == ["conftest.py", "test_portail.py", "portail.py"]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr
    body = (tmp_path / "test_portail.py").read_text("utf-8").split("\n\n\n")[1]
    assert len(body.splitlines()) - 1 <= 10
