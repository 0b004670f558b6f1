"""The native kernels: compiled by Numba when first imported into a call, by family; one table leads to each."""
