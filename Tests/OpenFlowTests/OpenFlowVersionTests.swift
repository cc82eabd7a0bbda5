import OpenFlow
import Testing

@Suite("Version negotiation")
struct OpenFlowVersionTests {
    @Test("A bitmap decides by the highest common version")
    func bitmap() {
        let hello = Hello(versions: [.v1_0, .v1_3, .v1_5])
        #expect(OpenFlowVersion.negotiated(among: [.v1_3, .v1_4], peer: .v1_5, hello: hello) == .v1_3)
        #expect(OpenFlowVersion.negotiated(among: [.v1_4], peer: .v1_5, hello: hello) == nil)
    }

    @Test("Without a bitmap the lower header version counts, if it is ours")
    func headerOnly() {
        #expect(OpenFlowVersion.negotiated(among: [.v1_3, .v1_4], peer: .v1_3, hello: Hello()) == .v1_3)
        #expect(OpenFlowVersion.negotiated(among: [.v1_3], peer: .v1_5, hello: Hello()) == .v1_3)
        #expect(OpenFlowVersion.negotiated(among: [.v1_3], peer: .v1_0, hello: Hello()) == nil)
    }
}
