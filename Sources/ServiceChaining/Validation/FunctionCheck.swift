/// The mistakes within one function.
struct FunctionCheck {
    let function: ServiceFunction
    let tenant: Tenant
    let path: PolicyPath

    init(_ function: ServiceFunction, of tenant: Tenant, at path: PolicyPath) {
        self.function = function
        self.tenant = tenant
        self.path = path
    }

    func diagnostics() -> [PolicyDiagnostic] {
        image() + limits() + rewrites() + insertion() + tags() + healthCheck()
    }

    private func image() -> [PolicyDiagnostic] {
        guard function.image.isEmpty else { return [] }
        return [
            PolicyDiagnostic(
                .noImage, at: path["image"], "function '\(function.id)' has no image",
                fix: "name the image from which its instances are launched")
        ]
    }

    private func limits() -> [PolicyDiagnostic] {
        guard function.instances.lowerBound < 1 || function.instances.upperBound > 10_000 else { return [] }
        return [
            PolicyDiagnostic(
                .instanceLimits, at: path["instances"],
                "function '\(function.id)' cannot have \(function.instances.lowerBound) to "
                    + "\(function.instances.upperBound) instances",
                fix: "keep both limits within 1 to 10000")
        ]
    }

    /// Only a function that mangles has a choice of fields.
    private func rewrites() -> [PolicyDiagnostic] {
        switch function.headers {
        case .mangles:
            guard function.rewrites.isEmpty else { return [] }
            return [
                contradiction(
                    "mangles headers, but 'rewrites' names none", fix: "name the fields, or use 'headers: preserves'")
            ]
        case .preserves:
            guard function.rewrites != .all else { return [] }
            return [
                contradiction(
                    "preserves headers, but 'rewrites' names some", fix: "use 'headers: mangles', or remove 'rewrites'")
            ]
        case .terminates:
            guard function.rewrites != .all else { return [] }
            return [
                contradiction(
                    "terminates connections, so the ones behind it have headers of its own choice",
                    fix: "remove 'rewrites', or use 'headers: mangles' where the connection goes on")
            ]
        }
    }

    private func contradiction(_ what: String, fix: String) -> PolicyDiagnostic {
        PolicyDiagnostic(.contradictingRewrites, at: path["rewrites"], "function '\(function.id)' \(what)", fix: fix)
    }

    /// What a tap does to its copies reaches nobody, and nothing comes out of it.
    private func insertion() -> [PolicyDiagnostic] {
        guard function.insertion == .tap else { return [] }
        var found: [PolicyDiagnostic] = []
        if function.headers.breaksIdentity {
            let what = function.headers == .mangles ? "mangle headers" : "terminate connections"
            found.append(
                PolicyDiagnostic(
                    .contradictingTap, at: path["headers"],
                    "function '\(function.id)' is a tap, which gets copies and cannot \(what)",
                    fix: "remove 'headers', or 'insertion: tap' where packets go through it"))
        }
        if function.healthCheck != nil {
            found.append(
                PolicyDiagnostic(
                    .contradictingTap, at: path["healthCheck"],
                    "function '\(function.id)' is a tap, out of which no probe ever comes",
                    fix: "remove 'healthCheck'"))
        }
        return found
    }

    private func tags() -> [PolicyDiagnostic] {
        guard let understood = function.understands else { return [] }
        if understood == .tunnelMetadata {
            return [
                mismatch(
                    "says that it understands tunnel metadata, which ends where the tunnel does",
                    fix: "remove 'understands'")
            ]
        }
        guard understood != tenant.tags else { return [] }
        return [
            mismatch(
                "understands \(understood.rawValue), but tags of tenant '\(tenant.id)' travel as \(tenant.tags.rawValue)",
                fix: "remove 'understands', or use 'tags: \(understood.rawValue)' for the tenant")
        ]
    }

    private func mismatch(_ what: String, fix: String) -> PolicyDiagnostic {
        PolicyDiagnostic(.tagsNotUnderstood, at: path["understands"], "function '\(function.id)' \(what)", fix: fix)
    }

    private func healthCheck() -> [PolicyDiagnostic] {
        guard let check = function.healthCheck else { return [] }
        let durations = [("interval", check.interval), ("timeout", check.timeout)].filter { $0.1 <= .zero }
        let counts = [("rise", check.rise), ("fall", check.fall)].filter { $0.1 < 1 }
        return durations.map { outOfRange($0.0, "\($0.1)", fix: "use a duration above zero") }
            + counts.map { outOfRange($0.0, "\($0.1)", fix: "use 1 or more probes") }
    }

    private func outOfRange(_ key: String, _ value: String, fix: String) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .healthCheckRange, at: path["healthCheck"][key],
            "the health check of function '\(function.id)' cannot have the \(key) \(value)", fix: fix)
    }
}
