using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.Sql.Postgres.Connections;

namespace InfernoSim.Capture;

/// <summary>
/// The PostgreSQL server behind a relay: <c>host:port</c>, or <c>host</c> alone for port 5432. <c>?sslmode=require</c>, <c>verify-ca</c> or <c>verify-full</c> after it
/// reaches the server by TLS; with the last two, <c>&amp;sslrootcert=FILE</c> names who is trusted in place of whom the system trusts.
/// </summary>
public sealed class PostgresServer
{
    private const int UsualPort = 5432;
    private const string ModeName = "sslmode";
    private const string RootsName = "sslrootcert";

    private static readonly Dictionary<string, TlsMode> Modes = new(StringComparer.Ordinal)
    {
        ["disable"] = TlsMode.Disable,
        ["require"] = TlsMode.Require,
        ["verify-ca"] = TlsMode.VerifyCa,
        ["verify-full"] = TlsMode.VerifyFull,
    };

    private PostgresServer(ServerAddress address) => Address = address;

    /// <summary>The host name or address, an IPv6 address without brackets.</summary>
    public string Host => Address.Host;

    /// <summary>The port, 1 to 65535.</summary>
    public int Port => Address.Port;

    internal ServerAddress Address { get; }

    /// <summary>Reads a server's address.</summary>
    /// <param name="text">For example <c>localhost:5432</c>, or <c>db.example.test?sslmode=verify-full</c>.</param>
    /// <returns>The server.</returns>
    /// <exception cref="CaptureException">The text is not an address, or names a file that holds no certificate; the message says what is right.</exception>
    public static PostgresServer Parse(string text)
    {
        string[] parts = (text ?? "").Split('?', 2);
        ServerAddress address = ReadAddress(parts[0])
            ?? throw new CaptureException($"'{text}' is not the address of a PostgreSQL server. Write host and port, such as 'localhost:5432'; user, password and database stay in the service's own connection string.");
        foreach (string option in parts.Length == 1 ? [] : parts[1].Split('&'))
        {
            address = With(address, option);
        }

        return new PostgresServer(address);
    }

    /// <summary>Reads a server's address.</summary>
    /// <param name="text">For example <c>localhost:5432</c>.</param>
    /// <param name="server">The server.</param>
    /// <returns><see langword="false"/> when the text is not an address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PostgresServer? server)
    {
        try
        {
            server = Parse(text ?? "");
            return true;
        }
        catch (CaptureException)
        {
            server = null;
            return false;
        }
    }

    /// <summary>Finds out whether something listens there, and by TLS where that is asked for.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when it does.</returns>
    /// <exception cref="CaptureException">Nothing does; the message says why, and what to do.</exception>
    public async Task ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        using var deadline = new CancellationTokenSource(timeout, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await using ConnectionLeg server = await ServerConnection.OpenAsync(Address, limit.Token);
        }
        catch (ServerConnectionException e) when (e.InnerException is not SocketException)
        {
            throw new CaptureException($"The PostgreSQL server at {this} cannot be spoken to: {e.Message}.", e);
        }
        catch (ServerConnectionException e)
        {
            throw Unreachable(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {timeout.TotalSeconds:0.#} s", e);
        }
    }

    /// <summary>The address as it is written.</summary>
    /// <returns>For example <c>localhost:5432</c>.</returns>
    public override string ToString() => Address.Tls == TlsMode.Disable ? $"{Address}" : $"{Address}?{ModeName}={Modes.First(mode => mode.Value == Address.Tls).Key}";

    private static ServerAddress? ReadAddress(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        int colon = text.LastIndexOf(':');
        bool hasPort = colon >= 0 && !text.EndsWith(']');
        ushort port = UsualPort;
        if (hasPort && (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0))
        {
            return null;
        }

        string host = hasPort ? text[..colon] : text;
        host = host.Length == 0 ? "localhost" : host;
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new ServerAddress(host.Trim('[', ']'), port);
    }

    private static ServerAddress With(ServerAddress address, string option)
    {
        string[] parts = option.Split('=', 2);
        string value = parts.Length == 2 ? parts[1] : "";
        return parts[0] switch
        {
            ModeName when Modes.TryGetValue(value, out TlsMode mode) => address with { Tls = mode },
            ModeName => throw new CaptureException($"{ModeName} is '{value}' and has to be one of {string.Join(", ", Modes.Keys)}."),
            RootsName => address with { Roots = ReadRoots(value) },
            _ => throw new CaptureException($"'{option}' is nothing that a PostgreSQL server's address can have; {ModeName} and {RootsName} are, such as 'localhost:5432?{ModeName}=require'."),
        };
    }

    private static X509Certificate2Collection ReadRoots(string path)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? roots : throw new CryptographicException("There is no certificate in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CaptureException($"{RootsName}: '{path}' cannot be read: {e.Message.TrimEnd('.')}. Name a PEM file with the certificates of who is trusted.", e);
        }
    }

    private CaptureException Unreachable(string reason, Exception cause) =>
        new($"Cannot reach the PostgreSQL server at {this}: {reason}. Start it first, or forward to where it listens.", cause);
}
