"""Would catch a wheel that leaves something at home: it must build a story far from here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
DESIGN = ("templates", "styles", "themes")


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    """Run a command as a user would, without this checkout's settings; fail with what it said."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PLATEBOOK"))}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        env=kept | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lend(env: Path) -> None:
    """Link what the wheel installed there says that it needs, as it is here; and no other package.

    To install all of it anew takes a minute.
    """
    (packages,) = env.glob("lib/python*/site-packages")
    (installed,) = packages.glob("platebook-*.dist-info")
    wanted = list(Distribution.at(installed).requires or ())
    lent = set[str]()
    while wanted:
        needed = Requirement(wanted.pop())
        extras = needed.extras or {""}
        if needed.name in lent or not any(
            needed.marker is None or needed.marker.evaluate({"extra": each}) for each in extras
        ):
            continue
        lent.add(needed.name)
        found = distribution(needed.name)
        wanted += found.requires or ()
        for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            if not (packages / name).exists():
                (packages / name).symlink_to(Path(str(found.locate_file(name))))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist of this checkout, and a wheel of that sdist."""
    folder = tmp_path_factory.mktemp("packages")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.mark.slow
@pytest.mark.xdist_group("packages")
def test_the_sdist_has_the_sources_and_no_litter(packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "story/story.yaml", "styles/tokens.css", "tests/conftest.py"} <= names
    litter = re.compile(r"^(output|\.venv|\.git)/|node_modules|__pycache__|\.(pyc|epub|pdf)$")
    assert not [name for name in names if litter.search(name)]


@pytest.mark.slow
@pytest.mark.xdist_group("packages")
def test_the_wheel_carries_the_whole_design(packages: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    carried = {name.partition("/_design/")[2] for name in names if "/_design/" in name}
    ours = (path for part in DESIGN for path in (ROOT / part).rglob("*") if path.is_file())
    assert carried == {path.relative_to(ROOT).as_posix() for path in ours}
    assert "platebook/py.typed" in names


@pytest.mark.slow
@pytest.mark.xdist_group("packages")
def test_the_wheel_builds_a_story_somewhere_else(packages: Path, tmp_path: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", "env", cwd=tmp_path)
    programs = tmp_path / "env" / "bin"
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    run(*pip, "install", "--quiet", "--no-compile", "--no-deps", wheel, cwd=tmp_path)
    lend(tmp_path / "env")
    run(programs / "platebook", "new", "first", cwd=tmp_path)
    cache = str(tmp_path / "cache")
    command = (programs / "platebook", "build", "first", "-o", "books")
    written = run(*command, cwd=tmp_path, PLATEBOOK_CACHE=cache).splitlines()
    assert sorted(Path(line).suffix for line in written) == [".epub", ".pdf"]
    assert all((tmp_path / line).stat().st_size > 10_000 for line in written)
    # The examples of docs/reference/api.md, in one program: they must run as they are printed.
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    photos = sorted((tmp_path / "first" / "photos").glob("*.jpg"))
    for named, photo in zip(("stalls", "ice"), photos, strict=False):
        examples = examples.replace(f"/srv/photos/{named}.jpg", photo.as_posix())
    (tmp_path / "first").rename(tmp_path / "story")
    (tmp_path / "examples.py").write_text(examples.replace("/first/", "/story/"), "utf-8")
    said = run(programs / "python", "examples.py", cwd=tmp_path, PLATEBOOK_CACHE=cache)
    assert "before-the-market" in " ".join(path.name for path in (tmp_path / "books").iterdir())
    assert "stage Inspecting the finished files" in said


def test_versions_are_pinned_and_nothing_tells_where_from() -> None:
    """A registry's host in a file would send every reader of it there."""
    files = [*ROOT.glob("constraints*.txt"), *(ROOT / "tests" / "judges").glob("package*.json")]
    assert len(files) == 4
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'"resolved"|registry\.|://[^"]*/simple', text), path.name
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[a-z0-9.-]+==[\w.!+]+", line) for line in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {re.split(r"[^a-z0-9-]", line, maxsplit=1)[0] for line in project["dependencies"]}
    assert direct <= {line.partition("==")[0] for line in pins}


def test_the_readme_names_the_commands_that_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make (\w+)", readme, re.MULTILINE))
    assert {"book", "test"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert "exec make test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
