import CRivals

/// A linear program in the flat layout that the rivals take: minimise costs · x, coefficients as triplets.
struct ProgramArrays {
    var costs: [Double] = []
    var variableLower: [Double] = []
    var variableUpper: [Double] = []
    var rowLower: [Double] = []
    var rowUpper: [Double] = []
    var coefficientRows: [Int32] = []
    var coefficientVariables: [Int32] = []
    var coefficientValues: [Double] = []

    mutating func addVariable(cost: Double) -> Int32 {
        costs.append(cost)
        variableLower.append(0)
        variableUpper.append(.infinity)
        return Int32(costs.count - 1)
    }

    mutating func addRow(_ lower: Double, _ upper: Double) -> Int32 {
        rowLower.append(lower)
        rowUpper.append(upper)
        return Int32(rowLower.count - 1)
    }

    mutating func addCoefficient(_ row: Int32, _ variable: Int32, _ value: Double) {
        coefficientRows.append(row)
        coefficientVariables.append(variable)
        coefficientValues.append(value)
    }

    /// Calls `body` with pointers into the arrays, which are valid until it returns.
    func withProgram<Result>(_ body: (inout rival_program) -> Result) -> Result {
        var program = rival_program()
        program.variables = Int32(costs.count)
        program.rows = Int32(rowLower.count)
        program.coefficients = Int32(coefficientValues.count)
        return costs.withUnsafeBufferPointer { costs in
            coefficientValues.withUnsafeBufferPointer { values in
                withIndices { rows, variables in
                    withBounds { bounds in
                        program.costs = costs.baseAddress
                        program.coefficient_values = values.baseAddress
                        (program.coefficient_rows, program.coefficient_variables) = (rows, variables)
                        (program.row_lower, program.row_upper) = (bounds.rowLower, bounds.rowUpper)
                        program.variable_lower = bounds.variableLower
                        program.variable_upper = bounds.variableUpper
                        return body(&program)
                    }
                }
            }
        }
    }

    struct BoundPointers {
        var rowLower: UnsafePointer<Double>?
        var rowUpper: UnsafePointer<Double>?
        var variableLower: UnsafePointer<Double>?
        var variableUpper: UnsafePointer<Double>?
    }

    /// Calls `body` with pointers to the bounds, which are valid until it returns.
    func withBounds<Result>(_ body: (BoundPointers) -> Result) -> Result {
        rowLower.withUnsafeBufferPointer { rowLower in
            rowUpper.withUnsafeBufferPointer { rowUpper in
                variableLower.withUnsafeBufferPointer { variableLower in
                    variableUpper.withUnsafeBufferPointer { variableUpper in
                        body(
                            BoundPointers(
                                rowLower: rowLower.baseAddress, rowUpper: rowUpper.baseAddress,
                                variableLower: variableLower.baseAddress, variableUpper: variableUpper.baseAddress))
                    }
                }
            }
        }
    }

    private func withIndices<Result>(
        _ body: (UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        coefficientRows.withUnsafeBufferPointer { rows in
            coefficientVariables.withUnsafeBufferPointer { variables in
                body(rows.baseAddress, variables.baseAddress)
            }
        }
    }
}
