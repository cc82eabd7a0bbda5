internal import OpenFlow

/// A bundle between its opening and its end (OpenFlow 1.4.1 § 7.3.9).
struct OpenBundle: Sendable {
    var flags: BundleFlags
    var isClosed = false
    var messages: [Message] = []
}

extension EmulatedSwitch {
    mutating func answer(_ control: BundleControl) throws(Refusal) -> [Message.Body] {
        let reply: BundleControl.ControlType
        switch control.type {
        case .openRequest:
            guard bundles[control.bundle] == nil else { throw Refusal(.bundle(3)) }
            bundles[control.bundle] = OpenBundle(flags: control.flags)
            reply = .openReply
        case .closeRequest:
            guard var bundle = bundles[control.bundle] else { throw Refusal(.bundle(2)) }
            guard !bundle.isClosed else { throw Refusal(.bundle(4)) }
            bundle.isClosed = true
            bundles[control.bundle] = bundle
            reply = .closeReply
        case .commitRequest:
            try commit(control.bundle)
            reply = .commitReply
        case .discardRequest:
            guard bundles.removeValue(forKey: control.bundle) != nil else { throw Refusal(.bundle(2)) }
            reply = .discardReply
        default: throw Refusal(.bundle(6))
        }
        return [.bundleControl(BundleControl(reply, control.bundle, flags: control.flags))]
    }

    /// Puts a message into a bundle, and opens the bundle where it is not open.
    mutating func add(_ addition: BundleAdd, _ transaction: TransactionID) throws(Refusal) {
        var bundle = bundles[addition.bundle] ?? OpenBundle(flags: addition.flags)
        guard !bundle.isClosed else { throw Refusal(.bundle(4)) }
        guard bundle.flags == addition.flags else { throw Refusal(.bundle(7)) }
        switch addition.body {
        case .flowMod, .groupMod, .portMod, .packetOut: break
        default: throw Refusal(.bundle(10))
        }
        bundle.messages.append(Message(transaction, addition.body))
        bundles[addition.bundle] = bundle
    }

    /// All of the bundle's messages or none; the bundle is gone in either case.
    private mutating func commit(_ id: BundleID) throws(Refusal) {
        guard let bundle = bundles.removeValue(forKey: id) else { throw Refusal(.bundle(2)) }
        var changed = self
        for message in bundle.messages {
            do throws(Refusal) {
                try changed.apply(message.body)
            } catch {
                throw Refusal(.bundle(13), cause: Self.error(error.code, about: message))
            }
        }
        self = changed
    }
}
