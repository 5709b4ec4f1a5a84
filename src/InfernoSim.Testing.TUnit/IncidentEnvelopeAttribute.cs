using System.Runtime.CompilerServices;
using InfernoSim.Testing.Adapters;
using TUnit.Core;
using TUnit.Core.Interfaces;

namespace InfernoSim.Testing.TUnit;

/// <summary>
/// Lets a <c>[Test]</c> search how much load the service under test (<see cref="ServiceUnderTestAttribute{T}"/> and the like, on the
/// class or the assembly) sustains when an incident is replayed against it, before its body, which may be empty and may
/// take an <see cref="Load.Envelope.EnvelopeSummary"/> or an <see cref="IncidentEnvelopeResult"/>. A service that sustains less than
/// <see cref="IncidentEnvelopeBaseAttribute.AtLeast"/> fails the test, and the body is not run. No other test runs beside a search, as with
/// <c>[NotInParallel]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IncidentEnvelopeAttribute : IncidentEnvelopeBaseAttribute, IDataSourceAttribute, ITestDiscoveryEventReceiver, ITestRegisteredEventReceiver
{
    /// <summary>Names the incident.</summary>
    /// <param name="incident">
    /// The incident folder, from the folder of the test's source file, or else the output folder. With <c>*</c> or <c>?</c> in
    /// it, there is one test for each incident that matches.
    /// </param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    public IncidentEnvelopeAttribute(string incident, [CallerFilePath] string sourceFile = "")
        : base(incident, sourceFile)
    {
    }

    /// <summary>What the test is called in place of its method.</summary>
    /// <value>The default is <see langword="null"/>: the method's name.</value>
    public string? DisplayName { get; set; }

    /// <summary>Why the test is not run; <c>[Skip]</c> does the same.</summary>
    /// <value>The default is <see langword="null"/>: it is run.</value>
    public string? Skip { get; set; }

    /// <inheritdoc/>
    bool IDataSourceAttribute.SkipIfEmpty { get; set; }

    /// <inheritdoc/>
    bool IDataSourceAttribute.DeferEnumeration { get; set; }

    /// <inheritdoc/>
    int IEventReceiver.Order => 0;

    /// <inheritdoc/>
    IAsyncEnumerable<Func<Task<object?[]?>>> IDataSourceAttribute.GetDataRowsAsync(DataGeneratorMetadata dataGeneratorMetadata) =>
        IncidentRows.Of(dataGeneratorMetadata);

    /// <inheritdoc/>
    ValueTask ITestDiscoveryEventReceiver.OnTestDiscovered(DiscoveredTestContext context)
    {
        IncidentRows.Describe(context, DisplayName);
        context.AddParallelConstraint(new NotInParallelConstraint([]));
        return default;
    }

    /// <inheritdoc/>
    ValueTask ITestRegisteredEventReceiver.OnTestRegistered(TestRegisteredContext context)
    {
        IncidentExecutor.Register(context, Skip);
        return default;
    }
}
