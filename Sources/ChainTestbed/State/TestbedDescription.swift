internal import Foundation

/// What a testbed consists of, written down for other processes.
struct TestbedDescription: Codable, Sendable {
    var hosts: [EmulatedHost]
    var endpoints: [AttachedEndpoint]
    var boxes: [AttachedBox]

    init(hosts: [EmulatedHost], endpoints: [AttachedEndpoint], boxes: [AttachedBox]) {
        self.hosts = hosts
        self.endpoints = endpoints
        self.boxes = boxes
    }

    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file),
            let description = try? JSONDecoder().decode(Self.self, from: data)
        else {
            throw TestbedError(.notFound, "\(file) does not describe a testbed; 'sweep' removes what is broken")
        }
        self = description
    }

    func write(to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: URL(fileURLWithPath: file), options: .atomic)
    }
}
