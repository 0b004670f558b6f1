import subprocess
import sys

import pytest

# Eight threads, as the window's jobs and pictures do, need blocks of up to 12 MB, and keep some small ones for longer.
OPEN_AND_CLOSE = """
from random import Random
from threading import Thread
import numpy as np
from graphviz_nn.gui import memory

def megabytes():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 2**20

def work(seed):
    chance, held = Random(seed), []
    for _ in range(200):
        large = np.ones(chance.randrange(1000, 1_500_000))
        held += [np.ones(100), np.ones(chance.randrange(1, 3000))]
        del large
        held = held[-100:]
    kept.append(held[:20])

memory.settle()
kept, before = [], megabytes()
threads = [Thread(target=work, args=(seed,)) for seed in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
memory.give_back()
print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told how to keep memory")
def test_what_threads_have_freed_goes_back_to_the_system_though_small_blocks_among_it_are_in_use() -> None:
    done = subprocess.run([sys.executable, "-c", OPEN_AND_CLOSE], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 25  # of 90 without being told
