"""A monkey in the real window: it does what hands can do, by chance, for as long as one says, and every fault counts.

    make soak MINUTES=30 SEEDS='1 2 3 4 5 6' ROWS='lessons table expression large'

lets it loose, each row with each seed in a process of its own, and prints a table of the runs. One of them alone, the
same acts again, and the few of them that a fault needs:

    python -m tests.soak.run --row table --seed 4 --minutes 10
    python -m tests.soak.run --row table --again build/soak/table-4/acts.txt
    python -m tests.soak.shrink --row table build/soak/table-4/acts.txt --fault KeyError

What is where: `acts` is the register of what the monkey does, with the `edits` of the work in it, and `hand` does it
with mouse and keys; `laws` are acts that look whether what was promised holds: undo takes back, a document opens as it
was saved, memory comes home. `subjects` are the rows: what is open. `faults` hears whatever goes wrong; `pulse` takes
the time of each turn of the event loop, and sees what a long one is busy with. `monkey` does one act after the other in
a window, `run` is one run, `__main__` many, `shrink` makes one short.

Three more look for what only many runs find, each by itself: `kills` ends savings and windows by SIGKILL at any moment,
and looks what is left; `mutations` lets all readers read what is broken in some place; `openings` opens one thing after
the other, and looks whether memory comes back.

A run fails on: a crash; an exception that nobody caught, in a slot, in painting or on a thread; anything on stderr; a
log record of a warning or worse; a warning of Qt, Python or NumPy; a turn of the event loop that keeps the window's
thread busy for over 200 ms of its processor time; a law that is broken; nothing that moves for two minutes.

Why a driver with a seed, and not a Hypothesis state machine alone: a run lasts for hours, and one window lives through
it all, which is where memory grows; a crash takes the process along, and whoever shrinks it; and half of what happens
is a matter of time and threads, so that an example which fails once would be called flaky. So an act is a name and a
number. The number decides all that is left to chance in it, and the list of acts follows from the seed alone; any part
of the list can be played, which is what halving it needs. Where time plays no part, in the laws, a Hypothesis machine
draws from the same register and shrinks what it finds: see `test_laws`.
"""
