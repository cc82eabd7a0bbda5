internal import FlowDistribution

/// Problems read from somewhere, answers written to standard output.
struct DistributionStream {
    let source: ByteSource
    let solving: DistributionSolving
    let isElastic: Bool
    private var cloud: CloudTree?
    private var writer = AnswerWriter()

    init(_ source: ByteSource, _ solving: DistributionSolving, isElastic: Bool) {
        (self.source, self.solving, self.isElastic) = (source, solving, isElastic)
    }

    /// The one problem of the input.
    ///
    /// - Throws: `CommandFailure` with the field and its place.
    mutating func single() throws -> (DistributionDocument, DistributionSolving.Outcome) {
        let bytes = try source.all()
        do {
            return try solve(bytes, in: 0..<bytes.count)
        } catch {
            guard let offset = error.offset else {
                throw CommandFailure(.badInput, [report(error, line: nil, column: nil)])
            }
            let before = bytes[..<min(offset, bytes.count)]
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            throw CommandFailure(.badInput, [report(error, line: line, column: offset - start + 1)])
        }
    }

    /// Answers every line, each with a line, as soon as nothing more is there to be read. What is wrong with a line
    /// goes to standard error, and nothing to standard output.
    ///
    /// - Returns: whether all lines were problems.
    mutating func lines(format: OutputFormat) throws -> Bool {
        var (isGood, number, rest) = (true, 0, [UInt8]())
        while true {
            let more = try source.next()
            rest += more
            var start = 0
            while start < rest.count {
                let newline = rest[start...].firstIndex(of: UInt8(ascii: "\n"))
                guard let end = newline ?? (more.isEmpty ? rest.count : nil) else { break }
                number += 1
                isGood = answer(rest, in: start..<end, number: number, format) && isGood
                start = end + 1
            }
            rest.removeFirst(min(start, rest.count))
            let output = writer.takeBytes()
            if !output.isEmpty { Terminal.write(output) }
            if more.isEmpty { return isGood }
        }
    }

    private mutating func answer(
        _ bytes: [UInt8], in range: Range<Int>, number: Int, _ format: OutputFormat
    ) -> Bool {
        guard !bytes[range].allSatisfy({ " \t\r".utf8.contains($0) }) else { return true }
        do {
            let (document, outcome) = try solve(bytes, in: range)
            writer.write(outcome, of: document, isElastic: isElastic)
            return true
        } catch {
            let column = error.offset.map { $0 - range.lowerBound + 1 }
            // The answers to the lines before this one come first.
            Terminal.write(writer.takeBytes())
            CommandFailure(.badInput, [report(error, line: number, column: column)]).report(as: format, isCompact: true)
            return false
        }
    }

    private mutating func solve(
        _ bytes: [UInt8], in range: Range<Int>
    ) throws(JSONMistake) -> (DistributionDocument, DistributionSolving.Outcome) {
        let document = try DistributionDocument(try JSONReader.read(bytes, in: range), cloud: &cloud)
        do {
            return (document, try solving.solve(document.problem))
        } catch {
            throw JSONMistake(message: error.message, offset: nil, field: error.field)
        }
    }

    private func report(_ mistake: JSONMistake, line: Int?, column: Int?) -> CommandFailure.Report {
        .init(message: mistake.message, file: source.name, line: line, column: column, field: mistake.field)
    }
}
