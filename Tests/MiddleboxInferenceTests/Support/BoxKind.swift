import MiddleboxInference
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining

/// The boxes that verdicts are tried on, and what is right for each.
enum BoxKind: String, CaseIterable {
    case passthrough, firewall, thinning, sourceNAT, destinationNAT, loadBalancer, portRewriting, proxy
    case transparentProxy, cache, remarking

    var box: any EmulatedBox {
        let own = TrafficModel.address(100, 64, 0, 1)
        let service = TrafficModel().service
        switch self {
        case .passthrough: return PassthroughBox()
        case .firewall: return StatefulFirewallBox()
        case .thinning: return ThinningBox()
        case .sourceNAT: return SourceNATBox(address: own)
        case .destinationNAT:
            return DestinationNATBox(publicAddress: service, server: TrafficModel.address(10, 8, 0, 1))
        case .loadBalancer:
            return LoadBalancerBox(
                service: service, servers: (1...4).map { TrafficModel.address(10, 8, 0, $0) })
        case .portRewriting: return PortRewritingBox()
        case .proxy: return TerminatingProxyBox(address: own)
        case .transparentProxy: return TransparentProxyBox()
        case .cache: return CacheBox()
        case .remarking: return RemarkingBox()
        }
    }

    var verdict: MiddleboxVerdict {
        switch self {
        case .passthrough, .firewall, .thinning: .preserving
        case .sourceNAT: .mangling([.sourceAddress, .sourcePort])
        case .destinationNAT, .loadBalancer: .mangling(.destinationAddress)
        case .portRewriting: .mangling(.sourcePort)
        case .proxy, .transparentProxy, .cache: .terminating
        case .remarking: .tagChanging
        }
    }

    /// True where a function of such boxes must not be declared to preserve headers.
    var rewrites: Bool { verdict != .preserving }
}
