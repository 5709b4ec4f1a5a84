using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using InfernoSim.Sql.Postgres.Connections;

namespace InfernoSim.Capture;

/// <summary>The PostgreSQL server behind a relay: <c>host:port</c>, or <c>host</c> alone for port 5432.</summary>
public sealed class PostgresServer
{
    private const int UsualPort = 5432;

    private PostgresServer(ServerAddress address) => Address = address;

    /// <summary>The host name or address, an IPv6 address without brackets.</summary>
    public string Host => Address.Host;

    /// <summary>The port, 1 to 65535.</summary>
    public int Port => Address.Port;

    internal ServerAddress Address { get; }

    /// <summary>Reads a server's address.</summary>
    /// <param name="text">For example <c>localhost:5432</c>.</param>
    /// <returns>The server.</returns>
    /// <exception cref="CaptureException">The text is not an address; the message says what one looks like.</exception>
    public static PostgresServer Parse(string text) => TryParse(text, out PostgresServer? server)
        ? server
        : throw new CaptureException($"'{text}' is not the address of a PostgreSQL server. Write host and port, such as 'localhost:5432'; user, password and database stay in the service's own connection string.");

    /// <summary>Reads a server's address.</summary>
    /// <param name="text">For example <c>localhost:5432</c>.</param>
    /// <param name="server">The server.</param>
    /// <returns><see langword="false"/> when the text is not an address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PostgresServer? server)
    {
        server = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        int colon = text.LastIndexOf(':');
        bool hasPort = colon >= 0 && !text.EndsWith(']');
        ushort port = UsualPort;
        if (hasPort && (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0))
        {
            return false;
        }

        string host = hasPort ? text[..colon] : text;
        host = host.Length == 0 ? "localhost" : host;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return false;
        }

        server = new PostgresServer(new ServerAddress(host.Trim('[', ']'), port));
        return true;
    }

    /// <summary>Finds out whether something listens there.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that completes when it does.</returns>
    /// <exception cref="CaptureException">Nothing does; the message says why, and what to do.</exception>
    public async Task ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        using var deadline = new CancellationTokenSource(timeout, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Host, Port, limit.Token);
        }
        catch (SocketException e)
        {
            throw Unreachable(e.Message.TrimEnd('.'), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {timeout.TotalSeconds:0.#} s", e);
        }
    }

    /// <summary>The address as it is written.</summary>
    /// <returns>For example <c>localhost:5432</c>.</returns>
    public override string ToString() => Address.ToString();

    private CaptureException Unreachable(string reason, Exception cause) =>
        new($"Cannot reach the PostgreSQL server at {this}: {reason}. Start it first, or forward to where it listens.", cause);
}
