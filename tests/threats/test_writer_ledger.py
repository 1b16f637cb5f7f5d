"""A thief who writes by hand to the ledger's lines and tree, with the log's keys and without, and rolls everything back."""

import pytest
from tests.threats.writer import reading
from tests.threats.writer.practice import MONDAY
from tests.threats.writer.scene import Scene

from tacenda.acts import bundles, notes
from tacenda.core.ledger import checkpoint, tree, verify
from tacenda.core.ledger.entry import Body, leaf_of
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Content, Purpose
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH
from tacenda.shell import fresh


def test_a_deleted_line_is_missed(scene):
    scene.sql("keeper", "DELETE FROM entry WHERE n = 40")
    scene.noticed("entry 41")


def test_an_edited_line_is_refused(scene):
    scene.sql("keeper", "UPDATE entry SET body_hash = randomblob(32) WHERE n = 40")
    scene.noticed("entry 40")


def test_two_lines_in_another_order_are_refused(scene):
    scene.sql("keeper", "UPDATE entry SET n = -1 WHERE n = 40")
    scene.sql("keeper", "UPDATE entry SET n = 40 WHERE n = 41")
    scene.sql("keeper", "UPDATE entry SET n = 41 WHERE n = -1")
    scene.noticed("node 0.40")


def test_a_line_whose_body_was_emptied_is_no_erasure(scene):
    first = scene.one("keeper", "SELECT min(n) FROM entry JOIN period ON period.id = period WHERE chart = ?", scene.practice.charts["kim"])[
        0
    ]
    scene.sql("keeper", "UPDATE entry SET envelope = x'' WHERE n = ?", first)
    scene.noticed("an empty body")


def test_a_lowered_count_hides_no_line_from_its_client(scene):
    scene.sql("keeper", "UPDATE chart SET seq = seq - 1 WHERE id = ?", scene.practice.charts["kim"])
    opened = reading.everything(scene.practice, (), reading.LEDGERS[:1])
    assert opened.errors == ["kim ledger: Tampered count"]
    scene.noticed("count")


def cut(scene: Scene, seen: verify.Seen) -> None:
    """Without any key: the last line that Kim's browser saw is gone with what came after it, and counts and tree say so too."""
    chart = scene.practice.charts["kim"]
    for n in range(scene.one("keeper", "SELECT max(n) FROM entry")[0], seen.size - 2, -1):
        assert scene.one("keeper", "SELECT chart FROM period JOIN entry ON entry.period = period.id WHERE n = ?", n)[0] == chart
        scene.sql("keeper", "DELETE FROM entry WHERE n = ?", n)
        scene.sql("keeper", "UPDATE chart SET seq = seq - 1 WHERE id = ?", chart)
    prev = scene.one("keeper", "SELECT leaf FROM entry JOIN period ON period.id = period WHERE chart = ? ORDER BY n DESC LIMIT 1", chart)[0]
    scene.sql("keeper", "UPDATE chart SET prev = ? WHERE id = ?", prev, chart)
    grow(scene)


def grow(scene: Scene) -> bytes:
    """The tree anew from the leaves there are; its root."""
    nodes: dict[tuple[int, int], bytes] = {}
    leaves = [row[0] for row in scene.practice.raw["keeper"].execute("SELECT leaf FROM entry ORDER BY n")]
    for n, leaf in enumerate(leaves):
        tree.append(lambda level, at: nodes[level, at], lambda level, at, hash: nodes.__setitem__((level, at), hash), n, leaf)
    scene.sql("keeper", "DELETE FROM node")
    for (level, at), hash in nodes.items():
        scene.sql("keeper", "INSERT INTO node VALUES (?, ?, ?)", level, at, hash)
    return tree.root(lambda level, at: nodes[level, at], len(leaves))


def one_more_line(scene: Scene) -> verify.Seen:
    """Ada opens a note of Kim's once more, and Kim's browser sees a tree that holds it."""
    chart = scene.practice.charts["kim"]
    scene.desk("ada", lambda desk: notes.open_note(desk, chart, notes.list_notes(desk, chart, Content.NOTE)[0].id))
    return kims(scene, None).seen


def kims(scene: Scene, seen: verify.Seen | None) -> verify.Verification:
    """What Kim's own check says, with what their browser remembers."""
    chart, keeper = scene.practice.charts["kim"], scene.practice.house.keeper
    made = scene.desk("kim", lambda desk: bundles.made(desk, chart, Purpose.OWN_RECORD))
    size = int(made.checkpoint.split("\n")[1])
    steps = keeper.consistency(seen.size, size) if seen and seen.size <= size else []
    return verify.check(made, verify.Pins(scene.practice.pin, chart), seen, steps)


def signs_a_checkpoint(scene: Scene) -> None:
    """With the log's keys, which lie in the keeper's file."""
    ed25519, mldsa44, origin = scene.one("keeper", "SELECT log_ed25519, log_mldsa44, origin FROM practice")
    root, size = grow(scene), scene.one("keeper", "SELECT count(*) FROM entry")[0]
    text = checkpoint.write(origin, size, root, Identity(ed25519, mldsa44), MONDAY)
    scene.sql("keeper", "UPDATE checkpoint SET size = ?, text = ?", size, text)


def test_a_ledger_cut_without_the_logs_keys_is_convicted_by_the_kept_checkpoint(scene):
    cut(scene, one_more_line(scene))
    assert any(one.code == "checkpoint" for one in scene.practice.checker().run().findings)


def test_a_ledger_cut_with_the_logs_keys_is_seen_by_whoever_remembers_an_older_tree(scene):
    """The printed limit: the keys lie in the file, so only what was kept outside convicts. Kim's browser keeps a cookie."""
    seen = one_more_line(scene)
    asks = kims(scene, seen).asks
    cut(scene, seen)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    with pytest.raises(Tampered, match="a shorter tree"):
        kims(scene, seen)
    assert not asks <= kims(scene, None).asks


def test_a_cut_ledger_that_grew_again_is_still_another_tree_to_who_remembers(scene):
    seen = one_more_line(scene)
    cut(scene, seen)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    while one_more_line(scene).size <= seen.size:
        pass
    with pytest.raises(Tampered, match="consistency"):
        kims(scene, seen)


def test_everything_rolled_back_together_is_seen_by_who_remembers_and_by_nobody_else(scene):
    """The printed limit before there are witnesses: both files as they were, every check fits, and one older cookie says no."""
    now = scene.practice.seen["kim"][-1]
    scene.practice.restore(next(one for one in scene.practice.history if one.name == "shared"))
    scene.practice.restart()
    assert kims(scene, None).count > 0
    assert kims(scene, scene.practice.seen["kim"][0]).count > 0
    with pytest.raises(Tampered, match="a shorter tree"):
        kims(scene, now)


def test_a_hidden_line_made_with_the_logs_keys_is_an_orphan(scene):
    """A leaf of no ledger: the thief would hide an entry in the tree."""
    last = scene.one("keeper", "SELECT max(n) FROM entry")[0]
    body = Body(
        scene.practice.house.keeper.practice, fresh.secret(), scene.practice.charts["kim"], 99, ZERO_HASH, MONDAY, Act.OPEN, b"", b"", b"",
        b"", b"", b"",
    ).write()  # fmt: skip
    leaf = leaf_of(body, ZERO_HASH)
    row = (last + 1, leaf.hash, leaf.body_hash, leaf.about, fresh.secret(16), 99, fresh.secret(), b"")
    scene.sql("keeper", "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    assert scene.practice.checker().run().findings != ()
