"""Judges the forms of a site's files: HTML without an error, and feeds that a reader takes.

    python3 site_forms.py FOLDER ADDRESS

ADDRESS is where the site will be. Each page is parsed by html5lib, and each feed by feedparser; a
feed has entries, and all its addresses are below ADDRESS. Prints a line for each finding; the
status is 1 if there is one, or if the site has no page or no feed.
"""

import os
import sys

import feedparser
import html5lib


def page(data):
    """Yields what is wrong with a page."""
    parser = html5lib.HTMLParser()
    parser.parse(data, transport_encoding="utf-8")
    for (line, column), code, details in parser.errors:
        yield f"{line}:{column}: {code} {details}"


def feed(data, address):
    """Yields what is wrong with an Atom feed."""
    read = feedparser.parse(data)
    if read.bozo:
        yield str(read.bozo_exception)
    if read.version != "atom10":
        yield f"the version is {read.version!r}"
    if not read.entries:
        yield "there are no entries"
    names = [entry.get("id") for entry in read.entries]
    if None in names or len(set(names)) < len(names):
        yield "entries have no name of their own"
    for entry in read.entries:
        if not entry.get("link", "").startswith(address + "/"):
            yield f"{entry.get('id')}: the link is {entry.get('link')!r}"
        if not entry.get("updated_parsed"):
            yield f"{entry.get('id')}: the time is {entry.get('updated')!r}"


def main():
    folder, address = os.fsencode(sys.argv[1]), sys.argv[2]
    own = os.path.join(folder, b"_blogsh")
    pages = feeds = count = 0
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(place, name)
            is_feed = name.endswith(b".xml") and place.startswith(own)
            if not is_feed and not name.endswith(b".html"):
                continue
            with open(path, "rb") as file:
                data = file.read()
            pages, feeds = pages + (not is_feed), feeds + is_feed
            for finding in feed(data, address) if is_feed else page(data):
                count += 1
                print(os.fsdecode(path).encode("utf-8", "replace").decode(), finding, sep=": ")
    print(f"{pages} pages, {feeds} feeds, {count} findings")
    return 1 if count or not pages or not feeds else 0


if __name__ == "__main__":
    sys.exit(main())
