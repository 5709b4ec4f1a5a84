using System.Net;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Stub.Tests;

public class LifetimeTests
{
    private static readonly FakeResponder Yes = new(FakeResponder.Ok("yes"));

    [Fact]
    public async Task It_listens_on_a_free_port_of_the_loopback_address_unless_told_otherwise()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(Yes);

        Uri address = Assert.Single(stub.Addresses);
        Assert.Equal("127.0.0.1", address.Host);
        Assert.NotEqual(0, address.Port);
        Assert.Equal(address.Port, stub.Server.Port);
        Assert.Empty(stub.Notices);
        Assert.Equal("yes", await GetAsync(address));
        Assert.All(ListenersOn(address.Port), listener => Assert.Equal(IPAddress.Loopback, listener.Address));
    }

    [Fact]
    public async Task It_listens_where_it_is_told()
    {
        await using DependencyStub stub = await DependencyStub.StartAsync(
            Yes, new DependencyStubOptions { Listen = new(IPAddress.IPv6Loopback, 0), CompatListen = new(IPAddress.Loopback, 0) });

        Assert.Equal(["[::1]", "127.0.0.1"], stub.Addresses.Select(address => address.Host));
        Assert.Equal("yes", await GetAsync(stub.Addresses[0]));
        Assert.Equal("yes", await GetAsync(stub.Addresses[1]));
        Assert.Empty(stub.Notices);
    }

    [Fact]
    public async Task A_taken_address_is_an_error_that_names_it_and_the_fix()
    {
        using var taken = new RawServer();
        IPEndPoint address = taken.EndPoint;

        StubException error = await Assert.ThrowsAsync<StubException>(
            () => DependencyStub.StartAsync(Yes, new DependencyStubOptions { Listen = address }));

        Assert.Equal(
            $"The stub cannot listen on {address}: the address is in use. Stop what listens there, or choose another port (0 takes a free one).",
            error.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_an_error()
    {
        // TEST-NET-1, RFC 5737.
        StubException error = await Assert.ThrowsAsync<StubException>(
            () => DependencyStub.StartAsync(Yes, new DependencyStubOptions { Listen = IPEndPoint.Parse("192.0.2.1:0") }));

        Assert.Contains("192.0.2.1:0: this machine has no such address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_second_address_is_a_notice()
    {
        using var taken = new RawServer();
        IPEndPoint address = taken.EndPoint;

        await using DependencyStub stub = await DependencyStub.StartAsync(Yes, new DependencyStubOptions { CompatListen = address });

        Assert.Equal("yes", await GetAsync(Assert.Single(stub.Addresses)));
        string notice = Assert.Single(stub.Notices);
        Assert.Contains($"{address}: the address is in use", notice, StringComparison.Ordinal);
        Assert.EndsWith($"Only {stub.Addresses[0].Authority} answers.", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_run_in_one_process_each_with_its_own_answers()
    {
        DependencyStub[] stubs = await Task.WhenAll(Enumerable.Range(0, 24).Select(
            i => DependencyStub.StartAsync(new FakeResponder(FakeResponder.Ok($"stub {i}")))));

        string[] answers = await Task.WhenAll(stubs.Select(stub => GetAsync(stub.Addresses[0])));
        await Task.WhenAll(stubs.Select(stub => stub.DisposeAsync().AsTask()));

        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"stub {i}"), answers);
        Assert.All(stubs, stub => Assert.Empty(ListenersOn(stub.Addresses[0].Port)));
    }

    [Fact]
    public async Task Concurrent_callers_get_their_own_answers()
    {
        var responder = new FakeResponder(async (request, _) =>
        {
            await Task.Yield();
            return FakeResponder.Ok(request.PathAndQuery + System.Text.Encoding.UTF8.GetString(request.Body.Span));
        });
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using HttpClient client = Proxied(stub);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, stop) =>
        {
            using HttpResponseMessage response = await client.PostAsync(new Uri($"http://a.test/{i}"), new StringContent($" body {i}"), stop);
            Assert.Equal($"/{i} body {i}", await response.Content.ReadAsStringAsync(stop));
        });

        Assert.Equal(2_000, responder.Requests.Count);
    }

    [Fact]
    public async Task Dispose_frees_the_addresses_and_can_be_repeated()
    {
        DependencyStub stub = await DependencyStub.StartAsync(Yes, new DependencyStubOptions { CompatListen = new(IPAddress.Loopback, 0) });
        using HttpClient client = Proxied(stub);
        await client.GetStringAsync(new Uri("http://a.test/"));

        await stub.DisposeAsync();
        await stub.DisposeAsync();

        Assert.All(stub.Addresses, address => Assert.Empty(ListenersOn(address.Port)));
        await using DependencyStub next = await DependencyStub.StartAsync(
            Yes, new DependencyStubOptions { Listen = IPEndPoint.Parse(stub.Addresses[0].Authority) });
        Assert.Equal("yes", await GetAsync(next.Addresses[0]));
    }

    [Fact]
    public async Task Dispose_cancels_the_calls_in_progress()
    {
        var responder = new HangingResponder();
        DependencyStub stub = await DependencyStub.StartAsync(responder);
        using HttpClient client = Proxied(stub);
        Task<string> call = client.GetStringAsync(new Uri("http://a.test/"));
        await responder.Entered.WaitAsync(Patience.Limit);

        await stub.DisposeAsync().AsTask().WaitAsync(Patience.Limit);

        await responder.Cancelled.WaitAsync(Patience.Limit);
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_its_call()
    {
        var responder = new HangingResponder();
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using (RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]))
        {
            await connection.SendAsync("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n");
            await responder.Entered.WaitAsync(Patience.Limit);
        }

        await responder.Cancelled.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Starting_can_be_given_up()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DependencyStub.StartAsync(Yes, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static IEnumerable<IPEndPoint> ListenersOn(int port) =>
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port);

    private static HttpClient Proxied(DependencyStub stub) => ProxiedClient.Through(stub.Addresses[0]);

    private static async Task<string> GetAsync(Uri address)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(address);
    }

    private sealed class HangingResponder : IDependencyResponder
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public Task Cancelled => _cancelled.Task;

        public async ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
        {
            var forever = new TaskCompletionSource<DependencyAnswer>();
            await using CancellationTokenRegistration registration = cancellationToken.Register(() => forever.TrySetCanceled(cancellationToken));
            _entered.TrySetResult();
            try
            {
                return await forever.Task;
            }
            catch (OperationCanceledException)
            {
                _cancelled.TrySetResult();
                throw;
            }
        }
    }
}
