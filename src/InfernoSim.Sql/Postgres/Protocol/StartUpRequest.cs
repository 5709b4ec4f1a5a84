namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>What a client opens a connection for.</summary>
internal enum StartUpKind
{
    /// <summary>To begin a session.</summary>
    Session,

    /// <summary>To ask for TLS; the server answers with one byte.</summary>
    Tls,

    /// <summary>To ask for GSSAPI encryption; the server answers with one byte.</summary>
    Gss,

    /// <summary>To cancel a statement of another connection; the server closes without an answer.</summary>
    Cancel,
}

/// <summary>The untyped message that begins a connection.</summary>
internal sealed class StartUpRequest
{
    private const int TlsCode = (1234 << 16) | 5679;
    private const int GssCode = (1234 << 16) | 5680;
    private const int CancelCode = (1234 << 16) | 5678;

    private StartUpRequest(StartUpKind kind) => Kind = kind;

    /// <summary>What the connection is for.</summary>
    public StartUpKind Kind { get; }

    /// <summary>The protocol's minor version; its major version is 3.</summary>
    public int MinorVersion { get; private init; }

    /// <summary>The session's parameters by name, <c>user</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; private init; } = new Dictionary<string, string>();

    /// <summary>The process that is to cancel what it does.</summary>
    public int ProcessId { get; private init; }

    /// <summary>What proves that the client may ask it to.</summary>
    public byte[] Secret { get; private init; } = [];

    /// <summary>The database: by default it is named as the user.</summary>
    public string Database => Parameters.GetValueOrDefault("database") is { Length: > 0 } named ? named : Parameters.GetValueOrDefault("user", "");

    /// <summary>Whether it is a connection of replication, which speaks another language.</summary>
    public bool IsReplication =>
        Parameters.TryGetValue("replication", out string? value) && value.ToUpperInvariant() is not ("" or "0" or "FALSE" or "OFF" or "NO" or "F" or "N");

    /// <summary>Reads it.</summary>
    /// <param name="content">The message without its length.</param>
    /// <exception cref="PostgresProtocolException">It is none, or of another major version.</exception>
    public static StartUpRequest Read(ReadOnlySpan<byte> content)
    {
        var reader = new MessageReader(content);
        int code = reader.Int32();
        return code switch
        {
            TlsCode => new StartUpRequest(StartUpKind.Tls),
            GssCode => new StartUpRequest(StartUpKind.Gss),
            CancelCode => new StartUpRequest(StartUpKind.Cancel) { ProcessId = reader.Int32(), Secret = reader.Rest().ToArray() },
            _ when code >> 16 == 3 => new StartUpRequest(StartUpKind.Session) { MinorVersion = code & 0xFFFF, Parameters = ReadParameters(ref reader) },
            _ => throw new PostgresProtocolException($"The client speaks version {code >> 16}.{code & 0xFFFF} of PostgreSQL's protocol, or another protocol; version 3 is expected."),
        };
    }

    private static Dictionary<string, string> ReadParameters(ref MessageReader reader)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!reader.IsAtEnd && reader.Text() is { Length: > 0 } name)
        {
            parameters[name] = reader.Text();
        }

        return parameters;
    }
}
