using System.ComponentModel;
using InfernoSim.Testing.Adapters;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InfernoSim.Testing.Xunit;

/// <summary>A test method with one incident.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal sealed class IncidentTestCase : XunitTestCase
{
    private IncidentCase? _case;

    /// <summary>For the framework, which fills it in by <see cref="Deserialize"/>.</summary>
    [Obsolete("Called by the de-serializer")]
    public IncidentTestCase()
    {
    }

    public IncidentTestCase(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method, IncidentCase one)
        : base(diagnostics, display, displayOptions, method)
    {
        _case = one;
    }

    public IncidentCase Case => _case!;

    public static IDescribeIncidentTest AttributeOf(ITestMethod method) =>
        IncidentTest.AttributeOf(method.Method.ToRuntimeMethod())!;

    /// <inheritdoc/>
    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new IncidentCaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    /// <inheritdoc/>
    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue("incident-path", Case.Path);
        data.AddValue("incident-name", Case.Name);
        data.AddValue("incident-wildcard", Case.FromWildcard);
    }

    /// <inheritdoc/>
    public override void Deserialize(IXunitSerializationInfo data)
    {
        // The base asks for the name and the id, which have the incident in them.
        _case = new IncidentCase(data.GetValue<string>("incident-path"), data.GetValue<string>("incident-name"), data.GetValue<bool>("incident-wildcard"));
        base.Deserialize(data);
    }

    /// <inheritdoc/>
    protected override void Initialize()
    {
        base.Initialize();
        foreach ((string trait, string value) in Case.Traits)
        {
            Add(trait, value);
        }

        IncidentTestSettings settings = AttributeOf(TestMethod).Settings;
        SourceInformation = new SourceInformation { FileName = settings.SourceFile, LineNumber = settings.SourceLine };
    }

    /// <inheritdoc/>
    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        Case.FromWildcard ? $"{displayName}(incident: \"{Case.Name}\")" : displayName;

    /// <inheritdoc/>
    protected override string GetUniqueID() => Case.FromWildcard ? $"{base.GetUniqueID()}-{Case.Name}" : base.GetUniqueID();

    /// <summary>xUnit v2 has no limit for bodies that are not asynchronous; that of the replay or the search is kept elsewhere.</summary>
    protected override int GetTimeout(IAttributeInfo factAttribute) =>
        typeof(Task).IsAssignableFrom(TestMethod.Method.ToRuntimeMethod().ReturnType) ? base.GetTimeout(factAttribute) : 0;

    private void Add(string trait, string value)
    {
        if (!Traits.TryGetValue(trait, out List<string>? values))
        {
            Traits.Add(trait, values = []);
        }

        values.Add(value);
    }
}
