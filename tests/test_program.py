"""Would catch a Ctrl-C that leaves litter, a pipe or locale that breaks a build, a slow --help."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import BOOKS, old_books, platebook, tree
from tests.program import COMMAND, environment, on_a_terminal, program
from tests.stories import write_story
from tests.test_architecture import HEAVY

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a story of three plates, and the books of an earlier build."""
    write_story(tmp_path / "story", 3)
    old_books(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("stage", "how"),
    [
        ("Reading the story", signal.SIGINT),
        ("Preparing photographs", signal.SIGINT),
        (f"Writing {BOOKS[0]}", signal.SIGTERM),
        (f"Writing {BOOKS[1]}", signal.SIGINT),
    ],
)
def test_who_interrupts_finds_everything_as_it_was(
    here: Path, request: pytest.FixtureRequest, stage: str, how: signal.Signals
) -> None:
    before = tree(here)
    private = here.parent / f"{here.name}-temporary"
    private.mkdir()
    # A suite that was started in the background hears no Ctrl-C, and hands that on.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, heard))
    with subprocess.Popen(
        [*COMMAND, "build", "-v"],
        cwd=here, env=environment(TMPDIR=str(private)), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stderr
        for line in running.stderr:
            if line.startswith(stage):
                os.killpg(running.pid, how)  # as a terminal does: the whole group hears it
                break
        rest, out = running.stderr.read(), running.stdout.read()
    assert running.returncode == 130
    assert out == ""
    assert rest.endswith("platebook: interrupted\n  Nothing was replaced; run it again.\n")
    assert "Traceback" not in rest
    assert tree(here) == before
    assert tree(private) == {}


#: Interrupts itself twice at an event of the interpreter (an import, a file opened …), or at exit.
INTERRUPTED = """
import atexit, os, sys
from platebook.files import program
program.begin()
left, how = int(sys.argv.pop(1)), int(sys.argv.pop(1))
def interrupt():
    for _ in range(2):
        os.kill(os.getpid(), how)
def hook(event, arguments):
    global left
    left -= 1
    if not left:
        interrupt()
sys.addaudithook(hook)
if left < 0:
    atexit.register(interrupt)
from platebook.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("event", "how"),
    [
        *(
            (1, signal.SIGINT),
            (200, signal.SIGTERM),
            (2_000, signal.SIGHUP),
            (5_000, signal.SIGINT),
        ),
        *((9_000, signal.SIGTERM), (-1, signal.SIGHUP), (-1, signal.SIGINT)),
    ],
)
def test_an_interrupt_at_any_instant_ends_with_130_and_no_litter(
    here: Path, event: int, how: signal.Signals
) -> None:
    """Would catch one that is lost while libraries are imported, or kills a program that ends."""
    private = here / "temporary"
    private.mkdir()
    before = tree(here / "output")
    told = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(event), str(int(how)), "build", "-e", "epub"],
        cwd=here, env=environment(TMPDIR=str(private)), text=True, capture_output=True,
    )  # fmt: skip
    assert told.returncode == 130, told.stderr
    assert told.stderr.endswith("run it again.\n")
    assert "Traceback" not in told.stderr
    assert tree(private) == {}
    assert event == -1 or tree(here / "output") == before
    assert not list((here / "output").glob(".*"))


@pytest.mark.parametrize("closed", [(0, 2), (1,), (0, 1, 2)])
def test_closed_streams_are_no_photographs_fault(here: Path, closed: tuple[int, ...]) -> None:
    def close() -> None:
        for number in closed:
            os.close(number)

    told = subprocess.run(
        [*COMMAND, "build", "-q", "-e", "epub"], cwd=here, env=environment(), preexec_fn=close
    )
    assert told.returncode == 0
    assert zipfile.is_zipfile(here / "output" / BOOKS[0])


def test_what_a_kill_leaves_among_temporary_files_is_swept(here: Path) -> None:
    private = here / "temporary"
    private.mkdir()
    (private / "platebook-run-ofauser").mkdir()
    (private / "platebook-run-ofauser" / "mine.txt").write_text("mine")
    (private / "platebook-run-alink").symlink_to(here / "story")
    mine = tree(private)
    running = subprocess.Popen(
        [*COMMAND, "build", "-v"],
        cwd=here, env=environment(TMPDIR=str(private)), text=True, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stderr
    assert any(line.startswith("Preparing") for line in running.stderr)
    running.send_signal(signal.SIGSTOP)  # else it may end before the other command looks
    assert tree(private) != mine
    living = program("check", "-q", cwd=here, env=environment(TMPDIR=str(private)))
    assert living.returncode == 0
    assert len(list(private.iterdir())) == 3, "a living run's folder was swept"
    running.kill()
    running.wait()
    assert program("check", "-q", cwd=here, env=environment(TMPDIR=str(private))).returncode == 0
    assert tree(private) == mine


def test_what_goes_well_leaves_nothing_lying_about(here: Path) -> None:
    """The program ends without a search for garbage, which swept what nobody else did."""
    private = here / "temporary"
    private.mkdir()
    editions = [f"--edition={name}" for name in ("epub", "print", "screen", "proof")]
    books = [str(here / "output" / name) for name in BOOKS]
    for arguments in (
        ("build", *editions),
        ("check",),
        ("preflight", *books, "--story", "story", "--report", str(here / "report.html")),
    ):
        told = program(*arguments, cwd=here, env=environment(TMPDIR=str(private)))
        assert told.returncode == 0, told.stderr
        assert tree(private) == {}, arguments


def test_a_full_disk_is_told_and_loses_nothing(here: Path) -> None:
    """No disk can be filled here, but a limit on files' sizes stops the same write."""

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    before = tree(here)
    told = subprocess.run(
        [*COMMAND, "build", "-q", "-e", "epub"],
        cwd=here, env=environment(PLATEBOOK_CACHE=str(here.parent / "none")), text=True,
        capture_output=True, preexec_fn=small,
    )  # fmt: skip
    assert told.returncode == 8, told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert tree(here) == before


def closed_pipe() -> int:
    """A pipe that nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    return theirs


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_closed_pipe_stops_nothing(here: Path, stream: str) -> None:
    pipe = closed_pipe()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {stream: pipe}
    told = subprocess.run([*COMMAND, "check", "-v"], cwd=here, env=environment(), **streams)
    os.close(pipe)
    assert told.returncode == 0
    assert b"Traceback" not in (told.stderr or b"")
    if stream == "stderr":
        assert told.stdout.startswith(b"A Street Before the Market\n")


def test_a_stdout_that_takes_no_more_is_told(here: Path) -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            [*COMMAND, "check"],
            cwd=here, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert told.returncode == 8
    assert told.stderr.startswith("stdout: cannot be written: no space left on device\n  ")
    assert "Traceback" not in told.stderr


def test_an_ascii_terminal_is_spoken_to_in_ascii(here: Path) -> None:
    poor = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    told = program("check", cwd=here, env=poor)
    assert told.returncode == 0
    assert "JPEG 600 x 400" in told.stdout
    assert "caption, alt <- manifest" in told.stdout
    told = program("check", "nowhere", "--edition", cwd=here, env=poor)
    assert told.returncode == 2
    assert told.stderr.isascii()


def test_names_in_any_script_and_with_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "two words, é, 山 and 🐈"
    write_story(folder / "histoire à moi", [{"photo": "photos d’été/01 ñ.jpg"}])
    monkeypatch.chdir(folder)
    told = platebook(capsys, "build", "histoire à moi", "-o", "livres à moi", "-q")
    assert told.code == 0, told.err
    assert told.out.splitlines() == [f"livres à moi/{name}" for name in BOOKS]


def test_a_name_that_is_no_text_comes_out_as_it_went_in(tmp_path: Path) -> None:
    write_story(tmp_path / "story", 1)
    odd = os.fsdecode(b"out\xff")
    told = subprocess.run(
        [*COMMAND, "build", "-q", "-e", "epub", "-o", odd],
        cwd=tmp_path, env=environment(), capture_output=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stdout == b"out\xff/" + BOOKS[0].encode() + b"\n"


def test_not_on_a_terminal_no_bar_and_no_colour(here: Path) -> None:
    told = program("check", cwd=here)
    assert told.stderr == "3 plates, no errors, no warnings\n"


def forgetful(folder: Path) -> dict[str, str]:
    """Return an environment whose cache is empty, so that photographs are decoded."""
    return environment(PLATEBOOK_CACHE=str(folder / "cache"))


def test_on_a_terminal_a_bar_that_leaves_no_trace(here: Path) -> None:
    said = on_a_terminal(["check"], cwd=here, env=forgetful(here))
    assert re.search(r"Decoding the photographs .*3/3", said)
    assert said.count("\x1b[?25l") == said.count("\x1b[?25h"), "the cursor stays hidden"
    after = said.rpartition("\x1b[2K")[2]
    assert after.startswith("A Street Before the Market")
    assert after.endswith("3 plates, no errors, no warnings\r\n")


def test_on_a_terminal_no_bar_where_quiet(here: Path) -> None:
    assert "\x1b" not in on_a_terminal(["check", "-q"], cwd=here)


@pytest.mark.parametrize("columns", [20, 200])
def test_a_bar_keeps_to_its_line(here: Path, columns: int) -> None:
    said = on_a_terminal(["check"], cwd=here, columns=columns, env=forgetful(here))
    drawn = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said.partition("A Street")[0])
    assert max(map(len, re.split(r"[\r\n]+", drawn))) <= columns


def test_no_color_is_honoured(here: Path) -> None:
    write_story(here / "bare", [{"alt": None}])
    colour = r"\x1b\[[\d;]*3[0-9][;m]"
    assert re.search(colour, on_a_terminal(["check", "bare"], cwd=here))
    plain = on_a_terminal(["check", "bare"], cwd=here, env=environment(NO_COLOR="1"))
    assert "warning: " in plain
    assert not re.search(colour, plain)


def test_a_name_cannot_write_over_what_is_said(tmp_path: Path) -> None:
    (tmp_path / "\x1b[2Jgone").mkdir()
    told = program("check", "\x1b[2Jgone", cwd=tmp_path)
    assert told.returncode == 3
    assert "\x1b" not in told.stderr
    assert r"\x1b[2Jgone" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ("--help", set()),
        # Typer itself reads options with pydantic.
        ("build --help", {"pydantic", "typer"}),
        ("--version", set()),
        ("bulid", {"pydantic", "rich", "typer"}),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(
    tmp_path: Path, arguments: str, needed: set[str]
) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "platebook", *arguments.split()],
        cwd=tmp_path, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    loaded = set(re.findall(r"\| +([\w]+)(?:\.[\w.]+)?$", told.stderr, re.MULTILINE))
    assert "platebook" in loaded
    assert not ({*HEAVY, "jinja2", "markdown_it", "rich", "typer", "yaml"} - needed) & loaded


@pytest.mark.parametrize(
    ("limit", "megabytes", "command"),
    [
        *(("v", megabytes, "build story -o out") for megabytes in (60, 200, 900)),
        *(("d", megabytes, "build story -o out") for megabytes in (60, 200)),
        *(("v", megabytes, "import text.md out") for megabytes in (20, 150)),
        *(("v", 30, command) for command in ("--version", "nonsense", "printers --json")),
        *(("v", 100, command) for command in ("new out", "printers", "schema", "cache --json")),
        ("d", 20, "new out"),
    ],
)
def test_little_memory_is_said_and_ends_nothing_else(
    limit: str, megabytes: int, command: str, tmp_path: Path
) -> None:
    """Would catch GLib or OpenBLAS that abort or hang where ``ulimit -v`` is low."""
    write_story(tmp_path / "story", plates=1)
    (tmp_path / "text.md").write_text("# A title\n")
    kind = {"v": resource.RLIMIT_AS, "d": resource.RLIMIT_DATA}[limit]

    def limited() -> None:
        resource.setrlimit(kind, (megabytes << 20, megabytes << 20))

    ended = subprocess.run(
        [*COMMAND, *command.split()], cwd=tmp_path,
        preexec_fn=limited, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 8, ended.stderr
    assert f"ulimit -{limit}" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_the_desk_shows_no_address_for_a_path_that_no_system_takes(tmp_path: Path) -> None:
    done = program("serve", str(tmp_path / ("x" * 300)), cwd=tmp_path)
    assert done.returncode == 2
    assert "too long" in done.stderr
    assert not done.stdout
