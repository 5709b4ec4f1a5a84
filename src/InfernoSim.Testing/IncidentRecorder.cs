using System.Runtime.CompilerServices;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Scrubbing;
using InfernoSim.Testing.Hosting;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Recording;

namespace InfernoSim.Testing;

/// <summary>
/// Records what a service of this process is asked, and asks, into an incident folder: start it, send requests with
/// <see cref="CreateClient"/>, and <see cref="CompleteAsync"/>. Calls of clients from <see cref="IHttpClientFactory"/> are
/// recorded; <see cref="NotRecorded"/> says which calls were not.
/// </summary>
public sealed class IncidentRecorder : IAsyncDisposable
{
    private readonly RecordingRoute _route;
    private readonly Task<Exception> _faulted;
    private readonly IncidentWriter _writer;
    private readonly ActiveRoute _active;
    private readonly TestedInstance _instance;
    private readonly RecorderOptions _rules;
    private readonly string _env;
    private readonly string? _ignored;
    private bool _completed;

    private IncidentRecorder(RecordingRoute route, Task<Exception> faulted, IncidentWriter writer, ActiveRoute active, TestedInstance instance, RecorderOptions rules, string env, string? ignored)
    {
        _route = route;
        _faulted = faulted;
        _writer = writer;
        _active = active;
        _instance = instance;
        _rules = rules;
        _env = env;
        _ignored = ignored;
    }

    /// <summary>The incident folder, as an absolute path.</summary>
    public string Folder => _writer.Folder;

    /// <summary>Where the service listens.</summary>
    public Uri BaseAddress => _instance.Service.BaseAddress;

    /// <summary>Calls that were seen and could not be recorded, one line each. <c>incident.json</c> says them too.</summary>
    public IReadOnlyList<string> NotRecorded => [.. _route.Report.ToNotTested().Select(item => item.What)];

    /// <summary>What a person should know: what was repaired in a folder that is continued, and files of it that git ignores, with what to do.</summary>
    public IReadOnlyList<string> Notices => [.. _writer.RepairNotices, .. _ignored is null ? [] : (string[])[_ignored]];

    /// <summary>Starts a service and records from now on.</summary>
    /// <typeparam name="TEntryPoint">A type of the service's assembly, usually its <c>Program</c>.</typeparam>
    /// <param name="folder">The incident folder to make; a relative one is made beside the calling source file, or in the output folder where that is not here.</param>
    /// <param name="options">How to record; the defaults when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>The recorder.</returns>
    /// <exception cref="IncidentFormatException">The folder holds a recording already.</exception>
    /// <exception cref="ReplayConfigurationException">The key in <c>INFERNOSIM_PRIVACY_KEY</c> is too short.</exception>
    /// <exception cref="ServiceHostException">The service did not start.</exception>
    public static Task<IncidentRecorder> StartAsync<TEntryPoint>(
        string folder, IncidentRecorderOptions? options = null, CancellationToken cancellationToken = default, [CallerFilePath] string sourceFile = "")
        where TEntryPoint : class =>
        StartAsync(new InProcessHost<TEntryPoint>(), folder, options, cancellationToken, sourceFile);

