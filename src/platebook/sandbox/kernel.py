"""Restrictions of a process by the kernel: resource limits, Landlock, and a seccomp filter.

Each layer is used where the kernel has it, and silently left out elsewhere:

- Resource limits (every POSIX system): memory, seconds of work, open files, no new process for
  users other than root, no core file, and, for a process that may write nothing, no byte into
  any file. They bound; they do not hide files.
- Landlock (Linux 5.13): only the named files and folders can be opened, only those named for it
  written, nothing executed; since 6.7 no TCP, since 6.12 no signal to others. Root is held to it.
- seccomp (Linux 3.17, x86-64 and arm64): no program is started, no process, no socket; for a
  process that may write nothing, no file is opened for writing, renamed or removed, whatever
  Landlock says.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from platebook.errors import OutputError

#: MB of address space that the sample story takes in all editions (750), and some more.
LEAST_MB = 1_000
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
#: The rights that Landlock handles, by the ABI version that introduced them; all are restricted.
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: _TRUNCATE, 5: 1 << 15}
_NETWORK, _SCOPES = {4: 0b11}, {6: 0b11}
_ON_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER, _DEATH_SIGNAL = 38, 22, 2, 1
#: The machine as seccomp's data names it (linux/audit.h), and the column of its numbers below.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
#: System calls by number on x86-64 and on arm64 (None: it has none). Always forbidden:
_NEVER = (
    *((59, 221), (322, 281), (57, None), (58, None)),  # execve, execveat, fork, vfork
    *((41, 198), (53, 199), (42, 203), (49, 200), (50, 201)),  # sockets
    *((101, 117), (310, 270), (311, 271), (321, 280), (298, 241)),  # ptrace, other memory, bpf
    *((165, 40), (166, 39), (155, 41), (161, 51), (272, 97), (308, 268)),  # mounts, namespaces
    *((425, 425), (426, 426), (323, 282), (250, 219), (248, 217), (249, 218)),  # io_uring, keys
    *((62, 129), (200, 130), (424, 424), (434, 434), (438, 438)),  # signals, other processes
)
#: Forbidden where nothing may be written: to make, remove, rename, link and change files.
_CHANGES = (
    *((85, None), (87, None), (263, 35), (84, None), (82, None), (264, 38), (316, 276)),
    *((86, None), (265, 37), (88, None), (266, 36), (83, None), (258, 34), (133, None), (259, 33)),
    *((90, None), (91, 52), (268, 53), (452, 452), (92, None), (93, 55), (94, None), (260, 54)),
    *((76, 45), (132, None), (235, None), (280, 88), (261, None), (188, 5), (189, 6), (190, 7)),
    *((197, 14), (198, 15), (199, 16), (40, None)),
)
_OPEN, _OPENAT, _OPENAT2, _CLONE, _CLONE3 = (2, None), (257, 56), (437, 437), (56, 220), (435, 435)
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CLONE_THREAD = 0x10000
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38  # EPERM, ENOSYS
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
#: One step of a filter: code, jump if true, jump if false, operand.
_Step = tuple[int, int, int, int]
_NUMBER, _MACHINE, _FIRST = 0, 4, 16  # offsets in seccomp's data


def set_limits(memory: int, seconds: int, *, writes: bool) -> None:
    """Set resource limits: ``memory`` bytes more than there are now, ``seconds`` of work."""
    limits = {
        resource.RLIMIT_AS: _address_space() + memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    if not writes:
        limits[resource.RLIMIT_FSIZE] = 0
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


def allowed_address_space() -> int | None:
    """Return the bytes of address space that this process may have; None without a limit."""
    return _soft_limit(resource.RLIMIT_AS)


def require_address_space(megabytes: int = LEAST_MB) -> None:
    """Raise OutputError where the limit of address space (``ulimit -v``) is below ``megabytes``.

    Also where that of data (``ulimit -d``) is below 0.3 times as much, which is the part of it
    that a build needs. GLib, Pango and OpenBLAS end the process, or hang, where they get no memory.
    """
    for kind, name, option, part in (
        (resource.RLIMIT_AS, "address space", "v", 10),
        (resource.RLIMIT_DATA, "memory for data", "d", 3),
    ):
        allowed, needed = _soft_limit(kind), megabytes * part // 10
        if allowed is not None and allowed < needed * 1_000_000:
            raise OutputError.of(
                "platebook",
                f"it needs {needed:,} MB of {name}; the limit is {allowed // 1_000_000:,} MB",
                f"Type `ulimit -{option} unlimited`, or at least `ulimit -{option} "
                f"{needed * 1000}`, and run it again. Where that is refused, the limit was set for "
                "your account or container.",
            )


def _soft_limit(kind: int) -> int | None:
    allowed = resource.getrlimit(kind)[0]
    return None if allowed == resource.RLIM_INFINITY else allowed


def _address_space() -> int:
    """Return the bytes of address space that this process has; 0 where that is not known."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 2_000_000_000
    return int(pages) * resource.getpagesize()


