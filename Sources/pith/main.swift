import Commands

EntryPoint.run(Array(CommandLine.arguments.dropFirst()))
