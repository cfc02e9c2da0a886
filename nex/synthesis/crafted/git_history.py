"""git-history: who changed what, which release had it, and putting back what was lost."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.streams import Stream
from nex.synthesis.crafted.git_past import (
    KEYS,
    MAIN,
    VISITOR,
    Past,
    make_past,
    with_setting,
)
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded
from nex.worlds.formats.git_objects import Commit, keep_tree, object_id
from nex.worlds.formats.git_repository import BRANCH

NAME = "git-history"
LENGTHS = (14, 26, 40, 60)
LATER = 1_767_225_600
GIT = ("git_status", "git_log", "git_show", "git_diff", "git_add", "git_commit", "git_reset",
       "git_branch", "git_create_branch", "git_checkout")  # fmt: skip
FILES = ("read_text_file", "write_file", "edit_file", "list_directory", "create_directory",
         "move_file", "search_files")  # fmt: skip
PLACES = (
    Place("git", offered=GIT, reads=("git",), shared=True),
    Place("filesystem", offered=FILES, shared=True),
)
NOTES = ("The repository is /workspace. What is committed is on the branch main.",)


def draft(seed: int, tasks: int) -> Crafted:
    """Repositories of growing length, and tasks on them."""
    stream = Stream(NAME, seed)
    pasts = [make_past(Stream(NAME, seed, "past", length), length) for length in LENGTHS]
    makers = (_who, _restore, _which, _undo, _release_value, _branch, _count, _last_with, _hotfix)
    return Crafted(NAME, PLACES, drawn(makers, pasts, tasks, stream), NOTES)


def _key(past: Past, stream: Stream) -> tuple[str, str, int] | None:
    """A configuration's path and key, and the number of a commit that changed it."""
    path = stream.choice(sorted(KEYS))
    key = stream.choice(KEYS[path])
    changes = past.changes(path, key)
    return (path, key, stream.choice(changes)) if changes else None


def _who(past: Past, stream: Stream) -> Sketch | None:
    if (drawn := _key(past, stream)) is None:
        return None
    path, key, nth = drawn
    asked = worded(
        stream,
        (
            "Who set {key} in {path} to {value}? Answer with the author's full name.",
            "Somebody changed {key} in {path} to {value}. Whose commit was it? Answer with the "
            "author's full name.",
        ),
        key=key,
        path=path,
        value=past.value(nth, path, key) or "",
    )
    return _question("who", past, asked, past.steps[nth].author, len(past.steps) - nth)


def _which(past: Past, stream: Stream) -> Sketch | None:
    if (drawn := _key(past, stream)) is None:
        return None
    path, key, nth = drawn
    value = past.value(nth, path, key) or ""
    asked = (
        f"Which commit set {key} in {path} to {value}? Answer with its full hash of 40 characters."
    )
    return _question("which", past, asked, past.steps[nth].id, len(past.steps) - nth)


def _release_value(past: Past, stream: Stream) -> Sketch | None:
    path, tag = stream.choice(sorted(KEYS)), stream.choice(sorted(past.tags))
    key = stream.choice(KEYS[path])
    value = past.value(past.tags[tag], path, key) or ""
    if value == past.value(len(past.steps) - 1, path, key):
        return None
    asked = worded(
        stream,
        (
            "What was {key} in {path} in release {tag}? Answer with the number.",
            "Release {tag} went out with some value of {key} in {path}. Which? Answer with the "
            "number.",
        ),
        key=key,
        path=path,
        tag=tag,
    )
    return _question("release value", past, asked, value, 1)


def _count(past: Past, stream: Stream) -> Sketch | None:
    who, folder = stream.choice(past.authors), stream.choice(("config", "data", "docs"))
    count = sum(s.author == who and s.touched.startswith(f"{folder}/") for s in past.steps)
    if count < 2:
        return None
    asked = (
        f"How many commits by {who} changed, added or deleted something under {folder}/? The first "
        "commit of the repository does not count. Answer with the number."
    )
    return _question("count", past, asked, count, len(past.steps))


def _last_with(past: Past, stream: Stream) -> Sketch | None:
    gone = past.deleted()
    held = {p: _last_release(past, p) for p in gone if _last_release(past, p)}
    if not held:
        return None
    path = stream.choice(sorted(held))
    asked = f"Which is the last release that still had {path}? Answer with its tag."
    return _question("last release", past, asked, held[path], len(past.tags))


def _last_release(past: Past, path: str) -> str:
    tags = [tag for tag, nth in past.tags.items() if path in past.steps[nth].files]
    return tags[-1] if tags else ""


