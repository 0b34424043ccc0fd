/// The expected configuration in `RuntimeSpecTests.golden`, broken into lines.
let runtimeSpecGolden = ""
