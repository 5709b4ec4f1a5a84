namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>What the frameworks do differently.</summary>
public interface IFramework
{
    /// <summary>As in the names of the projects.</summary>
    static abstract string Name { get; }

    /// <summary>What a case of a wildcard is called.</summary>
    static abstract string CaseOf(string test, string incident);

    /// <summary>The filter that selects all incident tests.</summary>
    static abstract string AllIncidents { get; }
}

public sealed class XunitV2 : IFramework
{
    public static string Name => "Xunit";

    public static string AllIncidents => "Category=Incident";

    public static string CaseOf(string test, string incident) => $"{test}(incident: \"{incident}\")";
}

public sealed class XunitV3 : IFramework
{
    public static string Name => "XunitV3";

    public static string AllIncidents => "Category=Incident";

    public static string CaseOf(string test, string incident) => $"{test}(incident: \"{incident}\")";
}

public sealed class NUnit : IFramework
{
    public static string Name => "NUnit";

    public static string AllIncidents => "TestCategory=Incident";

    public static string CaseOf(string test, string incident) => $"{test}(\"{incident}\")";
}
