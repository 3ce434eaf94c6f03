"""Writes Fixtures/named-tensors: files as NumPy and the safetensors package write them.

    pip install numpy safetensors ml_dtypes
    python Tests/References/named_tensors.py

The tests read them, and write the same values to the same bytes. So values are a formula that the
tests know as well: the elements in row-major order are 7k mod 23 − 11 for k = 0, 1, …, real ones in
quarters of that, unsigned ones without the 11, booleans whether 7k mod 23 is above 11.
"""

import io
import zipfile

import ml_dtypes
import numpy
from safetensors.numpy import save_file

from fixtures import FOLDER

INTO = FOLDER / "named-tensors"

# −0, 1, the infinities, the largest and smallest numbers, the largest and smallest subnormal ones, and
# what is not a number: quiet and signaling, of either sign, with payloads.
DOUBLE_BITS = [
    0x8000000000000000, 0x3FF0000000000000, 0x7FF0000000000000, 0xFFF0000000000000,
    0x7FEFFFFFFFFFFFFF, 0x0010000000000000, 0x000FFFFFFFFFFFFF, 0x8000000000000001,
    0x7FF8000000000000, 0xFFF8000000000123, 0x7FF0000000000001, 0xFFF7FFFFDEADBEEF,
]
SINGLE_BITS = [
    0x80000000, 0x3F800000, 0x7F800000, 0xFF800000, 0x7F7FFFFF, 0x00800000, 0x007FFFFF, 0x80000001,
    0x7FC00000, 0xFFC00123, 0x7F800001, 0xFFBEEF01,
]
HALF_BITS = [
    0x8000, 0x3C00, 0x7C00, 0xFC00, 0x7BFF, 0x0400, 0x03FF, 0x8001, 0x7E00, 0xFE12, 0x7C01, 0xFDEF,
]


def values(shape, dtype):
    """The elements of the formula."""
    dtype = numpy.dtype(dtype)
    whole = (7 * numpy.arange(numpy.prod(shape, dtype=int)) % 23).reshape(shape)
    if dtype.kind == "b":
        result = whole > 11
    elif dtype.kind == "u":
        result = whole
    elif dtype.kind == "i":
        result = whole - 11
    else:
        result = (whole - 11) / 4
    return numpy.asarray(result, dtype)


def bits(patterns, dtype):
    unsigned = f"u{numpy.dtype(dtype).itemsize}"
    return numpy.array(patterns, dtype=unsigned).view(dtype).reshape(3, 4)


ROWS = {
    "f8": values((2, 3, 5), "f8"),
    "f4": values((7, 1, 3), "f4"),
    "f2": values((5,), "f2"),
    "i8": values((3, 5), "i8"),
    "i4": values((2, 7), "i4"),
    "i2": values((11,), "i2"),
    "i1": values((3, 1), "i1"),
    "u8": values((5, 2), "u8"),
    "u4": values((13,), "u4"),
    "u2": values((1, 3), "u2"),
    "u1": values((3, 7), "u1"),
    "b1": values((5, 3), "b1"),
    "scalar": values((), "f8"),
    "empty": values((0, 3), "f4"),
    "layer1/Größe": values((4,), "f8"),
    "special8": bits(DOUBLE_BITS, "f8"),
    "special4": bits(SINGLE_BITS, "f4"),
    "special2": bits(HALF_BITS, "f2"),
}


def npy(array, version=None):
    """The bytes of an .npy file in the given version of the format."""
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, version)
    return file.getvalue()


def fortran(shape, dtype):
    return numpy.asfortranarray(values(shape, dtype))


# Every layout that NumPy writes other than rows of little-endian numbers in version 1.0.
LAYOUTS = {
    "big f8": npy(values((2, 3, 5), ">f8")),
    "big f4": npy(values((7, 1, 3), ">f4")),
    "big f2": npy(values((5,), ">f2")),
    "big i8": npy(values((3, 5), ">i8")),
    "big u4": npy(values((13,), ">u4")),
    "big i2": npy(values((11,), ">i2")),
    "fortran f8": npy(fortran((2, 3, 5), "f8")),
    "fortran f4": npy(fortran((3, 1, 5, 2), "f4")),
    "fortran u1": npy(fortran((3, 7), "u1")),
    "fortran f2": npy(fortran((4, 3), "f2")),
    "fortran empty": npy(fortran((2, 0, 3), "f8")),
    "big fortran f8": npy(fortran((3, 5), ">f8")),
    "big fortran special": npy(numpy.asfortranarray(bits(DOUBLE_BITS, "f8").astype(">f8"))),
    "version 2": npy(values((2, 3), "f8"), (2, 0)),
    "version 3": npy(values((2, 3), "f8"), (3, 0)),
}

if __name__ == "__main__":
    INTO.mkdir(exist_ok=True)
    numpy.save(INTO / "array.npy", values((2, 3, 5), "f8"))
    numpy.savez(INTO / "arrays.npz", **ROWS)
    with zipfile.ZipFile(INTO / "layouts.npz", "w") as archive:
        for name, file in LAYOUTS.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), file)
    numpy.savez_compressed(INTO / "compressed.npz", x=values((2, 3), "f8"))
    tensors = ROWS | {"bf16": values((5, 3), ml_dtypes.bfloat16)}
    # One entry: the package writes several in an order of its own in each run.
    save_file(tensors, INTO / "tensors.safetensors", {"fo\"r\u0001mat": "αβ\n\\/\u007f"})
    save_file({}, INTO / "empty.safetensors")
    for file in sorted(INTO.iterdir()):
        print(f"{file.name}: {file.stat().st_size} bytes")
