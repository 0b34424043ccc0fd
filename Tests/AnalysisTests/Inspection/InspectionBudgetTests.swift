import Diagnostics
import Testing

@testable import Analysis

@Suite struct InspectionBudgetTests {
    @Test(
        "an image that has more of something than any real one is refused",
        arguments: InspectionBudget.Resource.allCases)
    func limits(_ resource: InspectionBudget.Resource) throws {
        var budget = InspectionBudget()
        try budget.spend(resource.most - 1, on: resource)
        try budget.spend(1, on: resource)
        #expect { try budget.spend(1, on: resource) } throws: { error in
            let error = error as? BuildError
            return error?.code == .corrupt && error?.message.contains(resource.rawValue) == true
        }
        for other in InspectionBudget.Resource.allCases where other != resource { try budget.spend(1, on: other) }
    }
}
