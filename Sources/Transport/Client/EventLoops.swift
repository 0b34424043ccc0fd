import NIOPosix

/// The threads that all connections are served by.
enum EventLoops {
    /// Made when first asked for, and kept until the program ends.
    static let shared = MultiThreadedEventLoopGroup(numberOfThreads: 2)
}