def _question(shape: str, past: Past, asked: str, answer: str | int, calls: int) -> Sketch:
    level = LENGTHS.index(len(past.steps)) + 1
    return Sketch(
        "question", shape, level, asked, past.written(), answer=answer, calls=2 + calls, depth=2
    )


def _restore(past: Past, stream: Stream) -> Sketch | None:
    gone = past.deleted()
    if not gone:
        return None
    path = stream.choice(sorted(gone))
    files = {**past.now, path: past.steps[gone[path] - 1].files[path]}
    message = f"Restore {path}"
    asked = worded(
        stream,
        (
            "{path} was deleted by mistake. Put it back exactly as it was before it was deleted, "
            'and commit that on main with the message "{message}".',
            "We need {path} again, which somebody deleted. Restore its last content and commit it "
            'on main with the message "{message}".',
        ),
        path=path,
        message=message,
    )
    return _work("restore", past, asked, files, message)


def _undo(past: Past, stream: Stream) -> Sketch | None:
    if (drawn := _key(past, stream)) is None:
        return None
    path, key, _ = drawn
    nth = past.changes(path, key)[-1]
    before = past.value(nth - 1, path, key) or ""
    files = {**past.now, path: with_setting(past.now[path], key, before)}
    message = f"Undo {past.steps[nth].id[:10]}"
    asked = worded(
        stream,
        (
            "The last change of {key} in {path} was wrong. Set it back to the value that it had "
            "before that change and leave everything else in the file as it is. Commit that on "
            'main; the message is "Undo " and the first 10 characters of the hash of the commit '
            "that made the change.",
            "Take back the last change of {key} in {path}: only that value, nothing else in the "
            'file. Commit on main with the message "Undo " followed by the first 10 characters of '
            "the hash of the commit that made the change.",
        ),
        key=key,
        path=path,
    )
    return _work("undo", past, asked, files, message)


def _work(
    shape: str, past: Past, asked: str, files: Mapping[str, bytes], message: str
) -> Sketch | None:
    if files == past.now:
        return None
    made, id = _commit(files, past.steps[-1].id, message)
    end = past.written(made, trees=(files,), refs={MAIN: id})
    length = len(past.steps)
    return Sketch(
        "do",
        shape,
        LENGTHS.index(length) + 1,
        asked,
        past.written(),
        end,
        calls=length // 2 + 5,
        actions=3,
        depth=5,
    )


def _commit(files: Mapping[str, bytes], parent: str, message: str) -> tuple[Commit, str]:
    commit = Commit(keep_tree({}, files), (parent,), VISITOR.text, LATER, message)
    return commit, object_id("commit", commit.content)


def _branch(past: Past, stream: Stream) -> Sketch | None:
    path = stream.choice(sorted(KEYS))
    key = stream.choice(KEYS[path])
    values = {tag: past.value(nth, path, key) or "" for tag, nth in past.tags.items()}
    tag = stream.choice(sorted(values))
    last = [name for name in past.tags if values[name] == values[tag]][-1]
    if len(set(values.values())) < 2:
        return None
    branch = f"check/{key.replace('_', '-')}-{values[tag]}"
    asked = (
        f"Make a branch {branch} at the last release in which {key} in {path} was {values[tag]}. "
        "Stay on main and change nothing else."
    )
    end = past.written(refs={f"{BRANCH}{branch}": past.steps[past.tags[last]].id})
    level = LENGTHS.index(len(past.steps)) + 1
    calls = len(past.tags) + 2
    return Sketch(
        "do", "branch", level, asked, past.written(), end, calls=calls, actions=1, depth=3
    )


def _hotfix(past: Past, stream: Stream) -> Sketch | None:
    tag, path = stream.choice(sorted(past.tags)), stream.choice(sorted(KEYS))
    key = stream.choice(KEYS[path])
    base, now = past.steps[past.tags[tag]], past.value(len(past.steps) - 1, path, key) or ""
    files = {**base.files, path: with_setting(base.files[path], key, now)}
    if files == base.files:
        return None
    branch, message = f"hotfix/{tag}-{key.replace('_', '-')}", f"Backport {key}"
    made, id = _commit(files, base.id, message)
    end = past.written(made, trees=(files,), refs={f"{BRANCH}{branch}": id})
    asked = (
        f"Release {tag} needs today's value of {key} from {path}. Make a branch {branch} at the "
        f"release, set the value there and nothing else, commit with the message "
        f'"{message}", and check out main again at the end.'
    )
    level = LENGTHS.index(len(past.steps)) + 1
    return Sketch("do", "hotfix", level, asked, past.written(), end, calls=8, actions=6, depth=6)
