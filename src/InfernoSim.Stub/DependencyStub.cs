using System.Net;
using System.Net.Sockets;
using InfernoSim.Certificates;
using InfernoSim.Matching;
using InfernoSim.Stub.Answers;
using InfernoSim.Stub.Sockets;
using WireMock.Exceptions;
using WireMock.Server;

namespace InfernoSim.Stub;

/// <summary>
/// Answers a service's outbound calls from an incident, on sockets: as its HTTP proxy (requests in absolute form, or inside of tunnels), or as
/// the dependency itself (the <c>Host</c> header names it). Nothing is ever passed on to the network.
/// </summary>
public sealed class DependencyStub : IAsyncDisposable
{
    private readonly StubPipeline _pipeline;
    private readonly OverriddenCallCounter _overridden;
    private readonly StubTunnels _tunnels;
    private readonly WorkerPorts _workers;
    private int _disposed;

    private DependencyStub(
        WireMockServer server, StubPipeline pipeline, OverriddenCallCounter overridden, IReadOnlyList<Uri> addresses, WorkerPorts workers, IReadOnlyList<string> notices, LocalAuthority? authority, StubTunnels tunnels)
    {
        _workers = workers;
        Authority = authority;
        _tunnels = tunnels;
        Server = server;
        _pipeline = pipeline;
        _overridden = overridden;
        Addresses = addresses;
        Notices = notices;
    }

    /// <summary>Where the stub listens: <see cref="DependencyStubOptions.Listen"/> first, with the port that was chosen.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>What did not go as asked but was no error: each one line.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Who vouches for the certificates of https calls; <see langword="null"/> where those are refused.</summary>
    public LocalAuthority? Authority { get; }

    /// <summary>
    /// The WireMock server, for mappings of one's own, which win over the recording. Its request journal is off
    /// (<see cref="WireMockServer.SetMaxRequestLogCount"/> turns it on), and so is its admin interface.
    /// Removing all mappings leaves the recording in place.
    /// </summary>
    public WireMockServer Server { get; }

    /// <summary>
    /// How many calls were answered by a mapping added to <see cref="Server"/> in place of the recording, by request
    /// (<c>GET http://host/path?query</c>). After 1,000 different requests the rest is counted as one.
    /// </summary>
    public IReadOnlyDictionary<string, long> OverriddenCalls => _overridden.Snapshot();

    /// <summary>Why https calls never came, for a person; <see langword="null"/> when none was kept from coming.</summary>
    internal string? CertificateProblem => _tunnels.Problem;

    /// <summary>Where a service calls.</summary>
    /// <param name="worker">The worker, from 0, whose own service it is; <see langword="null"/> where workers share one.</param>
    internal Uri AddressFor(int? worker) => worker is { } own ? _workers.AddressOf(own) : Addresses[0];

    /// <summary>Starts a stub. Any number of them can run in a process.</summary>
    /// <param name="responder">Answers the calls.</param>
    /// <param name="options">Where to listen; a free port of 127.0.0.1 when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The stub, listening.</returns>
    /// <exception cref="StubException"><see cref="DependencyStubOptions.Listen"/> is in use or not allowed, or the server did not start.</exception>
    public static async Task<DependencyStub> StartAsync(
        IDependencyResponder responder, DependencyStubOptions? options = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(responder);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new DependencyStubOptions();
        var notices = new List<string>();
        List<Socket> sockets = Listen(options, notices);
        Uri[] addresses = [.. sockets.Select(AddressOf)];
        List<Socket> own = ListenFor(options.Workers, sockets);
        var workers = new WorkerPorts([.. own.Select(AddressOf)]);
        sockets.AddRange(own);
        var overridden = new OverriddenCallCounter();
        var answers = new StubAnswers(responder);
        var tunnels = new StubTunnels(answers, options.Authority, options.RecordedTunnels, workers);
        var pipeline = new StubPipeline(answers, overridden, tunnels, workers, options.ServesOnce);
        try
        {
            // WireMock waits for its server on the thread that starts it, which is not to be one that others wait for.
            WireMockServer server = await Task.Factory.StartNew(
                () => WireMockHost.Start(sockets, pipeline), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await pipeline.OpenAsync(server);
            return new DependencyStub(server, pipeline, overridden, addresses, workers, notices, options.Authority, tunnels);
        }
        catch (Exception error) when (error is WireMockException or TimeoutException)
        {
            sockets.ForEach(socket => socket.Dispose());
            pipeline.Dispose();
            throw new StubException($"The stub did not start on {addresses[0].Authority}: {error.Message}", error);
        }
    }

    /// <summary>Stops listening and cuts off the calls in progress, whose responder is told by its token.</summary>
    /// <returns>Completes when the addresses are free again.</returns>
    public async ValueTask DisposeAsync()
    {
        await CallerContext.Leave();
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _pipeline.CloseAsync();
        await Task.Factory.StartNew(Server.Stop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Server.Dispose();
        _pipeline.Dispose();
    }

    private static Uri AddressOf(Socket socket) => new($"http://{socket.LocalEndPoint}");

    private static List<Socket> ListenFor(int workers, List<Socket> others)
    {
        var own = new List<Socket>();
        try
        {
            for (int worker = 0; worker < workers; worker++)
            {
                own.Add(ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, 0)));
            }

            return own;
        }
        catch (StubException)
        {
            others.ForEach(socket => socket.Dispose());
            own.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    private static List<Socket> Listen(DependencyStubOptions options, List<string> notices)
    {
        List<Socket> sockets = [ListenSocket.Open(options.Listen)];
        if (options.CompatListen is { } second)
        {
            try
            {
                sockets.Add(ListenSocket.Open(second));
            }
            catch (StubException error)
            {
                notices.Add($"{error.Message} Only {sockets[0].LocalEndPoint} answers.");
            }
        }

        return sockets;
    }
}
