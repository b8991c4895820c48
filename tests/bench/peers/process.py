"""Runs a program within a time, and leaves neither processes nor files of it behind."""

import os
import signal
import subprocess
import tempfile

from resolved import PeerError


def output_of(words, seconds, environment):
    """Its standard output. It and all that it started end with the time; its temporary files go."""
    with tempfile.TemporaryDirectory(prefix="peers_") as folder:
        try:
            process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       start_new_session=True, env={**environment, "TMPDIR": folder})
        except OSError as error:
            raise PeerError(f"{words[0]} cannot be started: {error.strerror}") from error
        try:
            out, complaints = process.communicate(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired as error:
            raise PeerError(f"was not done after {max(seconds, 0):.0f} s") from error
        finally:
            end(process)
        if process.returncode != 0:
            last = (complaints.strip().splitlines() or ["no message"])[-1]
            raise PeerError(f"failed with {process.returncode}: {last}")
        return out


def end(process):
    """Ends the process and those that it started, where any are left."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
