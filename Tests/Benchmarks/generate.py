#!/usr/bin/env python3
"""Makes a collection of any number of posts, with the same bytes, modes and times on every machine.

    generate.py [--revise random|newest [--undo]] [--prose CORPUS] COUNT FOLDER

Post number n depends on n alone, so a smaller collection is part of every larger one. All
randomness is SHAKE-128 of that number; nothing depends on the version of Python, the locale, the
umask or the clock. The frequencies of the words follow Zipf's law, so that the posts compress as
prose does. With --prose, the paragraphs are those of the posts below CORPUS, drawn at random.
"""

import argparse
import functools
import hashlib
import multiprocessing
import os
import pathlib
import struct
import sys

ENGLISH = """
the of and to a in that it is was for on with as at by from this be are not had but have they you
one all we were his her their what there can out if about which when up more so said would who no
them time some could him into then than two other its do may first any my now such like our over
man me even most made after also did many before must through back years where much your way well
down should because each just those people how too little state good very make world still own see
men work long get here between both life being under never day same another know while last might us
great old year off come since against go came right used take three box shelf tin key drawer letter
archive post page shell tape paper rope build cellar kettle jar label winter timeout fallback
""".split()

SYLLABLES = """
ba be bi bo bra bre ca ce cho cla co cra da de dle do dra ed el en er es fa fe fin fo fra ga ge gle
go gra ha he hi ho ing ins ion ive ka ke ki la le li lo lu ly ma me ment mi mo mu na ne ness ni no
nu on or ous pa pe pi ple po pra pre qua ra re ri ro ru sa se sha shi si so sta ste stra su ta te
ter ther ti tion to tra tri tu ty un ur va ve vi vo wa we wi wo ya
""".split()

TAGS = """
archives backups boxes builds cellar drafts family fire food garden history home keys kitchen labels
letters lists machines makefiles moving music notes packing paper plants recipes rope seasons shell
sheds stories tape tar tins tools travel trees weather winter work writing
""".split()

VOCABULARY_SIZE = 3000
# A word in the first post, and in no other.
UNIQUE = "quincunx"
MONTHS = 240
FIRST_YEAR = 2005
POSTS_FOR_ONE_ASSET = 500
FOLDER_TIME = 1_735_689_600
# One post in this many is revised.
REVISED = 100

UNACCENTED = str.maketrans("éèüöñçåø", "eeuoncao")


def noise(label, count):
    """Returns `count` bytes that depend on the label alone."""
    return hashlib.shake_128(label.encode()).digest(count)


