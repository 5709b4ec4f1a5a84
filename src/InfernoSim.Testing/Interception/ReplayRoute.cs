using System.Diagnostics;
using InfernoSim.Matching;
using InfernoSim.Sql;
using InfernoSim.Stub;
using InfernoSim.Testing.Measuring;
using InfernoSim.VirtualTime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Testing.Interception;

/// <summary>Leads all calls to the stub, and says which it could not lead.</summary>
/// <param name="proxyFor">Where the stub listens, for the service of a worker or for all.</param>
/// <param name="responder">Answers the calls that cannot go through a proxy.</param>
/// <param name="hosts">The hosts of the recorded calls.</param>
/// <param name="clock">The service's clock, where time is virtual.</param>
internal sealed class ReplayRoute(Func<int?, Uri> proxyFor, IDependencyResponder responder, IReadOnlySet<string> hosts, ReplayClock? clock = null) : CallRoute
{
    /// <summary>Measures what the service does for the requests of the replay; <see langword="null"/> when nobody asks.</summary>
    public ServiceMeter? Meter { get; set; }

    /// <inheritdoc/>
    public override ReplayTraffic? Traffic => clock?.Traffic;

    /// <summary>Whether clients may open more connections than they were told to.</summary>
    public bool AllowsAnyConnections { get; init; }

    /// <inheritdoc/>
    public override bool RefusesStrangers => true;

    /// <summary>Whether the incident holds statements that are answered in this process, in place of the databases.</summary>
    public bool AnswersStatements { get; init; }

    /// <inheritdoc/>
    public override void LeadStatements(IServiceCollection services)
    {
        if (AnswersStatements)
        {
            SqlInterception.Answer(services, responder, () => CurrentExchange, Report.Add);
        }
    }

    /// <inheritdoc/>
    public override bool MayOwn(Uri destination) => hosts.Contains(destination.Host);

    /// <inheritdoc/>
    public override HttpMessageHandler Lead(HttpMessageHandler primary, string client, int? worker)
    {
        if (Transport.Find(primary) is not { } transport)
        {
            string name = client.Length == 0 ? "the default client" : $"the client '{client}'";
            Report.Add($"calls of {name}: they end in a {primary.GetType().Name} of the service's own, which was left alone, so they were not compared");
            return primary;
        }

        transport.SetProxy(new StubProxy(proxyFor(worker)));
        if (AllowsAnyConnections)
        {
            transport.AllowAnyConnections();
        }

        IDependencyResponder answers = worker is { } single ? new WorkerResponder(responder, single) : responder;
        return transport.Replace(own => new StubRoutingHandler(this, own, transport.TakeCookies(), transport.TakeRedirects(), new DependencyStubHandler(answers)));
    }

    /// <inheritdoc/>
    public override Uri? Lead(Uri destination, int? worker)
    {
        if (destination.Scheme == Uri.UriSchemeHttps || destination.Scheme == Uri.UriSchemeWss)
        {
            Report.Add($"https calls to {destination.Authority} by a client that is not from IHttpClientFactory: they were refused, since TLS cannot be looked into (get the client from IHttpClientFactory)");
        }

        return proxyFor(worker);
    }

    /// <inheritdoc/>
    public override void Missed(Uri destination) =>
        Report.Add($"calls to {destination.Authority} went past the stub, by a client that uses no proxy (get the client from IHttpClientFactory)");

    /// <inheritdoc/>
    public override async Task AdmitAsync(HttpContext context, RequestDelegate next, int? worker)
    {
        string? exchangeId = ExchangeIds.Read(context.Request.Headers);
        Enter(exchangeId, worker);

        // Without an activity (no logging, no listener) HttpClient would not carry the trace context on.
        using Activity? activity = Activity.Current is null && exchangeId is not null ? ExchangeIds.StartActivity(context.Request.Headers) : null;
        using ServiceMeter.Scope? measured = exchangeId is null ? null : Meter?.Enter();
        if (clock is null || exchangeId is null)
        {
            await next(context);
            return;
        }

        clock.Enter(exchangeId);
        clock.Traffic.Reach(exchangeId, ReplayTraffic.Place.Inside);
        try
        {
            await next(context);
        }
        finally
        {
            clock.Traffic.Reach(exchangeId, ReplayTraffic.Place.Answered);
        }
    }
}
