using System.Reflection;
using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.MSTest;

/// <summary>
/// A test that replays an incident against the service under test (<see cref="ServiceUnderTestAttribute{T}"/> and the like, on
/// the class or the assembly), and then runs its body, which may be empty and may take a <see cref="Verdicts.ReplaySummary"/>
/// or an <see cref="IncidentReplay"/>. A replay that fails fails the test, and the body is not run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed partial class IncidentReplayAttribute : TestMethodAttribute, ITestDataSource
{
    /// <summary>Names the incident.</summary>
    /// <param name="incident">
    /// The incident folder, from the folder of the test's source file, or else the output folder. With <c>*</c> or <c>?</c> in
    /// it, there is one test for each incident that matches.
    /// </param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="sourceLine">Filled in by the compiler.</param>
    public IncidentReplayAttribute(string incident, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
        : base(sourceFile, sourceLine)
    {
        Settings = IncidentTestSettings.ForReplay(incident, sourceFile, sourceLine);
    }

    /// <summary>How long the replay may take, in milliseconds; 0 for no limit. <c>[Timeout]</c> limits the body.</summary>
    /// <value>The default is 0.</value>
    public int Timeout { get; set; }

    /// <summary>Why the test is not run; <c>[Ignore]</c> does the same.</summary>
    /// <value>The default is <see langword="null"/>: it is run.</value>
    public string? Skip { get; set; }

    /// <inheritdoc/>
    public override Task<TestResult[]> ExecuteAsync(ITestMethod testMethod)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        return IncidentExecution.RunAsync(this, testMethod);
    }

    /// <inheritdoc/>
    IEnumerable<object?[]> ITestDataSource.GetData(MethodInfo methodInfo) => IncidentRows.Of(this, DisplayName ?? methodInfo.Name, Skip);

    /// <inheritdoc/>
    string? ITestDataSource.GetDisplayName(MethodInfo methodInfo, object?[]? data) => null;
}
