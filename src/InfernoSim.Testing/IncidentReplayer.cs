using System.Net;
using System.Runtime.CompilerServices;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using WireMock.Server;

namespace InfernoSim.Testing;

/// <summary>
/// Replays an incident against a service, from any test:
/// <c>(await IncidentReplayer.For&lt;Program&gt;("incidents/checkout").RunAsync()).ThrowIfFailed()</c>.
/// </summary>
public sealed class IncidentReplayer
{
    private readonly IServiceHost _host;
    private readonly string _incident;
    private readonly string _sourceFile;
    private ReplaySettings _settings = new();
    private IReadOnlyList<string> _defaults = [];
    private readonly List<Action<WireMockServer>> _configureStub = [];
    private readonly List<Action<IServiceCollection, ReplayContext>> _configureServices = [];
    private readonly List<IPrepareState> _preparers = [];

    private IncidentReplayer(IServiceHost host, string incident, string sourceFile)
    {
        _host = host;
        _incident = incident;
        _sourceFile = sourceFile;
        if (host is IConfigureServiceUnderTest configuring)
        {
            ConfiguredBy(configuring);
        }

        if (host is IPrepareState preparing)
        {
            PreparedBy(preparing);
        }
    }

    /// <summary>Replays against a service that runs in this process, on Kestrel.</summary>
    /// <typeparam name="TEntryPoint">A type of the service's assembly, usually its <c>Program</c>.</typeparam>
    /// <param name="incident">The incident folder, from the folder of the calling source file, or the output folder.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>A replay to be run.</returns>
    public static IncidentReplayer For<TEntryPoint>(string incident, [CallerFilePath] string sourceFile = "")
        where TEntryPoint : class =>
        For(new InProcessHost<TEntryPoint>(), incident, sourceFile);

    /// <summary>Replays against any service.</summary>
    /// <param name="host">Starts the service; each replay starts one of its own.</param>
    /// <param name="incident">The incident folder, from the folder of the calling source file, or the output folder.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>A replay to be run.</returns>
    public static IncidentReplayer For(IServiceHost host, string incident, [CallerFilePath] string sourceFile = "")
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(incident);
        return new IncidentReplayer(host, incident, sourceFile);
    }

    /// <summary>Changes the settings.</summary>
    /// <param name="configure">For example <c>s => s.Fanout = 50</c>.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer With(Action<ReplaySettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_settings);
        return this;
    }

    /// <summary>Takes settings in place of those so far.</summary>
    /// <param name="settings">The settings; read when the replay is run.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer With(ReplaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        return this;
    }

    /// <summary>Adds mappings to the stub before the replay; they win over the recording and are counted as overridden.</summary>
    /// <param name="configure">For example <c>stub => stub.Given(Request.Create().WithPath("/rates")).RespondWith(Response.Create().WithStatusCode(503))</c>.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer WithStub(Action<WireMockServer> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configureStub.Add(configure);
        return this;
    }

    /// <summary>Replaces registrations of a service that runs in-process.</summary>
    /// <param name="configure">Called after the service has made its own.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer WithServices(Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return WithServices((services, _) => configure(services));
    }

    /// <summary>Replaces registrations of a service that runs in-process, for each service its own.</summary>
    /// <param name="configure">Called after the service has made its own, with whose service it is.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer WithServices(Action<IServiceCollection, ReplayContext> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configureServices.Add(configure);
        return this;
    }

    /// <summary>Lets an object, such as a test class, prepare what the service owns.</summary>
    /// <param name="preparing">Called before each run, and before each worker of it; several in the order in which they were added.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer PreparedBy(IPrepareState preparing)
    {
        ArgumentNullException.ThrowIfNull(preparing);
        _preparers.Add(preparing);
        return this;
    }

    /// <summary>Lets an object, such as a test class, change the service and the stub.</summary>
    /// <param name="configuring">The object.</param>
    /// <returns>This replay.</returns>
    public IncidentReplayer ConfiguredBy(IConfigureServiceUnderTest configuring)
    {
        ArgumentNullException.ThrowIfNull(configuring);
        return WithServices((services, context) => configuring.ConfigureServices(services, context)).WithStub(configuring.ConfigureStub);
    }

    /// <summary>Replays.</summary>
    /// <param name="progress">Told now and then how far the replay has come.</param>
    /// <param name="cancellationToken">Ends the replay, and the service.</param>
    /// <returns>The verdict, and what belongs to it. A failing outcome is returned as well; see <see cref="IncidentReplay.ThrowIfFailed"/>.</returns>
    /// <exception cref="IncidentFormatException">The incident is missing or broken.</exception>
    /// <exception cref="ReplayConfigurationException">A setting cannot be read, or does not fit the incident.</exception>
    /// <exception cref="ServiceHostException">The service did not start.</exception>
    /// <exception cref="StubException">The stub cannot listen.</exception>
    /// <exception cref="OperationCanceledException">The replay was ended.</exception>
    public async Task<IncidentReplay> RunAsync(IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        // On a thread of the pool in any case: the route is set for what is started in here alone.
        await CallerContext.LeaveThread();
        ReplayInput input = ToInput();
        var host = new TestHost(this);
        ReplayResult result = await new ReplayJob { Input = input, Host = host }.RunAsync(progress, cancellationToken);
        if (result.BaselineFailure is { IsError: true } failure)
        {
            throw new ReplayConfigurationException(failure.Message);
        }

        return new IncidentReplay
        {
            Summary = result.Summary,
            IncidentFolder = input.Incident,
            ServiceOutput = host.OutputOf(result.Summary.FirstDivergence),
            Notices = result.Notices,
            OverriddenCalls = host.OverriddenCalls,
            Limits = result.Limits,
        };
    }

    /// <summary>What a job works on.</summary>
    internal ReplayInput ToInput() => new()
    {
        Incident = IncidentFolders.ResolveOne(_incident, _sourceFile),
        Options = WithDefaults(_settings.ToOptions()),
        Shared = IncidentFolders.SharedFile(_sourceFile),
        Given = _settings.Given,
        Words = SettingWording.Instance,
        Config = _settings.Config is { } file ? IncidentFolders.ResolveFile(file, _sourceFile) : null,
    };

    /// <summary>Takes rules in addition to those of the settings.</summary>
    internal IncidentReplayer WithDefaults(IReadOnlyList<string> ignore)
    {
        _defaults = ignore;
        return this;
    }

    internal IServiceHost Host => _host;

    internal string SourceDirectory => IncidentFolders.SourceDirectory(_sourceFile);

    internal IReadOnlyList<Action<IServiceCollection, ReplayContext>> ConfigureServices => _configureServices;

    internal IReadOnlyList<IPrepareState> Preparers => _preparers;

    internal DependencyStubOptions StubOptions => new() { Listen = new IPEndPoint(IPAddress.Loopback, _host.StubPort) };

    private ReplayOptions WithDefaults(ReplayOptions options) => _defaults.Count == 0
        ? options
        : options with { Ignore = [.. _defaults.Select(rule => ReplaySettings.Read("IncidentDefaults", rule, NoiseRule.Parse)), .. options.Ignore] };

    /// <summary>Adds the mappings of the test's own.</summary>
    internal void Configure(DependencyStub stub)
    {
        foreach (Action<WireMockServer> configure in _configureStub)
        {
            configure(stub.Server);
        }
    }
}
