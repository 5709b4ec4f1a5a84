using System.ComponentModel;
using InfernoSim.Testing.Adapters;
using Xunit.Sdk;
using Xunit.v3;

namespace InfernoSim.Testing.XunitV3;

/// <summary>A test method with one incident.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal sealed class IncidentTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    private IncidentCase? _case;

    /// <summary>For the framework, which fills it in by <see cref="Deserialize"/>.</summary>
    [Obsolete("Called by the de-serializer")]
    public IncidentTestCase()
    {
    }

    public IncidentTestCase(
        IncidentCase one, IXunitTestMethod method, string displayName, string uniqueId, bool isExplicit, bool disableParallelization, Type[]? skipExceptions, string? skipReason,
        Type? skipType, string? skipUnless, string? skipWhen, Dictionary<string, HashSet<string>> traits, string? sourceFile, int? sourceLine)
        : base(method, displayName, uniqueId, isExplicit, testLabel: null, disableParallelization, skipExceptions, skipReason, skipType, skipUnless, skipWhen, traits, null, sourceFile, sourceLine)
    {
        _case = one;
    }

    public IncidentCase Case => _case!;

    /// <inheritdoc/>
    public ValueTask<RunSummary> Run(
        ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings) =>
        IncidentCaseRunner.RunAsync(this, explicitOption, messageBus, constructorArguments, aggregator, cancellationTokenSource, parallelMode, scheduler, methodFixtureMappings);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests() => new([
        new XunitTest(
            this, TestMethod, Explicit, SkipReason, SkipType, SkipUnless, SkipWhen, TestCaseDisplayName, testIndex: 0,
            Traits.ToDictionary(trait => trait.Key, trait => (IReadOnlyCollection<string>)trait.Value, StringComparer.OrdinalIgnoreCase),
            timeout: 0, new object?[TestMethod.Parameters.Count], TestLabel, DisableParallelization),
    ]);

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("incident-path", Case.Path);
        info.AddValue("incident-name", Case.Name);
        info.AddValue("incident-wildcard", Case.FromWildcard);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _case = new IncidentCase(info.GetValue<string>("incident-path") ?? "", info.GetValue<string>("incident-name") ?? "", info.GetValue<bool>("incident-wildcard"));
    }
}
