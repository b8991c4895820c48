"""The emulator: remembers what it was asked to run."""

RUNS = []


class Brian2Backend:
    def run(self, net, time_steps, quantize_weights=False):
        RUNS.append({"net": net, "time_steps": time_steps, "quantize_weights": quantize_weights})
