/// Memory that grows and is never given back until its owner goes: what a solver keeps from one problem to the next, so
/// that a second problem of the same size allocates nothing.
///
/// ``base`` may be copied into a local for an inner loop; it stays valid until the next call that grows the buffer.
@usableFromInline package struct WorkBuffer<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline package internal(set) var base: UnsafeMutablePointer<Element>
    @usableFromInline package internal(set) var capacity = 0
    @usableFromInline package var count = 0

    @inlinable package init() {
        base = UnsafeMutablePointer<Element>.allocate(capacity: 0)
    }

    @inlinable deinit {
        base.deallocate()
    }

    /// Makes room for `size` elements, keeping those that are there.
    @inlinable package mutating func reserve(_ size: Int) {
        guard size > capacity else { return }
        let larger = Swift.max(size, 2 * capacity, 16)
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        moved.initialize(from: base, count: count)
        base.deallocate()
        base = moved
        capacity = larger
    }

    @inline(__always)
    @inlinable package mutating func append(_ element: Element) {
        if count == capacity { reserve(count + 1) }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Makes the buffer hold `size` elements of one value.
    @inlinable package mutating func fill(_ size: Int, with element: Element) {
        reserve(size)
        base.initialize(repeating: element, count: size)
        count = size
    }

    /// Makes the buffer hold `size` elements; those beyond the old count get `element`.
    @inlinable package mutating func extend(to size: Int, with element: Element) {
        reserve(size)
        if size > count { (base + count).initialize(repeating: element, count: size - count) }
        count = size
    }

    @inlinable package mutating func removeAll() {
        count = 0
    }

    package subscript(index: Int) -> Element {
        @inlinable @inline(__always) get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        @inlinable @inline(__always) nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }
}
