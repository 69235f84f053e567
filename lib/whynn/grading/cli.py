"""The commands of ``python -m whynn.grading``."""

import argparse
import sys
import time
from pathlib import Path


def main(args: list[str] | None = None) -> int:
    """Run one command; 0 is full marks, or nothing wrong."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="python -m whynn.grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _verify_arguments(commands)
    chosen = parser.parse_args(args)
    return chosen.run(chosen)


def _verify_arguments(commands):
    verify = commands.add_parser("verify", help="prove the questions, for who writes them")
    verify.add_argument("chapters", nargs="*", metavar="NN", help="chapters (all)")
    verify.add_argument("--root", type=Path, default=Path(), help="the book's folder (.)")
    verify.add_argument("--rounds", type=int, default=1, help="times to judge each solution")
    verify.set_defaults(run=_verify)
    generate = commands.add_parser("generate", help="write exercises/ from solutions/")
    generate.add_argument("chapters", nargs="*", metavar="NN", help="chapters (all)")
    generate.add_argument("--root", type=Path, default=Path(), help="the book's folder (.)")
    generate.set_defaults(run=_generate)


def _verify(chosen):
    from whynn.grading.verify import verify

    started = time.monotonic()
    faults = verify(chosen.root, chosen.chapters, rounds=chosen.rounds)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults in {time.monotonic() - started:.1f} s")
    return 1 if faults else 0


def _generate(chosen):
    from whynn.grading import generate

    for master in sorted((chosen.root / "solutions").glob("[0-9][0-9]_*.ipynb")):
        if not chosen.chapters or master.stem[:2] in chosen.chapters:
            generate.write(master, chosen.root / "exercises" / master.name)
            print(f"wrote exercises/{master.name}: now run it with make execute")
    return 0
