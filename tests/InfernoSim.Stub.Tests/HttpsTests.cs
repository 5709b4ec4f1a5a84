using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.Certificates;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Serving;
using InfernoSim.TestKit.Incidents;
using Microsoft.Extensions.Time.Testing;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace InfernoSim.Stub.Tests;

public sealed class HttpsTests : IDisposable
{
    private readonly LocalAuthority _authority = LocalAuthority.InMemory(TimeProvider.System);

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task An_https_call_of_who_trusts_the_authority_is_answered_like_any_other(string version)
    {
        var responder = new FakeResponder(request => new DependencyAnswer { Status = 201, Body = request.Body, Headers = HeaderMap.Of(("X-Seen", request.PathAndQuery)) });
        await using DependencyStub stub = await StartAsync(responder);
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);

        using HttpResponseMessage response = await client.SendAsync(Post("https://pay.test/orders?a=%2F", version));
        Assert.Null(stub.CertificateProblem);
        DependencyRequest request = Assert.Single(responder.Requests);

        Assert.Equal(version, response.Version.ToString(2));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.Equal("/orders?a=%2F", Assert.Single(response.Headers.GetValues("X-Seen")));
        Assert.Equal(("POST", "https", "pay.test", "/orders?a=%2F"), (request.Method, request.Scheme, request.Authority, request.PathAndQuery));
    }

    [Theory]
    [InlineData("http://pay.test/", "1.1")]
    [InlineData("https://pay.test/", "1.1")]
    [InlineData("https://pay.test/", "2.0")]
    public async Task A_call_at_the_address_of_a_worker_is_that_worker_s(string url, string version)
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder, new DependencyStubOptions { Authority = _authority, Workers = 2 });
        foreach (int? worker in new int?[] { 1, null, 0 })
        {
            using HttpClient client = ClientTrusting(_authority.CertificatePem, stub, worker);
            using HttpResponseMessage response = await client.SendAsync(Post(url, version));
        }

        Assert.Equal([1, null, 0], responder.Requests.Select(request => request.Worker));
    }

    [Fact]
    public async Task Another_port_than_usual_is_part_of_the_address()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await StartAsync(responder);
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);

        await client.GetStringAsync(new Uri("https://pay.test:8443/"));

        Assert.Equal("pay.test:8443", Assert.Single(responder.Requests).Authority);
    }

    [Fact]
    public async Task Trailers_reach_the_caller_over_http2()
    {
        await using DependencyStub stub = await StartAsync(new FakeResponder(new DependencyAnswer { Status = 200, Body = "body"u8.ToArray(), Trailers = HeaderMap.Of(("grpc-status", "0")) }));
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);

        using HttpResponseMessage response = await client.SendAsync(Post("https://pay.test/shop.Cart/Add", "2.0"));

        Assert.Equal("body", await response.Content.ReadAsStringAsync());
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task An_event_stream_comes_event_by_event_when_each_is_due(string version)
    {
        byte[][] events = [.. ((string[])["data: 1\n\n", "data: {\"n\":2}\n\n", "data: [DONE]\n\n"]).Select(Encoding.UTF8.GetBytes)];
        using var folder = new TestFolder();
        var call = new RecordedCall("GET", "https://model.test/events", 200, [.. events.SelectMany(data => data)], [("Content-Type", "text/event-stream")])
        {
            Pieces = [(0, 0), (1_000_000_000, events[0].Length), (2_000_000_000, events[0].Length + events[1].Length), (3_000_000_000, events.Sum(data => data.Length))],
        };
        string incident = await new HandmadeIncident().Exchange("/", 200, "text/plain", "", call).WriteAsync(folder.File("incident"));
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var served = new ServedCalls(ReplayPlan.Create(IncidentReader.Read(incident), new ReplayOptions { DependencyTime = DependencyTime.Recorded }), time);
        await using DependencyStub stub = await StartAsync(served);
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://model.test/events") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Limit);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        Task<byte[]> first = ReadAsync(body, events[0].Length);
        Assert.False(first.IsCompleted);
        Assert.Equal(events[0], await time.AdvanceUntilAsync(first, TimeSpan.FromMilliseconds(100)));
        Assert.Equal(events[1], await time.AdvanceUntilAsync(ReadAsync(body, events[1].Length), TimeSpan.FromMilliseconds(100)));
        Assert.Equal(events[2], await time.AdvanceUntilAsync(ReadAsync(body, events[2].Length), TimeSpan.FromMilliseconds(100)));

        Assert.Equal(0, await body.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience.Limit));
        Assert.Equal(version, response.Version.ToString(2));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_response_that_was_cut_is_cut_again(string version)
    {
        await using DependencyStub stub = await StartAsync(new FakeResponder(new DependencyAnswer { Status = 200, Body = "begun"u8.ToArray(), Abort = true }));
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage response = await client.SendAsync(Post("https://pay.test/", version));
        });
    }

    [Fact]
    public async Task Http2_in_the_clear_is_answered_too()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await StartAsync(responder);
        using var client = new HttpClient();
        using HttpRequestMessage request = Post(new Uri(stub.Addresses[0], "/orders").ToString(), "2.0");

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal("yes", await response.Content.ReadAsStringAsync());
        Assert.Equal(("http", stub.Addresses[0].Authority), (responder.Requests.Single().Scheme, responder.Requests.Single().Authority));
    }

    [Fact]
    public async Task A_mapping_of_ones_own_wins_over_the_recording()
    {
        var responder = new FakeResponder(FakeResponder.Ok("recorded"));
        await using DependencyStub stub = await StartAsync(responder);
        stub.Server.Given(Request.Create().WithUrl("https://pay.test/rates")).RespondWith(Response.Create().WithBody("mapped"));
        using HttpClient client = ClientTrusting(_authority.CertificatePem, stub);

        Assert.Equal("mapped", await client.GetStringAsync(new Uri("https://pay.test/rates")));
        Assert.Equal("recorded", await client.GetStringAsync(new Uri("https://pay.test/other")));
    }

    [Fact]
    public async Task A_client_that_does_not_trust_the_authority_fails_and_the_responder_is_told()
    {
        using LocalAuthority other = LocalAuthority.InMemory(TimeProvider.System);
        var asked = new TaskCompletionSource<DependencyRequest>();
        var responder = new FakeResponder(request =>
        {
            asked.TrySetResult(request);
            return FakeResponder.Ok("");
        });
        await using DependencyStub stub = await StartAsync(responder);
        using HttpClient client = ClientTrusting(other.CertificatePem, stub);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("https://pay.test/")));
        DependencyRequest request = await asked.Task.WaitAsync(Patience.Limit);

        Assert.Equal(("CONNECT", "pay.test:443"), (request.Method, request.Authority));
        Assert.StartsWith("the service did not accept the certificate by which its https calls to pay.test are answered", stub.CertificateProblem, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(Stream body, int length)
    {
        byte[] read = new byte[length];
        await body.ReadExactlyAsync(read);
        return read;
    }

    private static HttpRequestMessage Post(string url, string version) => new(HttpMethod.Post, url)
    {
        Version = Version.Parse(version),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new StringContent("hello"),
    };

    private static HttpClient ClientTrusting(string pem, DependencyStub stub, int? worker = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(stub.AddressFor(worker)), UseCookies = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    private Task<DependencyStub> StartAsync(IDependencyResponder responder) => DependencyStub.StartAsync(responder, new DependencyStubOptions { Authority = _authority });
}
