: Traub and Miles's kinetics with the rates of NEST's hh_cond_exp_traub. The start of the gates is stated, not
: their steady state, as there.
NEURON {
    SUFFIX hh_traub
    NONSPECIFIC_CURRENT i
    RANGE gna, gk, gl, ena, ek, el, vt, m_start, h_start, n_start
}

PARAMETER {
    gna = 0.1    (S/cm2)
    gk  = 0.03   (S/cm2)
    gl  = 5e-5   (S/cm2)
    ena = 50     (mV)
    ek  = -90    (mV)
    el  = -60    (mV)
    vt  = -63    (mV)
    m_start = 0
    h_start = 1
    n_start = 0
}

STATE { m h n }

INITIAL {
    m = m_start
    h = h_start
    n = n_start
}

BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gna*m*m*m*h*(v - ena) + gk*n*n*n*n*(v - ek) + gl*(v - el)
}

DERIVATIVE states {
    LOCAL u, am, bm, ah, bh, an, bn
    u = v - vt
    am = 1.28*exprelr((13 - u)/4)
    bm = 1.4*exprelr((u - 40)/5)
    ah = 0.128*exp((17 - u)/18)
    bh = 4/(1 + exp((40 - u)/5))
    an = 0.16*exprelr((15 - u)/5)
    bn = 0.5*exp((10 - u)/40)
    m' = am - m*(am + bm)
    h' = ah - h*(ah + bh)
    n' = an - n*(an + bn)
}
