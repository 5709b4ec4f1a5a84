using System.Net;
using InfernoSim.Matching;
using InfernoSim.Stub;
using InfernoSim.Testing.Interception;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Testing.Tests.Interception;

public sealed class StubRoutingHandlerTests
{
    [Fact]
    public async Task A_call_that_blocks_is_sent_by_the_thread_that_makes_it()
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(app => app.MapGet("/item", () => "item"));
        using var transport = new Watched(new SocketsHttpHandler());
        using var client = new HttpClient(new StubRoutingHandler(new NoRoute(), transport, cookies: null, redirects: 0, new DependencyStubHandler(new NoAnswer())));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(dependency.Address, "/item"));

        using HttpResponseMessage response = client.Send(request);

        Assert.Equal((HttpStatusCode.OK, Environment.CurrentManagedThreadId), (response.StatusCode, transport.Sender));
    }

    private sealed class Watched(HttpMessageHandler transport) : DelegatingHandler(transport)
    {
        public int? Sender { get; private set; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sender = Environment.CurrentManagedThreadId;
            return base.Send(request, cancellationToken);
        }
    }

    private sealed class NoAnswer : IDependencyResponder
    {
        public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoRoute : CallRoute
    {
        public override HttpMessageHandler Lead(HttpMessageHandler primary, string client, int? worker) => throw new NotSupportedException();

        public override Uri? Lead(Uri destination, int? worker) => null;

        public override bool RefusesStrangers => false;

        public override bool MayOwn(Uri destination) => false;

        public override void Missed(Uri destination)
        {
        }

        public override Task AdmitAsync(HttpContext context, RequestDelegate next, int? worker) => throw new NotSupportedException();
    }
}
