"""Judges a site: w3m shows the words of each page as `blogsh cat` shows those of its post.

    python3 site_text.py BLOGSH COLLECTION SITE [STEP]

Markers, addresses and lay-out differ, since a browser has its own; letters and digits may not. w3m
cuts the rows of a table differently if a cell has several lines, so that pages with a table in HTML
are judged without order. With STEP, only each STEPth page is judged. Prints the pages that differ;
the status is 1 if there are any.
"""

import os
import re
import subprocess
import sys


def shown(text):
    """Returns the letters and digits of a text, without what the shell view adds to them."""
    text = re.sub(r" ?<[^<>\s]*>", "", text)
    text = re.sub(r"\[(image|frame|video|audio|source)(: |(?=\]))", "[", text)
    # How w3m marks what is struck or underlined.
    text = re.sub(r"\[[SU]:|:[SU]\]", "", text)
    return re.sub(r"[\W_]+", "", text)


def output(command, text=None):
    return subprocess.run(
        command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def main():
    blogsh, collection, site = sys.argv[1:4]
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    seen = count = differing = 0
    for place, _, names in sorted(os.walk(collection)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(place, name), collection)
            page = os.path.join(site, path[:-3] + ".html")
            if not path.endswith(".md") or not os.path.exists(page):
                continue
            seen += 1
            if seen % step:
                continue
            count += 1
            page_text = output([blogsh, "-C", collection, "cat", path]).split("\n", 1)[1]
            with open(page, encoding="utf-8") as file:
                article = re.search(r"<main.*</main>", file.read(), re.DOTALL)[0]
            browser_text = output(
                ["w3m", "-dump", "-cols", "100", "-T", "text/html", "-I", "utf-8", "-O", "utf-8"],
                f"<html><body>{article}</body></html>")
            one, other = shown(page_text), shown(browser_text)
            if one != other and not ("<td>" in article and sorted(one) == sorted(other)):
                differing += 1
                print(f"{path}: cat shows {len(one)} letters, w3m {len(other)}")
    print(f"{count} pages, {differing} differ")
    return 1 if differing or not count else 0


if __name__ == "__main__":
    sys.exit(main())
