import ArgumentParser
import Unpacking

/// The `--with-config` option of commands that write what an archive holds.
struct ConfigurationOption: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Write files named .blogsh too, which say what blogsh reads and writes.",
      discussion: "Use it only for an archive of your own."))
  var withConfig = false

  /// The name that is left out; nil if nothing is.
  var protectedName: ProtectedName? { withConfig ? nil : ProtectedName(Marker.name) }
}
