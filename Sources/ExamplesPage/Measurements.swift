import Commands
import Diagnostics
import ImageModel
import SystemPackage

/// What `scripts/examples` measured.
struct Measurements {
    struct App {
        /// The directory below `Examples`.
        let name: String
        let title: String
        /// What it does, in a sentence.
        let about: String
        /// At least one; the first is the one of a single stage.
        let images: [Image]
    }

    struct Image {
        let variant: String
        /// The file's name in the directory of the app.
        let dockerfile: String
        let report: ReportDocument
        let seconds: Seconds
    }

    struct Seconds: Decodable {
        /// Of a build that ran every step, and of one that ran none.
        let cold, warm: Double
        /// From the start of the container until its first answer.
        let answer: Double
    }

    /// How many the machine has.
    let processors: Int
    /// Those of which an image was made.
    let apps: [App]

    /// Reads the results, and the reports that they name.
    ///
    /// - Throws: `notFound`, `usage` or `corrupt`, naming the file that can't be read.
    init(path: String) throws(BuildError) {
        let document = try Measurements.read(Document.self, from: path)
        let directory = FilePath(path).removingLastComponent()
        processors = document.processors
        var apps = [App]()
        for app in document.apps where !app.images.isEmpty {
            var images = [Image]()
            for image in app.images {
                let path = directory.appending(image.report).string
                let report = try Measurements.read(ReportDocument.self, from: path)
                images.append(
                    Image(
                        variant: image.variant, dockerfile: image.dockerfile, report: report, seconds: image.seconds))
            }
            apps.append(App(name: app.name, title: app.title, about: app.about, images: images))
        }
        self.apps = apps
    }

    private static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(BuildError) -> Value {
        try CanonicalJSON.decode(type, from: TextFile.read(path), what: "'\(path)'")
    }

    /// The results as they are written.
    private struct Document: Decodable {
        struct App: Decodable {
            let name, title, about: String
            let images: [Image]
        }

        struct Image: Decodable {
            /// The path of the report, from the directory of the results.
            let variant, dockerfile, report: String
            let seconds: Seconds
        }

        let processors: Int
        let apps: [App]
    }
}

extension Measurements.App {
    /// How the smallest image relates to the one of a single stage; nil where one of them is empty.
    var gain: SizeRatio? {
        let sizes = images.map(\.report.size)
        return SizeRatio(before: sizes.first ?? 0, after: sizes.min() ?? 0)
    }
}
