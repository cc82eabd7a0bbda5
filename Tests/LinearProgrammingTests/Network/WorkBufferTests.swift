import LinearProgramming
import Testing

struct WorkBufferTests {
    @Test func growsAndKeepsWhatItHas() {
        var buffer = WorkBuffer<Int>()
        #expect(buffer.count == 0 && buffer.capacity == 0)
        for value in 0..<1_000 { buffer.append(value) }
        #expect(buffer.count == 1_000 && buffer.capacity >= 1_000)
        #expect((0..<1_000).allSatisfy { buffer[$0] == $0 })
    }

    @Test func reservingKeepsWhatIsThere() {
        var buffer = WorkBuffer<Int>()
        buffer.append(7)
        buffer.reserve(500)
        #expect(buffer.capacity >= 500 && buffer.count == 1 && buffer[0] == 7)
        let capacity = buffer.capacity
        buffer.reserve(3)
        #expect(buffer.capacity == capacity)
    }

    @Test func fillsWithOneValue() {
        var buffer = WorkBuffer<Double>()
        buffer.append(1)
        buffer.fill(40, with: 3)
        #expect(buffer.count == 40 && (0..<40).allSatisfy { buffer[$0] == 3 })
        buffer.fill(2, with: 5)
        #expect(buffer.count == 2 && buffer[0] == 5 && buffer[1] == 5)
    }

    @Test func extendsWithoutTouchingWhatIsThere() {
        var buffer = WorkBuffer<Int>()
        buffer.append(1)
        buffer.append(2)
        buffer.extend(to: 30, with: 9)
        #expect(buffer.count == 30 && buffer[0] == 1 && buffer[1] == 2 && (2..<30).allSatisfy { buffer[$0] == 9 })
        buffer.extend(to: 1, with: 4)
        #expect(buffer.count == 1 && buffer[0] == 1)
    }

    @Test func removesAllButKeepsItsMemory() {
        var buffer = WorkBuffer<Int>()
        buffer.fill(100, with: 1)
        let (capacity, base) = (buffer.capacity, buffer.base)
        buffer.removeAll()
        buffer.append(3)
        #expect(buffer.count == 1 && buffer.capacity == capacity && buffer.base == base)
        buffer[0] = 8
        #expect(buffer[0] == 8)
    }
}
