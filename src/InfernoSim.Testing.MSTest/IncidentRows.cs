using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

/// <summary>The incidents of a test as rows of data: what MSTest makes a test of, names, filters and keeps from discovery to run.</summary>
internal static class IncidentRows
{
    /// <summary>A row for each incident.</summary>
    /// <param name="attribute">What is asked.</param>
    /// <param name="name">What the test is called.</param>
    /// <param name="skip">Why it is not run; <see langword="null"/> when it is.</param>
    public static IEnumerable<object?[]> Of(IDescribeIncidentTest attribute, string name, string? skip) =>
        IncidentCase.List(attribute.Settings).Select(one => new object?[]
        {
            new TestDataRow<(string Path, string Name, bool FromWildcard)>((one.Path, one.Name, one.FromWildcard))
            {
                DisplayName = one.FromWildcard ? $"{name}(\"{one.Name}\")" : name,
                IgnoreMessage = skip,
                TestCategories = [.. one.Traits.Select(CategoryOf)],
            },
        });

    /// <summary>The incident of a row that MSTest has taken apart.</summary>
    public static IncidentCase CaseOf(object?[]? row, IDescribeIncidentTest attribute) =>
        row is [string path, string name, bool fromWildcard] ? new IncidentCase(path, name, fromWildcard) : IncidentCase.List(attribute.Settings)[0];

    // A row has categories and no other traits, and people filter by them alone.
    private static string CategoryOf(KeyValuePair<string, string> trait) => trait.Key == "Category" ? trait.Value : $"{trait.Key}:{trait.Value}";
}
