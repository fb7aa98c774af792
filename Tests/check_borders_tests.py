"""Shows with made-up packages that each check of check_borders.py can fail, and can hold.

    python3 check_borders_tests.py
"""

import contextlib
import io
import unittest

import check_borders

TABLE = """
Text before the table.

| target | duty | imports |
|---|---|---|
| `CZip`, `CText` | headers ||
| `Base` | the base | `CText` |
| `Upper` | what is above it | `Base`, `CZip`, `Crypto` |

Text after it, with `names`.
"""

FILES = {
    "Sources/Base/Base.swift": "@preconcurrency internal import CText\nimport Glibc\n",
    "Sources/Upper/Upper.swift":
        "import Base\npackage import struct CZip.Piece  // for pieces\nimport Crypto.Hash\n",
    "Tests/UpperTests/UpperTests.swift": "import Testing\n",
    "Package.swift": "import PackageDescription\n",
}


def target(name, *dependencies, products=(), kind="SwiftTarget"):
    """Returns a target as `swift package describe` describes it."""
    found = {"name": name, "path": f"Sources/{name}", "module_type": kind}
    if dependencies:
        found["target_dependencies"] = list(dependencies)
    if products:
        found["product_dependencies"] = list(products)
    return found


TARGETS = [
    target("Upper", "Base", "CZip", products=["Crypto"]),
    target("Base", "CText"),
    target("CZip", kind="SystemLibraryTarget"),
    target("CText", kind="ClangTarget"),
    {"name": "UpperTests", "path": "Tests/UpperTests", "module_type": "SwiftTarget",
     "target_dependencies": ["Base", "Upper"]},
]


def package(*targets, files=None, table=TABLE):
    """Returns the package that is right, but for these targets and files, which may be new."""
    all_targets = {each["name"]: each for each in [*TARGETS, *targets]}
    description = {"targets": list(all_targets.values())}
    return check_borders.described(description, {**FILES, **(files or {})}, table)


def findings(check, *targets, files=None, table=TABLE):
    """Returns what a check finds in such a package."""
    return list(check(package(*targets, files=files, table=table)))


