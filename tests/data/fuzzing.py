"""Files that nobody meant to write: real ones with something changed, in every format.

`python -m tests.data.fuzzing 200` tries so many of each format in at most a gigabyte, and prints what came of them.
"""

from __future__ import annotations

import io
import re
import resource
import signal
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.data.formats import ENDINGS, PACKERS, write
from tui_nn.errors import TuiNNError
from tui_nn.experiment.setup import set_up

ARCHIVES = ("npz", "xlsx")
ROWS = 30
MOST_MEMORY = 1 << 30
MOST_SECONDS = 20
TOKENS = (
    *(b"nan", b"null", b"[", b"]", b"{", b'"', b",", b"\n", b"\r", b"#", b"1e999", b"\x00", b"\xff", b"\xd8\x00"),
    *(b"9" * 30, b"-", b"true", b"\\ud800", b"<", b"PK\x03\x04", b"(", b"'", b"|O", b"\xff" * 7 + b"\x7f"),
)


def broken_file(ending: str, seed: int) -> bytes:
    """Give a file of this format with something changed, before it is compressed or after."""
    random = Random(f"{ending} {seed}")
    records = [
        {"a": random.uniform(-1, 1), "b": random.randrange(9), "kind": random.choice(("cat", "dog"))}
        for _ in range(ROWS)
    ]
    if ending.endswith(ARCHIVES) and random.random() < 0.7:
        return with_broken_member(write(ending, records), random)
    inner, _, packer = ending.rpartition(".")
    if packer in PACKERS and random.random() < 0.5:
        return PACKERS[packer](mutated(write(inner, records), random))
    return mutated(write(ending, records), random)


def with_broken_member(archive: bytes, random: Random) -> bytes:
    """Change a file in an archive, whose checksums stay right."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(written, "w") as new:
        names = old.namelist()
        likely = [name for name in names if "sheet1" in name or name.endswith(".npy")]
        broken = random.choice(likely if random.random() < 0.7 else names)
        for name in names:
            new.writestr(name, mutated(old.read(name), random) if name == broken else old.read(name))
    return written.getvalue()


def mutated(content: bytes, random: Random) -> bytes:
    """Change a file in one to four places."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(changed) + 1)
        end = min(len(changed), at + random.choice((1, 1, 2, 4, 8, 100)))
        match random.randrange(7):
            case 0:
                del changed[at:]
            case 1:
                del changed[at:end]
            case 2:
                changed[at:at] = random.choice(TOKENS)
            case 3:
                changed[at:end] = random.choice(TOKENS)
            case 4 if at < len(changed):
                changed[at] ^= 1 << random.randrange(8)
            case 5:
                changed[at:end] = random.randbytes(end - at)
            case _:
                other = random.randrange(len(changed) + 1)
                changed[at:at] = changed[other : other + random.randrange(64)]
    return bytes(changed)


def outcome(path: Path) -> str:
    """Open a file as the app does; give `session`, or what is wrong with it. Any other error is raised."""
    try:
        return f"session of {len(set_up(str(path)).train)}"
    except TuiNNError as error:
        assert str(error), "an error without a message"
        return error.cause


def main(each: int) -> None:
    """Try so many files of each format."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    with TemporaryDirectory() as folder:
        for ending in ENDINGS:
            outcomes: Counter[str] = Counter()
            causes: Counter[str] = Counter()
            slowest = 0.0
            for seed in range(each):
                path = Path(folder, f"data.{ending}")
                path.write_bytes(broken_file(ending, seed))
                began = time.perf_counter()
                signal.alarm(MOST_SECONDS)
                try:
                    found = outcome(path)
                except BaseException:
                    print(f"{ending}, seed {seed}:", file=sys.stderr)
                    raise
                signal.alarm(0)
                slowest = max(slowest, time.perf_counter() - began)
                outcomes["sessions" if found.startswith("session") else "refused"] += 1
                causes[re.sub(r"\d+|'.*'", "…", found)[:90]] += 1
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{ending}: {dict(outcomes)}, slowest {slowest:.2f} s, memory so far {most} MB", flush=True)
            for cause, count in causes.most_common(8):
                print(f"    {count:4} × {cause}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
