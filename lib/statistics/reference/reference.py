"""Figures that the tests of lib/statistics hold it to, made by other means: NumPy and SciPy, and where those draw lots or
take an approximation, by trying every case. Prints JSON; the values stand in the tests. Not needed to run anything.

    python3 lib/statistics/reference/reference.py      (made with Python 3.11+, NumPy 2.4.6, SciPy 1.17.1)
"""
import itertools, json, math
import numpy as np
from scipy import stats

A = [10.2, 9.8, 10.9, 11.4, 10.1]
B = [12.1, 11.0, 13.3, 12.7, 11.9, 12.4]
C = [5.1, 4.9, 5.3, 5.0, 5.2, 4.8, 5.6, 5.05, 4.95, 5.15, 5.25]
D = [5.4, 5.2, 5.9, 5.35, 5.45, 5.7, 5.1, 5.55, 5.65, 5.85, 5.75, 5.0]
TIED = ([1, 2, 2, 3, 3, 3, 4, 5], [2, 3, 3, 4, 4, 5, 5, 6, 6])


def medians(sample):
    """Every resample as a multiset with its multiplicity: exact, and another way than the module's."""
    n = len(sample)
    s = sorted(sample)
    weight = {}
    def place(i, left, counts, ways):
        if i == n - 1:
            counts = counts + [left]
            drawn = [v for v, c in zip(s, counts) for _ in range(c)]
            m = (drawn[(n - 1) // 2] + drawn[n // 2]) / 2
            weight[m] = weight.get(m, 0) + ways
            return
        for c in range(left + 1):
            place(i + 1, left - c, counts + [c], ways * math.comb(left, c))
    place(0, n, [], 1)
    total = n ** n
    return sorted((m, w / total) for m, w in weight.items())


def quantile_of(pairs, share):
    total = 0.0
    for value, weight in sorted(pairs):
        total += weight
        if total >= share - 1e-12:
            return value
    return pairs[-1][0]


def interval(pairs):
    return [quantile_of(pairs, 0.025), quantile_of(pairs, 0.975)]


def ratio(a, b):
    return [(x / y, p * q) for x, p in medians(a) for y, q in medians(b)]


def segmentation(y, beta, least=4):
    """Optimal partitioning without any pruning, costs by NumPy."""
    n = len(y)
    F, prev = {0: -beta}, {}
    for t in range(least, n + 1):
        best = None
        for s in F:
            if t - s >= least and (s == 0 or s >= least):
                c = F[s] + float(np.sum((y[s:t] - np.mean(y[s:t])) ** 2)) + beta
                if best is None or c < best[0] - 1e-9:
                    best = (c, s)
        F[t], prev[t] = best
    out, t = [], n
    while prev[t] > 0:
        out.append(prev[t]); t = prev[t]
    return out[::-1]


def series():
    """No random numbers, so that the test can make the same one: a scatter on three levels."""
    y = []
    for i in range(120):
        level = 100.0 if i < 40 else 103.0 if i < 85 else 101.0
        y.append(level + ((i * i * 37 + i * 11) % 101) / 101.0 - 0.5)
    return np.array(y)


y = series()
d = np.diff(y)
sigma = float(np.median(np.abs(d))) / stats.norm.ppf(0.75) / math.sqrt(2)


def hampel(y):
    out = []
    for i in range(len(y)):
        m = np.median(y[max(0, i - 3):i + 4])
        out.append(m if abs(y[i] - m) > 3 * sigma else y[i])
    return np.array(out)


za, zb = stats.norm.ppf(0.975), stats.norm.ppf(0.8)


def detectable(spread, n):
    p = 0.5 + math.sqrt((za + zb) ** 2 / (6 * n))
    return math.sqrt(2) * spread * stats.norm.ppf(p)


def mw(a, b, method):
    r = stats.mannwhitneyu(a, b, alternative='two-sided', method=method, use_continuity=True)
    return [float(r.statistic), float(r.pvalue)]


walk = [100, 101.5, 99.8, 100.7, 102.2, 101.1, 100.4, 103.9, 101.6, 100.2, 99.1, 101.3]
changes = np.abs(np.array(walk[1:]) / np.array(walk[:-1]) - 1)
q1, q3 = np.percentile(changes, [25, 75])
print(json.dumps({
    'numpy': np.__version__,
    'quantiles B': [float(v) for v in np.quantile(B, [0.25, 0.5, 0.75, 0.9])],
    'mad B': float(stats.median_abs_deviation(B)),
    'mad sigma': float(1 / stats.norm.ppf(0.75)),
    'interval A': interval(medians(A)),
    'interval B': interval(medians(B)),
    'interval C': interval(medians(C)),
    'interval D': interval(medians(D)),
    'ratio B/A': [float(np.median(B) / np.median(A))] + interval(ratio(B, A)),
    'ratio D/C': [float(np.median(D) / np.median(C))] + interval(ratio(D, C)),
    'paired C/A..': interval(medians([x / z for x, z in zip(C, D)])),
    'mw C D exact': mw(C, [v + 0.001 for v in D], 'exact'),
    'mw A B exact': mw(A, B, 'exact'),
    'mw tied': mw(*TIED, 'asymptotic'),
    'mw 60': mw([math.sin(i) + 0.3 for i in range(60)], [math.cos(1.7 * i) for i in range(55)], 'asymptotic'),
    'mw 40 exact': mw([math.sin(i) + 0.3 for i in range(40)], [math.cos(1.7 * i) for i in range(35)], 'exact'),
    'detectable': [detectable(0.03, n) for n in (10, 20, 50)],
    'history': float(q3 + 3 * (q3 - q1)),
    'sigma': float(sigma),
    'changes': segmentation(hampel(y), 2 * math.log(120) * sigma ** 2),
    'changes low penalty': segmentation(hampel(y), 0.5 * sigma ** 2),
}, indent=1))
