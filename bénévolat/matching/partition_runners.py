"""Where the tasks of a run are done: here, in processes of this machine, or on a Dask cluster."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from types import ModuleType

from bénévolat.matching.fields import FormatError
from bénévolat.matching.partition_tasks import Done, Task

SECONDS = 10  # to reach a scheduler
TASKS = 8  # of a process before it is replaced
RETRIES = 3  # a worker that dies takes nothing with it: its tasks begin again elsewhere


Runner = Callable[[Callable[[Task], Done], Sequence[Task]], Iterable[Done]]
"""Does a task for each partition; the results come back in the order of the tasks. Raises what a task raised."""


class MissingCluster(FormatError):
    """The optional library of the cluster is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "répartir sur plusieurs machines demande Dask, qui n'est pas installé : "
            "pip install 'benevolat[dask]', ou relancer sans l'option."
        )


@contextmanager
def here() -> Iterator[Runner]:
    """Do the tasks one after the other in this process."""
    yield map


@contextmanager
def processes(workers: int) -> Iterator[Runner]:
    """Do the tasks in ``workers`` processes, each begun anew: nothing of this one is copied.

    After a few tasks they give their memory back; when one dies, what it was doing begins again.
    """

    def some(function: Callable[[Task], Done], tasks: Sequence[Task]) -> list[Done]:
        for _ in range(RETRIES):
            with (
                ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool,
                suppress(BrokenProcessPool),
            ):
                return list(pool.map(function, tasks))
        raise FormatError(
            "un processus de calcul a été interrompu plusieurs fois : réduire --workers, ou libérer de la mémoire."
        )

    def run(function: Callable[[Task], Done], tasks: Sequence[Task]) -> Iterator[Done]:
        together = workers * TASKS
        for start in range(0, len(tasks), together):
            yield from some(function, tasks[start : start + together])

    yield run


def _distributed() -> ModuleType:
    try:
        import distributed  # noqa: PLC0415 (optional, and slow to load)
    except ImportError:
        raise MissingCluster from None
    return distributed


@contextmanager
def cluster(address: str) -> Iterator[Runner]:
    """Do the tasks on the Dask cluster at ``address``; its workers must see the same folders."""
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise FormatError(
            f"aucun ordonnanceur Dask ne répond à {address} : vérifier l'adresse et qu'il est lancé."
        ) from error

    def run(function: Callable[[Task], Done], tasks: Sequence[Task]) -> list[Done]:
        done: list[Done] = client.gather(client.map(function, tasks, pure=False, retries=RETRIES))
        return done

    with client:
        yield run
