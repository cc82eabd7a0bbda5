import Testing

@testable import Stratos

/// Lines as Open vSwitch 3.1 prints them for `dpctl/dump-conntrack -m`.
@Suite struct ConntrackDumpTests {
    @Test(
        "a connection counts until both ends have closed it",
        arguments: [
            ("SYN_SENT", "CLOSED", 1), ("ESTABLISHED", "SYN_SENT", 1), ("ESTABLISHED", "ESTABLISHED", 1),
            ("CLOSING", "ESTABLISHED", 1), ("FIN_WAIT_2", "ESTABLISHED", 1), ("ESTABLISHED", "FIN_WAIT_2", 1),
            ("FIN_WAIT_2", "CLOSING", 1), ("FIN_WAIT_2", "FIN_WAIT_2", 0), ("TIME_WAIT", "TIME_WAIT", 0),
        ])
    func tcp(original: String, reply: String, count: Int) {
        let line =
            "tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=2000,dport=80),reply=(src=10.0.0.2,dst=10.0.0.1,sport=80,"
            + "dport=2000),id=0,zone=7,status=0,mark=6,protoinfo=(state_orig=\(original),state_reply=\(reply),"
            + "flags_orig=0,flags_reply=0)"
        #expect(ConntrackDump(line).liveByMark[6, default: 0] == count)
    }

    @Test("datagrams count as long as they are tracked; connections without a mark are not ours")
    func others() {
        let dump = """
            udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=5,dport=6),reply=(src=10.0.0.2,dst=10.0.0.1,sport=6,dport=5),id=0,zone=7,status=0,mark=6
            udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=7,dport=6),reply=(src=10.0.0.2,dst=10.0.0.1,sport=6,dport=7),id=0,zone=7,status=0,mark=6
            udp,orig=(src=10.0.0.3,dst=10.0.0.2,sport=7,dport=6),reply=(src=10.0.0.2,dst=10.0.0.3,sport=6,dport=7),id=0,status=0
            """
        #expect(ConntrackDump(dump).liveByMark == [6: 2])
    }
}
