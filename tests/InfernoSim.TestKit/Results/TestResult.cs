namespace InfernoSim.TestKit.Results;

/// <summary>One test of a run; its texts have line feeds alone.</summary>
/// <param name="Name">What the framework calls it.</param>
/// <param name="ClassName">The full name of its class.</param>
/// <param name="Outcome"><c>Passed</c>, <c>Failed</c> or <c>NotExecuted</c>.</param>
/// <param name="Message">What the failure says, or why it was skipped.</param>
/// <param name="Output">What the test printed.</param>
/// <param name="Attachments">Paths of the attached files.</param>
public sealed record TestResult(string Name, string ClassName, string Outcome, string Message, string Output, IReadOnlyList<string> Attachments)
{
    /// <summary><c>Class.Test</c>, the class without its namespace, whether or not the framework's name begins with the class.</summary>
    public string ShortName
    {
        get
        {
            string prefix = ClassName + ".";
            return $"{ClassName.Split('.')[^1]}.{(Name.StartsWith(prefix, StringComparison.Ordinal) ? Name[prefix.Length..] : Name)}";
        }
    }
}