@functools.cache
def words():
    """Returns a table of 65,536 words, each as often as Zipf's law gives for its rank."""
    vocabulary = dict.fromkeys(ENGLISH)
    lot = 0
    while len(vocabulary) < VOCABULARY_SIZE:
        count, *choices = noise(f"word {lot}", 5)
        parts = [SYLLABLES[choice % len(SYLLABLES)] for choice in choices[: 2 + count % 3]]
        vocabulary.setdefault("".join(parts))
        lot += 1
    # These shares nearly fill the table. The commonest words share the rest of it.
    shares = [8800 // (rank + 2) for rank in range(VOCABULARY_SIZE)]
    table = [word for word, share in zip(vocabulary, shares) for _ in range(share)]
    common = list(vocabulary)[:64]
    return table + [common[place % 64] for place in range(65536 - len(table))]


# The folder of real posts whose paragraphs are drawn; None for made ones. The processes that write
# posts inherit it.
corpus = None


@functools.cache
def prose():
    """Returns the paragraphs of real prose, in the order of the posts' paths."""
    found = {}
    for path in sorted(pathlib.Path(corpus).rglob("*.md"), key=os.fsencode):
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        if text.startswith("---\n"):
            text = text.partition("\n---\n")[2]
        for paragraph in text.split("\n\n"):
            paragraph = paragraph.strip()
            if len(paragraph) >= 80 and paragraph[0].isalpha():
                found[paragraph] = None
    if not found:
        raise OSError(f"no post below {corpus} has a paragraph")
    return list(found)


class Draw:
    """The numbers and words that belong to one post, in the order in which they are asked for."""

    def __init__(self, label, count=900):
        self.values = struct.unpack(f"<{count}H", noise(label, 2 * count))
        self.place = 0

    def below(self, limit):
        """Returns a number from 0 up to, and not including, `limit`."""
        value = self.values[self.place]
        self.place += 1
        return value * limit >> 16

    def words(self, count):
        start = self.place
        self.place += count
        return list(map(words().__getitem__, self.values[start : self.place]))

    def sentence(self):
        parts = self.words(6 + self.below(14))
        if len(parts) > 11:
            parts[5] += ","
        text = " ".join(parts)
        return text[0].upper() + text[1:] + ".?!."[self.below(32) // 8 if len(parts) < 9 else 0]

    def paragraph(self):
        return " ".join([self.sentence() for _ in range(2 + self.below(4))])


def front_matter(draw, number, title, moment):
    form = draw.below(20)
    tags = [TAGS[draw.below(len(TAGS))] for _ in range(draw.below(5))]
    is_draft = draw.below(25) == 0
    if form == 0:
        return f"# {title}\n\n"
    if form <= 2:
        draft = "draft = true\n" if is_draft else ""
        listed = ", ".join(f'"{tag}"' for tag in tags)
        return f'+++\ntitle = "{title}"\ndate = {moment}\n{draft}tags = [{listed}]\n+++\n\n'
    draft = "draft: true\n" if is_draft else ""
    if form <= 10 or not tags:
        listed = f"tags: [{', '.join(tags)}]\n"
    else:
        listed = "tags:\n" + "".join(f"  - {tag}\n" for tag in tags)
    quote = '"' if number % 3 == 0 else ""
    return f"---\ntitle: {quote}{title}{quote}\ndate: {moment}\n{draft}{listed}---\n\n"


def block(draw):
    """Returns a block of Markdown, mostly a paragraph."""
    kind = draw.below(16)
    if corpus and kind:
        paragraphs = prose()
        # One value has too few bits for all paragraphs of a large corpus.
        return paragraphs[(draw.below(65536) << 16 | draw.below(65536)) % len(paragraphs)]
    if kind == 0:
        return "## " + " ".join(draw.words(2 + draw.below(4))).capitalize()
    if kind == 1:
        items = [" ".join(draw.words(3 + draw.below(6))) for _ in range(3 + draw.below(3))]
        return "\n".join(f"- {item}" for item in items)
    if kind == 2:
        items = [" ".join(draw.words(2 + draw.below(5))) for _ in range(3)]
        return "\n".join(f"{place}. {item}" for place, item in enumerate(items, 1))
    if kind == 3:
        one, two, name = draw.words(3)
        return f"```sh\n{one} -{two[0]} {two}/{name}.tar | {name} --{one} > {two}.txt\n```"
    if kind == 4:
        return f"> {draw.sentence()}"
    text = draw.paragraph()
    if kind == 5:
        one, two = draw.words(2)
        text += f" See [{one} {two}](https://example.org/{one}/{two}) for *{two}*."
    elif kind == 6:
        one, two = draw.words(2)
        text += f" It was **{one}** with `{two}`."
    return text


def month_of(number):
    """The month of post `number`, counted from the first month of all."""
    return number * 37 % MONTHS


def post(number, revision=0):
    """Returns path, bytes and time of a post. A revision has another text and another time."""
    draw = Draw(f"post {number}")
    month = month_of(number)
    year, month = FIRST_YEAR + month // 12, 1 + month % 12
    day, hour = 1 + draw.below(28), draw.below(24)
    minute, second = draw.below(60), draw.below(60)
    title = " ".join(draw.words(3 + draw.below(6))).capitalize()
    if draw.below(40) == 0:
        title += " " + ["café", "Übermut", "señor", "façade", "smørbrød"][draw.below(5)]
    moment = f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    slug = title.lower().translate(UNACCENTED).replace(" ", "-")
    pieces = [front_matter(draw, number, title, moment)]
    length, wanted = 0, 1000 + draw.below(3000)
    if revision:
        pieces.append(f"This is revision {revision}.\n\n")
    while length < wanted and draw.place < 760:
        text = block(draw)
        length += len(text)
        pieces += [text, "\n\n"]
    pieces[-1] = "\n"
    if number == 0:
        pieces.append(f"\nThe boxes stood in a {UNIQUE}.\n")
    path = f"post/{year}/{month:02}/{slug}-{number}.md"
    # The days from 1970 to a date after 2004, by the number of leap years before it.
    before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1]
    leap = (year - 1969) // 4 + (month > 2 and year % 4 == 0)
    days = 365 * (year - 1970) + leap + before + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second + revision
    return path, "".join(pieces).encode(), seconds


def asset(number):
    """Returns path, bytes and time of a file that looks like a picture, next to post `number`."""
    path, _, seconds = post(number)
    size = 8192 + number % 17 * 1024
    content = b"\x89PNG\r\n\x1a\n" + noise(f"asset {number}", size)
    return path.removesuffix(".md") + ".png", content, seconds


def write(root, path, content, seconds):
    """Writes a file below an open folder, and sets its mode and its time."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=root)
    try:
        os.write(file, content)
        os.fchmod(file, 0o644)
        os.utime(file, ns=(seconds * 1_000_000_000, seconds * 1_000_000_000))
    finally:
        os.close(file)


def write_posts(folder, numbers, revision=0):
    root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for number in numbers:
            write(root, *post(number, revision))
            if number % POSTS_FOR_ONE_ASSET == 0 and not revision:
                write(root, *asset(number))
    finally:
        os.close(root)


def generate(count, folder):
    """Writes `count` posts and their assets into a folder, and makes the folder if necessary."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(min(count, MONTHS)):
        (folder / post(number)[0]).parent.mkdir(parents=True, exist_ok=True)
    words()  # Once, before the processes that share it.
    if corpus:
        prose()
    step = 1000
    with multiprocessing.Pool() as pool:
        starts = range(0, count, step)
        tasks = [(folder, range(start, min(start + step, count))) for start in starts]
        pool.starmap(write_posts, tasks, chunksize=1)
    settle_folders(folder)


def in_order(count, first, last):
    """Returns the numbers of the posts from `first` up to, and not including, `last`, by path."""
    # Paths are made for the months in question only, because a path begins with its month.
    ordered = sorted(range(count), key=month_of)
    low, high = month_of(ordered[first]), month_of(ordered[last - 1])
    before = sum(month_of(number) < low for number in ordered)
    candidates = [number for number in ordered if low <= month_of(number) <= high]
    candidates.sort(key=lambda number: post(number)[0])
    return candidates[first - before : last - before]


def middle(count):
    """Returns the path of the post in the middle, which a scan meets halfway."""
    return post(in_order(count, count // 2, count // 2 + 1)[0])[0]


def revised(count, which):
    """Returns the numbers of one post in a hundred: at random, or the last by path, the newest."""
    if which == "random":
        lots = (int.from_bytes(noise(f"lot {number}", 4), "big") for number in range(count))
        return [number for number, lot in enumerate(lots) if lot * REVISED >> 32 == 0]
    return in_order(count, count - max(1, count // REVISED), count)


def revise(count, folder, which, revision):
    """Writes a revision of some posts over those that `generate` wrote; 0 is the first text."""
    write_posts(folder, revised(count, which), revision)
    settle_folders(folder)


def settle_folders(folder):
    """Gives every folder one mode and one time."""
    for path, _, _ in os.walk(folder, topdown=False):
        os.chmod(path, 0o755)
        os.utime(path, (FOLDER_TIME, FOLDER_TIME))


def main():
    parser = argparse.ArgumentParser(description="Make a collection of posts, the same everywhere.")
    parser.add_argument(
        "--revise", choices=["random", "newest"], help="change one post in a hundred in FOLDER")
    parser.add_argument("--undo", action="store_true", help="undo that change")
    parser.add_argument(
        "--prose", metavar="CORPUS", help="take the paragraphs from the posts below a folder")
    parser.add_argument("count", type=int, help="the number of posts")
    parser.add_argument("folder", type=pathlib.Path, help="the folder, made if it is missing")
    arguments = parser.parse_args()
    count, folder, which = arguments.count, arguments.folder, arguments.revise
    if count < 0 or (which and not count) or (arguments.undo and not which):
        parser.error("COUNT must be 0 or more, with --revise 1 or more; --undo needs --revise")
    global corpus
    corpus = arguments.prose
    try:
        if which:
            revise(count, folder, which, revision=0 if arguments.undo else 1)
        else:
            generate(count, folder)
    except OSError as error:
        sys.exit(f"generate.py: cannot write posts: {error}")


if __name__ == "__main__":
    main()
