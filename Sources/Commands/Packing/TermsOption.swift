import ArgumentParser
import Packing

/// The `--terms` option: whether the index gets terms.
struct TermsOption: ParsableArguments {
  @Option(
    name: .customLong("terms"),
    help: ArgumentHelp(
      "Index the words, for grep: auto, always or never.", valueName: "when"))
  var rule: TermsRule?
}

extension TermsRule: ExpressibleByArgument {}
