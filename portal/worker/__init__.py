"""The worker: carries what the outbox holds, and keeps every deadline.

PostgreSQL remembers, Valkey rings the bell. Four kinds of process: the heartbeat (`beating`), which works through
the table of periodic work (`periodic`); the bell's listener (`listening`), an RQ worker that forks a child for
each job; the packer (`packing`), which builds referral packs; and, while rows wait that the bell missed, a child
of the heartbeat that carries them (`carrying`). Valkey may be emptied or stopped, and nothing is lost.
"""

from portal.worker.beating import main
from portal.worker.carrying import carry

__all__ = ["carry", "main"]
