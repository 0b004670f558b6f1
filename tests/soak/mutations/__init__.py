"""Documents, tables, lessons, expressions … with something changed in them: each is read, or refused in our words.

`python -m tests.soak.mutations --seed 1 --count 100000` changes inputs that are right, by chance but by their
structure, and reads them. It fails on an error that is not ours, on more than 2 s or 1 GB for one of them, on a warning
of NumPy, on a process that dies or never comes back, and on what opens but is not written back the same. Each failure
is printed once, as small as it still fails, with the words that do it again.
"""
