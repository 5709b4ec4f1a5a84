using InfernoSim.Incidents;

namespace InfernoSim.Faults;

/// <summary>Names statements: of a table or of a database, and of a kind where one is given.</summary>
/// <param name="Name">The table or the database, in any case; <c>*</c> for every one.</param>
/// <param name="Kind">The verb, in any case; <see langword="null"/> for every one.</param>
internal sealed record StatementName(string Name, string? Kind)
{
    private const string Every = "*";

    /// <summary>Whether a call is such a statement.</summary>
    /// <param name="authority">Its database.</param>
    /// <param name="scheme">Its scheme.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="target">Its table, as a path.</param>
    public bool Matches(string authority, string scheme, string kind, string target) =>
        scheme == SqlEvent.Scheme
        && (Kind is null || Kind.Equals(kind, StringComparison.OrdinalIgnoreCase))
        && (Name == Every || Name.Equals(authority, StringComparison.OrdinalIgnoreCase) || Name.Equals(Uri.UnescapeDataString(target.TrimStart('/')), StringComparison.OrdinalIgnoreCase));
}
