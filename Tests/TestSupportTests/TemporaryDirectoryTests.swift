import Foundation
import TestSupport
import Testing

struct TemporaryDirectoryTests {
    @Test func isThereInsideAndGoneAfterwards() async throws {
        let directory = try await TemporaryDirectory.with("inside") { directory in
            try Data("x".utf8).write(to: directory.appending(path: "file"))
            #expect(FileManager.default.fileExists(atPath: directory.appending(path: "file").path))
            return directory
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test func isGoneAfterAnError() async throws {
        struct Stop: Error {
            var directory: URL
        }
        let stop = await #expect(throws: Stop.self) {
            try await TemporaryDirectory.with("error") { throw Stop(directory: $0) }
        }
        let directory = try #require(stop?.directory)
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test func differsEachTime() async throws {
        try await TemporaryDirectory.with("same") { one in
            try await TemporaryDirectory.with("same") { two in
                #expect(one != two)
            }
        }
    }
}
