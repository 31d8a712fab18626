#!/bin/sh
# Keras 3.15.1 on PyTorch 2.13.0: after keras.config.set_floatx("float64"), keras.Variable([0.1]) is
# float32 and keras.Variable(0.1) is float64. A list or tuple keeps single precision, a scalar, an
# array or an initializer does not; on the JAX backend all of them are float64. An optimizer built on
# such a variable computes in single precision, and no warning says so.
#
# Seen: list float32, tuple float32, scalar float64, array float64, initializer float64.
# Remedy: keras.Variable([0.1], dtype="float64"). Exits 1 when any of this has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet keras==3.15.1 torch==2.13.0 numpy==2.4.6
KERAS_BACKEND=torch KERAS_HOME="$folder" "$folder/bin/python" - <<'END'
import keras
import numpy as np

keras.config.set_floatx("float64")
seen = {
    "list": keras.Variable([0.1]).dtype,
    "tuple": keras.Variable((0.1,)).dtype,
    "scalar": keras.Variable(0.1).dtype,
    "array": keras.Variable(np.array([0.1])).dtype,
    "initializer": keras.Variable("zeros", shape=(1,)).dtype,
}
print(f"keras {keras.__version__}:", ", ".join(f"{kind} {dtype}" for kind, dtype in seen.items()))
single = [kind for kind, dtype in seen.items() if dtype == "float32"]
assert single == ["list", "tuple"], single
assert set(seen.values()) == {"float32", "float64"}
assert keras.Variable([0.1], dtype="float64").dtype == "float64"
END
