internal import NIOCore
public import OpenFlow

/// All or nothing.
extension SwitchSession {
    /// Applies flow, group and port modifications in their order, all of them or none, in one step that packets see
    /// either before or after (OpenFlow 1.4.1 § 6.9; ONF extension 230 for 1.3).
    ///
    /// Two round trips whatever the number of messages: open, messages and close travel together, and when none was
    /// refused, the commit follows.
    ///
    /// ```swift
    /// try await session.applyBundle([.groupMod(group), .flowMod(rule)])
    /// ```
    ///
    /// - Throws: `OpenFlowSessionError`: `bundleRefused` with `messageIndex` and the switch's error, and nothing has
    ///   changed; `requestTimedOut` or `disconnected`, whose message says whether that is known.
    public func applyBundle(_ bodies: [Message.Body], timeout: Duration? = nil) async throws {
        guard !bodies.isEmpty else { return }
        guard let count = UInt32(exactly: bodies.count), count < UInt32.max / 2 else {
            throw OpenFlowSessionError(.congested, "a bundle of \(bodies.count) messages is too large")
        }
        let first = transactions.take(BundleTransaction.transactions(for: count))
        let bundle = BundleTransaction(BundleID(rawValue: first.rawValue), first: first, count: count)
        let chunks = try encode(bodies, in: bundle)
        do {
            try await perform(bundle, chunks, amount(timeout))
        } catch let error as OpenFlowSessionError {
            throw name(error, bodies)
        }
    }

    /// Chunks of some 64 KiB, so that a large bundle fills no buffer.
    private func encode(_ bodies: [Message.Body], in bundle: BundleTransaction) throws -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var bytes: [UInt8] = []
        try append(.bundleControl(BundleControl(.openRequest, bundle.bundle)), bundle.first, to: &bytes)
        for (index, body) in bodies.enumerated() {
            let transaction = bundle.addition(UInt32(truncatingIfNeeded: index))
            do {
                try append(.bundleAdd(BundleAdd(bundle.bundle, body)), transaction, to: &bytes)
            } catch {
                throw name(OpenFlowSessionError(error.code, error.message, messageIndex: index), bodies)
            }
            if bytes.count >= 64 << 10 {
                chunks.append(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try append(.bundleControl(BundleControl(.closeRequest, bundle.bundle)), bundle.close, to: &bytes)
        return chunks + [bytes]
    }

    private func perform(_ bundle: BundleTransaction, _ chunks: [[UInt8]], _ timeout: TimeAmount) async throws {
        try await exchange(bundle.first) { handler, finish in
            handler.start(bundle, chunks[...], timeout, finish)
        } onCancel: { handler, error in
            handler.perform(handler.bundles.abandon(bundle.bundle, error, now: .now()))
        }
    }

    /// Says which message it was that the switch, or the codec, refused.
    private func name(_ error: OpenFlowSessionError, _ bodies: [Message.Body]) -> OpenFlowSessionError {
        var error = error
        error.datapath = datapath
        if let index = error.messageIndex, bodies.indices.contains(index) {
            error.message += "; nothing was changed; message \(index) is \(bodies[index])"
        }
        return error
    }
}

extension ConnectionHandler {
    /// Registers a bundle and writes it chunk by chunk as the channel takes it.
    func start(
        _ bundle: BundleTransaction, _ chunks: ArraySlice<[UInt8]>, _ timeout: TimeAmount,
        _ finish: @escaping (Result<Void, OpenFlowSessionError>) -> Void
    ) {
        if case .ended(let error) = phase { return finish(.failure(error)) }
        let now = NIODeadline.now()
        bundles.insert(bundle, timeout: timeout, now: now, waiter: finish)
        arm(at: now + timeout)
        writeChunks(bundle, chunks)
    }

    private func writeChunks(_ bundle: BundleTransaction, _ chunks: ArraySlice<[UInt8]>) {
        guard let chunk = chunks.first, bundles.isCollecting(bundle.bundle) else { return }
        submit(
            Outgoing(
                transaction: bundle.first, bytes: chunk,
                willWrite: { [self] in
                    bundles.postpone(bundle.bundle, now: .now())
                    context?.eventLoop.assumeIsolated().execute { self.writeChunks(bundle, chunks.dropFirst()) }
                    return bundles.isCollecting(bundle.bundle)
                },
                failed: { [self] in perform(bundles.abandon(bundle.bundle, $0, now: .now())) }))
    }
}