def die_with_parent(signal: int) -> None:
    """Have the kernel signal this process when its parent ends (Linux)."""
    _prctl(_DEATH_SIGNAL, signal)


def confine(reads: Iterable[Path], writes: Sequence[Path]) -> None:
    """Let this process open only ``reads``, and ``writes`` for writing; irrevocably.

    Each is an existing file, or a folder with its contents.
    """
    if not _prctl(_NO_NEW_PRIVILEGES, 1):
        return
    version = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    if version > 0:
        _landlock(version, reads, writes)
    _seccomp(list(_filter(writes=bool(writes))))


def _landlock(version: int, reads: Iterable[Path], writes: Iterable[Path]) -> None:
    files, network, scopes = (
        sum(bits for since, bits in table.items() if since <= version)
        for table in (_FILES, _NETWORK, _SCOPES)
    )
    attributes = struct.pack("=QQQ", files, network, scopes)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _libc().syscall(_CREATE, attributes, ctypes.c_size_t(size), 0)
    if rules < 0:
        return
    for path in reads:
        _allow(rules, path, _READ | _LIST)
    for path in writes:
        _allow(rules, path, files & ~_EXECUTE)
    _libc().syscall(_RESTRICT, rules, 0)
    os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        there = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # it does not exist, so it cannot be opened
    rights = rights if path.is_dir() else rights & _ON_FILES
    _libc().syscall(_ADD, rules, 1, struct.pack("=Qi", rights, there), 0)
    os.close(there)


def _filter(*, writes: bool) -> Iterator[_Step]:
    """Yield the instructions of the seccomp filter (classic BPF)."""
    machine, column = _MACHINES.get(platform.machine(), (0, 0))
    yield _LOAD, 0, 0, _MACHINE
    yield _EQUAL, 1, 0, machine
    yield _RETURN, 0, 0, _ALLOW if not machine else _REFUSE
    yield _LOAD, 0, 0, _NUMBER

    def refuse(calls: Iterable[tuple[int, int | None]], answer: int) -> Iterator[_Step]:
        for call in calls:
            if (number := call[column]) is not None:
                yield _EQUAL, 0, 1, number
                yield _RETURN, 0, 0, answer

    def by_flag(
        call: tuple[int, int | None], argument: int, flags: int, *, good: bool
    ) -> Iterator[_Step]:
        if (number := call[column]) is None:
            return
        yield _EQUAL, 0, 4, number
        yield _LOAD, 0, 0, _FIRST + 8 * argument
        yield _ANY_BIT, int(good), int(not good), flags
        yield _RETURN, 0, 0, _REFUSE
        yield _LOAD, 0, 0, _NUMBER

    yield from refuse(_NEVER, _REFUSE)
    yield from refuse([_CLONE3, _OPENAT2], _UNKNOWN)
    yield from by_flag(_CLONE, 0, _CLONE_THREAD, good=True)
    if not writes:
        yield from refuse(_CHANGES, _REFUSE)
        yield from by_flag(_OPEN, 1, _FOR_WRITING, good=False)
        yield from by_flag(_OPENAT, 2, _FOR_WRITING, good=False)
    yield _RETURN, 0, 0, _ALLOW


def _seccomp(program: Sequence[_Step]) -> None:
    steps = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(steps, len(steps))
    sock_fprog = struct.pack("@HP", len(program), ctypes.addressof(buffer))
    _libc().prctl(_SECCOMP, _FILTER, sock_fprog, 0, 0)


def _prctl(option: int, value: int) -> bool:
    try:
        return bool(_libc().prctl(option, value, 0, 0, 0) == 0)
    except AttributeError:  # no Linux
        return False


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
