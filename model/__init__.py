"""The numbers: cells, networks, tokenizers, training. NumPy only; knows nothing of the web.

BLAS gets one thread, set before NumPy is imported anywhere: the matrices here are small, and
spinning BLAS threads slow a shared machine down many times over. Scale by processes instead.
An operator may still say otherwise in the environment.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")
