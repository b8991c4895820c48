#!/usr/bin/env python3
"""Checks a partition that `callosum export` wrote against the limits of its board.

    scripts/check_partition.py DIR [--board FILE]

Reads DIR/partition.h5 and DIR/board.json and derives every limit again from them, by nothing but the
format (io/boards/FORMAT.md) and the board's file. Prints each offence in a line and what the partition
uses; ends with 1 if there is an offence, 2 if the files cannot be read.
"""

import argparse
import json
import pathlib
import sys

import h5py

import check_brainscales2
import check_spinnaker2

CHECKERS = {"spinnaker2": check_spinnaker2, "brainscales2": check_brainscales2}


def check(folder, board_file=None):
    """Offences and a summary of the partition in a folder."""
    folder = pathlib.Path(folder)
    board = json.loads(pathlib.Path(board_file or folder / "board.json").read_text())
    with h5py.File(folder / "partition.h5", "r") as partition:
        target = partition.attrs.get("target", "")
        target = target.decode() if isinstance(target, bytes) else target
        if target not in CHECKERS or target != board.get("target"):
            return [f"partition.h5 is for the target {target!r}, the board for "
                    f"{board.get('target')!r}; known are {', '.join(CHECKERS)}"], []
        checker = CHECKERS[target]
        offences = checker.check(partition, board)
        return offences, [] if offences else checker.summary(partition, board)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--board", help="a board's file instead of DIR/board.json")
    arguments = parser.parse_args()
    try:
        offences, summary = check(arguments.folder, arguments.board)
    except (OSError, ValueError, KeyError) as error:
        print(f"check_partition: {arguments.folder}: {error}", file=sys.stderr)
        return 2
    for line in offences:
        print(line)
    for line in summary:
        print(line)
    if offences:
        print(f"{len(offences)} offences")
        return 1
    print("legal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
