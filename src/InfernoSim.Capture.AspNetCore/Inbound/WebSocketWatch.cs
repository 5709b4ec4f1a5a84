using InfernoSim.Recording;
using InfernoSim.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture.AspNetCore.Inbound;

/// <summary>
/// A request whose connection the service may make a WebSocket, or one of another protocol. What is said on a WebSocket is read along. One by
/// HTTP/2 (RFC 8441) is written down as one by HTTP/1.1, which says the same, and which a replay can open.
/// </summary>
internal sealed class WebSocketWatch : IHttpUpgradeFeature, IHttpExtendedConnectFeature, IHttpRequestLifetimeFeature
{
    private readonly HttpContext _context;
    private readonly InboundObservation _exchange;
    private readonly Action<Action> _guard;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private ProtocolSwitch? _switch;
    private bool _isConnected;
    private volatile bool _isAbortedHere;

    private WebSocketWatch(HttpContext context, InboundObservation exchange, Action<Action> guard)
    {
        _context = context;
        _exchange = exchange;
        _guard = guard;
        _upgrade = context.Features.Get<IHttpUpgradeFeature>();
        _connect = ConnectOf(context);
        _lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
    }

    /// <inheritdoc/>
    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    /// <inheritdoc/>
    public bool IsExtendedConnect => _connect is not null;

    /// <inheritdoc/>
    public string? Protocol => _connect?.Protocol;

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => _lifetime.RequestAborted;
        set => _lifetime.RequestAborted = value;
    }

    /// <summary>Whether the service has taken the connection.</summary>
    public bool IsSwitched { get; private set; }

    /// <summary>The method of a request as it is written down.</summary>
    /// <param name="context">The request.</param>
    public static string MethodOf(HttpContext context) => ConnectOf(context) is null ? context.Request.Method : HttpMethods.Get;

    /// <summary>Whether a request asks for another protocol, and is to be watched.</summary>
    /// <param name="context">The request.</param>
    public static bool IsFor(HttpContext context) => ConnectOf(context) is not null || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>Begins to watch a request.</summary>
    /// <param name="context">The request; it <see cref="IsFor"/> it.</param>
    /// <param name="exchange">What the recorder sees of it.</param>
    /// <param name="guard">Does what may fail, and must not disturb the service.</param>
    public static WebSocketWatch Begin(HttpContext context, InboundObservation exchange, Action<Action> guard)
    {
        var watch = new WebSocketWatch(context, exchange, guard);
        if (watch.IsExtendedConnect)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(watch);
        }
        else
        {
            context.Features.Set<IHttpUpgradeFeature>(watch);
        }

        context.Features.Set<IHttpRequestLifetimeFeature>(watch);
        return watch;
    }

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync() => Follow(await _upgrade!.UpgradeAsync());

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync()
    {
        _isConnected = true;
        return Follow(await _connect!.AcceptAsync());
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _isAbortedHere = true;
        _lifetime.Abort();
    }

    /// <summary>The status as it is written down.</summary>
    /// <param name="response">The response.</param>
    public int StatusOf(HttpResponse response) => _isConnected ? StatusCodes.Status101SwitchingProtocols : response.StatusCode;

    /// <summary>Writes down what the request has beside its own fields.</summary>
    public void AddRequestFields()
    {
        if (IsExtendedConnect)
        {
            _exchange.TakeRequestField(WebSocketHandshake.KeyField, [WebSocketHandshake.Key]);
        }
    }

    /// <summary>Writes down what the response has beside its own fields.</summary>
    public void AddResponseFields()
    {
        if (_isConnected)
        {
            _exchange.TakeResponseField(WebSocketHandshake.AcceptField, [WebSocketHandshake.AcceptOf(WebSocketHandshake.Key)]);
        }
    }

    /// <summary>The service is done with the connection.</summary>
    public void End() => _switch?.End(isCut: false, hasOtherLeft: !_isAbortedHere && RequestAborted.IsCancellationRequested);

    private static IHttpExtendedConnectFeature? ConnectOf(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
        && WebSocketHandshake.Protocol.Equals(connect.Protocol, StringComparison.OrdinalIgnoreCase)
            ? connect
            : null;

    private Stream Follow(Stream connection)
    {
        Stream followed = connection;
        IsSwitched = true;
        _guard(() =>
        {
            _switch = ProtocolSwitch.Observe(connection, ResponseField, _exchange, isServer: true);
            _exchange.RequestEnded();
            followed = _switch.Connection;
        });
        return followed;
    }

    private IReadOnlyList<string> ResponseField(string name) => name switch
    {
        ProtocolSwitch.UpgradeField when _isConnected => [WebSocketHandshake.Protocol],
        WebSocketHandshake.AcceptField when _isConnected => [WebSocketHandshake.AcceptOf(WebSocketHandshake.Key)],
        _ => FieldValues.ToList(_context.Response.Headers[name]),
    };
}
