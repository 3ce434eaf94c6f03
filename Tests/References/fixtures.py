"""How a case is drawn and written: seeded numbers, tensors as JSON, files under Fixtures/."""

import json
import zlib
from pathlib import Path

import numpy

FOLDER = Path(__file__).resolve().parents[2] / "Fixtures"


def generator(name):
    """The random generator of a case, seeded by its name: adding a case changes no other."""
    return numpy.random.default_rng(zlib.crc32(name.encode()))


def normal(random, shape, scale=1.0, mean=0.0):
    """Normal numbers of four decimals, which keep the files short and lose nothing as doubles."""
    return numpy.round(mean + scale * random.standard_normal(shape), 4)


def upstream(random):
    """A scalar cotangent: of either sign, and never near 0 or 1."""
    return float(numpy.round(random.choice([-1, 1]) * random.uniform(1.3, 2.7), 4))


def tensor(array):
    """Shape and row-major elements. Python prints a double so that it reads back unchanged."""
    array = numpy.asarray(array, dtype=numpy.float64)
    assert numpy.isfinite(array).all(), "JSON has no infinities"
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def tensors(arrays):
    return {name: tensor(array) for name, array in arrays.items()}


def write(file, source, cases):
    """One case a line, so that a changed case is a changed line."""
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names), "two cases of one name"
    lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    text = f'{{"source":{json.dumps(source)},\n"cases":[\n{lines}\n]}}\n'
    (FOLDER / file).write_text(text)
    print(f"{file}: {len(cases)} cases, {len(text) / 1000:.0f} kB")
