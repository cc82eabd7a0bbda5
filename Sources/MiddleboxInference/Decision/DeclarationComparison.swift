public import ServiceChaining

/// How what an operator has declared of a function stands to what was found.
///
/// A declaration is never narrowed by a finding: a box may do tomorrow what it did not do while it was watched. It is
/// widened only where the finding contradicts it.
public enum DeclarationComparison: Hashable, Sendable {
    /// Nothing was found that the declaration does not say.
    case agrees
    /// More is declared than was seen; the declaration stands.
    case declaresMore
    /// The box does what the declaration rules out.
    case contradicted
    /// Too little was seen to say.
    case unproven
}

extension MiddleboxFinding {
    /// Compares a declaration with the finding.
    public func compare(with declared: ServiceFunction) -> DeclarationComparison {
        guard let treatment else { return .unproven }
        let order: [HeaderTreatment] = [.preserves, .mangles, .terminates]
        let found = order.firstIndex(of: treatment) ?? 0
        let known = order.firstIndex(of: declared.headers) ?? 0
        if found > known { return .contradicted }
        if found < known { return .declaresMore }
        guard case .mangling(let fields) = verdict else { return .agrees }
        if !fields.isSubset(of: declared.rewrittenFields) { return .contradicted }
        return declared.rewrittenFields == declarableFields || declared.rewrittenFields == fields
            ? .agrees : .declaresMore
    }

    /// The function with its declaration widened as far as the finding asks for.
    public func widening(_ declared: ServiceFunction) -> ServiceFunction {
        guard compare(with: declared) == .contradicted, let treatment else { return declared }
        var result = declared
        result.rewrites = declared.rewrittenFields.union(declarableFields)
        result.headers = treatment
        return result
    }
}
