import Foundation

/// A program of this package as its users have it: started as a process of its own.
struct ExampleProgram {
    let name: String

    static let stratos = ExampleProgram(name: "stratos")

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The test bundle lies beside the programs; a name that is a path already stays.
    var path: String {
        guard !name.hasPrefix("/") else { return name }
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let neighbour = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return neighbour.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Runs the program in a directory, `Examples` where none is given, without a terminal; standard input is empty
    /// where none is given.
    func run(
        _ arguments: [String], in directory: String = Self.packageDirectory, input: String = ""
    ) throws -> Outcome {
        try Scratch.with { scratch in
            // Files, not pipes: no amount of output can block the program.
            let files = try ["out", "err"].map { name in
                try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path + "/" + scratch.file(name, "")))
            }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: directory)
            process.standardInput = try FileHandle(
                forReadingFrom: URL(fileURLWithPath: scratch.path + "/" + scratch.file("in", input)))
            process.standardOutput = files[0]
            process.standardError = files[1]
            try process.run()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, output: try scratch.text("out"), errors: try scratch.text("err"))
        }
    }

    static let packageDirectory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
