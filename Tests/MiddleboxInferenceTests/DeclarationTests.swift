import MiddleboxInference
import OpenFlowEmulation
import ServiceChaining
import Testing

@Suite struct DeclarationTests {
    private static func finding(_ kind: BoxKind) -> MiddleboxFinding {
        HeaderInference().judge(TrafficModel().window(through: kind.box, seed: 8))
    }

    private static func function(_ headers: HeaderTreatment, _ rewrites: HeaderFields = .all) -> ServiceFunction {
        ServiceFunction("box", image: "box", headers: headers, rewrites: rewrites)
    }

    private typealias Case = (BoxKind, HeaderTreatment, HeaderFields, DeclarationComparison)
    private static let cases: [Case] = [
        (.passthrough, .preserves, .all, .agrees), (.passthrough, .mangles, .all, .declaresMore),
        (.sourceNAT, .preserves, .all, .contradicted), (.sourceNAT, .mangles, .all, .declaresMore),
        (.sourceNAT, .mangles, [.sourceAddress, .sourcePort], .agrees),
        (.sourceNAT, .mangles, [.destinationAddress], .contradicted), (.proxy, .mangles, .all, .contradicted),
        (.proxy, .terminates, .all, .agrees), (.remarking, .preserves, .all, .contradicted),
    ]

    @Test(arguments: cases)
    func comparison(
        kind: BoxKind, headers: HeaderTreatment, rewrites: HeaderFields, expected: DeclarationComparison
    ) {
        let finding = Self.finding(kind)
        #expect(finding.compare(with: Self.function(headers, rewrites)) == expected, "\(finding)")
    }

    @Test func aDeclarationIsWidenedAndNeverNarrowed() {
        let nat = Self.finding(.sourceNAT)
        let widened = nat.widening(Self.function(.preserves))
        #expect(widened.headers == .mangles)
        #expect(widened.rewrites == [.sourceAddress, .sourcePort])
        let more = nat.widening(Self.function(.mangles, .destinationAddress))
        #expect(more.rewrites == [.sourceAddress, .sourcePort, .destinationAddress])
        let proxy = Self.function(.terminates)
        #expect(nat.widening(proxy) == proxy)
        #expect(Self.finding(.passthrough).widening(Self.function(.mangles)) == Self.function(.mangles))
    }

    @Test func tooLittleProvesNothing() {
        let finding = HeaderInference().judge(SampleWindow([]))
        #expect(finding.compare(with: Self.function(.preserves)) == .unproven)
        #expect(finding.widening(Self.function(.preserves)) == Self.function(.preserves))
    }
}
