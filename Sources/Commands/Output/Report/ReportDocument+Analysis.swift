package import Analysis
package import Diagnostics
import ImageModel

extension ReportDocument {
    /// What a report's JSON says.
    package init(_ report: ImageReport) throws(BuildError) {
        self = try CanonicalJSON.decode(
            ReportDocument.self, from: CanonicalJSON.encode(report), what: "the report on '\(report.reference)'")
    }
}

extension ComparisonDocument {
    /// What a comparison's JSON says.
    package init(_ comparison: ImageComparison) throws(BuildError) {
        self = try CanonicalJSON.decode(
            ComparisonDocument.self, from: CanonicalJSON.encode(comparison), what: "the comparison")
    }
}
