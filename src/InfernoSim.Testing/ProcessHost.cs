using InfernoSim.Testing.Hosting.Processes;

namespace InfernoSim.Testing;

/// <summary>
/// A service that is a process of its own, in any language. It is told its port in <c>PORT</c>, in <c>ASPNETCORE_URLS</c>
/// and as <c>{port}</c> in its arguments and environment, whose it is as <see cref="ReplayContext"/> says, and the stub in <c>HTTP_PROXY</c> and <c>HTTPS_PROXY</c> (and in
/// lower case), with an empty <c>NO_PROXY</c>. Where the incident holds statements for PostgreSQL, the stub of its server is in <c>PGHOST</c> and <c>PGPORT</c>. It ends with the replay, and with the test host, however that ends.
/// </summary>
/// <param name="fileName">The program.</param>
/// <param name="arguments">Its arguments; <c>{port}</c> in one stands for the port to listen on, <c>{postgres}</c> for host and port of the stub of a PostgreSQL server, and <c>{run}</c>, <c>{worker}</c>, <c>{name}</c> and <c>{folder}</c> for whose it is.</param>
public sealed class ProcessHost(string fileName, params IReadOnlyList<string> arguments) : IServiceHost
{
    /// <summary>The program.</summary>
    public string FileName => fileName;

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>The path that answers with a status below 400 once the service is ready, for example <c>/health</c>.</summary>
    /// <value>The default is <see langword="null"/>: ready once it accepts connections.</value>
    public string? Ready { get; init; }

    /// <summary>How long to wait for that.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The folder to run in, from the test's source file or the output folder.</summary>
    /// <value>The default is <see langword="null"/>: the folder of the test's source file.</value>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables beside those that the host sets; <c>{port}</c> in a value stands for the port, and so on as in arguments. For example <c>DATABASE_URL</c> with <c>postgres://app@{postgres}/shop</c>.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <inheritdoc cref="UrlHost.PostgresCertificate"/>
    public string? PostgresCertificate { get; init; }

    /// <summary>How many processes there may be at the same time, when each worker has its own (<see cref="ReplayState.FreshPerWorker"/>); a replay that needs more is refused.</summary>
    /// <value>The default is 64: a .NET process takes some 50 MB and half a second of a core to start.</value>
    public int MaxProcesses { get; init; } = 64;

    /// <inheritdoc/>
    public int MostServices => MaxProcesses;

    /// <inheritdoc/>
    public async Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(context);
        return await ProcessLaunch.StartAsync(this, context, cancellationToken);
    }
}
