using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Tests;

public class DependencyStubHandlerTests
{
    [Fact]
    public async Task An_https_call_needs_no_certificate()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        using var client = new HttpClient(new DependencyStubHandler(responder));

        string body = await client.GetStringAsync(new Uri("https://pay.test/charge"));

        Assert.Equal("yes", body);
        DependencyRequest call = Assert.Single(responder.Requests);
        Assert.Equal(("https", "pay.test", "/charge"), (call.Scheme, call.Authority, call.PathAndQuery));
        Assert.Equal(["pay.test"], call.Headers.Values("Host"));
    }

    [Fact]
    public async Task The_version_asked_for_is_the_version_of_the_response()
    {
        using var client = new HttpClient(new DependencyStubHandler(new FakeResponder(new DependencyAnswer { Status = 200, Trailers = HeaderMap.Of(("grpc-status", "0")) })));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://pay.test/charge") { Version = HttpVersion.Version20 };

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }

    [Fact]
    public async Task A_path_that_was_kept_from_normalisation_arrives_as_it_is()
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        using var client = new HttpClient(new DependencyStubHandler(responder));
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };

        using HttpResponseMessage response = await client.GetAsync(new Uri("http://a.test/a/../b%2e//c?%7e", options));

        Assert.Equal("/a/../b%2e//c?%7e", Assert.Single(responder.Requests).PathAndQuery);
    }

    [Fact]
    public async Task A_method_is_that_of_the_wire_where_clients_write_the_known_ones_in_capitals()
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        using var client = new HttpClient(new DependencyStubHandler(responder));
        using var patch = new HttpRequestMessage(new HttpMethod("patch"), "http://a.test/");
        using var purge = new HttpRequestMessage(new HttpMethod("purge"), "http://a.test/");

        using HttpResponseMessage first = await client.SendAsync(patch);
        using HttpResponseMessage second = await client.SendAsync(purge);

        Assert.Equal(["PATCH", "purge"], responder.Requests.Select(request => request.Method));
    }

    [Theory]
    [InlineData("http://xn--bcher-kva.test/", "xn--bcher-kva.test")]
    [InlineData("http://b\u00fccher.test/", "xn--bcher-kva.test")]
    [InlineData("http://[::1]:81/", "[::1]:81")]
    [InlineData("http://a.test:80/", "a.test")]
    public async Task The_authority_is_what_would_be_on_the_wire(string address, string authority)
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        using var client = new HttpClient(new DependencyStubHandler(responder));

        using HttpResponseMessage response = await client.GetAsync(new Uri(address));

        Assert.Equal(authority, Assert.Single(responder.Requests).Authority);
    }

    [Fact]
    public async Task No_response_is_the_error_of_a_response_that_ended()
    {
        using var client = new HttpClient(new DependencyStubHandler(new FakeResponder(new DependencyAnswer { Status = 0, Abort = true })));

        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://a.test/")));

        Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(error.InnerException).HttpRequestError);
    }

    [Fact]
    public async Task An_address_that_is_not_http_is_an_error()
    {
        using var client = new HttpMessageInvoker(new DependencyStubHandler(new FakeResponder(new DependencyAnswer { Status = 200 })));
        using var request = new HttpRequestMessage(HttpMethod.Get, "ftp://a.test/");

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.SendAsync(request, CancellationToken.None));

        Assert.Contains("ftp://a.test/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_does_not_reach_the_responder()
    {
        var responder = new FakeResponder(new DependencyAnswer { Status = 200 });
        using var client = new HttpMessageInvoker(new DependencyStubHandler(responder));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://a.test/");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(request, new CancellationToken(canceled: true)));

        Assert.Empty(responder.Requests);
    }
}
