"""Judges a site: every link leads to a file or a part of one, and no page holds what it may not.

    python3 site_links.py FOLDER

Prints a line for each finding; the status is 1 if there is one.
"""

import html.parser
import os
import sys
import urllib.parse

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
ELEMENTS = VOID | set(
    "a abbr article aside b bdi blockquote body button cite code dd details div dl dt em "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header html i kbd label li main mark "
    "nav ol p pre q rp rt ruby s script span strong sub summary sup table tbody td th thead time "
    "title tr u ul".split())
ATTRIBUTES = set(
    "action alt aria-current aria-describedby aria-hidden aria-label charset class colspan "
    "content datetime defer dir for height href http-equiv id lang method name property rel role "
    "rowspan scope src start tabindex type width".split())
SCHEMES = ("http:", "https:", "mailto:")


class Page(html.parser.HTMLParser):
    """The elements of a page; what is wrong with them is in `findings`."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.names, self.findings = [], [], set(), []

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.findings.append(f"element {tag}")
        if tag not in VOID:
            self.open.append(tag)
        keys = [key for key, _ in attributes]
        if len(keys) != len(set(keys)):
            self.findings.append(f"{tag} with an attribute twice")
        for key, value in attributes:
            if key not in ATTRIBUTES:
                self.findings.append(f"attribute {key} of {tag}")
            if key == "id":
                if value in self.names:
                    self.findings.append(f"id {value!r} twice")
                self.names.add(value)
            if key in ("href", "src", "action"):
                self.links.append((tag, value))
        if tag == "script" and dict(attributes).keys() != {"src", "defer"}:
            self.findings.append("a script that is not the site's")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.findings.append(f"end of {tag} in {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        if "script" in self.open:
            self.findings.append("text in a script")


def read(path):
    page = Page()
    with open(path, "rb") as file:
        data = file.read()
    page.feed(data.decode("utf-8"))
    page.close()
    if page.open:
        page.findings.append(f"{page.open} are not closed")
    return page


def missing(folder, path, address, pages):
    """Returns why an address leads nowhere, or None."""
    if address.lower().startswith(SCHEMES):
        return None
    # What an urlsplit takes for a scheme or a host would be one in a browser too.
    parts = urllib.parse.urlsplit(address)
    if parts.scheme or parts.netloc or "\\" in address:
        return "is no relative address"
    if address.startswith("/"):
        return None if os.path.basename(path) == b"404.html" else "begins at the host"
    target = path
    if parts.path:
        target = os.path.normpath(os.path.join(
            os.path.dirname(path), urllib.parse.unquote_to_bytes(parts.path)))
    if not target.startswith(folder + b"/"):
        return "leaves the site"
    if not os.path.isfile(target):
        return "leads to no file"
    if parts.fragment and target in pages:
        if urllib.parse.unquote(parts.fragment) not in pages[target].names:
            return "leads to no part of the page"
    return None


def main():
    folder = os.path.abspath(os.fsencode(sys.argv[1]))
    allowed = set(sys.argv[2:])
    pages = {}
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(b".html"):
                path = os.path.join(place, name)
                pages[path] = read(path)
    count = 0
    for path, page in sorted(pages.items()):
        shown = os.fsdecode(path[len(folder) + 1:]).encode("utf-8", "replace").decode()
        for tag, address in page.links:
            if address not in allowed and (why := missing(folder, path, address, pages)):
                page.findings.append(f"{tag} {address!r} {why}")
        for finding in page.findings:
            count += 1
            print(f"{shown}: {finding}")
    print(f"{len(pages)} pages, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
