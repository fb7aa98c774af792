// swift-tools-version: 6.2

import PackageDescription

/// What every target of this package is compiled with.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// What a target that calls C is compiled with besides: each unsafe expression is marked `unsafe`.
let librarySettings = settings + [.strictMemorySafety()]

/// Descriptors, paths and errors of the system.
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// Commands and their options.
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "blogsh",
  products: [.executable(name: "blogsh", targets: ["blogsh"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    .target(name: "CArguments"),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CEditLine", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CFileSystem"),
    .systemLibrary(
      name: "CMarkdown", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .target(name: "Posts", dependencies: ["CYAML"], swiftSettings: librarySettings),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .target(
      name: "Tar",
      dependencies: ["CArchive", "CZlib", "CZstd", systemPackage],
      swiftSettings: librarySettings),
    .target(
      name: "ArchiveFormat",
      dependencies: ["CZstd", "Posts", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: librarySettings),
    .target(name: "Terms", dependencies: ["ArchiveFormat"], swiftSettings: librarySettings),
    .target(
      name: "Files", dependencies: ["CFileSystem", systemPackage], swiftSettings: librarySettings),
    .target(
      name: "Entries", dependencies: ["Posts", systemPackage], swiftSettings: librarySettings),
    .target(
      name: "Archives",
      dependencies: ["ArchiveFormat", "Entries", "Files", "Posts", "Tar", "Terms", systemPackage],
      swiftSettings: librarySettings),
    .target(
      name: "Salvaging",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Posts", "Tar", systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "Store",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Posts", "Salvaging", "Tar", "Terms",
        systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "Checking",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Posts", "Store", "Tar", "Terms",
        systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "Packing",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Posts", "Salvaging", "Store", "Tar",
        "Terms", systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "Unpacking",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Posts", "Store", "Tar", systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "History",
      dependencies: [
        "ArchiveFormat", "Archives", "Entries", "Files", "Packing", "Posts", "Salvaging", "Store",
        "Tar", "Terms", systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(name: "Search", dependencies: ["CPCRE2", "Terms"], swiftSettings: librarySettings),
    .target(name: "LineEditing", dependencies: ["CEditLine"], swiftSettings: librarySettings),
    .target(name: "Markup", swiftSettings: librarySettings),
    .target(
      name: "Markdown", dependencies: ["CMarkdown", "Posts"], swiftSettings: librarySettings),
    .target(name: "View", dependencies: ["Markdown", "Posts"], swiftSettings: librarySettings),
    .target(
      name: "Web",
      dependencies: [
        "ArchiveFormat", "Entries", "Files", "Posts", "Store", "View", systemPackage,
      ],
      swiftSettings: librarySettings),
    .target(
      name: "Answers", dependencies: ["Entries", "Posts", "Web"], swiftSettings: librarySettings),
    .target(
      name: "Terminal", dependencies: ["Entries", "Files", "Posts", "View", systemPackage],
      swiftSettings: librarySettings),
    .target(
      name: "Commands",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "Entries", "Files", "History", "LineEditing",
        "Markdown", "Packing", "Posts", "Search", "Store", "Terminal", "Terms", "Unpacking", "View",
        "Web", argumentParser, systemPackage,
      ],
      exclude: ["Manual"], swiftSettings: librarySettings),
    .executableTarget(
      name: "blogsh", dependencies: ["CArguments", "Commands", "Entries", "Files", "Terminal"],
      exclude: ["symbol-order.txt"], swiftSettings: librarySettings),
    .target(
      name: "TestSupport", dependencies: [systemPackage], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(
      name: "FormatSupport", dependencies: ["ArchiveFormat"], path: "Tests/FormatSupport",
      swiftSettings: settings),
    .target(
      name: "CollectionSupport",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "Entries", "Files", "Packing", "Posts", "Store",
        "Tar", "TestSupport", "Unpacking", systemPackage,
      ], path: "Tests/CollectionSupport",
      swiftSettings: settings),
    .target(
      name: "ProgramSupport", dependencies: ["TestSupport", "blogsh"],
      path: "Tests/ProgramSupport",
      swiftSettings: settings),
    .target(
      name: "TerminalSupport", dependencies: ["Terminal", "TestSupport", systemPackage],
      path: "Tests/TerminalSupport", swiftSettings: settings),
    .testTarget(
      name: "PostsTests", dependencies: ["Posts", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "FilesTests",
      dependencies: [
        "Archives", "CollectionSupport", "Entries", "Files", "Packing", "Store", "TestSupport",
        systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EntriesTests",
      dependencies: ["CollectionSupport", "Entries", "Posts", "Store", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "TarTests", dependencies: ["Tar", "TestSupport", systemPackage],
      swiftSettings: settings),
    .testTarget(
      name: "ArchiveFormatTests",
      dependencies: ["ArchiveFormat", "FormatSupport", "Posts", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ArchivesTests",
      dependencies: [
        "ArchiveFormat", "Archives", "CollectionSupport", "Entries", "Files", "Posts", "Store",
        "TestSupport", "Unpacking",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "CollectionSupport", "Entries", "FormatSupport",
        "Packing", "Posts", "Store", "TestSupport", "Unpacking", systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CheckingTests",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "CollectionSupport", "Entries", "Posts", "Store",
        "Tar", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PackingTests",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "CollectionSupport", "Entries", "Files", "Packing",
        "Posts", "Store", "TestSupport", systemPackage,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "UnpackingTests",
      dependencies: [
        "ArchiveFormat", "CollectionSupport", "Entries", "Packing", "Posts", "TestSupport",
        "Unpacking",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "HistoryTests",
      dependencies: [
        "ArchiveFormat", "Archives", "Checking", "CollectionSupport", "Entries", "Files", "History",
        "Packing", "Posts", "Salvaging", "Store", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TermsTests", dependencies: ["ArchiveFormat", "Terms", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SearchTests", dependencies: ["ArchiveFormat", "Search", "Terms", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ViewTests", dependencies: ["Posts", "TestSupport", "View"],
      swiftSettings: settings),
    .testTarget(
      name: "MarkupTests", dependencies: ["Markup", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "WebTests",
      dependencies: ["Entries", "Posts", "Store", "TestSupport", "Web"],
      swiftSettings: settings),
    .testTarget(
      name: "AnswersTests",
      dependencies: [
        "Answers", "CollectionSupport", "Entries", "Packing", "Posts", "Store", "TestSupport",
        "View",
        "Web",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TerminalTests",
      dependencies: ["Terminal", "TerminalSupport", "TestSupport", "View", systemPackage],
      swiftSettings: settings),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Entries", "LineEditing", "Posts", "Store", "Terminal", "TerminalSupport",
        "TestSupport", argumentParser,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests", dependencies: ["ProgramSupport", "TestSupport", systemPackage],
      exclude: ["Fixtures", "Golden"],
      swiftSettings: settings),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "ArchiveFormat", "Commands", "Entries", "Files", "FormatSupport", "Posts", "Search",
        "Terminal", "Terms", "TestSupport", "View", systemPackage,
      ], path: "Tests/Trust/Fuzzing/Targets",
      swiftSettings: settings),
    .testTarget(
      name: "TrustTests",
      dependencies: ["FuzzTargets", "ProgramSupport", "TestSupport", systemPackage],
      path: "Tests/Trust",
      exclude: [
        "Faults/preload.c", "Fuzzing/CFuzzer", "Fuzzing/Corpora", "Fuzzing/Driver",
        "Fuzzing/Targets", "Fuzzing/fuzz.py", "Growth/growth.py", "Growth/kinds.py",
        "Hostile/swapper.py", "results.md", "trust.py",
      ],
      swiftSettings: settings),
  ]
)

// `make fuzz` builds these besides: they need what only libFuzzer brings.
if Context.environment["BLOGSH_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/Trust/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "blogsh-fuzz", dependencies: ["CFuzzer", "FuzzTargets"],
      path: "Tests/Trust/Fuzzing/Driver", swiftSettings: settings),
  ]
}
