"""A plain interpreter of NIR graphs, written from the equations of the NIR paper (Pedersen et al. 2024) and the
meaning of PyTorch's layers; it shares nothing with the engine. Spikes take one step along every edge that leaves a
neuron or an input.
"""

import h5py
import numpy as np

NEURONS = ("IF", "LIF", "CubaLIF")


def read(group, prefix=""):
    """Nodes and edges, inner graphs taken apart."""
    nodes, edges, graphs = {}, [], set()
    for name, node in group["nodes"].items():
        kind = node["type"][()].decode()
        if kind == "NIRGraph":
            inner_nodes, inner_edges = read(node, f"{prefix}{name}.")
            nodes.update(inner_nodes)
            edges += inner_edges
            graphs.add(name)
            continue
        nodes[prefix + name] = (kind, {k: v[()] for k, v in node.items() if k != "type"})
    for a, b in group["edges"][...]:
        a, b = a.decode(), b.decode()
        a = f"{prefix}{a}.out" if a in graphs else prefix + a
        b = f"{prefix}{b}.in" if b in graphs else prefix + b
        edges.append((a, b))
    return nodes, edges


def conv2d(x, f):
    """A grouped convolution by loops."""
    weight, (sx, sy) = f["weight"], f["stride"]
    (px, py), (dx, dy), groups = f["padding"], f["dilation"], int(f["groups"])
    x = np.pad(x, ((0, 0), (px, px), (py, py)))
    n_out, per, kx, ky = weight.shape
    ox = (x.shape[1] - dx * (kx - 1) - 1) // sx + 1
    oy = (x.shape[2] - dy * (ky - 1) - 1) // sy + 1
    y = np.zeros((n_out, ox, oy)) + f["bias"][:, None, None]
    for o in range(n_out):
        first = o // (n_out // groups) * per
        for i in range(ox):
            for j in range(oy):
                patch = x[first:first + per, i * sx:i * sx + dx * kx:dx, j * sy:j * sy + dy * ky:dy]
                y[o, i, j] += np.sum(patch * weight[o])
    return y


def pool(x, f, mean):
    """Sums or means over windows."""
    (kx, ky), (sx, sy), (px, py) = f["kernel_size"], f["stride"], f["padding"]
    x = np.pad(x, ((0, 0), (px, px), (py, py)))
    y = np.zeros((x.shape[0], (x.shape[1] - kx) // sx + 1, (x.shape[2] - ky) // sy + 1))
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            y[:, i, j] = x[:, i * sx:i * sx + kx, j * sy:j * sy + ky].sum(axis=(1, 2))
    return y / (kx * ky) if mean else y


class Network:
    """State of all nodes, step by step."""

    def __init__(self, path, dt, exponential):
        with h5py.File(path, "r") as file:
            self.nodes, self.edges = read(file["node"])
        self.dt, self.exponential, self.state, self.step = dt, exponential, {}, 0
        self.out = {}
        for name, (kind, f) in self.nodes.items():
            if kind == "Input":
                self.out[name] = np.zeros(tuple(f["shape"]))
            elif kind in NEURONS:
                shape = f["r"].shape
                leak = f.get("v_leak", np.zeros(shape))
                self.state[name] = {"v": np.zeros(shape) + leak, "i": np.zeros(shape)}
                self.out[name] = np.zeros(shape)
            elif kind == "Delay":
                self.state[name] = []

    def decay(self, tau):
        """What is left of a quantity after a step."""
        return np.exp(-self.dt / tau) if self.exponential else 1 - self.dt / tau

    def value(self, name):
        """What a node sends in this step: neurons what they fired in the last."""
        kind, f = self.nodes[name]
        inner = kind == "Input" and any(b == name for _, b in self.edges)
        if kind in NEURONS or kind == "Input" and not inner:
            return self.out[name]
        if (name, self.step) in self.cache:
            return self.cache[name, self.step]
        x = self.incoming(name)
        if kind in ("Affine", "Linear"):
            x = f["weight"] @ x.ravel() + f.get("bias", 0)
        elif kind == "Conv2d":
            x = conv2d(x, f)
        elif kind in ("SumPool2d", "AvgPool2d"):
            x = pool(x, f, kind == "AvgPool2d")
        elif kind == "Flatten":
            x = x.ravel()
        elif kind == "Delay":
            line = self.state[name]
            line.append(x)
            late = np.round(f["delay"] / self.dt).astype(int)
            x = np.array([line[-1 - d][i] if d < len(line) else 0.0 for i, d in enumerate(late)])
        elif kind not in ("Input", "Output"):
            raise NotImplementedError(kind)
        self.cache[name, self.step] = x
        return x

    def incoming(self, name):
        """The sum of what arrives."""
        values = [self.value(a) for a, b in self.edges if b == name]
        total = values[0]
        for value in values[1:]:
            total = total + value.reshape(total.shape)
        return total

    def advance(self):
        """One step of all neurons; inputs have been set to what they fire in it."""
        self.cache = {}
        fired = {}
        for name, (kind, f) in self.nodes.items():
            if kind not in NEURONS:
                continue
            s, x = self.state[name], self.incoming(name).reshape(f["r"].shape)
            if kind == "IF":
                v = s["v"] + self.dt * f["r"] * x
            elif kind == "LIF":
                a = self.decay(f["tau"])
                v = a * s["v"] + (1 - a) * (f["v_leak"] + f["r"] * x)
            else:
                d, a = self.decay(f["tau_syn"]), self.decay(f["tau_mem"])
                s["i"] = d * s["i"] + (1 - d) * f["w_in"] * x
                v = a * s["v"] + (1 - a) * (f["v_leak"] + f["r"] * s["i"])
            fired[name] = v > f["v_threshold"]
            s["v"] = np.where(fired[name], f.get("v_reset", np.zeros(v.shape)), v)
        self.out.update({name: value.astype(float) for name, value in fired.items()})
        self.step += 1
        return fired


def run(path, source, train, steps, dt, exponential=False):
    """Spikes (step, index) of each neuron node, named with _ for dots; `train`: steps and indices of the input."""
    network = Network(path, dt, exponential)
    found = {name: [] for name, (kind, _) in network.nodes.items() if kind in NEURONS}
    given = np.zeros((steps + 2,) + network.out[source].shape)
    for step, index in zip(*train):
        if step <= steps:
            given[step].ravel()[index] += 1
    for step in range(1, steps + 1):
        network.out[source] = given[step - 1]
        for name, spikes in network.advance().items():
            found[name] += [(step, int(i)) for i in np.flatnonzero(spikes.ravel())]
    return {name.replace(".", "_"): sorted(spikes) for name, spikes in found.items()}