def reported(*targets):
    """Returns the exit status for such a package, and the lines that are printed."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        status = check_borders.report(package(*targets))
    return status, output.getvalue().splitlines()


class BorderTests(unittest.TestCase):
    def test_each_check_says_that_it_holds_for_a_package_that_is_right(self):
        self.assertEqual(reported(), (0, [check.__doc__ for check in check_borders.CHECKS]))

    def test_a_finding_takes_the_place_of_what_holds(self):
        status, lines = reported(target("Base", "CText", "Crypto"))
        self.assertEqual((status, len(lines)), (1, len(check_borders.CHECKS)))
        self.assertIn("Package.swift: Base declares Crypto and does not import it", lines)
        self.assertNotIn(check_borders.unused.__doc__, lines)

    def test_an_import_that_is_not_declared_is_found(self):
        text = "import Base\n\nimport CText\n@testable import Upper\nimport Foundation\n"
        self.assertEqual(
            findings(check_borders.undeclared, files={"Sources/Upper/New.swift": text}),
            [f"Sources/Upper/New.swift:{line}: Upper imports {module} and does not declare it"
             for line, module in ((3, "CText"), (4, "Upper"), (5, "Foundation"))])

    def test_a_line_in_a_text_is_no_import(self):
        text = 'let help = """\n  import Posts\n  """\nimport Posts\n// import View\n'
        self.assertEqual(
            findings(check_borders.undeclared, files={"Sources/Base/New.swift": text}),
            ["Sources/Base/New.swift:4: Base imports Posts and does not declare it"])

    def test_a_new_target_is_checked(self):
        self.assertEqual(
            findings(check_borders.undeclared, target("New"),
                     files={"Sources/New/New.swift": "import Base\n"}),
            ["Sources/New/New.swift:1: New imports Base and does not declare it"])

    def test_a_dependency_that_is_not_imported_is_found(self):
        self.assertEqual(
            findings(check_borders.unused,
                     target("Base", "CText", "CZip", products=["ArgumentParser"])),
            [f"Package.swift: Base declares {name} and does not import it"
             for name in ("ArgumentParser", "CZip")])

    def test_a_c_library_of_two_targets_is_found(self):
        self.assertEqual(
            findings(check_borders.shared, target("Base", "CText", "CZip"),
                     files={"Sources/Base/New.swift": "import CZip\n"}),
            ["CZip is imported by Base and Upper, not by one target: see SHARED_LIBRARIES"])

    def test_a_c_library_of_no_target_is_found(self):
        self.assertEqual(
            findings(check_borders.shared, target("CNew", kind="SystemLibraryTarget")),
            ["CNew is imported by no target, not by one target: see SHARED_LIBRARIES"])

    def test_a_shared_c_library_is_imported_by_those_in_the_list_alone(self):
        name, users = next(iter(check_borders.SHARED_LIBRARIES.items()))
        library = target(name, kind="SystemLibraryTarget")
        each = [target(user, name) for user in users]
        files = {f"Sources/{user}/{user}.swift": f"import {name}\n" for user in users}
        self.assertEqual(findings(check_borders.shared, library, *each, files=files), [])
        self.assertEqual(
            findings(check_borders.shared, library, *each,
                     files={**files, "Sources/Base/New.swift": f"import {name}\n"}),
            [f"{name} is imported by {check_borders.listed({'Base', *users})}, "
             f"not by {check_borders.listed(users)}: see SHARED_LIBRARIES"])

    def test_a_cycle_is_found_and_what_leads_to_it_is_not_blamed(self):
        self.assertEqual(
            findings(check_borders.cycles, target("Base", "Lower"), target("Lower", "Base")),
            ["Package.swift: Base and Lower depend on each other in a cycle"])

    def test_a_file_that_is_in_no_target_is_found(self):
        self.assertEqual(
            findings(check_borders.strays, files={"Sources/Lost/Lost.swift": ""}),
            ["Sources/Lost/Lost.swift is in no target: declare one in Package.swift"])

    def test_each_drift_of_the_table_is_found(self):
        for changed, expected in {
            None: " is absent: write its table, `target | duty | imports`",
            "No table.": " has no table with the columns target, duty and imports",
            TABLE.replace("| `Base` | the base | `CText` |\n", ""): ": give Base one row; it has 0",
            TABLE.replace("`CZip`,", "`CZip`, `Base`,"): ": give Base one row; it has 2",
            TABLE.replace("`CZip`,", "`CZip`, `CGone`,"):
                ": take out the row of CGone, which is no target",
            TABLE.replace("`Base`, `CZip`, ", ""): ": add Base and CZip to the imports of Upper",
            TABLE.replace("| `CText` |", "| `CText` `Posts` |"):
                ": take Posts out of the imports of Base",
        }.items():
            found = findings(check_borders.drift, table=changed)
            self.assertIn(f"docs/architecture.md{expected}", found)

    def test_a_new_target_is_missed_in_the_table(self):
        self.assertEqual(
            findings(check_borders.drift, target("New")),
            ["docs/architecture.md: give New one row; it has 0"])

    def test_a_long_line_is_found_wherever_it_is(self):
        # Columns are characters, not bytes.
        text = "é" * 100 + "\n// " + "é" * 98 + "\n"
        for path in ("Sources/Base/New.swift", "Tests/UpperTests/New.swift", "Package.swift"):
            self.assertEqual(
                findings(check_borders.long_lines, files={path: text}),
                [f"{path}:2: 101 columns, more than 100"])

    def test_a_long_file_is_found_below_sources_alone(self):
        path = "Sources/Base/New.swift"
        self.assertEqual(findings(check_borders.long_files, files={path: "\n" * 400}), [])
        self.assertEqual(
            findings(check_borders.long_files,
                     files={path: "\n" * 401, "Tests/UpperTests/New.swift": "\n" * 401}),
            [f"{path}: 401 lines, more than 400"])

    def test_a_large_target_is_found_unless_it_is_commands(self):
        files = {f"Sources/{name}/{number}.swift": "\n" * 351
                 for name in ("Base", "Commands") for number in range(10)}
        self.assertEqual(
            findings(check_borders.large_targets, target("Commands"), files=files),
            ["Base: 3,512 lines, more than 3,500: cut it in two"])


if __name__ == "__main__":
    unittest.main()
