import CLinux
import Diagnostics
import Glibc
import Synchronization

/// Takes the signals that process 1 of the namespaces gets, and either stops the work or hands them to a container.
///
/// The kernel drops signals to a process 1 that has no handler for them. A handler may do next to nothing, so it writes
/// the number into a pipe that the main thread reads.
enum SignalRelay {
    private static let pipeEnd = Atomic<Int32>(-1)
    private static let readingEnd = Atomic<Int32>(-1)
    private static let first = Atomic<Int32>(0)
    private static let receiver = Atomic<Int32>(0)
    private static let fatal = Atomic<Int32>(0)

    /// The first signal that asked to stop; 0 where none did.
    static var firstSignal: Int32 { first.load(ordering: .relaxed) }

    /// The signal that a container was ended for, since it had no handler; 0 where none was.
    static var fatalSignal: Int32 { fatal.load(ordering: .relaxed) }

    /// Hands signals to a process from now on instead of stopping the work; to nobody again with nil.
    static func passSignals(to process: pid_t?) {
        receiver.store(process ?? 0, ordering: .relaxed)
    }

    /// Installs the handlers, then lets the signals through that were held back.
    static func install(restoring mask: sigset_t) throws(BuildError) {
        let pipe = try Pipe()
        pipeEnd.store(pipe.writing, ordering: .relaxed)
        readingEnd.store(pipe.reading, ordering: .relaxed)
        for number in Supervisor.passedSignals {
            var action = sigaction()
            // nohup(1) has it ignored, and that must last.
            if number == SIGHUP, sigaction(number, nil, &action) == 0, action.isIgnored { continue }
            action.sa_flags = SA_SIGINFO | SA_RESTART
            action.__sigaction_handler.sa_sigaction = { number, info, _ in
                let error = errno
                let isFromKernel = info?.pointee.si_code == Int32(linux_sent_by_kernel)
                var message = UInt8(number) | (isFromKernel ? 0x80 : 0)
                _ = write(SignalRelay.pipeEnd.load(ordering: .relaxed), &message, 1)
                errno = error
            }
            try check(sigaction(number, &action, nil), "installing a signal handler failed")
        }
        var mask = mask
        sigprocmask(SIG_SETMASK, &mask, nil)
    }

    /// Reads signals for ever, on the main thread.
    static func run(stop: () -> Void) -> Never {
        while true {
            var message: UInt8 = 0
            guard read(readingEnd.load(ordering: .relaxed), &message, 1) == 1 else { continue }
            handle(Int32(message & 0x7F), isFromKernel: message & 0x80 != 0, stop: stop)
        }
    }

    private static func handle(_ number: Int32, isFromKernel: Bool, stop: () -> Void) {
        let process = receiver.load(ordering: .relaxed)
        if process > 0 {
            // The kernel sent it to the container's runtime too, which shares the terminal.
            if !isFromKernel { kill(process, number) }
            if let container = ContainerInit(of: process), container.endUnlessHandled(number) {
                fatal.store(number, ordering: .relaxed)
            }
            return
        }
        guard number != SIGUSR1, number != SIGUSR2 else { return }
        guard first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged else {
            _exit(128 + number)
        }
        stop()
    }
}

extension sigaction {
    fileprivate var isIgnored: Bool {
        unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
