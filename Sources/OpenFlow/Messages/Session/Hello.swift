/// The first message of each side (OpenFlow 1.3.5 § 7.5.1); the header carries the highest version it speaks.
public struct Hello: Hashable, Sendable {
    public var elements: [Element]

    public init(elements: [Element] = []) {
        self.elements = elements
    }

    /// A hello that offers exactly these versions.
    public init(versions: Set<OpenFlowVersion>) {
        var words: [UInt32] = []
        for version in versions {
            let word = Int(version.rawValue / 32)
            while words.count <= word { words.append(0) }
            words[word] |= 1 << UInt32(version.rawValue % 32)
        }
        elements = [.versionBitmap(words)]
    }

    /// What a peer says about the versions it speaks; `nil` where it sent no bitmap.
    public var versions: Set<OpenFlowVersion>? {
        for case .versionBitmap(let words) in elements { return Self.versions(in: words) }
        return nil
    }

    private static func versions(in words: [UInt32]) -> Set<OpenFlowVersion> {
        var result: Set<OpenFlowVersion> = []
        for number in UInt8.min...UInt8.max where Int(number / 32) < words.count {
            if words[Int(number / 32)] >> UInt32(number % 32) & 1 == 1 {
                result.insert(OpenFlowVersion(rawValue: number))
            }
        }
        return result
    }

    /// `OFPHET_*`.
    public enum Element: Hashable, Sendable {
        /// Bit n of word w stands for version 32·w + n.
        case versionBitmap([UInt32])
        case unknown(type: UInt16, body: [UInt8])
    }
}
