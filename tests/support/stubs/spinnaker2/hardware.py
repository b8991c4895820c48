"""Boards: they remember what they were asked to run."""

RUNS = []


class _Board:
    cores = 0

    def run(self, net, time_steps, sys_tick_in_s=1e-3, debug=False, mapping_only=False):
        cores = sum(-(-p.size // p.max_atoms_per_core) for p in net.populations)
        if cores > self.cores:
            raise RuntimeError(f"{cores} cores are needed, there are {self.cores}")
        RUNS.append({"net": net, "time_steps": time_steps, "sys_tick_in_s": sys_tick_in_s,
                     "mapping_only": mapping_only, "board": self})


class SpiNNaker2Chip(_Board):
    cores = 148

    def __init__(self, eth_ip=None):
        self.eth_ip = eth_ip


class SpiNNcloud48NodeBoard(_Board):
    cores = 48 * 148

    def __init__(self, stm_ip=None, eth_ip=None):
        self.stm_ip, self.eth_ip = stm_ip, eth_ip