    /// <summary>Starts a service and records from now on.</summary>
    /// <typeparam name="TEntryPoint">A type of the service's assembly, usually its <c>Program</c>.</typeparam>
    /// <param name="host">How to start it.</param>
    /// <param name="folder">The incident folder to make; a relative one is made beside the calling source file, or in the output folder where that is not here.</param>
    /// <param name="options">How to record; the defaults when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="sourceFile">Filled in by the compiler.</param>
    /// <returns>The recorder.</returns>
    /// <exception cref="IncidentFormatException">The folder holds a recording already.</exception>
    /// <exception cref="ReplayConfigurationException">The key in <c>INFERNOSIM_PRIVACY_KEY</c> is too short.</exception>
    /// <exception cref="ServiceHostException">The service did not start.</exception>
    public static async Task<IncidentRecorder> StartAsync<TEntryPoint>(
        InProcessHost<TEntryPoint> host, string folder, IncidentRecorderOptions? options = null, CancellationToken cancellationToken = default, [CallerFilePath] string sourceFile = "")
        where TEntryPoint : class
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return await StartAsync(host, folder, options ?? new IncidentRecorderOptions(), sourceFile, cancellationToken);
    }

    /// <summary>Starts any service that runs in this process.</summary>
    internal static async Task<IncidentRecorder> StartAsync(
        IServiceHost host, string folder, IncidentRecorderOptions options, string sourceFile, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxBody);
        string source = IncidentFolders.SourceDirectory(sourceFile);
        var rules = new RecorderOptions { MaxBodyBytes = options.MaxBody, KeepSecrets = options.CaptureSensitiveData, Policy = options.Privacy.Places };
        EventScrubber? scrubber = rules.Scrubber;
        IncidentWriter writer = IncidentWriter.Open(Path.GetFullPath(folder, source), options.Append);
        options.Notice(RecordingNotice.Of(rules, $"a smaller {nameof(IncidentRecorderOptions.MaxBody)}", $"{nameof(IncidentRecorderOptions.CaptureSensitiveData)} = true", $"{nameof(ReplaySettings.SafeMode)} = true"));
        var exchanges = new TrafficRecorder(writer.Inbound, rules, TimeProvider.System);
        var calls = new TrafficRecorder(writer.Outbound, rules, TimeProvider.System);
        SqlRecorder? statements = options.RecordSql ? new SqlRecorder(() => writer.Sql, scrubber) : null;
        var route = new RecordingRoute(exchanges, calls, statements);
        ActiveRoute active = ActiveRoutes.Add(route);
        try
        {
            string? ignored = await GitWorkTree.NoticeOfIgnoredAsync(writer.Folder, cancellationToken);
            var starter = new ServiceStarter(host, context => new ServiceHostContext(route, null, options.ConfigureServices is { } configure ? [(services, _) => configure(services)] : [], source, context));
            var own = new ReplayContext(0, 0, "recording");
            TestedInstance instance = await (options.FreshState ? starter.StartFreshAsync(own, cancellationToken) : starter.StartAsync(own, cancellationToken));
            Task<Exception> faulted = Task.WhenAny([exchanges.Sink.Faulted, calls.Sink.Faulted, .. statements is null ? [] : (Task<Exception>[])[statements.Sink.Faulted]]).Unwrap();
            return new IncidentRecorder(route, faulted, writer, active, instance, rules, options.Env, ignored);
        }
        catch
        {
            active.Dispose();
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a client of the service that follows no redirects and keeps no cookies, so that what is recorded is what the test sends.</summary>
    /// <returns>The client, with <see cref="BaseAddress"/>; the caller disposes of it.</returns>
    public HttpClient CreateClient() => new(_instance.Service.CreateHandler(), disposeHandler: true) { BaseAddress = BaseAddress };

    /// <summary>Stops the service and completes the folder. An event that cannot be written does not disturb the service; it is reported here.</summary>
    /// <returns>A task that completes when the incident can be replayed.</returns>
    /// <exception cref="IOException">Events could not be written.</exception>
    public async Task CompleteAsync()
    {
        await CallerContext.Leave();
        if (_completed)
        {
            return;
        }

        _completed = true;
        await _instance.DisposeAsync();
        await _route.EndCallsAsync();
        _active.Dispose();
        var metadata = new IncidentMetadata
        {
            CapturedAt = TimeProvider.System.GetUtcNow(),
            Env = _env,
            Host = Environment.MachineName,
            Privacy = _rules.Privacy,
            NotRecorded = NotRecorded,
        };
        await _writer.CompleteAsync(metadata, _route.Lost);
        if (_faulted.IsCompleted)
        {
            Exception fault = await _faulted;
            throw new IOException($"The recording in {Folder} is incomplete. {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(CompleteAsync());
}
