using InfernoSim.TestKit.Results;

namespace InfernoSim.Testing.Conformance.Tests;

/// <summary>What the frameworks do differently.</summary>
public interface IFramework
{
    /// <summary>As in the names of the projects.</summary>
    static abstract string Name { get; }

    /// <summary>Whether a test may be a static method.</summary>
    static abstract bool HasStaticTests { get; }

    /// <summary>What a case of a wildcard is called.</summary>
    static abstract string CaseOf(string test, string incident);

    /// <summary>What a failure says, without what the framework says of each before it.</summary>
    static virtual string MessageOf(TestResult result) => result.Message;

    /// <summary>What <c>dotnet</c> is given to run tests of an assembly and to write <c>results.trx</c>.</summary>
    static abstract IEnumerable<string> Arguments(string assembly, Selection selection);
}

public sealed class XunitV2 : IFramework
{
    public static string Name => "Xunit";

    public static bool HasStaticTests => true;

    public static string CaseOf(string test, string incident) => $"{test}(incident: \"{incident}\")";

    public static IEnumerable<string> Arguments(string assembly, Selection selection) => VSTest.Arguments(assembly, selection, "Category=Incident", "Incident=");
}

public sealed class XunitV3 : IFramework
{
    public static string Name => "XunitV3";

    public static bool HasStaticTests => true;

    public static string CaseOf(string test, string incident) => $"{test}(incident: \"{incident}\")";

    public static IEnumerable<string> Arguments(string assembly, Selection selection) => VSTest.Arguments(assembly, selection, "Category=Incident", "Incident=");
}

public sealed class NUnit : IFramework
{
    public static string Name => "NUnit";

    public static bool HasStaticTests => true;

    public static string CaseOf(string test, string incident) => $"{test}(\"{incident}\")";

    public static IEnumerable<string> Arguments(string assembly, Selection selection) => VSTest.Arguments(assembly, selection, "TestCategory=Incident", "Incident=");
}

public sealed class MSTest : IFramework
{
    public static string Name => "MSTest";

    public static bool HasStaticTests => false;

    public static string CaseOf(string test, string incident) => $"{test}(\"{incident}\")";

    public static IEnumerable<string> Arguments(string assembly, Selection selection) => VSTest.Arguments(assembly, selection, "TestCategory=Incident", "TestCategory=Incident:");
}

/// <summary>Has no runner for VSTest: its assembly is a program.</summary>
public sealed class TUnit : IFramework
{
    public static string Name => "TUnit";

    public static bool HasStaticTests => false;

    public static string CaseOf(string test, string incident) => $"{test}(\"{incident}\")";

    /// <summary>Of all exceptions it shows the type before the message.</summary>
    public static string MessageOf(TestResult result) => result.Message.Replace("IncidentTestException: ", "", StringComparison.Ordinal);

    public static IEnumerable<string> Arguments(string assembly, Selection selection)
    {
        string name = selection.Class ?? "*";
        string incidents = string.Join('|', selection.Incidents.Select(incident => $"(Incident={incident})"));
        string[] properties = [.. selection.IncidentTests ? ["(Category=Incident)"] : (string[])[], .. incidents.Length > 0 ? [$"({incidents})"] : (string[])[]];
        string filter = $"/*/*/{(selection.IsExcluded ? $"(!{name})" : name)}/*{(properties.Length > 0 ? $"[{string.Join('&', properties)}]" : "")}";
        return [assembly, "--treenode-filter", filter, "--report-trx", "--report-trx-filename", "results.trx"];
    }
}

/// <summary>The frameworks that <c>dotnet test</c> runs by VSTest.</summary>
internal static class VSTest
{
    public static IEnumerable<string> Arguments(string assembly, Selection selection, string all, string incident)
    {
        string[] conditions =
        [
            .. selection.IncidentTests ? [all] : (string[])[],
            .. selection.Incidents.Count > 0 ? [$"({string.Join('|', selection.Incidents.Select(name => incident + name))})"] : (string[])[],
            .. selection.Class is { } name ? [$"FullyQualifiedName{(selection.IsExcluded ? "!~" : "~")}{(name.StartsWith('*') ? "" : "Suite.")}{name.Trim('*')}"] : (string[])[],
        ];
        return ["test", assembly, "--filter", string.Join('&', conditions), "--logger", "trx;LogFileName=results.trx"];
    }
}
