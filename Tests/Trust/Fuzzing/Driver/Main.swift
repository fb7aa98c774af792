import CFuzzer
import FuzzTargets
import Glibc

/// Runs libFuzzer on the target that `BLOGSH_FUZZ_TARGET` names. The arguments are libFuzzer's
/// options and corpora.
@main
enum Main {
  nonisolated(unsafe) static var target = FuzzTarget.index

  static func main() {
    // A variable, because libFuzzer runs the program again with its own arguments.
    guard let name = getenv("BLOGSH_FUZZ_TARGET"),
      let named = FuzzTarget(rawValue: String(cString: name))
    else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
      print("blogsh-fuzz: BLOGSH_FUZZ_TARGET has to be one of \(names)")
      exit(64)
    }
    target = named
    var count = CommandLine.argc
    var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &words) { bytes, count in
        do throws(Finding) {
          try Main.target.run(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
        } catch {
          fatalError(error.description)
        }
        return 0
      })
  }
}

/// Changes an input as libFuzzer does, but within the parts into which the target takes it apart
/// (LLVMFuzzerCustomMutator).
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ greatest: Int, _ seed: UInt32
) -> Int {
  let change: ([UInt8], Int) -> [UInt8] = { part, room in
    let space = max(room, part.count, 1)
    return [UInt8](unsafeUninitializedCapacity: space) { buffer, filled in
      _ = buffer.initialize(from: part)
      filled = LLVMFuzzerMutate(buffer.baseAddress, part.count, space)
    }
  }
  let input = Array(UnsafeRawBufferPointer(start: bytes, count: count))
  let changed = Main.target.mutated(input, upTo: greatest, seed: seed, by: change)
  guard changed.count <= greatest else { return LLVMFuzzerMutate(bytes, count, greatest) }
  changed.withUnsafeBytes {
    UnsafeMutableRawPointer(bytes).copyMemory(from: $0.baseAddress!, byteCount: changed.count)
  }
  return changed.count
}
