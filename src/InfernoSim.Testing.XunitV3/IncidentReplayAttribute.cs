using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;
using Xunit;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>
/// A test that replays an incident against the service under test (<see cref="ServiceUnderTestAttribute{T}"/> and the like, on
/// the class or the assembly), and then runs its body, which may be empty and may take a <see cref="Verdicts.ReplaySummary"/>
/// or an <see cref="IncidentReplay"/>. A replay that fails fails the test, and the body is not run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(IncidentTestDiscoverer))]
public sealed partial class IncidentReplayAttribute : FactAttribute
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
}
