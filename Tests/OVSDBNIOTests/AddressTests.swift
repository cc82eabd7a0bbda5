import OVSDBNIO
import Testing

@Suite("Addresses and schedules")
struct AddressTests {
    @Test(
        "good addresses",
        arguments: [
            ("unix:/run/openvswitch/db.sock", .unix(path: "/run/openvswitch/db.sock")),
            ("unix:a:b", .unix(path: "a:b")),
            ("tcp:127.0.0.1:6641", .tcp(host: "127.0.0.1", port: 6641)), ("tcp:host", .tcp(host: "host", port: 6640)),
            ("tcp:[::1]:1", .tcp(host: "::1", port: 1)), ("tcp:[fe80::1]", .tcp(host: "fe80::1", port: 6640)),
        ] as [(String, OVSDBAddress)])
    func good(text: String, address: OVSDBAddress) throws {
        #expect(try OVSDBAddress(text) == address)
        #expect(try OVSDBAddress(address.description) == address)
    }

    @Test(
        "bad addresses, with advice",
        arguments: [
            ("", "unix:PATH"), ("db.sock", "unix:PATH"), ("unix:", "missing"), ("tcp:", "host is missing"),
            ("tcp::1", "host is missing"), ("tcp:h:", "no port"), ("tcp:h:0", "no port"), ("tcp:h:65536", "no port"),
            ("tcp:h:+1", "no port"), ("tcp:h:x", "no port"), ("tcp:::1:6640", "brackets"), ("tcp:[::1", "not closed"),
            ("tcp:[::1]x", ":PORT"), ("ssl:h:1", "TLS"), ("ptcp:6640", "tcp:6640"), ("http://h", "unknown"),
            ("unix:/" + String(repeating: "x", count: 200), "shorter"), ("unix:a\0b", "null"),
        ])
    func bad(text: String, advice: String) {
        let error = #expect(throws: OVSDBClientError.self) { try OVSDBAddress(text) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.contains(advice) == true, "\(String(describing: error))")
    }

    @Test("pauses double up to the limit")
    func schedule() {
        let retry = RetrySchedule(initial: .seconds(1), maximum: .seconds(5))
        #expect(
            [0, 1, 2, 3, 4, 1000, .max].map { retry.pause(afterFailures: $0) }
                == [1, 1, 2, 4, 5, 5, 5].map { Duration.seconds($0) })
    }
}
