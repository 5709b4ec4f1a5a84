using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Load.Envelope;
using InfernoSim.Stub;
using InfernoSim.Testing.Envelope;
using InfernoSim.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using WireMock.Server;

namespace InfernoSim.Testing;

/// <summary>
/// Searches how much load a service sustains, from any test:
/// <c>(await IncidentEnvelopeSearch.For&lt;Program&gt;("incidents/checkout").With(s => s.AtLeast = "120 req/s").RunAsync()).ThrowIfFailed()</c>.
/// </summary>
public sealed class IncidentEnvelopeSearch
{
    private EnvelopeSettings _settings = new();

    private IncidentEnvelopeSearch(IncidentReplayer replayer) => Replayer = replayer;

    /// <summary>Searches with a service that runs in this process, on Kestrel.</summary>
    /// <typeparam name="TEntryPoint">A type of the service's assembly, usually its <c>Program</c>.</typeparam>
    /// <param name="incident">The incident folder, from the folder of the calling source file, or the output folder.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>A search to be run.</returns>
    public static IncidentEnvelopeSearch For<TEntryPoint>(string incident, [CallerFilePath] string sourceFile = "")
        where TEntryPoint : class =>
        new(IncidentReplayer.For<TEntryPoint>(incident, sourceFile));

    /// <summary>Searches with any service.</summary>
    /// <param name="host">Starts the service; each search starts one of its own.</param>
    /// <param name="incident">The incident folder, from the folder of the calling source file, or the output folder.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>A search to be run.</returns>
    public static IncidentEnvelopeSearch For(IServiceHost host, string incident, [CallerFilePath] string sourceFile = "") =>
        new(IncidentReplayer.For(host, incident, sourceFile));

    /// <summary>Changes what is searched.</summary>
    /// <param name="configure">For example <c>s => s.Slo = "p99&lt;100ms"</c>.</param>
    /// <returns>This search.</returns>
    public IncidentEnvelopeSearch With(Action<EnvelopeSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_settings);
        return this;
    }

    /// <summary>Changes how the incident is replayed: <c>Inject</c>, <c>Headers</c>, <c>Ignore</c>, <c>Seed</c>, <c>SafeMode</c>, <c>LiveState</c>, <c>MaxEvents</c>, <c>Config</c>. The incident's <c>replay.yaml</c> holds as in a replay. The other settings of a replay are not looked at.</summary>
    /// <param name="configure">For example <c>s => s.Inject = ["dep=payments.test latency=+50ms"]</c>.</param>
    /// <returns>This search.</returns>
    public IncidentEnvelopeSearch WithReplay(Action<ReplaySettings> configure)
    {
        Replayer.With(configure);
        return this;
    }

    /// <inheritdoc cref="IncidentReplayer.WithStub"/>
    public IncidentEnvelopeSearch WithStub(Action<WireMockServer> configure)
    {
        Replayer.WithStub(configure);
        return this;
    }

    /// <inheritdoc cref="IncidentReplayer.WithServices(Action{IServiceCollection})"/>
    public IncidentEnvelopeSearch WithServices(Action<IServiceCollection> configure)
    {
        Replayer.WithServices(configure);
        return this;
    }

    /// <inheritdoc cref="IncidentReplayer.ConfiguredBy"/>
    public IncidentEnvelopeSearch ConfiguredBy(IConfigureServiceUnderTest configuring)
    {
        Replayer.ConfiguredBy(configuring);
        return this;
    }

    /// <summary>Searches, when no other search and no replay of an <c>[IncidentReplay]</c> is running in this process.</summary>
    /// <param name="progress">Told what is being measured.</param>
    /// <param name="cancellationToken">Ends the search, and the service.</param>
    /// <returns>What was found, also when it is less than was asked; see <see cref="IncidentEnvelopeResult.ThrowIfFailed"/>.</returns>
    /// <exception cref="IncidentFormatException">The incident is missing or broken.</exception>
    /// <exception cref="ReplayConfigurationException">A setting cannot be read, or does not fit the incident.</exception>
    /// <exception cref="ServiceHostException">The service did not start.</exception>
    /// <exception cref="StubException">The stub cannot listen.</exception>
    /// <exception cref="OperationCanceledException">The search was ended.</exception>
    public async Task<IncidentEnvelopeResult> RunAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        using RateLimitLease turn = await ProcessTurns.ForSearchAsync(cancellationToken);
        return await SearchAsync(progress, cancellationToken);
    }

    /// <summary>Takes settings in place of those so far.</summary>
    internal IncidentEnvelopeSearch With(EnvelopeSettings settings, ReplaySettings replay)
    {
        _settings = settings;
        Replayer.With(replay);
        return this;
    }

    /// <summary>Searches; the caller waits for the search's turn.</summary>
    internal async Task<IncidentEnvelopeResult> SearchAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // On a thread of the pool in any case: the route is set for what is started in here alone.
        await CallerContext.LeaveThread();
        EnvelopeOptions options = _settings.ToOptions();
        ReplayInput input = Replayer.ToInput();
        var host = new TestHost(Replayer);
        EnvelopeResult result = await new EnvelopeJob { Input = input, Options = options, Host = host }.RunAsync(progress, cancellationToken);
        return new IncidentEnvelopeResult
        {
            Summary = result.Summary,
            IncidentFolder = input.Incident,
            ServiceOutput = host.OutputOf(first: null),
            Notices = result.Notices,
        };
    }

    internal IncidentReplayer Replayer { get; }
}
