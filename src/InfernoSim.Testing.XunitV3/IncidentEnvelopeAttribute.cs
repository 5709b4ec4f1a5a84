using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;
using Xunit;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>
/// A test that searches how much load the service under test (<see cref="ServiceUnderTestAttribute{T}"/> and the like, on the
/// class or the assembly) sustains when an incident is replayed against it, and then runs its body, which may be empty and may
/// take an <see cref="Load.Envelope.EnvelopeSummary"/> or an <see cref="IncidentEnvelopeResult"/>. A service that sustains less than
/// <see cref="AtLeast"/> fails the test, and the body is not run. While a search runs, no other does in this process, nor a
/// replay of an <see cref="IncidentReplayAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(IncidentTestDiscoverer))]
public sealed partial class IncidentEnvelopeAttribute : FactAttribute
{
    /// <summary>Names the incident.</summary>
    /// <param name="incident">
    /// The incident folder, from the folder of the test's source file, or else the output folder. With <c>*</c> or <c>?</c> in
    /// it, there is one test for each incident that matches.
    /// </param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <param name="sourceLine">Filled in by the compiler.</param>
    public IncidentEnvelopeAttribute(string incident, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
        : base(sourceFile, sourceLine)
    {
        Settings = IncidentTestSettings.ForEnvelope(incident, sourceFile, sourceLine);
        DisableParallelization = true;
    }
}
