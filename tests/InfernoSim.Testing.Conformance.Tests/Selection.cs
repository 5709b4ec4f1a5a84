namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>Which tests of a suite are run; each framework says it in its own way.</summary>
public sealed record Selection
{
    /// <summary>The class, which may begin or end with <c>*</c>; <see langword="null"/> for every class.</summary>
    public string? Class { get; init; }

    /// <summary>Whether the tests of <see cref="Class"/> are left out, and all others run.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>Whether tests are selected by the category of all incident tests.</summary>
    public bool IncidentTests { get; init; }

    /// <summary>The incidents; none for every incident.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];
}
