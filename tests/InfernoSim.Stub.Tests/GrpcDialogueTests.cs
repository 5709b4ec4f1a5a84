using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using InfernoSim.Certificates;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Serving;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Stub.Tests;

/// <summary>Streams in both directions whose caller waits for an answer before it goes on, with the gRPC client of .NET.</summary>
public sealed class GrpcDialogueTests : IDisposable
{
    private const string Target = "/echo.Echo/Chat";
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> Chat = new(MethodType.DuplexStreaming, "echo.Echo", "Chat", Text, Text);

    private readonly TestFolder _folder = new();
    private readonly LocalAuthority _authority = LocalAuthority.InMemory(TimeProvider.System);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_message_is_answered_before_the_next_one_is_sent(bool onSocket)
    {
        await using Line line = await OpenAsync(onSocket, Recorded("a", "b"));
        using AsyncDuplexStreamingCall<string, string> call = line.Call();

        Assert.Equal("A", await SayAsync(call, "a"));
        Assert.Equal("B", await SayAsync(call, "b"));
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("yes", Assert.Single(call.GetTrailers(), trailer => trailer.Key == "x-last").Value);
        Assert.Equal((1, 0), (line.Served.Receipt().Counts.Sum(count => count.Count.Answered), line.Served.Receipt().UnmatchedCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_goes_another_way_is_the_recorded_one_that_went_so(bool onSocket)
    {
        await using Line line = await OpenAsync(onSocket, Recorded("a", "b", "c"), Recorded("a", "d"));
        using AsyncDuplexStreamingCall<string, string> call = line.Call();

        Assert.Equal("A", await SayAsync(call, "a"));
        Assert.Equal("D", await SayAsync(call, "d"));
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        Assert.Equal([0, 1], line.Served.Receipt().Counts.Select(count => count.Count.Answered));
    }

    [Theory]
    [InlineData(true, "a", "x")]
    [InlineData(false, "a", "x")]
    [InlineData(true, "x")]
    [InlineData(false, "x")]
    public async Task A_message_that_was_not_recorded_ends_the_call(bool onSocket, params string[] messages)
    {
        await using Line line = await OpenAsync(onSocket, Recorded("a", "b"));
        using AsyncDuplexStreamingCall<string, string> call = line.Call();
        foreach (string message in messages[..^1])
        {
            await SayAsync(call, message);
        }

        await Assert.ThrowsAnyAsync<RpcException>(() => SayAsync(call, messages[^1]));

        Assert.Equal(1, line.Served.Receipt().UnmatchedCount);
    }

    private static async Task<string> SayAsync(AsyncDuplexStreamingCall<string, string> call, string message)
    {
        await call.RequestStream.WriteAsync(message).WaitAsync(Patience.Limit);
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        return call.ResponseStream.Current;
    }

    private static RecordedCall Recorded(params string[] messages) =>
        new("POST", "https://echo.test" + Target, 200, [.. messages.SelectMany(message => GrpcEcho.Frame(message.ToUpperInvariant()))], [("Content-Type", "application/grpc")])
        {
            RequestHeaders = [("Content-Type", "application/grpc"), ("TE", "trailers")],
            RequestBody = [.. messages.SelectMany(GrpcEcho.Frame)],
            Turns = [.. Enumerable.Range(1, messages.Length).Select(turn => (turn * 6L, turn * 6L))],
            Trailers = [("grpc-status", "0"), ("x-last", "yes")],
        };

    private async Task<Line> OpenAsync(bool onSocket, params RecordedCall[] recorded)
    {
        string folder = await new HandmadeIncident().Exchange("/", 200, "text/plain", "", recorded).WriteAsync(_folder.File("incident"));
        var served = new ServedCalls(ReplayPlan.Create(IncidentReader.Read(folder), new ReplayOptions()), TimeProvider.System);
        if (!onSocket)
        {
            return new Line(served, null, new DependencyStubHandler(served));
        }

        DependencyStub stub = await DependencyStub.StartAsync(served, new DependencyStubOptions { Authority = _authority });
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(_authority.CertificatePem);
        return new Line(served, stub, new SocketsHttpHandler { Proxy = new WebProxy(stub.Addresses[0]), SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    private sealed class Line(ServedCalls served, DependencyStub? stub, HttpMessageHandler handler) : IAsyncDisposable
    {
        private readonly GrpcChannel _channel = GrpcChannel.ForAddress("https://echo.test", new GrpcChannelOptions { HttpClient = new HttpClient(handler), DisposeHttpClient = true });

        public ServedCalls Served => served;

        public AsyncDuplexStreamingCall<string, string> Call() => _channel.CreateCallInvoker().AsyncDuplexStreamingCall(Chat, null, default);

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            if (stub is not null)
            {
                await stub.DisposeAsync();
            }
        }
    }
}
