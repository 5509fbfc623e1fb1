"""Every way in which a file breaks gives a sentence and a place in the list, no traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.data.own import all_own, broken_own, delete_own
from core.embeddings.embedding_set import (
    EmbeddingSet,
    broken_embedding_sets,
    delete_embedding_set,
    embedding_sets,
    find_embedding_set,
)
from core.errors import EmbeddingSetBroken, EmbedscopeError, RunBroken, UnknownName
from core.jobs.jobs import BROKEN, DONE, LocalJobs
from core.runs.answers import answers_of, can_answer
from core.runs.check import problem
from core.runs.find import broken_runs, delete_run, find_run, finished_runs, whole_runs
from core.runs.run import Run
from tests.breakages import (
    CLOUD_FILES,
    JOB_FILES,
    MAP_FILES,
    OWN_FILES,
    RUN_FILES,
    STAYS_WHOLE,
    breakages,
    broken_copy,
    write_embedding_set,
    write_job,
    write_own,
    write_whole_run,
)

Way = Callable[[Path], None]


def cases(files: tuple[str, ...]) -> pytest.MarkDecorator:
    every = list(breakages(files))
    names = [f"{name}-{way.__name__}" for name, way in every]
    return pytest.mark.parametrize(("name", "way"), every, ids=names)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Whole things to break copies of."""
    folder = tmp_path_factory.mktemp("whole")
    write_whole_run(folder / "run")
    write_embedding_set(folder / "cloud")
    write_job(folder / "job", folder / "run")
    write_own(folder / "own-0123456789ab")
    return folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    for name in ("RUNS", "CLOUDS", "OWN"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
        (tmp_path / name.lower()).mkdir()
    return tmp_path


def test_whole_things_are_whole(whole: Path, places: Path) -> None:
    assert problem(Run(whole / "run")) is None
    shutil.copytree(whole / "cloud", places / "clouds/c")
    shutil.copytree(whole / "job", places / "runs/j")
    shutil.copytree(whole / "own-0123456789ab", places / "own/own-0123456789ab")
    assert [list(embedding_set.maps()) for embedding_set in embedding_sets()] == [["own"]]
    assert LocalJobs(places / "runs").state("j").state == DONE
    assert len(all_own()) == 1
    broken = [*broken_runs(), *broken_embedding_sets(), *broken_own()]
    assert broken == []


@cases(RUN_FILES)
def test_a_run(name: str, way: Way, whole: Path, places: Path) -> None:
    broken_copy(whole / "run", places / "runs/one", name, way)
    run = Run(places / "runs/one")
    reason, stays = problem(run), (name, way.__name__) in STAYS_WHOLE
    if not stays:
        assert reason is not None
        assert name.rsplit("/", maxsplit=1)[-1] in reason or Path(name).parts[0] in reason
        assert "elete" in reason
        assert [one.reason for one in broken_runs()] == [reason]
        assert not whole_runs()
        with pytest.raises(RunBroken):
            find_run("one")
        delete_run("one")
        assert not run.folder.exists()
        return
    if reason is None:
        assert list(whole_runs()) == ["one"]
        assert list(finished_runs()) == ([] if name == "card.json" else ["one"])
    _read_all(run)


def _read_all(run: Run) -> None:
    """Every reader gives its value, or an error with a sentence."""
    for read in (
        lambda: run.card,
        run.recipe,
        run.history,
        run.probe,
        run.probe_labels,
        lambda: [run.frame(step) for step in run.frame_steps()],
        run.embedding,
        run.labels,
        run.thumbs,
        run.maps,
        lambda: can_answer(run) and answers_of(run),
    ):
        assert told_by(read).endswith((".", "?"))


def told_by(read: Callable[[], object]) -> str:
    """The sentence of an error of ours; "." where it can be read after all."""
    try:
        read()
    except EmbedscopeError as error:
        return str(error)
    return "."


def test_a_run_of_the_future_and_one_whose_folder_is_gone_say_what_to_do(
    whole: Path, places: Path
) -> None:
    shutil.copytree(whole / "run", places / "runs/one")
    (places / "runs/one/card.json").write_text('{"schema": 99}')
    assert "update Embedscope" in str(problem(Run(places / "runs/one")))
    assert "gone" in str(problem(Run(places / "runs/nobody")))
    with pytest.raises(UnknownName):
        delete_run("nobody")


@cases(JOB_FILES)
def test_a_job(name: str, way: Way, whole: Path, places: Path) -> None:
    broken_copy(whole / "job", places / "runs/one", name, way)
    jobs = LocalJobs(places / "runs")
    states = jobs.all()
    if (name, way.__name__) == ("job.json", "missing"):
        assert not states
        assert list(finished_runs()) == ["one"]  # a run it is all the same
        return
    (state,) = states
    if (name, way.__name__) in STAYS_WHOLE:
        assert state.state != BROKEN
        return
    assert state.state == BROKEN
    assert name in state.message
    assert "Delete it" in state.message
    assert not state.runs
    jobs.delete("one")
    assert not jobs.all()


def test_a_job_whose_run_is_gone_or_broken(whole: Path, places: Path) -> None:
    jobs = LocalJobs(places / "runs")
    race = write_job(places / "runs/race", whole / "run")
    (race / "job.json").write_text(
        '{"title": "A race", "created": "2026-01-01", "runs": ["first", "second"]}'
    )
    shutil.copytree(whole / "run", race / "first")
    (state,) = jobs.all()
    assert (state.state, state.title) == (BROKEN, "A race")
    assert "second" in state.message
    broken_copy(whole / "run", race / "second", "recipe.yaml", lambda path: path.write_text("a: b"))
    assert "recipe.yaml" in jobs.state("race").message


@cases(CLOUD_FILES)
def test_a_set_of_points(name: str, way: Way, whole: Path, places: Path) -> None:
    broken_copy(whole / "cloud", places / "clouds/one", name, way)
    if (name, way.__name__) in STAYS_WHOLE or _opaque(name, way):
        assert not broken_embedding_sets()
        assert [embedding_set.name for embedding_set in embedding_sets()] == ["one"]
        return
    ((broken, reason),) = broken_embedding_sets().items()
    assert broken == "one"
    assert "Delete it" in reason
    assert not embedding_sets()
    with pytest.raises(EmbeddingSetBroken):
        find_embedding_set("one")
    delete_embedding_set("one")
    assert not broken_embedding_sets()


def _opaque(name: str, way: Way) -> bool:
    """A sheet of pictures is the browser's to read: there is one, or not."""
    return name.endswith(".webp") and way.__name__ not in ("missing", "a_folder")


@cases(MAP_FILES)
def test_a_map_of_a_set(name: str, way: Way, whole: Path, places: Path) -> None:
    folder = broken_copy(whole / "cloud", places / "clouds/one", name, way)
    assert EmbeddingSet(folder).maps() == {}
    assert EmbeddingSet(folder).map("own") is None
    assert [embedding_set.name for embedding_set in embedding_sets()] == ["one"]


@cases(OWN_FILES)
def test_an_own_data_set(name: str, way: Way, whole: Path, places: Path) -> None:
    own = "own-0123456789ab"
    broken_copy(whole / own, places / "own" / own, name, way)
    ((broken, reason),) = broken_own().items()
    assert broken == own
    assert "Delete it" in reason
    assert all_own() == []
    delete_own(own)
    assert not broken_own()


def test_an_own_data_set_whose_images_are_gone(whole: Path, places: Path) -> None:
    own = "own-0123456789ab"
    shutil.copytree(whole / own, places / "own" / own)
    shutil.rmtree(places / "own" / own / "pictures")
    assert "are gone" in broken_own()[own]
    assert all_own() == []
