using System.Net;
using System.Net.Sockets;
using InfernoSim.Faults;
using InfernoSim.Jobs;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Sql.Tests.Service;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres.Shops;

/// <summary>A shop whose PostgreSQL server is the stub: there is no other.</summary>
/// <param name="variant">What the shop does otherwise.</param>
/// <param name="writesComments">Whether its statements name their requests.</param>
internal sealed class StubbedShop(ShopVariant variant, bool writesComments = false) : IReplayHost
{
    /// <summary>An incident that was recorded with a PostgreSQL 15 server (<see cref="LivePostgresTests"/>).</summary>
    public static string Incident => Path.Combine(AppContext.BaseDirectory, "Postgres", "Shops", "incident");

    /// <summary>Replays an incident against it.</summary>
    /// <param name="variant">What the shop does otherwise.</param>
    /// <param name="incident">The incident; the one that is committed when omitted.</param>
    /// <param name="fanout">How many workers there are.</param>
    /// <param name="fault">A fault rule.</param>
    /// <param name="writesComments">Whether its statements name their requests.</param>
    public static async Task<ReplaySummary> ReplayAsync(
        ShopVariant variant = ShopVariant.AsRecorded, string? incident = null, int fanout = 1, string? fault = null, bool writesComments = false)
    {
        using var folder = new TestFolder();
        var job = new ReplayJob
        {
            Input = new ReplayInput
            {
                Incident = incident ?? Incident,
                Options = new ReplayOptions { Runs = 2, Fanout = fanout, TimeScale = 0, MinGap = TimeSpan.Zero, MaxIdleTime = TimeSpan.FromMinutes(1), MaxWallTime = TimeSpan.Zero, Baseline = folder.File("usual.json"), Faults = fault is null ? [] : [Fault.Parse(fault)] },
            },
            Host = new StubbedShop(variant, writesComments),
        };
        return (await job.RunAsync()).Summary;
    }

    /// <summary>Starts a shop.</summary>
    /// <param name="connection">How it reaches its database.</param>
    /// <param name="variant">What it does otherwise.</param>
    /// <param name="writesComments">Whether its statements name their requests.</param>
    public static Task<LoopbackHost> StartAsync(string connection, ShopVariant variant = ShopVariant.AsRecorded, bool writesComments = false) =>
        LoopbackHost.StartAsync(app => Shop.Map(app, variant), services => Shop.AddTo(services, connection, writesComments));

    /// <summary>Listens on a free port.</summary>
    public static Socket BoundSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>How a shop reaches what listens on a port.</summary>
    public static string ConnectionTo(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Password=not-asked-for;Database=shop";

    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        var stub = PostgresStub.Start([BoundSocket()], new ConnectionRecording(request.Incident), request.Responder, TimeProvider.System);
        LoopbackHost shop = await StartAsync(ConnectionTo(stub.EndPoints[0].Port), variant, writesComments);
        return new Running(shop, stub);
    }

    private sealed class Running(LoopbackHost shop, PostgresStub stub) : HostedService(new HttpServiceUnderTest(shop.Address))
    {
        public override async ValueTask DisposeAsync()
        {
            await shop.DisposeAsync();
            await stub.DisposeAsync();
        }
    }
}
