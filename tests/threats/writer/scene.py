"""The practice of the writer, its judge, and a thief's hands."""

from tests.threats.writer import reading
from tests.threats.writer.changes import Change
from tests.threats.writer.judging import Judge, Judgement
from tests.threats.writer.practice import FILES, Practice

from tacenda.acts.desk import desk_of
from tacenda.core.words.access import Code

EVERYWHERE = Change("by hand", frozenset({("content", "", "*")}))


class Scene:
    """The practice, its judge, and a thief's hands."""

    def __init__(self) -> None:
        self.practice = Practice()
        self.judge = Judge(self.practice)

    def sql(self, file: str, query: str, *values: object) -> None:
        """A change, which must change something."""
        assert self.practice.raw[file].execute(query, values).rowcount > 0

    def one(self, file: str, query: str, *values: object):
        row = self.practice.raw[file].execute(query, values).fetchone()
        assert row is not None
        return row

    def tables(self) -> list[tuple[str, str]]:
        """Every table of both files."""
        return [(file, table) for file in FILES for table in self.practice.truth.columns(file)]

    def rows(self, file: str, table: str) -> list[tuple]:
        """The rows as they stand."""
        return self.practice.raw[file].execute(f"SELECT * FROM {table}").fetchall()

    def judged(self) -> Judgement:
        return self.judge.judge(EVERYWHERE)

    def noticed(self, *words: str) -> None:
        """Somebody noticed, nobody read another text; `words` stand in what was noticed."""
        found = self.judged()
        assert found.lies == []
        assert found.noticed
        assert [word for word in words if not any(word in one for one in found.noticed)] == [], found.noticed

    def compartment(self, name: str, code: Code) -> bytes:
        chart = reading.chart_of(self.practice, name)
        return next(one.id for one in self.practice.house.keeper.states(chart) if one.code is code)

    def notes_of(self, name: str) -> list[tuple]:
        """(slot, id, version, envelope) of everything in a chart's record but its page."""
        query = "SELECT slot, id, version, envelope FROM object WHERE compartment = ? AND id != compartment ORDER BY id, version"
        return self.practice.raw["content"].execute(query, (self.compartment(name, Code.RECORD),)).fetchall()

    def amended(self, name: str) -> list[tuple]:
        """The two versions of one amended object."""
        rows = self.notes_of(name)
        return next([one, other] for one in rows for other in rows if one[1] == other[1] and one[2] < other[2])

    def desk(self, name: str, work):
        """Something done at a person's desk, with the keys in memory."""
        with self.practice.house.content.writing() as tx:
            return work(desk_of(self.practice.house, tx, self.practice.keys(name)))
