extension SeccompProfile {
    static func allow(_ names: [String], _ args: Argument...) -> Rule {
        Rule(names: Set(names).sorted(), action: .allow, errnoRet: nil, args: args.isEmpty ? nil : args)
    }

    static func fail(_ names: [String], _ args: Argument...) -> Rule {
        Rule(names: Set(names).sorted(), action: .fail, errnoRet: notPermitted, args: args.isEmpty ? nil : args)
    }

    /// personality(2): Linux, the same with other names of releases or without randomised addresses, and the query.
    static let personalityRules = [0, 0x8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF].map { value in
        allow(["personality"], Argument(index: 0, value: value, valueTwo: 0, op: .equal))
    }

    /// socket(2): the families that Docker lets in. Among the others are AF_VSOCK (40), which leads to the host of a virtual
    /// machine, and AF_ALG (38), the kernel's cryptography; and whatever only looks like one of these once the kernel has
    /// cut it to 32 bits.
    static let socketRules: [Rule] = {
        let refused: [UInt64] = [12, 19, 20, 23, 25, 34, 37, 38, 40]
        return [allow(["socket"], Argument(index: 0, value: 12, valueTwo: 0, op: .less))]
            + (12...45).map { (family: UInt64) in
                let argument = Argument(index: 0, value: family, valueTwo: 0, op: .equal)
                return refused.contains(family) ? fail(["socket"], argument) : allow(["socket"], argument)
            }
    }()

    /// clone(2) without any flag for a new namespace. clone3(2) has its flags in memory, where a filter can't look,
    /// so it is not there at all.
    static let cloneRules: [Rule] = {
        // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
        let flags: [UInt64] = [
            0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
        ]
        let all = flags.reduce(0, |)
        return [allow(["clone"], Argument(index: 0, value: all, valueTwo: 0, op: .maskedEqual))]
            + flags.map { fail(["clone"], Argument(index: 0, value: $0, valueTwo: $0, op: .maskedEqual)) }
    }()

    /// Calls that need a capability; the kernel asks for it too, mostly, but a user namespace would give it.
    static let gatedCalls: [(capability: Capability, names: [String])] = [
        (
            .administer,
            [
                "bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie",
                "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr", "mount",
                "mount_setattr", "move_mount", "open_tree", "perf_event_open", "quotactl", "quotactl_fd",
                "setdomainname", "sethostname", "setns", "syslog", "umount", "umount2", "unshare",
            ]
        ),
        (.readSearch, ["open_by_handle_at"]),
        (.reboot, ["reboot"]),
        (.changeRoot, ["chroot"]),
        (.loadModules, ["delete_module", "finit_module", "init_module"]),
        (.account, ["acct"]),
        (.trace, ["kcmp", "pidfd_getfd", "process_madvise"]),
        (.rawIO, ["ioperm", "iopl"]),
        (.setTime, ["clock_settime", "settimeofday"]),
        (.configureTerminals, ["vhangup"]),
        (.prioritize, ["get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node"]),
        (.systemLog, ["syslog"]),
        (.loadFilters, ["bpf"]),
        (.monitorPerformance, ["perf_event_open"]),
    ]

    /// Calls that no capability lets in: the kernel's keys, which belong to no namespace, and what only a host needs.
    static let refusedCalls = [
        "add_key", "io_uring_enter", "io_uring_register", "io_uring_setup", "kexec_file_load", "kexec_load", "keyctl",
        "migrate_pages", "move_pages", "nfsservctl", "pivot_root", "request_key", "swapoff", "swapon", "sysfs",
        "userfaultfd", "uselib", "ustat",
    ]
}
