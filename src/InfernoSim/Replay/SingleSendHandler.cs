using System.Net.Sockets;
using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>
/// Sends each request at most once, its method <see cref="ExactMethod">as it is written</see>. <see cref="SocketsHttpHandler"/> repeats a request in silence when a kept connection is
/// closed before a response began, as RFC 9112 (section 9.3.1) has it for clients; a replay has to see that, since the service
/// may have worked on the first one.
/// </summary>
/// <remarks>
/// Each connection says to which request the bytes written to it belong. The first connection is the request's own; on any
/// other, nothing is written and the request has failed. A kept connection that the service closed while it was idle, before
/// a byte of the request was written, is no failure: another is taken.
/// </remarks>
internal sealed class SingleSendHandler : DelegatingHandler
{
    // As many as there may be kept connections that the service has closed meanwhile, within reason.
    private const int MostStale = 16;

    private static readonly AsyncLocal<Sending?> Current = new();
    private static readonly HttpRequestOptionsKey<bool> Resent = new("InfernoSim.Resent");

    /// <param name="transport">The transport, whose connections are watched.</param>
    public SingleSendHandler(SocketsHttpHandler transport)
        : base(transport)
    {
        transport.PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new Connection(context.PlaintextStream));
    }

    /// <summary>Whether the transport began to send a request again, which it was kept from.</summary>
    /// <param name="request">A request that this handler has sent.</param>
    public static bool WasResent(HttpRequestMessage request) => request.Options.TryGetValue(Resent, out bool was) && was;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpMethod method = request.Method;
        request.Method = request.Version.Major == 1 ? ExactMethod.Of(method.Method) : method;
        try
        {
            return await SendOnceAsync(request, cancellationToken);
        }
        finally
        {
            request.Method = method;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (int stale = 0; ; stale++)
        {
            var sending = new Sending();
            Current.Value = sending;
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException && sending.MetStaleConnection && !sending.HasBegun && stale < MostStale)
            {
                // Nothing was sent.
            }
            catch (Exception failure) when (sending.HasBegun && (sending.WasStopped || IsOfConnecting(failure) || IsOfClosing(failure)))
            {
                request.Options.Set(Resent, sending.WasStopped);

                // Why a second connection was refused is not why the first one was.
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was closed during this request", IsOfConnecting(failure) ? null : failure);
            }
        }
    }

    private static bool IsOfConnecting(Exception failure) =>
        failure is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private static bool IsOfClosing(Exception failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown, InnerException: IOException };

    /// <summary>One request on its way.</summary>
    private sealed class Sending
    {
        private Connection? _connection;

        /// <summary>Whether a byte of it was written.</summary>
        public bool HasBegun => _connection is not null;

        /// <summary>Whether it was kept from being sent again.</summary>
        public bool WasStopped { get; private set; }

        /// <summary>Whether a connection was taken that the service had closed.</summary>
        public bool MetStaleConnection { get; private set; }

        /// <summary>Bytes of it are about to be written.</summary>
        /// <exception cref="IOException">They must not be.</exception>
        public void WriteTo(Connection connection)
        {
            if (ReferenceEquals(_connection, connection))
            {
                return;
            }

            if (_connection is not null)
            {
                WasStopped = true;
                throw new IOException("The request was sent already, and is not sent again.");
            }

            if (connection.IsStale)
            {
                MetStaleConnection = true;
                throw new IOException("The service had closed the connection before the request.");
            }

            _connection = connection;
        }
    }

    /// <summary>A connection that knows whose bytes it carries.</summary>
    private sealed class Connection(Stream inner) : ForwardConnection(inner)
    {
        /// <summary>Whether the service has closed it, or sent what nobody asked for, as far as can be known without reading.</summary>
        public bool IsStale => Inner is NetworkStream { Socket: var socket } && socket.Poll(0, SelectMode.SelectRead);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Current.Value?.WriteTo(this);
            return Inner.WriteAsync(ExactMethod.Written(buffer), cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Current.Value?.WriteTo(this);
            Inner.Write(ExactMethod.Written(buffer.AsMemory(offset, count)).Span);
        }
    }
}
