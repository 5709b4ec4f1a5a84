using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using InfernoSim.Certificates;
using InfernoSim.Incidents;
using InfernoSim.Matching;
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
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> Orders = new(MethodType.DuplexStreaming, "shop.Orders", "Place", Bytes, Bytes);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_says_the_same_in_other_bytes_is_answered_where_descriptors_are_given(bool onSocket)
    {
        await File.WriteAllBytesAsync(_folder.File("shop.pb"), GrpcShop.Descriptors());
        byte[] first = GrpcShop.Message((1, "o-1"), (3, 1L));
        byte[] second = GrpcShop.Message((1, "o-2"));
        byte[] both = [.. GrpcShop.Frame(first), .. GrpcShop.Frame(second)];
        long turn = GrpcShop.Frame(first).Length;
        var recorded = new RecordedCall("POST", "https://echo.test" + GrpcShop.Path, 200, both, [("Content-Type", "application/grpc")])
        {
            RequestHeaders = [("Content-Type", "application/grpc"), ("TE", "trailers")],
            RequestBody = both,
            Turns = [(turn, turn), (both.Length, both.Length)],
            Trailers = [("grpc-status", "0")],
        };
        await using Line line = await OpenAsync(onSocket, new ReplayOptions { Messages = GrpcDescriptors.Open(_folder.File("shop.pb")) }, recorded);
        using AsyncDuplexStreamingCall<byte[], byte[]> call = line.Call(Orders);

        Assert.Equal(first, await SayAsync(call, GrpcShop.Message((3, 1L), (1, "o-1"))));
        Assert.Equal(second, await SayAsync(call, second));
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        Assert.Equal((1, 0), (line.Served.Receipt().Counts.Sum(count => count.Count.Answered), line.Served.Receipt().UnmatchedCount));
    }

    private static async Task<T> SayAsync<T>(AsyncDuplexStreamingCall<T, T> call, T message)
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

    private Task<Line> OpenAsync(bool onSocket, params RecordedCall[] recorded) => OpenAsync(onSocket, new ReplayOptions(), recorded);

    private async Task<Line> OpenAsync(bool onSocket, ReplayOptions options, params RecordedCall[] recorded)
    {
        string folder = await new HandmadeIncident().Exchange("/", 200, "text/plain", "", recorded).WriteAsync(_folder.File("incident"));
        var served = new ServedCalls(ReplayPlan.Create(IncidentReader.Read(folder), options), TimeProvider.System);
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

        public AsyncDuplexStreamingCall<string, string> Call() => Call(Chat);

        public AsyncDuplexStreamingCall<T, T> Call<T>(Method<T, T> method)
            where T : class => _channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);

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
