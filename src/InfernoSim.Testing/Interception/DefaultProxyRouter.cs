using System.Net;
using System.Net.Sockets;

namespace InfernoSim.Testing.Interception;

/// <summary>
/// The process's default proxy, once there has been a replay: leads each call of a client that asks for it to the stub of
/// the replay that the call is part of. It is never taken away again, since clients keep the one they found when they were
/// made; without a replay it is the one that was there before.
/// </summary>
#pragma warning disable CA1001 // Its socket lives as long as the process, like itself.
internal sealed class DefaultProxyRouter : IWebProxy
#pragma warning restore CA1001
{
    private static readonly Lock Installing = new();
    private static DefaultProxyRouter? _installed;

    private readonly IWebProxy _before;
    private readonly Socket _refusal;
    private readonly Uri _refusing;

    private DefaultProxyRouter(IWebProxy before)
    {
        _before = before;

        // Bound and not listening: a connection to it is refused, and nobody else can have the port.
        _refusal = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _refusal.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _refusing = new Uri($"http://{_refusal.LocalEndPoint}");
    }

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => _before.Credentials;
        set => _before.Credentials = value;
    }

    public static void EnsureInstalled()
    {
        lock (Installing)
        {
            if (_installed is null || !ReferenceEquals(HttpClient.DefaultProxy, _installed))
            {
                HttpClient.DefaultProxy = _installed = new DefaultProxyRouter(HttpClient.DefaultProxy);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Said in <see cref="GetProxy"/>, by no proxy.</remarks>
    public bool IsBypassed(Uri host) => false;

    /// <inheritdoc/>
    /// <remarks>An exception in here would be taken for "no proxy" by the client, which is the one thing that must not happen.</remarks>
    public Uri? GetProxy(Uri destination)
    {
        if (Owner() is { } owner)
        {
            if (owner.Route.Lead(destination, owner.Worker) is not { } proxy)
            {
                // Whether a call follows, and whose, is for the watch to see.
                return Before(destination);
            }

            DirectCallWatch.MarkLed();
            return proxy;
        }

        if (IsOthers(destination))
        {
            return Before(destination);
        }

        IReadOnlyList<CallRoute> all = [.. ActiveRoutes.All.Where(route => route.RefusesStrangers)];
        if (all.Count == 0)
        {
            return Before(destination);
        }

        foreach (CallRoute active in all.Where(route => all.Count == 1 || route.MayOwn(destination)))
        {
            active.Report.Add(
                $"a call to {destination.Authority} by code that runs outside any request of a replay (a timer, a test of its own): it was refused, since nothing says which replay it belongs to");
        }

        return _refusing;
    }

    // Without a replay nothing changes; and a call to this machine by code of no replay is most likely a test that runs
    // beside this one and calls a server of its own.
    private static bool IsOthers(Uri destination) => ActiveRoutes.All.Count == 0 || destination.IsLoopback;

    private Uri? Before(Uri destination) => _before.IsBypassed(destination) ? null : _before.GetProxy(destination);

    private static CallContext? Owner() => CallRoute.Current is { } context && ActiveRoutes.All.Contains(context.Route) ? context : null;
}
