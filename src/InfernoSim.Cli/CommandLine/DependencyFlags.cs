using System.CommandLine;
using System.Net;
using InfernoSim.Cli.Hosting;

namespace InfernoSim.Cli.CommandLine;

/// <summary>The flags that say where what stands for a service's dependencies listens, the same for every command that answers them.</summary>
/// <param name="isForCaptured">Whether the stub listens as well where the capture proxy did.</param>
internal sealed class DependencyFlags(bool isForCaptured)
{
    private readonly Flag<IPEndPoint> _stubListen = new(
        "--stub-listen", "ADDRESS", "Where the dependency stub listens; the service's HTTP_PROXY points here. Its port being taken is an error.", ":19000", ListenText.ParseEndPoint);

    private readonly Flag<IPEndPoint?> _stubCompatListen = new(
        "--stub-compat-listen", "ADDRESS", "Where the stub listens as well, so that a service still configured for the capture proxy needs no change; empty for nowhere. Its port being taken is a warning.", ":9000", ListenText.ParseOptionalEndPoint);

    private readonly Flag<string> _authority = AuthorityFlag.Create(
        "The folder of the certificate authority by which https calls that come through the stub as a proxy are answered; the service has to trust it.");

    private readonly Flag<IPEndPoint?> _postgresListen = new(
        "--postgres-listen", "ADDRESS", "Where the stub of the PostgreSQL server listens, if the incident holds statements for one; the service's connection string points here, and the server itself may be stopped. Empty for nowhere.", ":15432", ListenText.ParseOptionalEndPoint);

    private readonly Flag<string?> _postgresCertificate = ServiceFlags.PostgresCertificate();

    /// <summary>The flags, in the order in which help lists them.</summary>
    public IReadOnlyList<Option> All => [_stubListen, .. isForCaptured ? (Option[])[_stubCompatListen] : [], _authority, _postgresListen, _postgresCertificate];

    /// <summary>What was asked for.</summary>
    public DependencyServers In(ParseResult result) => new()
    {
        StubListen = _stubListen.In(result),
        StubCompatListen = isForCaptured ? _stubCompatListen.In(result) : null,
        AuthorityFolder = _authority.InOr(result, null!),
        PostgresListen = _postgresListen.In(result),
        PostgresCertificate = _postgresCertificate.InOr(result, null),
    };
}
