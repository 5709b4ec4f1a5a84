namespace InfernoSim.Testing;

/// <summary>The service under test is a process of its own, in any language; see <see cref="ProcessHost"/>.</summary>
/// <param name="fileName">The program.</param>
/// <param name="arguments">Its arguments; <c>{port}</c> in one stands for the port to listen on, <c>{postgres}</c> for host and port of the stub of a PostgreSQL server, and <c>{run}</c>, <c>{worker}</c>, <c>{name}</c> and <c>{folder}</c> for whose it is (<see cref="ReplayContext"/>).</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class ServiceProcessAttribute(string fileName, params string[] arguments) : ServiceHostAttribute
{
    /// <summary>The program.</summary>
    public string FileName => fileName;

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>The path that answers with a status below 400 once the service is ready, for example <c>/health</c>.</summary>
    /// <value>The default is <see langword="null"/>: ready once it accepts connections.</value>
    public string? Ready { get; set; }

    /// <summary>How long to wait for that, a duration.</summary>
    /// <value>The default is <c>30s</c>.</value>
    public string ReadyTimeout { get; set; } = "30s";

    /// <summary>The folder to run in, from the test's source file or the output folder.</summary>
    /// <value>The default is <see langword="null"/>: the folder of the test's source file.</value>
    public string? WorkingDirectory { get; set; }

    /// <summary>Environment variables, each <c>NAME=value</c>; <c>{port}</c> stands for the port, and so on as in arguments. For example <c>DATABASE_URL=postgres://app@{postgres}/shop</c>.</summary>
    /// <value>The default is none.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Environment { get; set; } = [];
#pragma warning restore CA1819

    /// <inheritdoc cref="UrlHost.PostgresCertificate"/>
    public string? PostgresCertificate { get; set; }

    /// <inheritdoc cref="ProcessHost.MaxProcesses"/>
    public int MaxProcesses { get; set; } = 64;

    /// <inheritdoc/>
    public override IServiceHost CreateHost() => new ProcessHost(fileName, arguments)
    {
        Ready = Ready,
        ReadyTimeout = DurationText.Parse(ReadyTimeout, "30s"),
        WorkingDirectory = WorkingDirectory,
        MaxProcesses = MaxProcesses,
        Environment = [.. Environment.Select(variable => NamedValue.Read(nameof(Environment), variable, "LOG_LEVEL=debug"))],
        PostgresCertificate = PostgresCertificate,
    };
}
