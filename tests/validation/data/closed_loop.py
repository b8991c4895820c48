"""Writes stdp_synapse_closed_loop.json: a neuron that fires from its one plastic synapse.

    python3 tests/validation/data/closed_loop.py

The file is in the form of those that NEST 3.9 wrote, but its numbers are computed here, from what NEST
documents of iaf_psc_exp (exact integration, Rotter and Diesmann 1999) and of stdp_synapse (Morrison et
al. 2007), one synapse and one neuron, with Python's floats and nothing of ours:
  step      V with I as it was at the start of the step, unless refractory; then I decays; then what
            arrives is added to I; then the threshold. A spike is stamped with the end of the step.
  presynaptic spike at t, the one before at l, delay d (dendritic):
            for every postsynaptic s in l - d < s <= t - d: facilitate by K+ exp((l - s - d) / tau_plus);
            depress by K-(t - d), which counts the postsynaptic spikes strictly before t - d;
            w is sent, and arrives at t + d; K+ = K+ exp((l - t) / tau_plus) + 1.
"""

import json
import math
import pathlib

DT = 0.1  # ms
END = 3000  # steps
NEURON = {'C_m_pF': 250.0, 'tau_m_ms': 10.0, 'tau_syn_ex_ms': 2.0, 'tau_syn_in_ms': 4.0,
          't_ref_ms': 2.0, 'E_L_mV': -70.0, 'V_th_mV': -55.0, 'V_reset_mV': -70.0, 'I_e_pA': 250.0}
SYNAPSE = {'tau_plus_ms': 20.0, 'alpha': 1.1, 'mu_plus': 0.5, 'mu_minus': 0.5, 'lambda': 0.1,
           'Wmax': 2000.0, 'delay_ms': 1.5}
TAU_MINUS = 20.0  # ms
WEIGHT = 900.0  # pA
# Steps: pairs, a burst, and intervals from 5 ms to 41 ms.
PRE = [100, 180, 231, 460, 470, 521, 610, 815, 1003, 1050, 1151, 1300, 1311, 1330, 1544, 1700, 1790,
       1853, 2005, 2100, 2222, 2350, 2401, 2466, 2600, 2711, 2805, 2890]


class Synapse:
    def __init__(self):
        self.delay = round(SYNAPSE['delay_ms'] / DT)
        self.w, self.k_plus, self.last = WEIGHT, 0.0, 0

    def send(self, t, post):
        p, d = SYNAPSE, self.delay
        share = self.w / p['Wmax']
        for s in post:
            if self.last - d < s <= t - d:
                k = self.k_plus * math.exp((self.last - s - d) * DT / p['tau_plus_ms'])
                share = min(1.0, share + p['lambda'] * (1 - share) ** p['mu_plus'] * k)
        k = sum(math.exp(-(t - d - s) * DT / TAU_MINUS) for s in post if s < t - d)
        share = max(0.0, share - p['alpha'] * p['lambda'] * share ** p['mu_minus'] * k)
        self.w = share * p['Wmax']
        self.k_plus = self.k_plus * math.exp((self.last - t) * DT / p['tau_plus_ms']) + 1
        self.last = t
        return self.w


def run():
    n, synapse = NEURON, Synapse()
    tau, tau_syn = n['tau_m_ms'], n['tau_syn_ex_ms']
    decay, decay_syn = math.exp(-DT / tau), math.exp(-DT / tau_syn)
    from_syn = tau * tau_syn / (tau - tau_syn) / n['C_m_pF'] * (decay - decay_syn)
    from_constant = -tau / n['C_m_pF'] * math.expm1(-DT / tau)
    v, current, refractory = 0.0, 0.0, 0  # V relative to E_L
    arriving, post, weights, potentials = {}, [], [], []
    for step in range(1, END + 1):
        if refractory > 0:
            refractory -= 1
        else:
            v = decay * v + from_syn * current + from_constant * n['I_e_pA']
        current = decay_syn * current + arriving.pop(step, 0.0)
        if v >= n['V_th_mV'] - n['E_L_mV']:
            v, refractory = n['V_reset_mV'] - n['E_L_mV'], round(n['t_ref_ms'] / DT)
            post.append(step)
        if step in PRE:
            weights.append(synapse.send(step, post))
            arriving[step + synapse.delay] = weights[-1]
        potentials.append(v + n['E_L_mV'])
    return post, weights, potentials


def ms(steps):
    return [round(step * DT, 1) for step in steps]


post, weights, potentials = run()
made = {
    'format': 'nest-reference-v1', 'case': 'stdp_synapse_closed_loop', 'synapse': 'stdp_synapse',
    'dt_ms': DT, 't_stop_ms': END * DT, 'note': 'computed by closed_loop.py',
    'post': {'model': 'iaf_psc_exp', 'parameters': NEURON, 'initial_state': {'V_m_mV': -70.0},
             'tau_minus_ms': TAU_MINUS},
    'synapse_parameters': SYNAPSE, 'initial_weight': WEIGHT,
    'pre_spike_times_ms': ms(PRE), 'post_spike_times_ms': ms(post),
    'delivered_weight_times_ms': ms(PRE), 'delivered_weights': [float(f'{w:.12g}') for w in weights],
    'V_m_first_sample_ms': DT, 'V_m_interval_ms': DT,
    'V_m_mV': [float(f'{v:.12g}') for v in potentials]}
path = pathlib.Path(__file__).with_name('stdp_synapse_closed_loop.json')
path.write_text(json.dumps(made) + '\n')
