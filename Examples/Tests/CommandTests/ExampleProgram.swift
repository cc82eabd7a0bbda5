internal import Foundation

/// A program of this package as its users have it: started as a process of its own.
struct ExampleProgram {
    let name: String

    static let stratos = ExampleProgram(name: "stratos")

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The test bundle lies beside the programs.
    private var url: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let directory = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return directory.deletingLastPathComponent().appendingPathComponent(name)
    }

    /// Runs the program in a directory, `Examples` where none is given, without a terminal.
    func run(_ arguments: [String], in directory: String = Self.packageDirectory) throws -> Outcome {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("stratos-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let files = try ["out", "err"].map { name in
            let file = scratch.appendingPathComponent(name)
            FileManager.default.createFile(atPath: file.path, contents: nil)
            return (file, try FileHandle(forWritingTo: file))
        }
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = files[0].1
        process.standardError = files[1].1
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0.0), as: UTF8.self) }
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }

    static let packageDirectory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
