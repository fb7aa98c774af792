import ArgumentParser
import Unpacking

/// The `--with-config` option of commands that write what an archive holds.
struct ConfigurationOption: ParsableArguments {
  @Flag(help: "Write .blogsh files too; only for your own archive.")
  var withConfig = false

  /// The name that is left out; nil if nothing is.
  var protectedName: ProtectedName? { withConfig ? nil : ProtectedName(Marker.name) }
}
