import CPCRE2

/// The library that matches patterns.
package enum LinkedLibrary {
  /// The version of PCRE2, such as `10.42 2022-12-11` (`pcre2_config`).
  package static var version: String {
    let length = pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), nil)
    guard length > 0 else { return "" }
    let text = unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      unsafe pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), buffer.baseAddress)
      // Without the NUL byte at the end.
      count = Int(length) - 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
