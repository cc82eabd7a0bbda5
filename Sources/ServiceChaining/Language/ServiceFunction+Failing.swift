extension ServiceFunction {
    /// The function, and what becomes of traffic when its instances fail.
    ///
    /// ```swift
    /// ServiceFunction("ips", image: "inspector").onFailure(.bypass, existing: .repin)
    /// ```
    public func onFailure(
        _ newFlows: FailurePolicy.Reaction, existing: FailurePolicy.ExistingFlows = .repin
    ) -> ServiceFunction {
        changed { $0.onFailure = FailurePolicy(newFlows, existing: existing) }
    }

    /// The function, whose instances are replaced by those of another one while none is healthy.
    ///
    /// Put the other function into the tenant as well: no chain does, since none passes it.
    public func onFailure(
        use backup: ServiceFunction, existing: FailurePolicy.ExistingFlows = .repin
    ) -> ServiceFunction {
        onFailure(.backup(backup.id), existing: existing)
    }

    /// The function, of whose instances somebody asks how they are.
    public func watched(
        every interval: Duration = .seconds(1), timeout: Duration = .milliseconds(500), rise: Int = 2, fall: Int = 3
    ) -> ServiceFunction {
        changed { $0.healthCheck = HealthCheck(interval: interval, timeout: timeout, rise: rise, fall: fall) }
    }

    private func changed(_ change: (inout ServiceFunction) -> Void) -> ServiceFunction {
        var copy = self
        change(&copy)
        return copy
    }
}
